"""A clock stands still while it is paused and says by how much a record is late."""

from __future__ import annotations

from datetime import date

import pytest

from juesuan.registers.clocks import running
from juesuan.registers.machine import Past
from juesuan.registers.model import Clock

CLOCK = Clock("decide", "审理期限", "accepted", "closed", 10, "working", ("suspended",))
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
