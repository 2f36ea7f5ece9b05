"""What holds piece by piece may not hold together: a linear programme says so, and fractions prove it."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from tests.laws.test_joint import TABLES, table

from juesuan.facts import Amount, Place, Reading
from juesuan.laws.aggregation import sums
from juesuan.laws.equations import Equation
from juesuan.laws.feasibility import conflicts, tangent
from juesuan.laws.relations import Relation, Term, Verdict, judge


def reading(text, unit="万元"):
    value = Decimal(text)
    return Reading(text, Amount(value, Decimal(1).scaleb(value.as_tuple().exponent), unit), Place())


def two_ways(total, first, second):
    """Return one total as two different sums."""
    whole = reading(total)
    relations = [sums(whole, [reading(p) for p in parts]) for parts in (first, second)]
    judge(relations)
    return relations


def test_two_ways_that_agree():
    assert conflicts(two_ways("10.00", ["3.33", "3.33", "3.33"], ["5.00", "5.01"])) == []


def test_two_ways_that_each_agree_with_the_total_but_not_with_each_other():
    relations = two_ways("10.00", ["3.33", "3.33", "3.32"], ["5.01", "5.00"])
    assert all(r.verdict is Verdict.HOLDS for r in relations)
    [found] = conflicts(relations)
    assert found.verdict is Verdict.TAIL
    assert len(found.readings) == 5  # the total drops out


def test_a_chain_of_differences_too_long_for_rounding():
    """a = b = … = h each within a quantum of the next, the ends far apart."""
    chain = [reading(f"1.{n:02d}") for n in range(8)]
    relations = [Relation("identity.value", [Term(Fraction(1), a), Term(Fraction(-1), b)]) for a, b in pairwise(chain)]
    judge(relations)
    assert all(r.verdict is Verdict.HOLDS for r in relations)
    found = conflicts(relations)
    assert found
    assert found[0].verdict is Verdict.BROKEN
    assert {r.text for r in found[0].readings} == {"1.00", "1.07"}


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_an_honest_table_has_no_conflict(yuan):
    _, relations = table(yuan)
    judge(relations)
    assert conflicts(relations) == []


@pytest.mark.parametrize(
    ("share", "part", "whole", "held"), [("8.3", "1584.15", "19115.68", True), ("8.3", "1.50", "18.07", False)]
)
def test_a_share_is_linear_where_its_operands_are_fine(share, part, whole, held):
    stated = reading(share, "%")
    equation = Equation(stated, [reading(part), reading(whole)], lambda x: 100 * x[0] / x[1])
    relation = tangent(equation)
    assert (relation is not None) == held
    if relation is not None:
        assert abs(relation.residual()) <= relation.reach()


def test_a_share_ties_figures_that_no_sum_ties():
    """37.5000 % of 800.00 is 300.00 within 0.003; four parts of 75.01 make 300.02 at least."""
    part, whole = reading("300.0"), reading("800.00")
    equation = Equation(reading("37.5000", "%"), [part, whole], lambda x: 100 * x[0] / x[1])
    relation = sums(part, [reading("75.01") for _ in range(4)])
    judge([relation])
    assert relation.verdict is Verdict.HOLDS
    assert equation.holds()
    [found] = conflicts([relation], [equation])
    assert {r.text for r in found.readings} == {"37.5000", "75.01", "800.00"}
    assert conflicts([sums(part, [reading("75.00") for _ in range(4)])], [equation]) == []
