"""Statutory clocks (法定期限): when each record is due, what is late and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable
from juesuan.registers.machine import Past
from juesuan.registers.model import Clock, Register
from juesuan.registers.past import standstills
from juesuan.registers.workdays import add_days, days_between

__all__ = ["Running", "clock_columns", "clock_table", "deadline", "running"]

_SCHEMA = pa.schema(
    {
        "record": pa.string(),
        "clock": pa.string(),
        "start": pa.date32(),
        "due": pa.date32(),
        "stop": pa.date32(),
        "late": pa.int64(),
        "paused": pa.bool_(),
    }
)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of a record at some day: `late` in its own days (0 or less: in time), `paused` if it stands still.

    `due` is None while it stands still, and where it lies in a year whose holidays are not known yet; then `late` is at
    least as much below 0 as it says.
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


def running(
    clock: Clock, record: str, start: date, stop: date | None, past: Iterable[Past], at: date, longer: bool = False
) -> Running:
    """Return where a clock stands at a day; `longer` says that it was extended.

    Unusable where the limit may be over and the calendar does not know the year it ends in.
    """
    spans = list(standstills(past, clock.paused)) if clock.paused else []
    if stop is None and any(end is None for _, end in spans):
        return Running(record, clock.name, start, None, None, 0, paused=True)
    days = clock.days + (clock.longer if longer else 0)
    end = stop if stop is not None and stop <= at else at
    try:
        due = deadline(start, days, clock.kind, tuple((begin, over) for begin, over in spans if over is not None))
    except Unusable:
        left = (start + timedelta(days) - end).days
        if left <= 0:
            raise
        return Running(record, clock.name, start, None, stop, -left)
    return Running(record, clock.name, start, due, stop, _late(due, end, clock.kind))


@lru_cache(maxsize=1 << 16)
def _late(due: date, end: date, kind: str) -> int:
    """Return by how many days the end lies behind what is due; nothing counts before the next day."""
    return days_between(due, end, kind) if end > due else -days_between(end, due, kind)


def clock_columns(register: Register) -> str:
    """Return what `clock_table` needs of a register's records, as SQL."""
    said = ["id"]
    for clock in register.clocks:
        said += [f"{clock.start} as start_{clock.name}", f"least({', '.join(clock.stop)}) as stop_{clock.name}"]
        said += [f"{clock.extended or 'null'} is not null as longer_{clock.name}"]
    return ", ".join(said)


def clock_table(register: Register, records: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return the clocks of all records that have started, as a table: record, clock, start, due, stop, late, paused.

    `records` is an Arrow table of `clock_columns`.
    """
    parts = [_clock(clock, records, pasts, at) for clock in register.clocks]
    return pa.concat_tables([_SCHEMA.empty_table(), *parts])


def _clock(clock: Clock, records: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return where one clock stands in every record that has started it."""
    told = [records.column(f"{name}_{clock.name}") for name in ("start", "stop", "longer")]
    rows = pa.table([records.column("id").cast(pa.string()), *told], ["record", "start", "stop", "longer"])
    rows = rows.filter(pc.fill_null(pc.less_equal(rows.column("start"), pa.scalar(at)), False))
    stood = [name for name, past in pasts.items() if any(one.to in clock.paused for one in past)]
    apart = pc.is_in(rows.column("record"), pa.array(stood, pa.string()))
    single = [
        running(clock, one["record"], one["start"], one["stop"], pasts[one["record"]], at, one["longer"])
        for one in rows.filter(apart).to_pylist()
    ]
    alike = rows.filter(pc.invert(apart))
    numbered = _together(alike).dictionary_encode().combine_chunks()
    firsts = pc.index_in(pa.array(range(len(numbered.dictionary)), pa.int32()), numbered.indices)
    cases = [
        running(clock, "", one["start"], one["stop"], (), at, one["longer"]) for one in alike.take(firsts).to_pylist()
    ]
    every = _table(cases).take(numbered.indices).set_column(0, "record", alike.column("record"))
    return pa.concat_tables([_table(single), every])


def _together(rows: Any) -> Any:
    """Return start, stop and longer of each row as one number, so that equal cases are looked up once."""
    days = [rows.column(name).cast(pa.int32()).cast(pa.int64()) for name in ("start", "stop")]
    both = pc.add(pc.multiply(days[0], 1 << 24), pc.fill_null(days[1], (1 << 23)))
    return pc.add(pc.multiply(both, 2), rows.column("longer").cast(pa.int64()))


def _table(found: list[Running]) -> Any:
    columns = [pa.array([getattr(one, name) for one in found], _SCHEMA.field(name).type) for name in _SCHEMA.names]
    return pa.table(columns, schema=_SCHEMA)
