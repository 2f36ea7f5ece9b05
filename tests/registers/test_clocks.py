"""A clock stands still while it is paused and says by how much a record is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.registers.clocks import Running, clock_table, running
from juesuan.registers.machine import Past
from juesuan.registers.model import Clock, Register
from juesuan.registers.workdays import LAST

CLOCK = Clock("decide", "审理期限", "accepted", ("closed",), 10, "working", ("suspended",))
START = date(2024, 3, 1)


def past(*steps: tuple[str, str]) -> list[Past]:
    return [Past("甲", to, date.fromisoformat(on)) for to, on in steps]


@pytest.mark.parametrize(
    ("steps", "stop", "at", "due", "late", "paused"),
    [
        ([], None, "2024-03-14", "2024-03-15", -1, False),
        ([], None, "2024-03-18", "2024-03-15", 1, False),
        ([], "2024-03-15", "2024-06-01", "2024-03-15", 0, False),
        ([], "2024-03-20", "2024-03-18", "2024-03-15", 1, False),
        ([("suspended", "2024-03-04"), ("open", "2024-03-06")], None, "2024-03-20", "2024-03-19", 1, False),
        ([("suspended", "2024-03-04")], None, "2024-12-31", None, 0, True),
        ([("suspended", "2024-03-04"), ("closed", "2024-03-06")], "2024-03-06", "2024-12-31", "2024-03-19", -9, False),
    ],
)
def test_where_a_clock_stands(
    steps: list[tuple[str, str]], stop: str | None, at: str, due: str | None, late: int, paused: bool
) -> None:
    ended = date.fromisoformat(stop) if stop else None
    found = running(CLOCK, "A", START, ended, past(*steps), date.fromisoformat(at))
    assert (found.due.isoformat() if found.due else None, found.late, found.paused) == (due, late, paused)


def test_an_extended_clock_runs_longer() -> None:
    clock = replace(CLOCK, extended="extended", longer=5)
    assert running(clock, "A", START, None, (), date(2024, 3, 20), longer=True).due == date(2024, 3, 22)
    assert running(clock, "A", START, None, (), date(2024, 3, 20)).late == 3


def test_a_limit_that_ends_in_a_year_not_known_is_not_late_before_it() -> None:
    clock = replace(CLOCK, days=100)
    start = date(LAST.year, 12, 1)
    found = running(clock, "A", start, None, (), LAST)
    assert (found.due, found.late) == (None, -70)
    with pytest.raises(Unusable):
        running(clock, "A", start, None, (), start + timedelta(150))


@pytest.mark.parametrize(
    ("started", "due"),
    [("2021-07-14", "2021-07-21"), ("2021-07-15", "2021-07-26"), ("2017-12-31", None)],
)
def test_the_law_of_the_day_it_started_says_when_a_record_is_due(started: str, due: str | None) -> None:
    """Seven days were days; since 15 July 2021 they are working days; before the first law nothing runs."""
    old = Clock("decide", "送达", "told", ("given",), 7, "calendar", since=date(2018, 1, 1), until=date(2021, 7, 14))
    new = replace(old, kind="working", since=date(2021, 7, 15), until=None)
    register = Register("r", "r", 1, "", "", False, (), {"open": "办理"}, clocks=(old, new))
    row: dict[str, list[object]] = {"id": ["r1"]}
    for n in range(2):
        row |= {f"start_{n}": [date.fromisoformat(started)], f"stop_{n}": [None], f"longer_{n}": [False]}
    kinds = [("id", pa.string())]
    for n in range(2):
        kinds += [(f"start_{n}", pa.date32()), (f"stop_{n}", pa.date32()), (f"longer_{n}", pa.bool_())]
    found = clock_table(register, pa.table(row, pa.schema(kinds)), {}, date(2021, 12, 31)).to_pylist()
    assert [str(one["due"]) for one in found] == ([due] if due else [])
    if due is None:
        with pytest.raises(KeyError):
            register.clock("decide", date.fromisoformat(started))
    else:
        assert register.clock("decide", date.fromisoformat(started)) is (old if due == "2021-07-21" else new)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2023, 1, 1), date(2024, 12, 31)),
            st.none() | st.dates(date(2023, 1, 1), date(2024, 12, 31)),
            st.booleans(),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_a_table_of_clocks_is_each_clock_by_itself(rows: list[tuple[date, date | None, bool, bool]]) -> None:
    at, clock = date(2024, 6, 30), replace(CLOCK, extended="extended", longer=5)
    register = Register("r", "r", 1, "", "", False, (), {"open": "办理"}, clocks=(clock,))
    names = [f"r{n}" for n in range(len(rows))]
    pasts = {
        one: past(("suspended", "2023-06-01"), ("open", "2023-07-01"))
        for one, row in zip(names, rows, strict=True)
        if row[3]
    }
    columns = [pa.array(names, pa.string())]
    columns += [pa.array([row[n] for row in rows], pa.date32()) for n in (0, 1)]
    columns.append(pa.array([row[2] for row in rows], pa.bool_()))
    table = pa.table(columns, ["id", "start_0", "stop_0", "longer_0"])
    found = clock_table(register, table, pasts, at)
    expected = [
        running(clock, one, row[0], row[1], pasts.get(one, ()), at, row[2])
        for one, row in zip(names, rows, strict=True)
        if row[0] <= at
    ]
    there = {one["record"]: Running(**one) for one in found.to_pylist()}
    assert there == {one.record: one for one in expected}
