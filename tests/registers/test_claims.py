"""What the words of a rounded figure permit; every kind has examples that hold and that do not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.registers.claims import kinds, parse

EXAMPLES = [(kind["name"], one) for kind in kinds() for one in kind["examples"]]


@pytest.mark.parametrize(("kind", "one"), EXAMPLES, ids=[one["text"] for _, one in EXAMPLES])
def test_examples_hold_and_fail(kind: str, one: dict[str, Any]) -> None:
    claim = parse(one["text"])
    assert claim.kind == kind
    assert [n for n in one["holds"] if not claim.holds(Decimal(n))] == []
    assert [n for n in one["fails"] if claim.holds(Decimal(n))] == []
    assert one["holds"]
    assert one["fails"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "permitted"),
    [
        ("６.５万余个", "65000", "个", "(65,000, 66,000)"),
        ("1.1 亿元", "110000000", "元", "[105,000,000, 115,000,000]"),
        ("近 9,500 万元", "95000000", "元", "(94,000,000, 95,000,000)"),
        ("95% 以上", "95", "%", "[95, +∞)"),
        ("三百二十一人", "321", "人", "[321, 321]"),
        ("十余个", "10", "个", "(10, 20)"),
        ("3 万左右", "30000", "", "[25,000, 35,000]"),
    ],
)
def test_what_is_read(text: str, value: str, unit: str, permitted: str) -> None:
    claim = parse(text)
    assert (claim.value, claim.unit, claim.permitted) == (Decimal(value), unit, permitted)


@pytest.mark.parametrize("text", ["", "很多", "3—4 万", "若干人次", "1 人 2 人"])
def test_what_is_no_claim_is_refused(text: str) -> None:
    with pytest.raises(Unusable) as refused:
        parse(text)
    assert refused.value.fault.code == "claim.unread"


@settings(deadline=None)
@given(st.integers(1, 10**9))
def test_an_exact_figure_holds_for_itself_alone(number: int) -> None:
    claim = parse(f"{number:,}件")
    assert claim.holds(Decimal(number))
    assert not claim.holds(Decimal(number + 1))
    assert not parse(f"{number}余件").holds(Decimal(number))
    assert parse(f"超{number}件").holds(Decimal(number + 1))
