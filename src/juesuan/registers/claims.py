"""Rounded claims (约数): a published figure in words, and the exact one of an indicator it is held to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, localcontext

from juesuan.books.faults import Unusable, fault
from juesuan.registers.indicators import Desk, Value
from juesuan.taxonomy.rounded import Rounded, rounded

__all__ = ["exact", "parse"]

_HUNDRED, _PRECISION = Decimal(100), 40
_UNITS = {"rate": "", "points": "%"}


def parse(text: str) -> Rounded:
    """Read a claim. Unusable where it is not one figure in words this knows."""
    found = rounded(text)
    if found is None:
        raise Unusable(fault("claim.unread", text, value=text))
    return found


def exact(desk: Desk, found: Value, said: Rounded) -> Decimal | None:
    """Return the exact figure a claim is held to: the indicator's value, or its change from a year before.

    None where there is none (nothing a year before). Unusable where the units differ.
    """
    unit = _UNITS.get(said.change, said.unit)
    if unit and unit != found.unit:
        units = {"found": said.unit, "expected": found.unit}
        raise Unusable(fault("claim.unit", desk.book, None, None, value=said.text, name=found.name, **units))
    if not said.change or found.value is None:
        return found.value
    before = desk.evaluate(found.name, *(_earlier(day) for day in (found.start, found.end))).value
    if before is None or (said.change == "rate" and not before):
        return None
    with localcontext(prec=_PRECISION):
        grown = found.value - before
        return grown / before * _HUNDRED if said.change == "rate" else grown


def _earlier(day: date) -> date:
    """Return the day a year before; the last of a month stays the last."""
    if (day + timedelta(days=1)).day == 1:
        return (day + timedelta(days=1)).replace(year=day.year - 1 + (day.month == 12)) - timedelta(days=1)
    return day.replace(year=day.year - 1)
