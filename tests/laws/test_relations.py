"""Rounding is a proof: half a quantum holds, a full one is a tail, more is broken; the wrong figure is named."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.facts import Amount, Place, Reading
from juesuan.laws.aggregation import sums
from juesuan.laws.relations import Verdict, judge
from juesuan.laws.repair import localise
from juesuan.laws.slips import slip


def reading(text, blank=False):
    return Reading(text, Amount(Decimal(text), Decimal("0.01"), "万元"), Place(), "form", blank=blank)


@pytest.mark.parametrize(
    ("whole", "parts", "verdict"),
    [
        ("3.00", ["1.00", "2.00"], Verdict.HOLDS),
        ("3.01", ["1.00", "2.00"], Verdict.HOLDS),
        ("3.03", ["1.00", "2.00"], Verdict.TAIL),
        ("3.04", ["1.00", "2.00"], Verdict.BROKEN),
    ],
)
def test_verdicts(whole, parts, verdict):
    relation = sums(reading(whole), [reading(p) for p in parts])
    judge([relation])
    assert relation.verdict is verdict


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=30))
def test_a_correct_ledger_rounded_to_print_is_never_broken(yuan):
    cells = [reading(f"{Decimal(y) / 10_000:.2f}") for y in yuan]
    relation = sums(reading(f"{Decimal(sum(yuan)) / 10_000:.2f}"), cells)
    judge([relation])
    assert relation.verdict is not Verdict.BROKEN


def test_the_figure_two_relations_stand_on_is_named():
    wrong = reading("42.00")
    relations = [sums(wrong, [reading("20.00"), reading("4.00")]), sums(reading("30.00"), [wrong, reading("6.00")])]
    judge(relations)
    (finding,) = localise(relations)
    assert finding.suspects[0].place == 0
    assert (finding.suspects[0].value, finding.suspects[0].why) == ("24.00", "swap")


@pytest.mark.parametrize(
    ("printed", "fit", "why"),
    [
        ("12.34", "13.24", "swap"),
        ("12.34", "-12.34", "sign"),
        ("0.00", "5.00", "zero"),
        ("123400.00", "12.34", "unit"),
        ("12.34", "152.34", "lost_digit"),
        ("12.34", "12.84", "digit"),
        ("12.34", "99.99", "fit"),
    ],
)
def test_slips(printed, fit, why):
    assert slip(reading(printed), Fraction(Decimal(fit) * 10_000)) == why
