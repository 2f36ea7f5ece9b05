"""The rules over a book's tables, run as SQL: links, keys, and every row of the register that has a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from juesuan.books.cells import Codes
from juesuan.books.faults import Fault, Kind, fault, kinds
from juesuan.books.schema import Table, data, schema
from juesuan.taxonomy.classification import classification
from juesuan.taxonomy.dimensions import dimensions

__all__ = ["Ledger", "links", "repeated", "rules"]


class Ledger:
    """The tables of a book in one DuckDB connection, by the names of tables.toml."""

    def __init__(self, tables: Mapping[str, Any], codes: Codes) -> None:
        self.db = duckdb.connect()
        for name, table in {**tables, **_known(codes)}.items():
            self.db.register(name, table)

    def put(self, name: str, table: Any) -> None:
        """Put a table in the place of another."""
        self.db.unregister(name)
        self.db.register(name, table)

    def rows(self, sql: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a statement as dictionaries."""
        found = self.db.execute(sql)
        names = [column[0] for column in found.description]
        while some := found.fetchmany(10_000):
            for row in some:
                yield dict(zip(names, row, strict=True))


def _known(codes: Codes) -> dict[str, Any]:
    """Return the small tables that rules refer to: the year, its codes, combinations and measures."""
    rows = [
        {"list": kind, "code": code, "leaf": leaf}
        for kind in ("function", "economic")
        for code, leaf in codes.known(kind).items()
    ]
    together = [
        {"economic": one["economic"], "name": one["name"], "function": function}
        for one in data("combinations.toml")["combinations"]
        for function in one["functions"]
        if codes.year and classification("economic").names(one["economic"], codes.year)
    ]
    shape = pa.schema([("economic", pa.string()), ("name", pa.string()), ("function", pa.string())])
    return {
        "book": pa.table({"year": pa.array([codes.year], pa.int32())}),
        "codes_known": pa.Table.from_pylist(rows),
        "combinations": pa.Table.from_pylist(together, shape),
        "measures": pa.table({"name": list(dimensions().measures)}),
    }


def rules(ledger: Ledger, *, scopes: Iterable[str], table: str | None = None) -> Iterator[Fault]:
    """Run the register's rules of some scopes, of one table or of all."""
    wanted = set(scopes)
    for kind in kinds().values():
        if kind.sql and kind.scope in wanted and table in (None, kind.table):
            yield from _run(ledger, kind)


def _run(ledger: Ledger, kind: Kind) -> Iterator[Fault]:
    for row in ledger.rows(kind.sql):
        file, number, column = row.pop("_file"), row.pop("_row"), row.pop("col")
        yield fault(kind.code, file, number, column, **row)


def links(ledger: Ledger, table: Table) -> Iterator[Fault]:
    """Find values that lead to no row of the table they link to."""
    for column in table.columns:
        if column.type != "link":
            continue
        target, key = column.target
        title = schema().tables[target].title
        sql = f"""
            select e._file, e._row, e.value from
              (select _file, _row, {column.name} as value from {table.name} where {column.name} is not null) e
            left join (select distinct {key} as there from {target}) x on x.there = e.value
            where x.there is null order by e._file, e._row"""
        for row in ledger.rows(sql):
            said = {"value": row["value"], "title": title, "to": schema().tables[target].file}
            yield fault("cell.link", row["_file"], row["_row"], column.name, **said)


def repeated(ledger: Ledger, table: Table) -> Iterator[Fault]:
    """Find rows whose key an earlier row has."""
    keys = ", ".join(table.key)
    same = " and ".join(f"k.{key} is not distinct from e.{key}" for key in table.key)
    sql = f"""
        with k as (select {keys} from {table.name} group by {keys} having count(*) > 1),
        e as (select e.*, row_number() over (partition by {_of("e", table.key)} order by e._file, e._row) as nth,
          first_value(e._row) over (partition by {_of("e", table.key)} order by e._file, e._row) as first_row,
          first_value(e._file) over (partition by {_of("e", table.key)} order by e._file, e._row) as first_file
          from {table.name} e join k on {same})
        select _file, _row, first_row, first_file, concat_ws(' ', {keys}) as value
        from e where nth > 1 and {table.key[0]} is not null order by _file, _row"""
    for row in ledger.rows(sql):
        said = {"value": row["value"], "first": row["first_row"], "where": row["first_file"]}
        yield fault("key.duplicate", row["_file"], row["_row"], table.key[0], **said)


def _of(alias: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)
