"""Working days (工作日) of the mainland: weekends, holidays and the days worked in their place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import chinese_calendar
import pyarrow as pa
from chinese_calendar.constants import holidays, workdays

from juesuan.books.faults import Unusable, fault

__all__ = ["FIRST", "KNOWN", "LAST", "add_days", "days_between", "foreign", "is_workday", "ranks"]

LAST = date(max(day.year for day in holidays), 12, 31)
FIRST = date(min(day.year for day in holidays), 1, 1)
"""The days the calendar knows: the State Council announces a year's holidays the autumn before."""

KNOWN = f"{FIRST.year}–{LAST.year}"
"""Their years, in words."""

_SATURDAY = 5

Pauses = Sequence[tuple[date, date]]
"""Spans in which a clock stood still: from a day (included) to a day (not included)."""


@cache
def _workdays() -> list[date]:
    days = (FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if day in workdays or (day.weekday() < _SATURDAY and day not in holidays)]


@cache
def ranks() -> Any:
    """Return for each day the calendar knows, from `FIRST` on, how many working days there were until its end."""
    whole = (LAST - FIRST).days + 1
    return pa.array([bisect_right(_workdays(), FIRST + timedelta(n)) for n in range(whole)], pa.int64())


def _known(*days: date) -> None:
    for day in days:
        if not FIRST <= day <= LAST:
            raise Unusable(fault("calendar.unknown", "chinesecalendar", year=day.year, value=day, expected=KNOWN))


def foreign(day: date) -> bool:
    """Say whether a clock cannot start on a day: its year was never in the calendar, nor is it the next to come."""
    return day < FIRST or day.year > LAST.year + 1


def is_workday(day: date) -> bool:
    """Say whether a day is worked. Unusable where the calendar does not know its year."""
    _known(day)
    return bool(chinese_calendar.is_workday(day))


def days_between(start: date, end: date, kind: str = "working") -> int:
    """Return the days after `start` up to and including `end`; negative where it lies before.

    Unusable where the calendar does not know a year (working days only).
    """
    if kind != "working":
        return (end - start).days
    _known(start, end)
    return bisect_right(_workdays(), end) - bisect_right(_workdays(), start)


def add_days(start: date, days: int, kind: str = "working", pauses: Pauses = ()) -> date:
    """Return the last day of a limit of so many days or months; the day of the start is not counted (民法典 201 条).

    The days of the pauses do not count. A limit in months ends on the same day of its last month, or on that month's
    last day (202 条). One in calendar days or months that ends on a day off ends on the next working day (203 条).
    Unusable where the calendar does not know the year it ends in.
    """
    _known(start)
    lost = 0
    for begin, end in sorted(pauses):
        lost += max(0, days_between(max(begin, start + timedelta(1)) - timedelta(1), end - timedelta(1), kind))
    if kind != "working":
        due = (_months_on(start, days) if kind == "months" else start + timedelta(days)) + timedelta(lost)
        _known(due)
        place = bisect_left(_workdays(), due)
        return _at(place, due)
    if not days + lost:  # a day that is named: where it is off, the next that is worked
        return _at(bisect_left(_workdays(), start), start)
    return _at(bisect_right(_workdays(), start) + days + lost - 1, start + timedelta(days + lost))


def _months_on(start: date, months: int) -> date:
    """Return the same day so many months later, or that month's last."""
    years, month = divmod(start.month - 1 + months, 12)
    last = monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, last))


def _at(place: int, about: date) -> date:
    """Return the working day at a place of the calendar."""
    if place >= len(_workdays()):
        _known(max(about, LAST + timedelta(1)))
    return _workdays()[place]
