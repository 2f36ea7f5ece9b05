"""Printed numbers: separators, widths, signs and dashes of all kinds into amounts with their quantum."""

from __future__ import annotations

import re
from decimal import Decimal

from juesuan.facts import Amount

__all__ = ["is_blank", "normalise", "parse_amount"]

_WIDTHS = str.maketrans("０１２３４５６７８９．，％＋－−﹣‐‑（）〔〕［］　", "0123456789.,%+----" + "-()()() ")
_NUMBER = re.compile(r"([-+])?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|([-+])?(\.\d+)")
_LOOSE = re.compile(r"([-+])?(\d[\d,]*)(\.\d+)?")
_DASHES = re.compile(r"[\s\-–—―─_/／\\·.．*]*|无|／")


def normalise(text: str) -> str:
    """Return `text` with ASCII digits, points, commas, signs, per cent signs and brackets; one character for one."""
    return text.translate(_WIDTHS)


def is_blank(text: str) -> bool:
    """Say whether a cell is empty or holds only dashes, strokes or 无."""
    return _DASHES.fullmatch(normalise(text)) is not None


def parse_amount(text: str, unit: str) -> Amount | None:
    """Parse the whole of `text` as one number in `unit`; None where it is blank or anything but a number.

    Brackets around a number and minus signs of all kinds make it negative. A per cent sign overrides `unit`.
    Thousands separators may be misplaced (a slip of the typist is still a number). The quantum is one unit in the
    last printed place: 1,584.15 has 0.01 and 12 has 1.
    """
    plain = "".join(normalise(text).split()).replace("¥", "").replace("￥", "")
    if plain.endswith("%"):
        plain, unit = plain[:-1], "%"
    negative = plain.startswith("(") and plain.endswith(")") and len(plain) > 2
    if negative:
        plain = plain[1:-1]
    if not _NUMBER.fullmatch(plain) and not _LOOSE.fullmatch(plain):
        return None
    value = Decimal(plain.replace(",", ""))
    exponent = value.as_tuple().exponent
    quantum = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
    return Amount(-abs(value) if negative else value, quantum, unit)
