"""Rows of an import that the book has already: the same content adds nothing, another is a conflict."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Fault, fault
from juesuan.books.rules import Ledger
from juesuan.books.schema import Table
from juesuan.books.sql import quoted

__all__ = ["unmet"]


def unmet(ledger: Ledger, table: Table, old: Any, new: Any) -> tuple[Any, int, list[Fault]]:
    """Return the rows the book lacks, how many it has already, and those whose key it has with other content."""
    if not old.num_rows or not new.num_rows:
        return new, 0, []
    ledger.put("_incoming", new)
    keys = " and ".join(f"o.{quoted(key)} is not distinct from n.{quoted(key)}" for key in table.key)
    others = [name for name in table.names if name not in table.key and name != "origin"]
    differs = ", ".join(
        f"case when o.{quoted(name)} is distinct from n.{quoted(name)} then '{name}' end" for name in others
    )
    said = ", ".join(f"n.{quoted(key)}" for key in table.key)
    sql = f"""
        select n._row as row, o._file as file, o._row as there, concat_ws(' ', {differs}) as differs,
          concat_ws(' ', {said}) as value
        from _incoming n join {quoted(table.name)} o on {keys}"""
    rows = list(ledger.rows(sql))
    name = new.column("_file")[0].as_py()
    clash = [row for row in rows if row["differs"]]
    faults = [
        fault(
            "import.conflict",
            name,
            row["row"],
            table.key[0],
            value=row["value"],
            where=f"{row['file']}:{row['there']}",
            differs=row["differs"],
        )
        for row in clash
    ]
    met = pa.array([row["row"] for row in rows], pa.int64())
    return new.filter(pc.invert(pc.is_in(new.column("_row"), met))), len(rows) - len(clash), faults
