"""Importing (导入): an export of another program becomes rows of a book, all of them or none, once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa

from juesuan.books import history
from juesuan.books.adding import add
from juesuan.books.choosing import chosen, unread
from juesuan.books.existing import unmet
from juesuan.books.faults import Fault, Unusable, explain, fault
from juesuan.books.guess import Header
from juesuan.books.imported import Imported, Options
from juesuan.books.intake import Intake, taken
from juesuan.books.intake import Sheet as Body
from juesuan.books.lock import locked
from juesuan.books.mapping import Columns
from juesuan.books.open import settings_of
from juesuan.books.refused import reasons, refused_path, write_refused
from juesuan.books.rules import Ledger, links, repeated, rules
from juesuan.books.schema import Table, schema
from juesuan.books.seal import refuse_sealed
from juesuan.books.sources import TextFile
from juesuan.books.store import digest, recover
from juesuan.books.tables import codes_of, load
from juesuan.books.workbooks import Sheet

__all__ = ["Imported", "Options", "counted_once", "import_file", "titled"]


def import_file(book: Path | str, table: str, file: Path | str, options: Options | None = None) -> Imported:
    """Import a file into a table of a book, whole or not at all.

    Unusable where the book or the file cannot be read, no sheet fits, or the book is sealed or locked.
    """
    book, file, options = Path(book), Path(file), options or Options()
    recover(book)
    settings_of(book)
    refuse_sealed(book)
    into = schema().tables.get(table)
    if into is None or into.own:
        known = " ".join(name for name, one in schema().tables.items() if not one.own)
        raise Unusable(fault("import.table", book, value=table, expected=known))
    if not file.is_file():
        raise Unusable(fault("import.missing", file))
    with locked(book), ThreadPoolExecutor(1) as pool:
        hashed = pool.submit(digest, file)
        source, header, mapping = chosen(book, into, file, options)
        header = replace(header, end=source.end_of(header.start, header.end))
        found = Imported(table, file, mapping, header.end, mapping.sheet)
        found.unread = unread(header, mapping)
        _take(book, into, source, header, found, options, hashed)
    return found


def _take(
    book: Path, table: Table, source: TextFile | Sheet, header: Header, found: Imported, options: Options, hashed: Any
) -> None:
    """Read, judge and add the rows, or return them."""
    tick = options.tick or str
    tick("reading")
    body = source.body(header.end, counted_once(table, header, found.mapping))
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
    found.faults = sorted((titled(one, found.mapping) for one in found.faults), key=lambda one: one.row or 0)
    found.refused = len({one.row for one in found.faults if one.severity == "error"})
    if any(one.severity == "error" for one in found.faults):
        path = refused_path(found.source, options.refused)
        wrong = [one for one in found.faults if one.severity == "error"]
        write_refused(source, path, header.end, reasons(wrong, options.lang))
        found.returned = path
        return
    tick("writing")
    add(book, table, tables[table.name], new, found, options, hashed.result())


def counted_once(table: Table, header: Header, mapping: Columns) -> set[int]:
    """Return the columns of money and counts: a figure merged over several rows is not one for each."""
    names = [column.name for column in table.columns if column.type in ("money", "count")]
    titles = [title for name in [*names, "debit", "credit"] for title in mapping.columns.get(name, ())]
    return {column for title in titles if (column := header.find(title)) is not None}


def _sound(table: Table, faults: Sequence[Fault]) -> None:
    """Stop where what the table holds cannot be kept: a small one is written anew, a large one must be readable."""
    for one in faults:
        lost = one.code.startswith("file.") or one.code == "column.missing"
        if lost or (not table.large and one.code != "table.missing"):
            raise Unusable(fault("book.cell", one.file, one.row, why=explain(one)))


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


def titled(one: Fault, mapping: Columns) -> Fault:
    """Name the sheet's own column in a fault."""
    titles = mapping.columns.get(one.column or "", ())
    if not titles and one.column in ("amount", "side"):
        titles = (*mapping.columns.get("debit", ()), *mapping.columns.get("credit", ()))
    named = " / ".join(title for title in titles if not title.startswith("@"))
    return replace(one, column=named) if named else one
