"""Indicators (指标): a figure is a query over registers, and keeps the query and the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.schema import Column
from juesuan.books.sources import open_text
from juesuan.books.sql import quoted
from juesuan.books.store import recover
from juesuan.books.tables import empty, files_of
from juesuan.registers import past
from juesuan.registers.clocks import clock_columns, clock_table, placed
from juesuan.registers.model import Indicator, Register
from juesuan.registers.packs import registers

__all__ = ["Desk", "Value", "evaluate"]

_TYPES = {"date": "date", "money": "decimal(18,2)", "count": "bigint", "number": "decimal(18,4)"}
_WORD = re.compile(r"[^\W\d]\w*")
_PRECISION = 40
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator came to: `value` (None where a rate has nothing to be of), its query, and its rows.

    `numerator` and `denominator` are those of a rate or mean; `rows()` returns the ids of the records counted,
    `evidence()` how many they are.
    """

    indicator: Indicator
    register: str
    start: date
    end: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    sql: str
    rows: Callable[[], list[str]] = field(repr=False, compare=False)
    evidence: Callable[[], int] = field(default=int, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Its full name: register.indicator."""
        return f"{self.register}.{self.indicator.name}"

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.indicator.unit


@dataclass(slots=True)
class _Query:
    """An indicator as SQL: from what it selects (`over`), and what a pass over all its register counted, if any."""

    register: Register
    indicator: Indicator
    over: str
    row: list[Any] | tuple[Any, ...] | None = None

    @property
    def sql(self) -> str:
        """The query by itself."""
        return f"select {', '.join(_columns(self.indicator))} {self.over}"

    @property
    def pass_(self) -> list[str]:
        """What a pass over all records would select; nothing where it joins or is more than one aggregate."""
        one = self.indicator
        parts = [one.value, *([one.per] if one.per else [])]
        if one.joins or not all(_aggregate(part) for part in parts):
            return []
        columns = [f"{part} filter (where {one.where})" for part in parts]
        return [f"{one.value} filter (where ({one.where}) and ({one.part}))", *columns] if one.part else columns


def _aggregate(said: str) -> bool:
    """Say whether an expression is one call of an aggregate: its first bracket closes at its end."""
    match = re.fullmatch(r"(?:count|sum|min|max)\((.*)\)", said)
    depth = 0
    for mark in match[1] if match else "":
        depth += (mark == "(") - (mark == ")")
        if depth < 0:
            return False
    return match is not None and "select" not in said


class Desk:
    """The registers of a book in one DuckDB connection; nothing but the book's own files can be read by a query."""

    def __init__(self, book: Path) -> None:
        recover(book)
        self.book = book
        self.registers = registers(book)
        self.year = settings_of(book).year
        self.db = duckdb.connect()
        folder = str((book / "registers").resolve()).replace("'", "''")
        self.db.execute(f"set allowed_directories = ['{folder}/']")
        self.db.execute("set enable_external_access = false")
        self._made: set[str] = set()

    def evaluate(self, name: str, start: date | None = None, end: date | None = None) -> Value:
        """Return an indicator (`register.name`) over a period, the book's year where none is said.

        Unusable where there is no such indicator, the query fails, or a clock needs a year the calendar does not know.
        """
        return self.evaluate_all([name], start, end)[0]

    def evaluate_all(self, names: Sequence[str], start: date | None = None, end: date | None = None) -> list[Value]:
        """Return several indicators over a period; those of one register that allow it are counted in one pass.

        Unusable as `evaluate`.
        """
        start, end = start or date(self.year, 1, 1), end or date(self.year, 12, 31)
        asked = [self._query(*self._find(name), end) for name in names]
        together: dict[str, list[_Query]] = {}
        for one in asked:
            if one.pass_:
                together.setdefault(one.register.name, []).append(one)
        for some in together.values():
            if len(some) > 1:
                self._count(some, start, end)
        return [self._value(one, start, end) for one in asked]

    def _query(self, register: Register, indicator: Indicator, end: date) -> _Query:
        """Write the query of an indicator, with the views it needs made."""
        body = f"from {quoted(register.name)} as records {indicator.joins} where ({indicator.where})"
        self._need(register, f"{body} {indicator.value} {indicator.part} {indicator.per}")
        return _Query(register, indicator, self._first(register, body, end))

    def _count(self, some: Sequence[_Query], start: date, end: date) -> None:
        """Count several indicators of one register in one pass over its records."""
        columns = ", ".join(column for one in some for column in one.pass_)
        sql = f"select {columns} from {quoted(some[0].register.name)} as records"
        row = iter(self._run(some[0].register, sql, start, end)[0])
        for one in some:
            one.row = [next(row) for _ in one.pass_]

    def _value(self, one: _Query, start: date, end: date) -> Value:
        register, indicator = one.register, one.indicator
        said = one.row if one.row is not None else self._run(register, one.sql, start, end)[0]
        row = [None if cell is None else Decimal(str(cell)) for cell in said]
        value, numerator, denominator = _made(row, _HUNDRED if indicator.counts == "rate" else Decimal(1))
        counted = f"{one.over} and ({indicator.part})" if indicator.part else one.over
        rows = f"select distinct records.id {counted} order by 1"
        many = f"select count(distinct records.id) {counted}"
        return Value(indicator, register.name, start, end, value, numerator, denominator, one.sql,
                     lambda: [row[0] for row in self._run(register, rows, start, end)],
                     lambda: int(self._run(register, many, start, end)[0][0]))  # fmt: skip

    def by(self, name: str, field: str, start: date, end: date) -> dict[str, Decimal]:
        """Return a count or a sum of money over a period for each value of a field, "" where it is empty.

        `field` is one of the register's, or `link.field` of the record a link leads to. Unusable where there is none of
        that name, or the indicator is a rate or a mean, which has no parts.
        """
        register, indicator = self._find(name)
        if indicator.part or indicator.per:
            raise Unusable(fault("register.parts", self.book, name=name, title=indicator.title))
        first, _, second = field.partition(".")
        column, joins = f"records.{quoted(self._column(register, first).name)}", indicator.joins
        if second:
            target = self._column(register, first).target[0]
            there = quoted(self._column(self.register(target), second).name)
            column = "by_value"  # names of its own, so that no query of an indicator becomes ambiguous
            parted = f"(select id as by_id, {there} as by_value from {quoted(target)})"
            joins += f" left join {parted} on by_id = records.{quoted(first)}"
        body = f"from {quoted(register.name)} as records {joins} where ({indicator.where})"
        self._need(register, f"{body} {indicator.value}")
        part, over = f"coalesce(cast({column} as varchar), '')", self._first(register, body, end)
        sql = f"select {part}, {indicator.value} {over} group by 1 order by 1"
        return {one: Decimal(str(value)) for one, value in self._run(register, sql, start, end) if value}

    def _column(self, register: Register, name: str) -> Column:
        """Return a column of a register. Unusable where it has none of that name."""
        table = register.table
        if name not in table.names:
            raise Unusable(fault("register.field", table.file, None, name, name=name, expected=" ".join(table.names)))
        return table.column(name)

    def names(self, register: str) -> dict[str, str]:
        """Return what the records of a register are called, by id: their name or title, else their id."""
        table = self.register(register).table
        called = next((one for one in ("name", "title") if one in table.names), "id")
        self._need(self.register(register), "")
        rows = self.db.execute(f"select id, coalesce({called}, id) from {quoted(register)}").fetchall()
        return dict(rows)

    def register(self, name: str) -> Register:
        """Return a register by name. Unusable where there is none."""
        if name not in self.registers:
            raise Unusable(fault("register.unknown", self.book, name=name, expected=" ".join(self.registers)))
        return self.registers[name]

    def states(self, name: str) -> dict[str, int]:
        """Return how many records of a register are in each state."""
        register = self.register(name)
        self._need(register, "")
        counted = dict(self.db.execute(f"select state, count(*) from {quoted(name)} group by state").fetchall())
        return {state: counted.get(state, 0) for state in register.states}

    def _find(self, name: str) -> tuple[Register, Indicator]:
        register, _, wanted = name.partition(".")
        found = self.register(register)
        indicator = found.indicator(wanted)
        if indicator is None:
            expected = " ".join(one.name for one in found.indicators)
            raise Unusable(fault("register.indicator", self.book, name=name, expected=expected))
        return found, indicator

    def _need(self, register: Register, sql: str) -> None:
        """Make the views of the registers a query names."""
        for word in {register.name, *_WORD.findall(sql)} & set(self.registers):
            if word not in self._made:
                self._view(self.registers[word])
                self._made.add(word)

    def _first(self, register: Register, body: str, end: date) -> str:
        """Make the register's clocks at the end of the period where the query asks for them."""
        if "clocks" not in _WORD.findall(body):
            return body
        table = f"clocks_{register.name}_{end:%Y%m%d}"
        if table not in self._made:
            rows = self.db.sql(f"select {clock_columns(register)} from {quoted(register.name)}").to_arrow_table()
            pasts = past.pasts_of(self.book, register)
            with placed(self.book, register):
                self.db.register(table, clock_table(register, rows, pasts, end))
            self._made.add(table)
        return re.sub(r"\bclocks\b", quoted(table), body)

    def _run(self, register: Register, sql: str, start: date, end: date) -> list[tuple[Any, ...]]:
        said = {name: value for name, value in (("start", start), ("end", end)) if f"${name}" in sql}
        try:
            return self.db.execute(sql, said).fetchall()
        except duckdb.Error as error:
            why = str(error).splitlines()[0]
            raise Unusable(fault("register.query", register.table.file, why=why)) from error

    def _view(self, register: Register) -> None:
        parts = [_source(path, register.table.columns) for path in files_of(self.book, register.table)]
        if not parts:
            self.db.register(register.name, empty(register.table).drop_columns(["_file", "_row"]))
            return
        self.db.execute(f"create view {quoted(register.name)} as " + " union all ".join(parts))


def _columns(indicator: Indicator) -> list[str]:
    """Return what is selected: the value, or numerator and denominator."""
    if indicator.part:
        return [f"{indicator.value} filter (where {indicator.part})", indicator.value]
    return [indicator.value, indicator.per] if indicator.per else [indicator.value]


def _made(row: list[Decimal | None], scale: Decimal) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return value, numerator and denominator of a result; a quotient is scaled (% for rates)."""
    if len(row) == 1:
        return row[0] or Decimal(0), None, None
    numerator, denominator = row[0] or Decimal(0), row[1] or Decimal(0)
    with localcontext(prec=_PRECISION):
        return (scale * numerator / denominator if denominator else None), numerator, denominator


def _source(path: Path, columns: Iterable[Column]) -> str:
    """Return the SQL that reads a file with its columns typed; what cannot be typed is null (`check` names it)."""
    name = str(path.resolve()).replace("'", "''")
    if path.suffix == ".parquet":
        reader, there = f"read_parquet('{name}')", set(pq.read_schema(path).names)
    else:
        reader, there = f"read_csv('{name}', all_varchar = true, header = true)", set(open_text(path).head[0])
    said = [(c.name, _TYPES.get(c.type, "varchar")) for c in columns]
    made = ", ".join(f"try_cast({quoted(n) if n in there else 'null'} as {kind}) as {quoted(n)}" for n, kind in said)
    return f"select {made} from {reader}"


def evaluate(book: Path, name: str, start: date | None = None, end: date | None = None) -> Value:
    """Return one indicator of a book over a period; see `Desk.evaluate`."""
    return Desk(book).evaluate(name, start, end)
