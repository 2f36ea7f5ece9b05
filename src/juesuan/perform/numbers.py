"""Numbers of targets and results: compared exactly, shown so that what is printed compares alike."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from juesuan.facts import Amount

__all__ = ["COMPARE", "converted", "half_up", "plain", "points", "shown"]

COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": operator.ge,
    "≤": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_PLACES = (2, 3, 4, 6, 8, 12)
_POINT = Decimal("0.01")


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round half-up to so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def points(value: Decimal) -> Decimal:
    """Round points half-up to two decimals."""
    return value.quantize(_POINT, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Return a number with separators and without noughts at its end: 1,234.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal, sign: str = "", target: Decimal | None = None, *, whole: bool = False) -> str:
    """Return a value to two decimals (none for a `whole` count), to more where that changes how it compares."""
    compare = COMPARE.get(sign)
    for places in (0, *_PLACES) if whole else _PLACES:
        rounded = half_up(value, places)
        if compare is None or target is None or compare(rounded, target) == compare(value, target):
            return plain(rounded)
    return plain(value)


def converted(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return a value in another unit of the same thing (元 and 万元, 人 and 万人); None where they are not."""
    if unit == wanted or not unit or not wanted:
        return value
    here, there = Amount(Decimal(1), Decimal(1), unit), Amount(Decimal(1), Decimal(1), wanted)
    if here.is_money != there.is_money or not (here.is_money or _noun(here) == _noun(there)):
        return None
    return value * here.scale / there.scale


def _noun(amount: Amount) -> str:
    """Return what an amount counts, without its scale."""
    return amount.unit[1:] if amount.scale != 1 else amount.unit
