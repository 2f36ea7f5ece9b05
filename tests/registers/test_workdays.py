"""Working days count holidays and the days worked in their place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.registers.workdays import FIRST, LAST, add_days, days_between, is_workday

DAYS = st.dates(FIRST, date(LAST.year - 1, 6, 1))


@pytest.mark.parametrize(
    ("start", "days", "kind", "due"),
    [
        ("2024-02-05", 10, "working", "2024-02-23"),  # Spring Festival, 4 and 18 February worked
        ("2024-09-30", 1, "working", "2024-10-08"),  # National Day
        ("2024-03-01", 1, "working", "2024-03-04"),  # a weekend
        ("2024-01-05", 15, "calendar", "2024-01-22"),  # the 20th is a Saturday
        ("2024-01-02", 15, "calendar", "2024-01-17"),
        ("2024-09-20", 3, "months", "2024-12-20"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2023-11-30", 3, "months", "2024-02-29"),
        ("2024-03-02", 0, "working", "2024-03-04"),  # a day that is named, a Saturday
        ("2024-02-04", 0, "working", "2024-02-04"),  # a Sunday that is worked
        ("2024-03-01", 12, "months", "2025-03-03"),  # 1 March 2025 is a Saturday
    ],
)
def test_limits(start: str, days: int, kind: str, due: str) -> None:
    assert add_days(date.fromisoformat(start), days, kind) == date.fromisoformat(due)


@given(DAYS, st.integers(1, 90))
def test_as_one_would_count_on_the_fingers(start: date, days: int) -> None:
    day, left = start, days
    while left:
        day += timedelta(1)
        left -= is_workday(day)
    assert add_days(start, days) == day
    assert days_between(start, day) == days


@given(DAYS, st.integers(1, 60), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_puts_the_end_off_by_its_working_days(start: date, days: int, after: int, length: int) -> None:
    begin = start + timedelta(1 + after)
    end = begin + timedelta(length)
    lost = sum(is_workday(begin + timedelta(n)) for n in range(length))
    assert add_days(start, days, "working", ((begin, end),)) == add_days(start, days + lost)


def test_a_pause_before_the_start_costs_nothing() -> None:
    start = date(2024, 3, 15)
    assert add_days(start, 5, "working", ((date(2024, 3, 1), date(2024, 3, 16)),)) == add_days(start, 5)


@pytest.mark.parametrize("act", [lambda: is_workday(date(LAST.year + 1, 1, 4)), lambda: add_days(LAST, 5)])
def test_a_year_the_calendar_does_not_know_is_named(act: object) -> None:
    with pytest.raises(Unusable) as refused:
        act()  # type: ignore[operator]
    assert refused.value.fault.code == "calendar.unknown"
    assert refused.value.fault.params["year"] == str(LAST.year + 1)
