"""Sums shared among units: by several factors, to the last 分."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.perform.conftest import Registers

from juesuan.perform.split import largest_remainder, splits

AT = date(2024, 12, 31)
FROM = {"source": "register", "reference": "training.persons", "by": "street"}
ROW = FROM | {"line": "P1", "name": "甲", "method": "split", "basis": "办法"}
A = ROW | {"factor": "A", "weight": "60"}
B = ROW | {"factor": "B", "weight": "40", "source": "document", "reference": "文一"}
QUANTITIES = [
    {"line": "P1", "factor": "B", "unit": unit, "value": value} for unit, value in (("一街", "1"), ("三街", "3"))
]


def parts(**streets: str) -> Registers:
    return Registers(parts={("training.persons", "street"): {k.strip("_"): Decimal(v) for k, v in streets.items()}})


def test_two_factors_make_the_sum(desk):
    opened = desk(parts(一街="1", 二街="2"), factors=[A, B], quantities=QUANTITIES)
    (found,) = splits(opened.plan, opened.evidence, AT, {"P1": 1000_00})
    # 一街 60 % × 1/3 + 40 % × 1/4 = 30 %, 二街 60 % × 2/3 = 40 %, 三街 40 % × 3/4 = 30 %
    assert found.amounts == {"一街": 300_00, "三街": 300_00, "二街": 400_00}


def test_a_sum_of_its_own_and_what_belongs_to_no_unit(desk):
    opened = desk(parts(一街="1", 二街="1", 三街="1", _="7"), factors=[A | {"weight": "100", "pot": "0.05"}])
    (found,) = splits(opened.plan, opened.evidence, AT, {"P1": 1000_00})
    assert sorted(found.amounts.values()) == [1, 2, 2]
    assert found.grounds[0].left == 7


@pytest.mark.parametrize(
    ("streets", "rows", "why"),
    [
        ({"一街": "1"}, [A], "weights"),
        ({"一街": "0"}, [A | {"weight": "100"}], "no_parts"),
        ({"一街": "3", "二街": "-1"}, [A | {"weight": "100"}], "no_parts"),
        ({}, [A | {"weight": "100"}], "no_parts"),
    ],
)
def test_what_cannot_be_shared_is_said(desk, streets, rows, why):
    opened = desk(parts(**streets), factors=rows)
    (found,) = splits(opened.plan, opened.evidence, AT, {"P1": 1000_00})
    assert (found.amounts, found.why) == (None, why)


def test_without_a_sum_nothing_is_shared(desk):
    opened = desk(parts(一街="1"), factors=[A | {"weight": "100"}])
    (found,) = splits(opened.plan, opened.evidence, AT, {})
    assert found.why == "no_pot"


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_the_parts_make_the_whole_and_none_is_off_by_a_cent(whole: int, counts: list[int]):
    shares = [Fraction(one, sum(counts)) for one in counts]
    made = largest_remainder(whole, shares)
    assert sum(made) == whole
    assert all(abs(part - whole * share) < 1 for part, share in zip(made, shares, strict=True))
    assert all(part == 0 for part, share in zip(made, shares, strict=True) if not share)
