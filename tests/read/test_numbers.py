from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.facts import Amount
from juesuan.read.numbers import is_blank, normalise, parse_amount

READ = [
    ("1,584.15", "1584.15", "0.01", "万元"),
    ("１，５８４．１５", "1584.15", "0.01", "万元"),
    ("1584", "1584", "1", "万元"),
    ("-3.20", "-3.20", "0.01", "万元"),
    ("－3.2", "-3.2", "0.1", "万元"),
    ("−7", "-7", "1", "万元"),
    ("（3.20）", "-3.20", "0.01", "万元"),
    ("(3.20)", "-3.20", "0.01", "万元"),
    (" 12 345.60 ", "12345.60", "0.01", "万元"),
    ("114.7%", "114.7", "0.1", "%"),
    ("１００％", "100", "1", "%"),
    ("￥3.00", "3.00", "0.01", "万元"),
    ("0.00", "0.00", "0.01", "万元"),
    ("42575058.26", "42575058.26", "0.01", "万元"),
]
BLANK = ["", "  ", "-", "—", "——", "────", "/", "　", "无", "－"]
WORDS = ["合计", "3.2.1", "12人", "一、", "2024年", "(a)", "%", "1-2", "..."]


@pytest.mark.parametrize(("text", "value", "quantum", "unit"), READ)
def test_numbers_are_read(text, value, quantum, unit):
    assert parse_amount(text, "万元") == Amount(Decimal(value), Decimal(quantum), unit)
    assert not is_blank(text)


@pytest.mark.parametrize("text", BLANK)
def test_dashes_are_blank(text):
    assert is_blank(text)
    assert parse_amount(text, "万元") is None


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_numbers(text):
    assert parse_amount(text, "万元") is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
def test_printed_amounts_come_back(value):
    for text in (f"{value:,.2f}", f"{value:.2f}", f"{value:,.2f}".replace("-", "−")):
        amount = parse_amount(text, "元")
        assert amount is not None
        assert (amount.value, amount.quantum) == (value, Decimal("0.01"))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    assert len(normalise(text)) == len(text)
    amount = parse_amount(text, "元")
    assert amount is None or amount.value.is_finite()
