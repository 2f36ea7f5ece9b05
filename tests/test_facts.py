"""Coordinates are written and read back."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.facts import Amount, Coordinate, Place, Reading

NAMES = st.text("abcdefghij_0123456789支出科目", min_size=1, max_size=8)
MEMBERS = st.dictionaries(st.sampled_from(["fund", "function", "nature", "unit_", "sangong"]), NAMES, max_size=3)


@given(
    st.sampled_from(["revenue", "expenditure"]), st.integers(1990, 2100), st.sampled_from(["actual", "final"]), MEMBERS
)
def test_what_is_written_is_read_back(measure, year, stage, members):
    coordinate = Coordinate.of(measure, year, stage, **members)
    assert Coordinate.parse(str(coordinate)) == coordinate


def test_year_and_stage_may_be_left_out():
    assert Coordinate.parse("expenditure[fund=general]", 2023) == Coordinate.of("expenditure", 2023, fund="general")
    assert Coordinate.parse("01/revenue@2024:actual") == Coordinate.of("revenue", 2024, unit="01")


@pytest.mark.parametrize("text", ["", "支 出", "revenue@24:actual", "revenue[fund=general"])
def test_what_is_no_coordinate(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Coordinate.parse(text, 2024)


@pytest.mark.parametrize(
    ("value", "quantum", "word", "other", "meets"),
    [
        ("9000", "1", "more", "9123", True),
        ("9000", "1", "more", "10123", False),
        ("9000", "1", "", "9123", False),
        ("64", "1", "", "64", True),
        ("6.5", "0.1", "more", "6.6", True),
        ("6.5", "0.1", "more", "8", False),
        ("0", "1", "about", "5", True),
        ("3", "0.1", "more", "2.9", False),
        ("3", "0.1", "nearly", "3.1", False),
        ("3", "0.1", "nearly", "2.9", True),
        ("9000", "1", "above", "12000", True),
        ("9000", "1", "above", "8999", False),
        ("95", "1", "least", "100", True),
        ("95", "1", "least", "94", False),
        ("5.5", "0.1", "most", "1.2", True),
        ("5.5", "0.1", "most", "5.7", False),
        ("30", "1", "about", "28", True),
    ],
)
def test_what_words_leave_open(value: str, quantum: str, word: str, other: str, meets: bool):
    one = Reading(value, Amount(Decimal(value), Decimal(quantum)), Place(), approximate=word)
    two = Reading(other, Amount(Decimal(other), Decimal(quantum)), Place())
    assert one.meets(two) is meets
    assert two.meets(one) is meets
