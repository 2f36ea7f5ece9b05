"""Indicators (指标): a figure is a query over registers, and keeps the query and the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
from juesuan.books.store import recover
from juesuan.books.tables import empty, files_of
from juesuan.registers import past
from juesuan.registers.clocks import clock_columns, clock_table
from juesuan.registers.model import Indicator, Register
from juesuan.registers.packs import registers

__all__ = ["Desk", "Value", "evaluate"]

_TYPES = {"date": "date", "money": "decimal(18,2)", "count": "bigint"}
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_PRECISION = 40
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator came to: `value` (None where a rate has nothing to be of), its query, and its rows.

    `numerator` and `denominator` are those of a rate or mean; `rows()` returns the ids of the records counted.
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

    @property
    def name(self) -> str:
        """Its full name: register.indicator."""
        return f"{self.register}.{self.indicator.name}"

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.indicator.unit


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
        register, indicator = self._find(name)
        start, end = start or date(self.year, 1, 1), end or date(self.year, 12, 31)
        body = f"from {register.name} as records {indicator.joins} where ({indicator.where})"
        self._need(register, f"{body} {indicator.value} {indicator.part} {indicator.per}")
        over = self._first(register, body, end)
        columns = ", ".join(_columns(indicator))
        sql = f"select {columns} {over}"
        row = [None if one is None else Decimal(str(one)) for one in self._run(register, sql, start, end)[0]]
        value, numerator, denominator = _made(row, _HUNDRED if indicator.counts == "rate" else Decimal(1))
        counted = f"{over} and ({indicator.part})" if indicator.part else over
        rows = f"select distinct records.id {counted} order by 1"
        return Value(indicator, register.name, start, end, value, numerator, denominator, sql,
                     lambda: [one[0] for one in self._run(register, rows, start, end)])  # fmt: skip

    def _find(self, name: str) -> tuple[Register, Indicator]:
        register, _, wanted = name.partition(".")
        found = self.registers.get(register)
        if found is None:
            raise Unusable(fault("register.unknown", self.book, name=register, expected=" ".join(self.registers)))
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
        if "clocks" not in _WORD.findall(body.replace(register.name, "")):
            return body
        table = f"clocks_{register.name}_{end:%Y%m%d}"
        if table not in self._made:
            rows = self.db.sql(f"select {clock_columns(register)} from {register.name}").to_arrow_table()
            pasts = past.pasts(past.entries(self.book, register))
            self.db.register(table, clock_table(register, rows, pasts, end))
            self._made.add(table)
        return re.sub(r"\bclocks\b", table, body)

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
        self.db.execute(f"create view {register.name} as " + " union all ".join(parts))


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
    made = ", ".join(f"try_cast({n if n in there else 'null'} as {kind}) as {n}" for n, kind in said)
    return f"select {made} from {reader}"


def evaluate(book: Path, name: str, start: date | None = None, end: date | None = None) -> Value:
    """Return one indicator of a book over a period; see `Desk.evaluate`."""
    return Desk(book).evaluate(name, start, end)
