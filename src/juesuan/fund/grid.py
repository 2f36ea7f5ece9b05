"""Persons and person-months become one grid: for every row and programme which conditions fail, and the amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.fund.expression import MACROS, names, render
from juesuan.fund.facts import Term, terms
from juesuan.fund.programme import Programme, Value

__all__ = [
    "Grid",
    "columns_of",
    "facts_used",
    "grid_of",
    "held_in",
    "joined",
    "month_of",
    "names_of",
    "prepared",
    "values_used",
]

UNKNOWN = -1
"""The month of a date that is not known."""


@dataclass(slots=True)
class Grid:
    """The rows of the person-months: whose and when, by programme what fails (bits), 分, the month of `until`."""

    persons: Any
    person: Any
    month: Any
    applied: Any
    failing: dict[str, Any]
    amount: dict[str, Any]
    until: dict[str, Any]

    @property
    def months(self) -> list[int]:
        """The months that occur, in order."""
        if not len(self.month):
            return []
        first = int(self.month.min())
        return [first + int(n) for n in np.flatnonzero(np.bincount(self.month - first))]


def month_of(number: int) -> date:
    """Return the first day of a month counted in months."""
    return date(number // 12, number % 12 + 1, 1)


def grid_of(programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table) -> Grid:
    """Evaluate every condition and amount on every row. Unusable where a person, a month or a value is missing."""
    persons, months = prepared(persons, "persons"), prepared(months, "months")
    _once(persons)
    applied = _applied(programmes, months)
    held = held_in(months)
    asked = _asked(programmes, held, applied)
    connection, person, columns = joined(persons, months, {f for one in asked for f in facts_used(one)})
    sheet = _Sheet(asked, columns, held)
    with connection:
        found = connection.sql(sheet.query).to_arrow_table().combine_chunks()
    row = _numbers(found, "row_")
    if len(row) and (np.diff(row) < 0).any():
        found = found.take(pa.array(np.argsort(row, kind="stable")))
    grid = Grid(persons.column("person"), person, _numbered(months), applied, {}, {}, {})
    for one in asked:
        grid.failing[one.name] = _failing(found, sheet.conditions[one.name])
        grid.amount[one.name] = _numbers(found, sheet.amounts[one.name])
        if one.name in sheet.until:
            grid.until[one.name] = _numbers(found, sheet.until[one.name])
    _unique(grid, months)
    return grid


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
            raise Unusable(_at(table, name, "fund.no_month", "month", empty))
        kept["month"] = _firsts(kept["month"])
    for term in terms().values():
        if term.name in table.column_names:
            kept[term.name] = _cast(table, term.name, term.stored, name)
    for extra in ("programme", "_file", "_row"):
        if extra in table.column_names:
            kept[extra] = table.column(extra)
    return pa.table(kept)


def _firsts(days: Any) -> Any:
    """Return the first day of each day's month, each different day worked out once."""
    coded = days.combine_chunks().dictionary_encode()
    firsts = pa.array([day.replace(day=1) for day in coded.dictionary.to_pylist()], pa.date32())
    return days if firsts.equals(coded.dictionary) else firsts.take(coded.indices)


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


def _at(table: pa.Table, name: str, code: str, column: str, row: int, **said: object) -> Any:
    """Build a fault of a row: the file and row it came from where the table knows them."""
    file = table.column("_file")[row].as_py() if "_file" in table.column_names else name
    return fault(code, file, _row(table, row), column, **said)


def _row(table: pa.Table, row: int) -> int:
    return int(table.column("_row")[row].as_py()) if "_row" in table.column_names else row + 2


def _once(persons: pa.Table) -> None:
    ids = persons.column("person")
    if pc.count_distinct(ids, mode="all").as_py() == len(ids):
        return
    seen: dict[Any, int] = {}
    for n, one in enumerate(ids.to_pylist()):
        if one in seen:
            said = {"person": one, "other": _row(persons, seen[one])}
            raise Unusable(_at(persons, "persons", "fund.person_twice", "person", n, **said))
        seen[one] = n


def _applied(programmes: Mapping[str, Programme], months: pa.Table) -> Any:
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
        raise Unusable(_at(months, "months", "fund.no_programme", "programme", row, **said))
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False)


def joined(persons: pa.Table, months: pa.Table, used: Iterable[str]) -> tuple[Any, Any, dict[str, str]]:
    """Return a connection whose table `rows` has the person-months with the facts asked for, in their order.

    Besides, the number of each row's person and where each fact is found. Unusable where there is no such person.
    """
    place = _places(months.column("person"), persons.column("person"))
    if place.null_count:
        row = pc.index(pc.is_null(place), True).as_py()
        raise Unusable(_at(months, "months", "fund.no_person", "person", row, person=months.column("person")[row]))
    connection = _engine().cursor()
    persons = derived(connection, persons, months)
    used = sorted(used)
    taken = persons.select([name for name in used if name in persons.column_names]).combine_chunks().take(place)
    rows: dict[str, Any] = {"row_": pa.array(np.arange(len(months), dtype=np.int32)), "month": months.column("month")}
    rows |= {f"m_{name}": _seen(name, months.column(name)) for name in used if name in months.column_names}
    rows |= {f"p_{name}": _seen(name, taken.column(name)) for name in taken.column_names}
    connection.register("rows", pa.table(rows))
    return connection, place.to_numpy(zero_copy_only=False), columns_of(persons, months, used)


def _places(whose: Any, persons: Any) -> Any:
    """Return the place of each person in the register; persons whose rows stand together are looked up once."""
    runs = pc.run_end_encode(whose.combine_chunks())
    found = pc.index_in(runs.values, persons.combine_chunks())
    lengths = np.diff(runs.run_ends.to_numpy(), prepend=0)
    return found.take(pa.array(np.repeat(np.arange(len(lengths)), lengths)))


def _seen(name: str, column: Any) -> Any:
    """Return a fact as a rule sees it: money in 分, which are the low half of what Arrow keeps for each amount."""
    if terms()[name].type != "money":
        return column
    column = column.combine_chunks()
    words = np.frombuffer(column.buffers()[1], "<i8")[::2][column.offset : column.offset + len(column)]
    mask = pc.is_null(column).to_numpy(zero_copy_only=False) if column.null_count else None
    return pa.array(np.ascontiguousarray(words), mask=mask)


def derived(connection: Any, persons: pa.Table, months: pa.Table) -> pa.Table:
    """Add to the register of persons what is made of their facts alone: worked out once a person, not once a month."""
    known = {name for name in persons.column_names if name in terms()}
    made = [
        term
        for term in terms().values()
        if term.sql
        and term.name not in {*persons.column_names, *months.column_names}
        and known.issuperset(names(term.sql))
        and not set(names(term.sql)) & set(months.column_names)
    ]
    if not made:
        return persons
    sql = ", ".join(f"({term.sql}) as {term.name}" for term in made)
    persons = persons.append_column("row_", pa.array(np.arange(len(persons), dtype=np.int32)))
    connection.register("persons", persons)
    found = connection.sql(f"select row_, {sql} from persons").to_arrow_table().sort_by("row_")
    connection.unregister("persons")
    for term in made:
        persons = persons.append_column(term.name, found.column(term.name))
    return persons


@cache
def _engine() -> Any:
    """Return the one database in memory that knows the functions of the rules; each use has a cursor of its own."""
    connection = duckdb.connect()
    for macro in MACROS:
        connection.execute(macro)
    return connection


def held_in(months: pa.Table) -> list[date]:
    """Return the months that occur, each by its first day."""
    return sorted(set(pc.unique(months.column("month")).to_pylist()))


def _asked(programmes: Mapping[str, Programme], held: Sequence[date], applied: Any) -> list[Programme]:
    """Return the programmes some row applies for, each with a value for every month."""
    wanted = None if applied is None else set(np.unique(applied).tolist())
    asked = [p for n, p in enumerate(programmes.values()) if wanted is None or n in wanted or -1 in wanted]
    for one in asked:
        for name in values_used(one):
            for month in held:
                one.value(name, month)
    return asked


def values_used(one: Programme) -> list[str]:
    """Return the values a programme's rules need."""
    used = [n for sql in (*(c.sql for c in one.conditions), one.amount) for n in names(sql) if n in one.values]
    if one.ceiling:
        used += [name for name in (one.ceiling.months, one.ceiling.near) if name]
    return list(dict.fromkeys(used))


def facts_used(one: Programme) -> list[str]:
    """Return the facts a programme's rules need, those behind facts that are made included."""
    sql = [*(c.sql for c in one.conditions), one.amount, *([one.ceiling.until] if one.ceiling else [])]
    used = [n for text in sql if text for n in names(text) if n not in one.values and n != "month"]
    deeper = [n for name in used if terms()[name].sql for n in names(terms()[name].sql)]
    return list(dict.fromkeys([*used, *deeper]))


def columns_of(persons: pa.Table, months: pa.Table, used: Iterable[str]) -> dict[str, str]:
    """Return where each fact is found: in a register, or made of others."""
    made = {}
    for name in sorted(used, key=lambda n: bool(terms()[n].sql)):
        places = [f"{a}_{name}" for a, table in (("m", months), ("p", persons)) if name in table.column_names]
        term = terms()[name]
        if places:
            made[name] = places[0] if len(places) == 1 else _either(term)
        elif term.sql:
            made[name] = f"({render(term.sql, made)})"
        else:
            made[name] = f"cast(null as {term.duckdb})"
    return made


def _either(term: Term) -> str:
    """Take the month's fact before the person's; texts as texts, for the choices of two registers may differ."""
    plain = "::varchar" if term.duckdb == "varchar" else ""
    return f"coalesce(m_{term.name}{plain}, p_{term.name}{plain})"


class _Sheet:
    """What is asked of the rows in one query: what programmes have in common once; by programme, its columns."""

    def __init__(self, asked: Sequence[Programme], columns: Mapping[str, str], held: Sequence[date]) -> None:
        self._columns: dict[str, str] = {"row_": "row_"}
        self.conditions: dict[str, list[str]] = {}
        self.amounts: dict[str, str] = {}
        self.until: dict[str, str] = {}
        for one in asked:
            known = names_of(one, columns, held)
            met = [f"({render(c.sql, known)}) is not distinct from true" for c in one.conditions]
            self.conditions[one.name] = [self._column(sql) for sql in met]
            self.amounts[one.name] = self._column(f"cast(coalesce({render(one.amount, known)}, 0) as bigint)")
            if one.ceiling and one.ceiling.until:
                sql = f"cast(coalesce(ym({known[one.ceiling.until]}), {UNKNOWN}) as integer)"
                self.until[one.name] = self._column(sql)

    def _column(self, sql: str) -> str:
        return self._columns.setdefault(sql, f"c{len(self._columns)}")

    @property
    def query(self) -> str:
        """The query that computes every column."""
        return f"select {', '.join(f'{sql} as {name}' for sql, name in self._columns.items())} from rows"


def _failing(found: pa.Table, conditions: Sequence[str]) -> Any:
    """Return which conditions fail, as bits, the first the lowest."""
    kind = next(k for k, most in ((np.uint8, 8), (np.int32, 30), (np.int64, 62)) if len(conditions) <= most)
    fails = np.zeros(found.num_rows, kind)
    for n, name in enumerate(conditions):
        column = found.column(name).combine_chunks()
        met = np.unpackbits(np.frombuffer(column.buffers()[1], np.uint8), bitorder="little")
        met = met[column.offset : column.offset + len(column)]
        fails |= np.left_shift((1 - met).astype(kind, copy=False), kind(n))
    return fails


def names_of(one: Programme, columns: Mapping[str, str], held: Sequence[date]) -> dict[str, str]:
    """Return what each name of a programme's rules is in SQL."""
    known = {name: columns[name] for name in facts_used(one)}
    known |= {name: _dated(one.values[name], held) for name in values_used(one)}
    return known | {"month": "month"}


def _dated(value: Value, held: Sequence[date]) -> str:
    """Write a value as SQL: a number, or a case where it changes within the months that occur."""
    changes: list[tuple[date, str]] = []
    for month in held:
        found = value.at(month)
        text = "null" if found is None else _literal(found.value)
        if not changes or changes[-1][1] != text:
            changes.append((month, text))
    if len(changes) < 2:
        return changes[0][1] if changes else "null"
    cases = " ".join(f"when month >= date '{start}' then {text}" for start, text in reversed(changes))
    return f"(case {cases} end)"


def _literal(value: int | tuple[int, int]) -> str:
    return f"{{'n': {value[0]}, 'd': {value[1]}}}" if isinstance(value, tuple) else str(value)


def _numbered(months: pa.Table) -> Any:
    """Return the months counted in months."""
    coded = months.column("month").combine_chunks().dictionary_encode()
    numbers = [day.year * 12 + day.month - 1 for day in coded.dictionary.to_pylist()]
    return np.array(numbers, np.int32)[coded.indices.to_numpy()]


def _numbers(table: pa.Table, name: str) -> Any:
    column = table.column(name)
    column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if column.null_count:
        column = pc.fill_null(column, UNKNOWN)
    return column.to_numpy(zero_copy_only=False)


def _unique(grid: Grid, months: pa.Table) -> None:
    """Refuse two rows of a person in a month for the same programme; a row for all is one for each."""
    if not len(grid.month):
        return
    first = int(grid.month.min())
    width = int(grid.month.max()) - first + 1
    key = grid.person.astype(np.int64) * width + (grid.month - first)
    if len(key) * 8 > len(grid.persons) * width:
        counts = np.bincount(key, minlength=1)
        if int(counts.max()) < 2:
            return
    order = np.argsort(key, kind="stable")
    twins = np.flatnonzero(np.diff(key[order]) == 0)
    for n in twins.tolist():
        one, other = int(order[n + 1]), int(order[n])
        if grid.applied is None or -1 in (grid.applied[one], grid.applied[other]) or _same(grid, key, one):
            said = {"person": months.column("person")[one], "month": f"{month_of(int(grid.month[one])):%Y-%m}"}
            other = _row(months, other)
            raise Unusable(_at(months, "months", "fund.person_month_twice", "month", one, other=other, **said))


def _same(grid: Grid, key: Any, row: int) -> bool:
    """Say whether another row of the same person and month has the same programme."""
    twins = np.flatnonzero(key == key[row])
    return len(np.unique(grid.applied[twins])) < len(twins)
