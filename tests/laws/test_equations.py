"""Equations: honest rounding holds, a wrong figure is named, and every figure can be solved for."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from juesuan.facts import Amount, Place, Reading
from juesuan.findings import Finding
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.slips import candidates


def reading(text, unit="万元"):
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    return Reading(text, Amount(value, Decimal(1).scaleb(min(exponent, 0)), unit), Place())


def share(stated, part, whole):
    return Equation(reading(stated, "%"), [reading(part), reading(whole)], lambda x: 100 * x[0] / x[1])


@given(st.integers(10_000, 10**12), st.integers(10_000, 10**12))
def test_honest_rounding_holds(part, whole):
    texts = [f"{Decimal(x) / 10_000:.2f}" for x in (part, whole)]
    assume(Decimal(texts[1]))
    assert share(f"{Decimal(100 * part) / whole:.2f}", *texts).holds(Fraction(1))


@given(st.integers(100, 10**8), st.integers(100, 10**8), st.integers(0, 2))
def test_every_place_can_be_solved(part, whole, place):
    equation = share(f"{Decimal(100 * part) / whole:.12f}", str(part), str(whole))
    solved = equation.solve(place)
    true = [Fraction(100 * part, whole), Fraction(part) * 10_000, Fraction(whole) * 10_000][place]
    assume(Fraction(equation.stated.amount.base))
    assert solved is not None
    assert abs(solved - true) <= abs(true) * Fraction(1, 100) + Fraction(1)


@pytest.mark.parametrize(
    ("stated", "part", "whole", "trusted", "suspects"),
    [
        ("54.00", "45.00", "100.00", {1, 2}, [(0, "45.00", "swap")]),
        ("45.00", "54.00", "100.00", {2}, [(1, "45.00", "swap"), (0, "54.00", "swap")]),
        ("45.00", "450.00", "100.00", {2}, [(0, "450.00", "lost_digit"), (1, "45.00", "lost_digit")]),
    ],
)
def test_the_suspects_of_a_share(stated, part, whole, trusted, suspects):
    equation = share(stated, part, whole)
    finding = Finding("derived.share", [])
    accuse(finding, equation, frozenset(id(r) for n, r in enumerate(equation.readings) if n in trusted))
    assert not equation.holds(Fraction(1))
    found = [(s.place, s.value, s.why) for s in finding.suspects]
    assert sorted(found) == sorted(suspects)


@pytest.mark.parametrize(
    ("printed", "right", "why"),
    [("42.47", "24.47", "swap"), ("1.50", "15.50", "lost_digit"), ("150", "1.5", "point"), ("12.34", "12.84", "digit")],
)
def test_candidates(printed, right, why):
    assert (Decimal(right), why) in list(candidates(reading(printed).amount))
