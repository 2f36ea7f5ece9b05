"""Putting imported rows into a book: rows, history and mapping in one commit."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from juesuan.books import history
from juesuan.books import mapping as mappings
from juesuan.books.columns import NUMBER
from juesuan.books.faults import Unusable, fault
from juesuan.books.imported import Imported, Options
from juesuan.books.schema import Table
from juesuan.books.store import FOLDER, STAGING, Change, Write, commit, digest
from juesuan.books.tables import files_of

__all__ = ["PARQUET", "add", "csv_of"]

PARQUET = 200_000
"""From how many rows on an import is kept as Parquet, which no spreadsheet opens but every other tool does."""


def add(book: Path, table: Table, old: Any, new: Any, found: Imported, options: Options, sha256: str) -> None:
    """Write the rows, the history and the mapping in one commit."""
    writes: dict[str, Write] = {}
    found.added = new.num_rows
    if new.num_rows:
        found.into, content = _content(book, table, old, new, found)
        writes[found.into] = content
    if options.save_mapping and not found.mapping.name:
        found.saved = f"{mappings.FOLDER}/{table.name}-{found.source.stem}.toml"
        writes[found.saved] = mappings.write(found.mapping)
    staged = book / FOLDER / STAGING / "prepared"  # where the next opening clears what a crash left
    after = ""
    if found.into:
        staged.unlink(missing_ok=True)
        _prepare(staged, writes[found.into], book)
        after = digest(staged)
        writes[found.into] = lambda path: shutil.move(staged, path)  # type: ignore[assignment]
    said = {"table": table.name, "detail": found.source.name, "sheet": found.sheet, "sha256": sha256}
    said |= {"mapping": found.mapping.name, "rows": str(found.added), "into": found.into, "after": after}
    writes[history.FILE] = history.append(book, "import", **said)
    commit(book, writes, None, Change("import", table.name, "", found.source.name, found.added))


def _prepare(path: Path, content: Write, book: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            content(path)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Unusable(fault("book.unwritable", book, why=error.strerror or error)) from error


def _content(book: Path, table: Table, old: Any, new: Any, found: Imported) -> tuple[str, Write]:
    """Return the file the rows go to and how it is written: a file of its own for a large table."""
    rows = new.select(list(table.names))
    if "origin" in table.names:
        rows = rows.set_column(rows.column_names.index("origin"), "origin", _origins(new, found))
    if not table.large:
        return table.file, csv_of(pa.concat_tables([old.select(list(table.names)), rows]))
    taken_ = [int(p.stem) for p in files_of(book, table) if p.stem.isdigit()]
    number = max(taken_, default=0) + 1
    if rows.num_rows >= PARQUET:
        return f"{table.name}/{number:04}.parquet", lambda path: pq.write_table(rows, path, compression="zstd")
    return f"{table.name}/{number:04}.csv", csv_of(rows)


def _origins(new: Any, found: Imported) -> Any:
    """Return where each row came from: file, sheet and row."""
    import pyarrow.compute as pc

    place = f"{found.source.name}{':' + found.sheet if found.sheet else ''}:"
    said = pc.binary_join_element_wise(place, new.column("_row").cast(pa.string()), "")
    return pc.coalesce(new.column("origin"), said)


def _texts(column: Any) -> list[str | None]:
    """Return a column as text; numbers without noughts nobody wrote (30, not 30.0000)."""
    texts: list[str | None] = column.cast(pa.string()).to_pylist()
    if column.type != NUMBER:
        return texts
    return [one.rstrip("0").rstrip(".") if one else one for one in texts]


def csv_of(rows: Any) -> bytes:
    """Write rows as a book's CSV: a header, plain values, quotes only where they are needed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows.column_names)
    texts = [_texts(rows.column(name)) for name in rows.column_names]
    writer.writerows(zip(*texts, strict=True))
    return stream.getvalue().encode()
