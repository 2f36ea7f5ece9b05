"""The last day (公开期限) the law leaves for publishing what was approved, moved on where it is a day off."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

__all__ = ["last_day"]

_SATURDAY = 5


def last_day(approved: date, days: int) -> date:
    """Return the last of so many days after an approval; one on a day off moves on (民法典, article 203).

    In a year whose holidays are not known only Saturdays and Sundays are days off.
    """
    found = approved + timedelta(days)
    while not _worked(found):
        found += timedelta(1)
    return found


def _worked(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY
