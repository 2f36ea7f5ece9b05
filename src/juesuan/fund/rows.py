"""Persons and person-months as they come: columns typed, every person found, every day numbered by its month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.fund.facts import terms
from juesuan.fund.programme import Programme

__all__ = [
    "Calendar",
    "applied_for",
    "calendar_of",
    "each",
    "fault_at",
    "month_of",
    "places",
    "prepared",
    "row_number",
    "single",
]


A = TypeVar("A")
B = TypeVar("B")
_EPOCH = date(1970, 1, 1)
_LATEST = (date.max - _EPOCH).days


def each(function: Callable[[A], B], items: Iterable[A]) -> list[B]:
    """Return what a function makes of each item, in their order; long columns are worked on side by side."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(function, items))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months that occur, each by its first day, in order; and for every row which of them it is."""

    days: tuple[date, ...]
    index: Any

    @property
    def numbers(self) -> Any:
        """The months that occur, counted in months."""
        return np.array([day.year * 12 + day.month - 1 for day in self.days], np.int32)


def month_of(number: int) -> date:
    """Return the first day of a month counted in months."""
    return date(number // 12, number % 12 + 1, 1)


def prepared(table: pa.Table, name: str) -> pa.Table:
    """Return the columns that are known, typed; Unusable where one that is needed is missing or of another type."""
    for needed in ("person", "month") if name == "months" else ("person",):
        if needed not in table.column_names:
            raise Unusable(fault("fund.no_column", name, 1, needed, name=needed, found=" ".join(table.column_names)))
    kept: dict[str, Any] = {"person": _texts(table.column("person"))}
    if name == "months":
        kept["month"] = _cast(table, "month", pa.date32(), name)
        if kept["month"].null_count:
            empty = pc.index(pc.is_null(kept["month"]), True).as_py()
            raise Unusable(fault_at(table, name, "fund.no_month", "month", empty))
    for term in terms().values():
        if term.name in table.column_names:
            kept[term.name] = _cast(table, term.name, term.stored, name)
    for extra in ("programme", "_file", "_row"):
        if extra in table.column_names:
            kept[extra] = table.column(extra)
    return pa.table(kept)


def _texts(column: Any) -> Any:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _cast(table: pa.Table, column: str, wanted: Any, name: str) -> Any:
    values = table.column(column)
    if values.type == wanted or (pa.types.is_dictionary(values.type) and pa.types.is_string(wanted)):
        return values
    try:
        return values.cast(wanted)
    except pa.ArrowException as error:
        said = {"value": values.type, "expected": wanted}
        raise Unusable(fault("fund.field", name, None, column, **said)) from error


def calendar_of(months: pa.Table) -> tuple[Calendar, pa.Table]:
    """Return the months that occur, and the table with the first of the month in the place of any other day."""
    days = months.column("month").combine_chunks().cast(pa.int32()).to_numpy()
    begins = int(days.min(initial=_LATEST))
    said = [_EPOCH + timedelta(begins + n) for n in np.flatnonzero(np.bincount(days - begins)).tolist()]
    firsts = [day.replace(day=1) for day in said]
    held = tuple(sorted(set(firsts)))
    number = np.zeros((said[-1] - said[0]).days + 1 if said else 0, np.int32)
    for day, first in zip(said, firsts, strict=True):
        number[(day - said[0]).days] = held.index(first)
    index = np.take(number, days - begins)
    if firsts != said:
        at = months.column_names.index("month")
        months = months.set_column(at, "month", pa.array(held, pa.date32()).take(pa.array(index)))
    return Calendar(held, index), months


def fault_at(table: pa.Table, name: str, code: str, column: str, row: int, /, **said: object) -> Fault:
    """Build a fault of a row: the file and row it came from where the table knows them."""
    file = table.column("_file")[row].as_py() if "_file" in table.column_names else name
    return fault(code, file, row_number(table, row), column, **said)


def row_number(table: pa.Table, row: int) -> int:
    """Return the number of a row in the file it came from; the row of a sheet under its header where none is known."""
    return int(table.column("_row")[row].as_py()) if "_row" in table.column_names else row + 2


def single(persons: pa.Table) -> None:
    """Stop where a person stands twice in the register."""
    ids = persons.column("person").combine_chunks()
    if _ascending(ids) or pc.count_distinct(ids, mode="all").as_py() == len(ids):
        return
    seen: dict[Any, int] = {}
    for n, one in enumerate(ids.to_pylist()):
        if one in seen:
            said = {"person": one, "other": row_number(persons, seen[one])}
            raise Unusable(fault_at(persons, "persons", "fund.person_twice", "person", n, **said))
        seen[one] = n


def _ascending(ids: Any) -> bool:
    """Say whether each is greater than the one before: a register in order has nobody twice."""
    return bool(len(ids) < 2 or pc.all(pc.less(ids[:-1], ids[1:]), skip_nulls=False).as_py())


def applied_for(programmes: Iterable[str] | Mapping[str, Programme], months: pa.Table) -> Any:
    """Return for each row the number of the programme applied for, -1 for all; None where rows name none."""
    if "programme" not in months.column_names:
        return None
    order = pa.array(list(programmes), pa.string())
    named = _texts(months.column("programme")).combine_chunks()
    found = pc.index_in(named, order)
    lost = pc.indices_nonzero(pc.and_(pc.is_null(found), pc.and_(pc.is_valid(named), pc.not_equal(named, ""))))
    if len(lost):
        row = lost[0].as_py()
        said = {"value": named[row], "expected": " ".join(programmes)}
        raise Unusable(fault_at(months, "months", "fund.no_programme", "programme", row, **said))
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False)


def places(months: pa.Table, persons: pa.Table) -> Any:
    """Return the place of each row's person in the register. Unusable where there is no such person.

    Persons whose rows stand together are looked up once, and not at all where both are in the same order.
    """
    runs = pc.run_end_encode(months.column("person").combine_chunks())
    ids = persons.column("person").combine_chunks()
    lengths = np.diff(runs.run_ends.to_numpy(), prepend=0)
    if runs.values.equals(ids):
        return np.repeat(np.arange(len(ids), dtype=np.int32), lengths)
    found = pc.index_in(runs.values, ids)
    if found.null_count:
        run = pc.index(pc.is_null(found), True).as_py()
        row = int(runs.run_ends[run - 1].as_py()) if run else 0
        raise Unusable(fault_at(months, "months", "fund.no_person", "person", row, person=runs.values[run]))
    return np.repeat(found.to_numpy(), lengths)
