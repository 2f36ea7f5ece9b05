"""Which sheet of a file is meant, where its header is, and how its columns become a table's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from juesuan.books import mapping as mappings
from juesuan.books.faults import Unusable, fault
from juesuan.books.guess import Header, fitting, guessed
from juesuan.books.imported import Options
from juesuan.books.mapping import Columns
from juesuan.books.schema import Table, data
from juesuan.books.sources import TextFile, open_text
from juesuan.books.workbooks import SUFFIXES, Sheet, open_sheet, sheet_names

__all__ = ["chosen", "unread"]


def chosen(book: Path, table: Table, file: Path, options: Options) -> tuple[TextFile | Sheet, Header, Columns]:
    """Choose the sheet, its header and the mapping: the one given, one the book keeps, else a guess."""
    given = mappings.read(options.mapping, {table.name: table}) if options.mapping else None
    if given and given.table != table.name:
        raise Unusable(fault("import.mapping", options.mapping, why=f"table = {given.table!r} ≠ {table.name!r}"))
    constants = mappings.from_constants(table, options.constants, file)
    kept = [given] if given else mappings.saved(book, table)
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


def unread(header: Header, mapping: Columns) -> list[str]:
    """Return the titles that are not taken."""
    used = {header.find(title) for title in mapping.titles}
    own = data("aliases.toml")["reason"]
    left = [titles for column, titles in enumerate(header.titles) if titles and column not in used]
    return [titles[0] for titles in left if own not in titles]
