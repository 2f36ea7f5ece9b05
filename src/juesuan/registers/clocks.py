"""Statutory clocks (法定期限): when each record is due, what is late and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Fault, Unusable
from juesuan.books.sql import quoted
from juesuan.books.tables import codes_of, load
from juesuan.registers.machine import Past
from juesuan.registers.model import Clock, Register
from juesuan.registers.past import standstills
from juesuan.registers.workdays import FIRST, add_days, days_between, ranks

__all__ = ["Running", "Unknown", "clock_columns", "clock_table", "deadline", "placed", "running"]

_EPOCH = date(1970, 1, 1)
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


class Unknown(Unusable):
    """The clock of a `record` needs a year the calendar does not know; it starts in the field `start`."""

    def __init__(self, fault: Fault, record: str, start: str) -> None:
        super().__init__(fault)
        self.record, self.start = record, start


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
    for number, clock in enumerate(register.clocks):
        start, stop, longer = (quoted(f"{part}_{number}") for part in ("start", "stop", "longer"))
        extended = quoted(clock.extended) if clock.extended else "null"
        said += [f"{quoted(clock.start)} as {start}", f"least({', '.join(map(quoted, clock.stop))}) as {stop}"]
        said += [f"{extended} is not null as {longer}"]
    return ", ".join(said)


def clock_table(register: Register, records: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return the clocks of all records that have started, as a table: record, clock, start, due, stop, late, paused.

    `records` is an Arrow table of `clock_columns`. Unknown where a limit may be over and the calendar does not know the
    year it ends in.
    """
    parts = [_clock(number, clock, records, pasts, at) for number, clock in enumerate(register.clocks)]
    return pa.concat_tables([_SCHEMA.empty_table(), *parts])


def _clock(number: int, clock: Clock, records: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return where one clock stands in every record that has started it while its law was in force."""
    told = [records.column(f"{name}_{number}") for name in ("start", "stop", "longer")]
    rows = pa.table([records.column("id").cast(pa.string()), *told], ["record", "start", "stop", "longer"])
    last = at if clock.until is None else min(at, clock.until)
    started = pc.less_equal(rows.column("start"), pa.scalar(last))
    if clock.since is not None:
        started = pc.and_(started, pc.greater_equal(rows.column("start"), pa.scalar(clock.since)))
    rows = rows.filter(pc.fill_null(started, False))
    try:
        return _judged(clock, rows, pasts, at)
    except Unusable as error:
        raise _blamed(clock, rows, pasts, at) or error from error


def _judged(clock: Clock, rows: Any, pasts: dict[str, list[Past]], at: date) -> Any:
    """Return where one clock stands in records it runs in; those in which it stood still are looked at one by one."""
    stood = [name for name, past in pasts.items() if any(one.to in clock.paused for one in past)]
    apart = pc.is_in(rows.column("record"), pa.array(stood, pa.string()))
    single = [
        running(clock, one["record"], one["start"], one["stop"], pasts[one["record"]], at, one["longer"])
        for one in rows.filter(apart).to_pylist()
    ]
    return pa.concat_tables([_table(single), _alike(clock, rows.filter(pc.invert(apart)), at)])


def _blamed(clock: Clock, rows: Any, pasts: dict[str, list[Past]], at: date) -> Unknown | None:
    """Return the first record whose clock cannot be told, as what is wrong."""
    for one in rows.to_pylist():
        try:
            running(clock, one["record"], one["start"], one["stop"], pasts.get(one["record"], ()), at, one["longer"])
        except Unusable as error:
            return Unknown(error.fault, one["record"], clock.start)
    return None


@contextmanager
def placed(book: Path, register: Register) -> Iterator[None]:
    """Name the file and row of a record whose clock cannot be told."""
    try:
        yield
    except Unknown as error:
        found = load(book, register.table, codes_of(book, 0)).table
        row = found.filter(pc.equal(found.column("id"), error.record)).slice(0, 1).to_pylist()[0]
        place = (str(row["_file"]), row["_row"], error.start)
        raise Unusable(Fault(error.fault.code, *place, error.fault.params)) from error


def _alike(clock: Clock, rows: Any, at: date) -> Any:
    """Return where a clock that never stood still is in each row: each different start is looked up once."""
    ends = pc.min_element_wise(rows.column("stop"), pa.scalar(at, pa.date32()))
    if not rows.num_rows:
        return _SCHEMA.empty_table()
    keys = pc.add(pc.multiply(_day_number(rows.column("start")), 2), rows.column("longer").cast(pa.int64()))
    numbered = keys.dictionary_encode().combine_chunks()
    dues = pa.array([_due(clock, key) for key in numbered.dictionary.to_pylist()], pa.date32()).take(numbered.indices)
    late = pc.subtract(_ranked(clock, ends), _ranked(clock, dues))
    if dues.null_count:
        least = pc.add(_day_number(rows.column("start")), clock.days)
        left = pc.subtract(_day_number(ends), least)
        unsure = pc.and_(pc.is_null(dues), pc.greater_equal(left, 0))
        if pc.any(unsure).as_py():
            first = rows.filter(unsure).slice(0, 1).to_pylist()[0]
            running(clock, first["record"], first["start"], first["stop"], (), at, first["longer"])
        late = pc.coalesce(late, left)
    count = rows.num_rows
    columns = [rows.column("record"), pa.repeat(pa.scalar(clock.name), count), rows.column("start"), dues]
    columns += [rows.column("stop"), late, pa.repeat(pa.scalar(False), count)]
    return pa.table(columns, schema=_SCHEMA)


def _day_number(days: Any) -> Any:
    return days.cast(pa.int32()).cast(pa.int64())


def _due(clock: Clock, key: int) -> date | None:
    """Return the last day of a limit that started on a day (number times two, and one where it is longer)."""
    start = _EPOCH + timedelta(key >> 1)
    try:
        return deadline(start, clock.days + (clock.longer if key & 1 else 0), clock.kind)
    except Unusable:
        if start < FIRST:
            raise
        return None


def _ranked(clock: Clock, days: Any) -> Any:
    """Return days as numbers that differ as the clock counts. Unusable where the calendar does not know one."""
    if clock.kind != "working":
        return _day_number(days)
    known = pc.min_max(days).as_py()
    for day in filter(None, known.values()):
        days_between(day, day)
    return ranks().take(pc.subtract(_day_number(days), (FIRST - _EPOCH).days))


def _table(found: list[Running]) -> Any:
    columns = [pa.array([getattr(one, name) for one in found], _SCHEMA.field(name).type) for name in _SCHEMA.names]
    return pa.table(columns, schema=_SCHEMA)
