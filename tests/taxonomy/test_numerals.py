"""Numbers in words: what they say, and that a number written in words is read as itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.taxonomy.numerals import numeral

DIGITS = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """Write a number below 10^12 as Chinese words, by sections of four digits."""
    if number >= 10_000:
        scale, word = (10**8, "亿") if number >= 10**8 else (10**4, "万")
        head, rest = divmod(number, scale)
        gap = "零" if rest and rest < scale // 10 else ""
        return spelt(head) + word + (gap + spelt(rest) if rest else "")
    text, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + word
        gap = not digit
    return text or "零"


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.integers(0, 10**12 - 1), st.integers(0, 20_000)))
def test_a_number_in_words_is_itself(number: int) -> None:
    read = numeral(spelt(number))
    assert read is not None
    assert (read.low, read.high) == (number, number)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**9), st.sampled_from(["", "万", "亿"]), st.integers(0, 3))
def test_digits_before_a_scale_are_multiplied(number: int, scale: str, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    read = numeral(f"{value:,f}{scale}")
    assert read is not None
    assert read.low == read.high == value * {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert read.rounded == bool(scale or places)


@pytest.mark.parametrize(
    ("said", "low", "high", "fine"),
    [
        ("12万3千", 123_000, 123_000, 1000),
        ("三万五千余", 35_000, 35_000, 1000),
        ("叁万伍仟", 35_000, 35_000, 1000),
        ("三万五", 35_000, 35_000, 1000),
        ("12万3456", 123_456, 123_456, 1),
        ("3万亿", 3 * 10**12, 3 * 10**12, 10**12),
        ("十余万", 100_000, 100_000, 100_000),
        ("三四千", 3000, 4000, 1000),
        ("十七八", 17, 18, 1),
        ("三五", 3, 5, 1),
        ("两三万", 20_000, 30_000, 10_000),
        ("十几", 11, 20, 1),
        ("几十", 20, 100, 10),
        ("数千", 2000, 10_000, 1000),
        ("二〇二四", 2024, 2024, 1),
        ("廿五", 25, 25, 1),
        ("百余", 100, 100, 100),
        ("九十七点一", "97.1", "97.1", "0.1"),
    ],
)
def test_what_is_read(said: str, low: int | str, high: int | str, fine: int | str) -> None:
    read = numeral(said)
    assert read is not None
    assert (read.low, read.high, read.fine) == (Decimal(low), Decimal(high), Decimal(fine))


@pytest.mark.parametrize("said", ["", "余", "五八", "万万", "1万2万", "百八十", "十百", "点五", "3,万余多", "多十"])
def test_what_is_no_number(said: str) -> None:
    assert numeral(said) is None
