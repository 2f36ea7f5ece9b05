"""Statutory clocks (法定期限): when each record is due, what is late and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa

from juesuan.registers.machine import Past
from juesuan.registers.model import Clock, Register
from juesuan.registers.past import standstills
from juesuan.registers.workdays import add_days, days_between

__all__ = ["Running", "clock_table", "deadline", "running"]

_SHAPE = [
    *(("record", pa.string()), ("clock", pa.string()), ("start", pa.date32()), ("due", pa.date32())),
    *(("stop", pa.date32()), ("late", pa.int64()), ("paused", pa.bool_())),
]


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of a record at some day: `late` in its own days (0 or less: in time), `paused` if it stands still.

    `due` is None while it stands still.
    """

    record: str
    clock: str
    start: date
    due: date | None
    stop: date | None
    late: int
    paused: bool = False


@lru_cache(maxsize=1 << 16)
def deadline(start: date, days: int, kind: str = "working", pauses: tuple[tuple[date, date], ...] = ()) -> date:
    """Return the last day of a limit. Unusable where the calendar does not know its year."""
    return add_days(start, days, kind, pauses)


def running(clock: Clock, record: str, start: date, stop: date | None, past: Iterable[Past], at: date) -> Running:
    """Return where a clock stands at a day."""
    spans = list(standstills(past, clock.paused)) if clock.paused else []
    if stop is None and any(end is None for _, end in spans):
        return Running(record, clock.name, start, None, None, 0, paused=True)
    due = deadline(start, clock.days, clock.kind, tuple((begin, end) for begin, end in spans if end is not None))
    end = stop if stop is not None and stop <= at else at
    return Running(record, clock.name, start, due, stop, _late(due, end, clock.kind))


@lru_cache(maxsize=1 << 16)
def _late(due: date, end: date, kind: str) -> int:
    """Return by how many days the end lies behind what is due; nothing counts before the next day."""
    return days_between(due, end, kind) if end > due else -days_between(end, due, kind)


def clock_table(register: Register, records: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return the clocks of all records that have started, as a table: record, clock, start, due, stop, late, paused.

    `records` is an Arrow table with id and the clocks' date fields.
    """
    found: list[Running] = []
    for clock in register.clocks:
        columns = (records.column(name).to_pylist() for name in ("id", clock.start, clock.stop))
        for identity, start, stop in zip(*columns, strict=True):
            if start is not None and start <= at:
                found.append(running(clock, identity, start, stop, pasts.get(identity, ()), at))
    shape = pa.schema(_SHAPE)
    names = shape.names
    return pa.table([pa.array([getattr(one, n) for one in found], shape.field(n).type) for n in names], schema=shape)
