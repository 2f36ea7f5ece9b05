"""Importing (导入): an export of another program becomes rows of a book, all of them or none, once."""

from __future__ import annotations

import csv
import io
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from juesuan.books import history
from juesuan.books import mapping as mappings
from juesuan.books.existing import unmet
from juesuan.books.faults import Fault, Unusable, explain, fault
from juesuan.books.guess import Header, fitting, guessed
from juesuan.books.intake import Intake, taken
from juesuan.books.intake import Sheet as Body
from juesuan.books.lock import locked
from juesuan.books.mapping import Columns
from juesuan.books.open import settings_of
from juesuan.books.refused import reasons, refused_path, write_refused
from juesuan.books.rules import Ledger, links, repeated, rules
from juesuan.books.schema import Table, data, schema
from juesuan.books.seal import refuse_sealed
from juesuan.books.sources import TextFile, open_text
from juesuan.books.store import Write, commit, digest, recover
from juesuan.books.tables import codes_of, files_of, load
from juesuan.books.workbooks import SUFFIXES, Sheet, open_sheet, sheet_names

__all__ = ["Imported", "Options", "import_file"]

PARQUET = 200_000
"""From how many rows on an import is kept as Parquet, which no spreadsheet opens but every other tool does."""


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said of an import: a mapping file, a sheet, constants (`column=value`), where refused rows go."""

    mapping: Path | None = None
    sheet: str = ""
    constants: Sequence[str] = ()
    save_mapping: bool = False
    refused: Path | None = None
    lang: str = "zh"
    tick: Any = None


@dataclass(slots=True)
class Imported:
    """What became of an import. Refused rows mean that nothing was added."""

    table: str
    source: Path
    mapping: Columns
    header: int = 0
    sheet: str = ""
    added: int = 0
    present: int = 0
    again: bool = False
    skipped: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: int = 0
    returned: Path | None = None
    into: str = ""
    saved: str = ""
    unread: list[str] = field(default_factory=list)


def import_file(book: Path | str, table: str, file: Path | str, options: Options | None = None) -> Imported:
    """Import a file into a table of a book, whole or not at all.

    Unusable where the book or the file cannot be read, no sheet fits, or the book is sealed or locked.
    """
    book, file, options = Path(book), Path(file), options or Options()
    recover(book)
    settings_of(book)
    refuse_sealed(book)
    into = schema().tables.get(table)
    if into is None:
        raise Unusable(fault("import.table", book, value=table, expected=" ".join(schema().tables)))
    if not file.is_file():
        raise Unusable(fault("import.missing", file))
    with locked(book), ThreadPoolExecutor(1) as pool:
        hashed = pool.submit(digest, file)
        source, header, mapping = _chosen(book, into, file, options)
        found = Imported(table, file, mapping, header.end, mapping.sheet)
        found.unread = _unread(header, mapping)
        _take(book, into, source, header, found, options, hashed)
    return found


def _take(
    book: Path, table: Table, source: TextFile | Sheet, header: Header, found: Imported, options: Options, hashed: Any
) -> None:
    """Read, judge and add the rows, or return them."""
    tick = options.tick or str
    tick("reading")
    body = source.body(header.end)
    if _known(book, found, hashed.result()):
        found.again = True
        return
    tick("typing")
    settings = settings_of(book)
    codes = codes_of(book, settings.year)
    loaded = {name: load(book, one, codes) for name, one in schema().tables.items()}
    _sound(table, loaded[table.name].faults)
    tables = {name: one.table for name, one in loaded.items()}
    sheet = Body(found.source.name, header, source.head, body)
    names = _names(tables)
    _own(table, sheet, found.mapping, names)
    intake = taken(sheet, table, found.mapping, codes, names)
    found.skipped = intake.skipped
    tick("checking")
    new = _judged(table, tables, codes, intake, found)
    found.faults = sorted((_titled(one, found.mapping) for one in found.faults), key=lambda one: one.row or 0)
    found.refused = len({one.row for one in found.faults if one.severity == "error"})
    if any(one.severity == "error" for one in found.faults):
        path = refused_path(found.source, options.refused)
        wrong = [one for one in found.faults if one.severity == "error"]
        write_refused(source, path, header.end, reasons(wrong, options.lang))
        found.returned = path
        return
    tick("writing")
    _add(book, table, tables[table.name], new, found, options, hashed.result())


def _sound(table: Table, faults: Sequence[Fault]) -> None:
    """Stop where what the table holds cannot be kept: a small one is written anew, a large one must be readable."""
    for one in faults:
        lost = one.code.startswith("file.") or one.code == "column.missing"
        if lost or (not table.large and one.code != "table.missing"):
            raise Unusable(fault("book.cell", one.file, one.row, why=explain(one)))


def _chosen(book: Path, table: Table, file: Path, options: Options) -> tuple[TextFile | Sheet, Header, Columns]:
    """Choose the sheet, its header and the mapping: the one given, one the book keeps, else a guess."""
    given = mappings.read(options.mapping) if options.mapping else None
    if given and given.table != table.name:
        raise Unusable(fault("import.mapping", options.mapping, why=f"table = {given.table!r} ≠ {table.name!r}"))
    constants = mappings.from_constants(table, options.constants, file)
    kept = [given] if given else mappings.saved(book, table.name)
    nearest: list[str] = []
    for source in _sheets(file, options.sheet or (given.sheet if given else "")):
        for one in kept:
            header = fitting(source.head, one)
            if header is not None:
                return source, header, _complete(table, one, header, constants, source)
        guess = None if given else guessed(source.head, table)
        if guess is not None:
            return source, guess[0], _complete(table, guess[1], guess[0], constants, source)
        nearest = nearest or max(source.head, key=lambda row: sum(bool(c.strip()) for c in row), default=[])
    shown = " ".join(cell.strip() for cell in nearest if cell.strip())[:200]
    if given:
        missing = next((t for t in given.titles if t not in nearest), "?")
        raise Unusable(fault("import.unfit", file, value=missing, found=shown))
    raise Unusable(fault("import.header", file, name=table.name, title=table.title, rows=40, found=shown))


def _sheets(file: Path, wanted: str) -> Iterator[TextFile | Sheet]:
    """Yield the sheets of a file: the one wanted, or all."""
    if file.suffix.lower() not in SUFFIXES and file.open("rb").read(4) not in (b"PK\3\4", b"\xd0\xcf\x11\xe0"):
        yield open_text(file)
        return
    names = sheet_names(file)
    if wanted and wanted not in names:
        raise Unusable(fault("import.sheet", file, value=wanted, expected=" ".join(names)))
    for name in [wanted] if wanted else names:
        yield open_sheet(file, name)


def _complete(
    table: Table, mapping: Columns, header: Header, constants: dict[str, str], source: TextFile | Sheet
) -> Columns:
    """Add the constants and the sheet; Unusable where a column that must be filled comes from nowhere."""
    sheet = source.name if isinstance(source, Sheet) else ""
    mapping = replace(mapping, constants={**mapping.constants, **constants}, sheet=sheet)
    there = {*mapping.columns, *mapping.constants}
    if {"debit", "credit"} & there:
        there |= {"amount", "side"}
    for column in table.columns:
        if column.required and column.name not in there and column.name != "id":
            said = {"name": column.name, "title": column.title, "found": " ".join(header.shown)}
            raise Unusable(fault("import.unmapped", source.path, header.end, **said))
    return mapping


def _unread(header: Header, mapping: Columns) -> list[str]:
    """Return the titles that are not taken."""
    used = {header.find(title) for title in mapping.titles}
    own = data("aliases.toml")["reason"]
    left = [titles for column, titles in enumerate(header.titles) if titles and column not in used]
    return [titles[0] for titles in left if own not in titles]


def _known(book: Path, found: Imported, sha256: str) -> bool:
    """Say whether this file was imported into this table already."""
    return any(
        one.sha256 == sha256 and one.table == found.table and one.sheet == found.sheet for one in history.imports(book)
    )


def _names(tables: dict[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what units and projects may be called."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in ("units", "projects"):
        known = found.setdefault(name, {})
        for row in tables[name].select(["code", "name"]).to_pylist():
            for said in {row["code"], row["name"]} - {None}:
                known[said] = (*known.get(said, ()), row["code"])
    return found


def _own(table: Table, sheet: Body, mapping: Columns, names: dict[str, dict[str, tuple[str, ...]]]) -> None:
    """Add what the file itself names where a table links to itself: the parent of a unit comes in the same sheet."""
    if not any(column.type == "link" and column.target[0] == table.name for column in table.columns):
        return
    known = names.setdefault(table.name, {})
    titles = [mapping.columns.get(name, ()) for name in ("code", "name")]
    columns = [sheet.texts(some[0]).to_pylist() if some else [] for some in titles]
    for row in zip_longest(*columns):
        code, *_ = said = [unicodedata.normalize("NFKC", text or "").strip() for text in row]
        for one in {*said} - {""}:
            if code and code not in known.get(one, ()):
                known[one] = (*known.get(one, ()), code)


def _judged(table: Table, tables: dict[str, Any], codes: Any, intake: Intake, found: Imported) -> Any:
    """Return the rows that are new, with every fault of them in `found`."""
    found.faults = list(intake.faults)
    if any(one.severity == "error" for one in intake.faults):
        return intake.table
    ledger = Ledger(tables, codes)
    new, found.present, conflicts = unmet(ledger, table, tables[table.name], intake.table)
    found.faults += conflicts
    ledger.put(table.name, pa.concat_tables([tables[table.name], new.select(tables[table.name].column_names)]))
    name = found.source.name
    more = [*links(ledger, table), *repeated(ledger, table), *rules(ledger, scopes=("row",), table=table.name)]
    found.faults += [one for one in more if one.file == name]
    return new


def _add(book: Path, table: Table, old: Any, new: Any, found: Imported, options: Options, sha256: str) -> None:
    """Write the rows, the history and the mapping in one commit."""
    writes: dict[str, Write] = {}
    found.added = new.num_rows
    if new.num_rows:
        found.into, content = _content(book, table, old, new, found)
        writes[found.into] = content
    if options.save_mapping and not found.mapping.name:
        found.saved = f"{mappings.FOLDER}/{table.name}-{found.source.stem}.toml"
        writes[found.saved] = mappings.write(found.mapping)
    staged = book / ".juesuan" / "prepared"
    after = ""
    if found.into:
        staged.unlink(missing_ok=True)
        _prepare(staged, writes[found.into], book)
        after = digest(staged)
        writes[found.into] = lambda path: shutil.move(staged, path)  # type: ignore[assignment]
    said = {"table": table.name, "detail": found.source.name, "sheet": found.sheet, "sha256": sha256}
    said |= {"mapping": found.mapping.name, "rows": str(found.added), "into": found.into, "after": after}
    writes[history.FILE] = history.append(book, "import", **said)
    _keep(book, table, found, writes)
    commit(book, writes)


def _prepare(path: Path, content: Write, book: Path) -> None:
    try:
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            content(path)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Unusable(fault("book.unwritable", book, why=error.strerror or error)) from error


def _keep(book: Path, table: Table, found: Imported, writes: dict[str, Write]) -> None:
    """Keep what a small table was before, so that the import can be undone."""
    if found.into and not table.large:
        path = book / found.into
        number = len(history.events(book)) + 1
        writes[f".juesuan/undo/{number}.csv"] = path.read_bytes() if path.exists() else b""


def _content(book: Path, table: Table, old: Any, new: Any, found: Imported) -> tuple[str, Write]:
    """Return the file the rows go to and how it is written: a file of its own for a large table."""
    rows = new.select(list(table.names))
    if "origin" in table.names:
        rows = rows.set_column(rows.column_names.index("origin"), "origin", _origins(new, found))
    if not table.large:
        return table.file, _csv(pa.concat_tables([old.select(list(table.names)), rows]))
    taken_ = [int(p.stem) for p in files_of(book, table) if p.stem.isdigit()]
    number = max(taken_, default=0) + 1
    if rows.num_rows >= PARQUET:
        return f"{table.name}/{number:04}.parquet", lambda path: pq.write_table(rows, path, compression="zstd")
    return f"{table.name}/{number:04}.csv", _csv(rows)


def _titled(one: Fault, mapping: Columns) -> Fault:
    """Name the sheet's own column in a fault."""
    titles = mapping.columns.get(one.column or "", ())
    if not titles and one.column in ("amount", "side"):
        titles = (*mapping.columns.get("debit", ()), *mapping.columns.get("credit", ()))
    named = " / ".join(title for title in titles if not title.startswith("@"))
    return replace(one, column=named) if named else one


def _origins(new: Any, found: Imported) -> Any:
    """Return where each row came from: file, sheet and row."""
    import pyarrow.compute as pc

    place = f"{found.source.name}{':' + found.sheet if found.sheet else ''}:"
    said = pc.binary_join_element_wise(place, new.column("_row").cast(pa.string()), "")
    return pc.coalesce(new.column("origin"), said)


def _csv(rows: Any) -> bytes:
    """Write rows as a book's CSV: a header, plain values, quotes only where they are needed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows.column_names)
    texts = [rows.column(name).cast(pa.string()).to_pylist() for name in rows.column_names]
    writer.writerows(zip(*texts, strict=True))
    return stream.getvalue().encode()
