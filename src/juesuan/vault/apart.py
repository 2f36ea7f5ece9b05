"""Personal numbers written apart (分开书写的号码): in groups, in neighbouring cells, with unseen characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from juesuan.books.identity import born, id_number

__all__ = ["REGION", "apart", "unveiled"]

REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""The provinces an ID number begins with."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BREAK = r"[^\w<>]{0,40}"
# Each begins with what it looks for and looks back after it: an engine skips to a digit faster than it looks back.
_CELLS = re.compile(
    rf"\d(?<!\d\d)\d{{5}}{_BREAK}(?:[1１][9９]|[2２][0０])\d\d{_BREAK}\d\d{_BREAK}\d\d{_BREAK}"
    r"\d{3}[\dXxＸｘ](?![\dA-Za-z])"
)
"""An ID number in its natural parts: region, year, month, day, order and check digit, whatever stands between them."""
_SPACED = re.compile(r"\d(?<![\w.,]\d)(?=(\d{0,16}([ \t/._·\-])\d{1,16}(?:\2\d{1,16}){0,16}[Xx]?))")
"""Digits in groups of any length with one and the same sign between them."""
_PHONE = re.compile(
    r"[(（1](?<![\w.,\-].)(?:(?<=1)|(?<=[(（])1)[3-9]\d[)）]?"
    r"(?:([ \-./_·]?)\d{3}\1\d{5}|[./_·]\d{4}[./_·]\d{4}|\d{8})(?![\w.,\-]?\d)"
)
_LONG = 18
_CENTURIES = range(1900, 2100)


def unveiled(text: str) -> str:
    """Return a text without the characters nobody sees."""
    return _UNSEEN.sub("", text) if _UNSEEN.search(text) else text


def apart(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and number of the ID numbers (18 digits) and mobile phones that are written apart."""
    for one in _CELLS.finditer(text):
        if (number := _plain(one[0])) and _likely(number):
            yield "id_number", number
    for one in _SPACED.finditer(text):
        groups = (one[0] + one[1]).split(one[2])
        for number in _windows(groups):
            if _likely(number):
                yield "id_number", number
    for one in _PHONE.finditer(text):
        digits = _plain(one[0])
        if digits != one[0]:
            yield "phone", digits


def _windows(groups: list[str]) -> Iterator[str]:
    """Yield what whole groups from the first on make where it is as long as an ID number."""
    number = ""
    for group in groups:
        number += group
        if len(number) >= _LONG:
            break
    if len(number) == _LONG:
        yield _plain(number)


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).upper() if one.isdigit() or one == "X")


def _likely(number: str) -> bool:
    """Say whether digits that stand apart are somebody's number: chance makes one in a hundred thousand so."""
    if not id_number(number):
        return False
    day = born(number)
    return day is not None and day.year in _CENTURIES and REGION.match(number) is not None
