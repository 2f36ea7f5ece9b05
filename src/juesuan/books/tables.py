"""The tables of a book read from their files and typed, each row with its file and row number."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from juesuan.books.cells import Codes, strict
from juesuan.books.columns import CODED, Typed, arrow_type, coded, numbers, typed
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.schema import Table, schema
from juesuan.books.sources import open_text

__all__ = ["Loaded", "codes_of", "empty", "files_of", "judge", "load", "placed", "typed_rows"]


@dataclass(slots=True)
class Loaded:
    """A table with `_file` and `_row` (1-based, the header being row 1), and what is wrong in its cells."""

    table: Any
    faults: list[Fault] = field(default_factory=list)


def files_of(book: Path, table: Table) -> list[Path]:
    """Return the files of a table in their order."""
    one = book / table.file
    found = [one] if one.is_file() else []
    if table.large:
        folder = (book / table.file).with_suffix("")
        found += sorted(p for p in folder.glob("*") if p.suffix in (".csv", ".parquet") and p.is_file())
    return found


def codes_of(book: Path, year: int) -> Codes:
    """Return the classification of the book's year with the codes the book adds."""
    added: dict[str, dict[str, str]] = {"function": {}, "economic": {}}
    for row in load(book, schema().tables["codes"], Codes(year)).table.to_pylist():
        if row["list"] and row["code"]:
            added[row["list"]][row["code"]] = row["name"] or ""
    return Codes(year, added)


def load(book: Path, table: Table, codes: Codes) -> Loaded:
    """Read all files of a table; one that is missing is empty, with a fault where it is needed."""
    paths = files_of(book, table)
    if not paths:
        needed = table.name in ("units", "entries", "budget")
        said = {"name": table.name, "title": table.title, "expected": ",".join(table.names)}
        return Loaded(empty(table), [Fault("table.missing", table.file, params=said)] if needed else [])
    parts = [_file(book, path, table, codes) for path in paths]
    whole = pa.concat_tables([part.table for part in parts]) if len(parts) > 1 else parts[0].table
    return Loaded(whole, [one for part in parts for one in part.faults])


def empty(table: Table) -> Any:
    """Return a table without rows."""
    fields = [(column.name, arrow_type(column)) for column in table.columns]
    return pa.schema([*fields, ("_file", CODED), ("_row", pa.int64())]).empty_table()


def _file(book: Path, path: Path, table: Table, codes: Codes) -> Loaded:
    name = path.relative_to(book).as_posix()
    try:
        header, texts = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    except Unusable as problem:
        return Loaded(empty(table), [Fault(problem.fault.code, name, params=problem.fault.params)])
    return typed_rows(name, header, texts, table, codes)


def typed_rows(name: str, header: list[str], texts: Any, table: Table, codes: Codes) -> Loaded:
    """Type columns of texts or values as a table has them; `name` is the file they stand in, its header row 1."""
    faults = _header(name, header, table) + _wide(name, len(header), texts)
    columns: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in header:
            columns[column.name] = pa.nulls(texts.num_rows, arrow_type(column))
            continue
        made = typed(texts.column(header.index(column.name)), column, strict(column, codes))
        columns[column.name] = made.values
        faults += judge(made, column.name, name, 2)
        if column.required:
            bad = {row for row, _ in made.bad}
            missing = [row for row in pc.indices_nonzero(pc.is_null(made.values)).to_pylist() if row not in bad]
            faults += [fault("cell.required", name, row + 2, column.name, title=column.title) for row in missing]
    return Loaded(placed(pa.table(columns), name, 2), faults)


def _wide(name: str, width: int, texts: Any) -> list[Fault]:
    """Name the rows with more cells than the header has."""
    rows: set[int] = set()
    for extra in texts.columns[width:]:
        rows.update(pc.indices_nonzero(pc.is_valid(extra)).to_pylist())
    return [fault("row.width", name, row + 2, found=texts.num_columns, expected=width) for row in sorted(rows)]


def judge(made: Typed, column: str, file: str, first: int) -> list[Fault]:
    """Turn what is bad in a column into faults; `first` is the row number of its first cell."""
    return [Fault(bad.code, file, row + first, column, bad.params) for row, bad in made.bad]


def placed(table: Any, file: str, first: int) -> Any:
    """Add to each row its file and its row number, counted from `first`."""
    count = table.num_rows
    table = table.append_column("_file", coded(pa.repeat(pa.scalar(file, pa.string()), count)))
    return table.append_column("_row", numbers(first, count))


def _parquet(path: Path) -> tuple[list[str], Any]:
    try:
        found = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise Unusable(fault("file.damaged", path, why=str(error).splitlines()[0][:120])) from error
    return list(found.column_names), found


def _csv(path: Path) -> tuple[list[str], Any]:
    try:
        source = open_text(path)
        if source.encoding != "utf-8-sig":
            raise Unusable(fault("file.encoding", path))
        header = [name.strip() for name in source.head[0]] if source.head else []
        body = source.body(1) if header else pa.table({})
    except OSError as error:
        raise Unusable(fault("file.damaged", path, why=error.strerror or error)) from error
    for n in range(body.num_columns, len(header)):
        body = body.append_column(str(n), pa.nulls(body.num_rows, pa.string()))
    return header, body


def _header(name: str, header: list[str], table: Table) -> list[Fault]:
    """Compare the first row with the columns of the table."""
    faults = []
    found = " ".join(header)
    for column in table.columns:
        if column.name not in header and (column.required or (column.key and column.type != "member")):
            said = {"name": column.name, "title": column.title, "found": found}
            faults.append(fault("column.missing", name, 1, column.name, **said))
    expected = " ".join(table.names)
    for one in dict.fromkeys(header):
        if header.count(one) > 1 and one in table.names:
            faults.append(fault("column.twice", name, 1, one, name=one))
        elif one not in table.names:
            faults.append(fault("column.unknown", name, 1, one or None, name=one, expected=expected))
    return faults
