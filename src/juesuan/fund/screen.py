"""Exclusion and duplicate screen over applications: what is suspicious, with its arithmetic and both records."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.books.identity import to18
from juesuan.fund.exclusion import matrix
from juesuan.fund.expression import MACROS
from juesuan.fund.programme import Programme
from juesuan.fund.sheet import facts_used

__all__ = ["APPLICATIONS", "PEOPLE", "TRAININGS", "Flag", "Flags", "Record", "screen", "titles"]

APPLICATIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "programme", "id_number", "name", "account", "employer", "batch")),
        *(("first", pa.date32()), ("last", pa.date32())),
    ]
)
"""Applications and earlier payments: what for, whose, and for which months."""
TRAININGS = pa.schema(
    [
        *(("id", pa.string()), ("id_number", pa.string()), ("day", pa.date32())),
        *(("starts", pa.time64("us")), ("ends", pa.time64("us"))),
    ]
)
"""Training sessions attended."""
PEOPLE = pa.schema([("id", pa.string()), ("id_number", pa.string()), ("died", pa.date32()), ("retired", pa.date32())])
"""What other registers say of people: the day of death, the month of retirement or of the first pension."""
_NEEDED = ("id", "id_number")
_SCOPES = {"month": "同一个月", "ever": "任何月份", "employer": "同一单位"}
_MASKED = (
    "create macro masked(x) as coalesce((select any_value(shown.text) from shown where shown.mark = x),"
    " case when length(x) > 8 then left(x, 4) || repeat('*', length(x) - 8) || right(x, 4)"
    " else left(x, 1) || repeat('*', length(x) - 1) end)"
)
_MACROS = (
    *MACROS,
    _MASKED,
    "create macro month_text(d) as strftime(d, '%Y-%m')",
    "create macro clock(x) as strftime(date '2000-01-01' + x, '%H:%M')",
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was screened: its table, id, and the file and row it came from."""

    table: str
    id: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Flag:
    """What is suspicious: the kind, both records, and the words with the arithmetic; numbers of people are masked."""

    kind: str
    left: Record
    right: Record
    said: Mapping[str, str] = field(default_factory=dict)

    def words(self, lang: str = "zh") -> str:
        """Say it in one line."""
        return str(_screens()[self.kind][lang]).format_map(self.said)


@cache
def _screens() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("juesuan.fund") / "screens.toml").read_text("utf-8"))


def titles() -> dict[str, str]:
    """Return the Chinese titles of the screens by kind, in the order they are run."""
    return {kind: row["title"] for kind, row in _screens().items()}


def screen(
    programmes: Mapping[str, Programme],
    applications: pa.Table,
    *,
    paid: pa.Table | None = None,
    trainings: pa.Table | None = None,
    people: pa.Table | None = None,
    shared: int = 3,
    shown: Mapping[str, str] | None = None,
) -> Flags:
    """Screen applications against each other, earlier payments, training sessions and what is known of people.

    `paid` has the columns of APPLICATIONS too. Each later record is flagged once a kind, against the one before it that
    reaches furthest; an account once, from `shared` people on. `shown` says how a number behind a mark is written.
    Unusable where a column that is needed is missing.
    """
    tables = {
        "applications": _typed(applications, APPLICATIONS, "applications"),
        "paid": _typed(paid, APPLICATIONS, "paid"),
        "trainings": _typed(trainings, TRAININGS, "trainings"),
        "people": _typed(people, PEOPLE, "people"),
    }
    connection = _connected(programmes, tables, shared, shown or {})
    sources = {"a": ("applications", "paid"), "t": ("trainings",), "p": ("people",)}
    places = {key: _Places({name: tables[name] for name in names}) for key, names in sources.items()}
    flags = Flags()
    for kind, row in _screens().items():
        found = connection.sql(row["sql"] + " order by 1, 2").to_arrow_table()
        flags.add(kind, found, places[row.get("left", "a")], places[row.get("right", "a")])
    connection.close()
    return flags


class _Places:
    """Where each numbered record of one or more tables came from."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        names = [name for name, table in tables.items() for _ in range(table.num_rows)]
        counts = [table.num_rows for table in tables.values()]
        self.paid_from = counts[0] if len(counts) > 1 else None
        kept = pa.concat_tables([table.select(["id", "_file", "_row"]) for table in tables.values()])
        self.table = kept.append_column("table", pa.array(names, pa.string()))

    def records(self, numbers: Any) -> Iterator[Record]:
        """Yield the records of these numbers."""
        taken = self.table.take(numbers)
        columns = (taken.column(name).to_pylist() for name in ("table", "id", "_file", "_row"))
        for table, one, file, row in zip(*columns, strict=True):
            yield Record(table, one or "", file, row)


class Flags:
    """What a screen found, in the order of the screens; each `Flag` is made when it is looked at."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, pa.Table, _Places, _Places]] = []

    def __len__(self) -> int:
        return sum(found.num_rows for _, found, _, _ in self._parts)

    def __iter__(self) -> Iterator[Flag]:
        for part in self._parts:
            yield from _flags(*part)

    def counts(self) -> dict[str, int]:
        """Return how many were found by kind."""
        return {kind: found.num_rows for kind, found, _, _ in self._parts}

    def add(self, kind: str, found: pa.Table, left: _Places, right: _Places) -> None:
        """Take what a screen found: an application is named first, and what is about payments alone is left out."""
        one, other = (found.column(name).to_numpy() for name in ("n", "other"))
        if left.paid_from is not None:
            paid = one >= left.paid_from
            one, other = np.where(paid, other, one), np.where(paid, one, other)
            found = found.set_column(0, "n", pa.array(one)).set_column(1, "other", pa.array(other))
            found = found.filter(pa.array(one < left.paid_from))
        self._parts.append((kind, found, left, right))


def _flags(kind: str, found: pa.Table, left: _Places, right: _Places) -> Iterator[Flag]:
    told = found.column_names[2:]
    texts = [found.column(name).cast(pa.string()).to_pylist() for name in told]
    pairs = zip(
        left.records(found.column("n")), right.records(found.column("other")), zip(*texts, strict=True), strict=True
    )
    for one, other, row in pairs:
        yield Flag(kind, one, other, dict(zip(told, row, strict=True)))


def _typed(table: pa.Table | None, schema: pa.Schema, name: str) -> pa.Table:
    """Return a table with the columns of a schema, null where it has none, and where each row came from."""
    if table is None:
        table = schema.empty_table()
    columns = {}
    for wanted in schema:
        if wanted.name in table.column_names:
            try:
                columns[wanted.name] = table.column(wanted.name).cast(wanted.type)
            except pa.ArrowException as error:
                said = {"value": table.column(wanted.name).type, "expected": wanted.type}
                raise Unusable(fault("fund.field", name, None, wanted.name, **said)) from error
        elif wanted.name in _NEEDED:
            found = " ".join(table.column_names)
            raise Unusable(fault("fund.no_column", name, 1, wanted.name, name=wanted.name, found=found))
        else:
            columns[wanted.name] = pa.nulls(table.num_rows, wanted.type)
    count = table.num_rows
    there = "_file" in table.column_names
    columns["_file"] = table.column("_file").cast(pa.string()) if there else pa.array([name] * count, pa.string())
    columns["_row"] = table.column("_row") if there else pa.array(np.arange(2, count + 2))
    return pa.table(columns)


def _connected(
    programmes: Mapping[str, Programme], tables: Mapping[str, pa.Table], shared: int, shown: Mapping[str, str]
) -> Any:
    connection = duckdb.connect()
    texts = [pa.array(some, pa.string()) for some in (shown.keys(), shown.values())]
    connection.register("shown", pa.table(texts, ["mark", "text"]))
    for macro in _MACROS:
        connection.execute(macro)
    for name, table in tables.items():
        connection.register(f"{name}_", _numbered(table))
    period = "date_trunc('month', first)::date as first, date_trunc('month', coalesce(last, first))::date as last"
    columns = f"n, id, programme, id_number, id18, nullif(trim(name), '') as name, account, employer, batch, {period}"
    before = tables["applications"].num_rows
    connection.execute(
        f"create table a as select true as applied, {columns} from applications_ union all "
        f"select false, {columns.replace('n, id,', f'n + {before}, id,', 1)} from paid_"
    )
    connection.execute("create table t as select * from trainings_")
    connection.execute("create table p as select * from people_ where id18 is not null")
    connection.register("shared", pa.table({"shared": [shared]}))
    connection.register("pairs", _pairs(programmes))
    connection.register("needs", _needs(programmes))
    return connection


def _numbered(table: pa.Table) -> pa.Table:
    """Add the number of each record and its ID number with 18 digits."""
    plain = pc.utf8_upper(pc.utf8_trim_whitespace(table.column("id_number")))
    plain = pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
    short = pc.equal(pc.utf8_length(plain), 15)
    if pc.any(short).as_py():
        known = {one: to18(one) for one in pc.unique(plain.filter(short)).to_pylist()}
        long = pa.array([known[one] for one in plain.filter(short).to_pylist()], pa.string())
        mask = pc.fill_null(short, False).combine_chunks()
        plain_long = pc.replace_with_mask(plain.combine_chunks(), mask, long)
    else:
        plain_long = plain
    table = table.set_column(table.column_names.index("id_number"), "id_number", plain)
    return table.append_column("id18", plain_long).append_column("n", pa.array(np.arange(table.num_rows)))


def _pairs(programmes: Mapping[str, Programme]) -> pa.Table:
    """Return both sides of every pair of programmes that exclude each other."""
    pairs = {
        (*pair, scope)
        for pair, scopes in matrix(programmes).items()
        for scope in scopes
        if pair == tuple(sorted(pair)) and programmes.keys() >= set(pair)
    }
    rows = []
    for n, (one, other, scope) in enumerate(sorted(pairs)):
        for side, name in ((1, one), (2, other)):
            said = {"scope": scope, "scope_zh": _SCOPES[scope], "title": programmes[name].title}
            rows.append({"pair": n, "side": side, "programme": name, **said})
    names = ("programme", "scope", "scope_zh", "title")
    kinds = [("pair", pa.int64()), ("side", pa.int64()), *((name, pa.string()) for name in names)]
    return pa.Table.from_pylist(rows, pa.schema(kinds))


def _needs(programmes: Mapping[str, Programme]) -> pa.Table:
    """Return which programmes end with death and which with retirement: those whose conditions ask for it."""
    rows = [
        {"programme": one.name, "alive": "died" in facts_used(one), "working": "retires" in facts_used(one)}
        for one in programmes.values()
    ]
    kinds = [("programme", pa.string()), ("alive", pa.bool_()), ("working", pa.bool_())]
    return pa.Table.from_pylist(rows, pa.schema(kinds))
