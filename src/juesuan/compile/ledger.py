"""A book's files as tables of one DuckDB connection (台账), in the shapes the statements of this room expect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from juesuan.books.open import table_files
from juesuan.compile.trees import SANGONG_CODES, closure, code_closure

__all__ = ["ledger", "statement"]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "entries": (
        "id",
        "date",
        "payee",
        "summary",
        "unit",
        "side",
        "function",
        "economic",
        "project",
        "source",
        "fund",
        "nature",
    ),
    "budget": ("date", "unit", "function", "economic", "project", "fund", "nature", "stage"),
    "balances": ("unit", "balance", "fund", "function"),
    "adjustments": ("unit", "kind", "fund", "function"),
    "transfers": ("id", "kind", "payer", "receiver", "paid", "received"),
    "sangong": ("unit", "item"),
    "units": ("code", "name", "kind"),
}
"""The text columns of each table that compiling reads; all but units and sangong have an amount in yuan too."""

_MONEY = {"entries", "budget", "balances", "adjustments", "transfers"}
_CONFIG: dict[str, Any] = {"memory_limit": "1500MB", "preserve_insertion_order": "false"}


def statement(name: str) -> str:
    """Return one of the room's SQL files."""
    return (files("juesuan.compile") / f"{name}.sql").read_text("utf-8")


@contextmanager
def ledger(book: Path) -> Any:
    """Open a connection with a book's tables as views and the taxonomy's trees as tables.

    Tables may be split over files: `entries.csv`, or every CSV and Parquet file below `entries/`.
    Raises `duckdb.Error` where a file has not the columns it should have; `book check` says so in words.
    """
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        connection.execute("SET enable_progress_bar = false")  # it would print where findings go
        for name in _COLUMNS:
            _view(connection, name, table_files(book, name))
        _trees(connection)
        yield connection
    finally:
        connection.close()


def _view(connection: Any, name: str, sources: Sequence[Path]) -> None:
    """Define a table as a view over its files; empty where the book has none."""
    columns = _COLUMNS[name]
    if not sources:
        wanted = [f"CAST(NULL AS VARCHAR) AS {c}" for c in columns]
        wanted += ["CAST(NULL AS DECIMAL(18,2)) AS amount"] if name in _MONEY else []
        extra = ["CAST(NULL AS VARCHAR) AS initial", "CAST(NULL AS VARCHAR) AS final"] if name == "sangong" else []
        connection.execute(f"CREATE VIEW {name} AS SELECT {', '.join(wanted + extra)} WHERE FALSE")
        return
    parts = [_select(connection, name, columns, path) for path in sources]
    connection.execute(f"CREATE VIEW {name} AS {' UNION ALL '.join(parts)}")


def _select(connection: Any, name: str, columns: Iterable[str], path: Path) -> str:
    """Return the statement that reads one file."""
    quoted = str(path).replace("'", "''")
    parquet = path.suffix == ".parquet"
    source = f"read_parquet('{quoted}')" if parquet else f"read_csv('{quoted}', header=true, all_varchar=true)"
    there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    wanted = [f"coalesce({c}, '') AS {c}" if c in there else f"'' AS {c}" for c in columns]
    if name in _MONEY:
        wanted.append("CAST(amount AS DECIMAL(18,2)) AS amount")
    if name == "sangong":
        wanted += ["initial", "final"]
    return f"SELECT {', '.join(wanted)} FROM {source}"


def _trees(connection: Any) -> None:
    """Create the trees, the budgets and balances in 分, and the codes of 三公."""
    for dimension in ("fund", "nature", "source", "sangong"):
        _table(connection, f"{dimension}_tree", ("member", "ancestor"), closure(dimension))
    _table(connection, "sangong_codes", ("economic", "sangong"), SANGONG_CODES.items())
    connection.execute(f"CREATE TABLE budgeted AS {statement('budgeted')}")
    connection.execute(
        "CREATE VIEW carried AS "
        "SELECT balance, fund, function, CAST(amount * 100 AS BIGINT) AS cents FROM balances "
        # what came back of earlier years and is kept changes what was carried in (年初余额调整)
        "UNION ALL SELECT 'opening', fund, CASE WHEN fund IN ('government_fund', 'state_capital') THEN function "
        "ELSE '' END, CAST(amount * 100 AS BIGINT) FROM adjustments WHERE kind = 'carried'"
    )
    connection.execute(
        "CREATE VIEW sangong_budget AS "
        "SELECT item, 'initial' AS stage, CAST(CAST(initial AS DECIMAL(18,2)) * 100 AS BIGINT) AS cents FROM sangong "
        "UNION ALL SELECT item, 'final', CAST(CAST(final AS DECIMAL(18,2)) * 100 AS BIGINT) FROM sangong"
    )


def code_trees(connection: Any) -> None:
    """Create the trees of the codes in use, once `leaves` stand."""
    for kind, sources in (
        ("function", ("leaves", "budgeted", "carried")),
        ("economic", ("leaves",)),
    ):
        union = " UNION ".join(f"SELECT DISTINCT coalesce({kind}, '') FROM {source}" for source in sources)
        codes = [row[0] for row in connection.execute(union).fetchall()]
        _table(connection, f"{kind}_tree", ("member", "ancestor"), code_closure(kind, codes))


def _table(connection: Any, name: str, columns: Sequence[str], rows: Iterable[tuple[str, str]]) -> None:
    if not re.fullmatch(r"[a-z_]+", name):
        raise ValueError(name)
    values = list(rows)
    made = pa.table({c: pa.array([row[n] for row in values], pa.string()) for n, c in enumerate(columns)})
    connection.register("made", made)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM made")
    connection.unregister("made")
