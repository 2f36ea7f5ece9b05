"""The demonstration audits to exactly what its README lists."""

from collections import Counter
from pathlib import Path

from juesuan.auditing import audit

EXAMPLE = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024" / "disclosure.md"


def test_example_finds_what_was_put_there_and_nothing_else():
    result = audit(EXAMPLE)
    assert Counter(f.code for f in result.report.findings) == Counter(
        {
            "derived.completion": 1,
            "derived.direction": 1,
            "derived.zero_base": 1,
            "identity.value": 1,
            "identity.shown": 4,
            "disclosure.placeholder": 1,
            "disclosure.doubled_punctuation": 1,
            "disclosure.numbering": 1,
            "disclosure.empty_term": 1,
        }
    )
    swap = next(f for f in result.report.findings if f.code == "identity.value")
    assert (swap.suspects[0].value, swap.suspects[0].why) == ("24.47", "swap")
    assert len(result.disclosure.forms) == 9
