"""The smallest set of wrong figures: a table with one figure changed names it, an honest one names nothing."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from juesuan.facts import Amount, Place, Reading
from juesuan.laws.aggregation import sums
from juesuan.laws.joint import smallest
from juesuan.laws.relations import Relation, Term, judge


def reading(cents):
    value = Decimal(cents) / 100
    return Reading(f"{value:.2f}", Amount(value, Decimal("0.01"), "万元"), Place(), "form")


def table(yuan):
    """Return the cells of a table rounded to 0.01 万元, its totals, and the sums that tie them together."""
    width = len(yuan[0])
    cells = [[reading(round(y / 100)) for y in row] for row in yuan]
    down = [reading(round(sum(row[c] for row in yuan) / 100)) for c in range(width)]
    across = [reading(round(sum(row) / 100)) for row in yuan]
    corner = reading(round(sum(map(sum, yuan)) / 100))
    relations = [sums(total, row) for total, row in zip(across, cells, strict=True)]
    relations += [sums(total, [row[c] for row in cells]) for c, total in enumerate(down)]
    relations += [sums(corner, down), sums(corner, across)]
    return [x for row in cells for x in row] + down + across + [corner], relations


TABLES = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(10**5, 10**8), min_size=n, max_size=n), min_size=2, max_size=4)
)


@settings(max_examples=25, deadline=None)
@given(TABLES, st.data())
def test_one_changed_figure_is_the_smallest_set(yuan, data):
    figures, relations = table(yuan)
    wrong = data.draw(st.sampled_from(figures))
    change = data.draw(st.integers(100, 10**6))
    wrong.amount = Amount(wrong.amount.value + Decimal(change) / 100, wrong.amount.quantum, wrong.amount.unit)
    judge(relations)
    found = smallest(relations, lambda _: 0)
    assert found == [wrong]


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_an_honest_table_has_no_wrong_figure(yuan):
    _, relations = table(yuan)
    judge(relations)
    assert smallest(relations, lambda _: 0) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(10**4, 10**7), st.integers(200, 10**5))
def test_the_rank_tells_two_sets_of_one_size_apart(cents, change):
    assume(cents != change)
    one, other = reading(cents), reading(cents + change)
    relation = Relation("identity.value", [Term(Fraction(1), one), Term(Fraction(-1), other)])
    judge([relation])
    assert smallest([relation], lambda x: int(x is one)) == [other]
