"""Bytes to blocks: the content decides the format, never the name; everything is hostile until read."""

from __future__ import annotations

import hashlib
import zipfile
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from juesuan.blocks import Block, Cell, Grid, Line, Notice, Source, Text, Unreadable
from juesuan.read.formats.limits import Limits
from juesuan.read.formats.text import blocks_of_text

__all__ = ["SUFFIXES", "is_candidate", "read_source"]

SUFFIXES = frozenset({".pdf", ".txt", ".md", ".xls", ".xlsx", ".ods", ".docx", ".html", ".htm"})
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_candidate(path: Path) -> bool:
    """Say whether a file in a folder looks like a disclosure by its name."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~", "."))


def read_source(path: str, *, limits: Limits | None = None) -> Source:
    """Read a file into blocks. Raises `Unreadable`: one code, one place, one thing to do."""
    limits = limits or Limits()
    data = _load(path, limits)
    kind = _sniff(path, data, limits)
    if kind == "pdf":
        from juesuan.read.formats.pdf import pdf_blocks

        return pdf_blocks(path, data, limits)
    readers = {"excel": _excel, "biff": _biff, "docx": _docx, "html": _html, "text": _text}
    try:
        blocks = readers[kind](path, data, limits)
    except Unreadable:
        raise
    except Exception as error:  # the libraries raise what they like on broken files
        raise Unreadable(path, f"{'excel' if kind == 'biff' else kind}.broken", why=type(error).__name__) from error
    source = Source(path, hashlib.sha256(data).hexdigest(), {"biff": "excel"}.get(kind, kind), 1, blocks)
    suffix = Path(path).suffix.lower()
    if suffix == ".pdf":
        source.notices.append(Notice("format.mismatch", params={"suffix": suffix, "format": kind}))
    return source


def _load(path: str, limits: Limits) -> bytes:
    try:
        if not Path(path).is_file():
            raise Unreadable(path, "file.missing")
        if Path(path).stat().st_size > limits.bytes:
            raise Unreadable(path, "limit.bytes", limit=str(limits.bytes))
        data = Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, "file.denied", why=error.strerror or "") from error
    if not data.strip():
        raise Unreadable(path, "file.empty")
    return data


def _sniff(path: str, data: bytes, limits: Limits) -> str:
    """Name the format by what the file holds; an archive is weighed before it is opened."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        return "excel"
    if data.startswith(_BIFF):
        return "biff"
    if data.startswith(b"PK"):
        return _archive(path, data, limits)
    head = data[:4096].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<body" in head or b"<table" in head:
        return "html"
    if data.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")):
        raise Unreadable(path, "file.image")
    return "text"


def _archive(path: str, data: bytes, limits: Limits) -> str:
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(path, "archive.broken") from error
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked or size > 200 * max(len(data), 1_000_000):
        raise Unreadable(path, "limit.archive", size=str(size // 1_000_000))
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "excel"
    raise Unreadable(path, "archive.unknown")


def decode(path: str, data: bytes) -> str:
    """Decode text as UTF-8, UTF-16 with a mark, or GB18030."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and b"\0" in data:
        raise Unreadable(path, "text.binary")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(path, "text.encoding")


def _text(path: str, data: bytes, _: Limits) -> list[Block]:
    return blocks_of_text(decode(path, data))


def _excel(path: str, data: bytes, limits: Limits) -> list[Block]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    blocks: list[Block] = []
    cells = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        if cells > limits.cells:
            raise Unreadable(path, "limit.cells", name, limit=str(limits.cells))
        rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        blocks += _sheet(name, rows)
    return blocks


def _biff(path: str, data: bytes, limits: Limits) -> list[Block]:
    """Read an old workbook whose stream stands bare, without the OLE container most programs ask for."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=StringIO())
    blocks: list[Block] = []
    cells = 0
    for sheet in book.sheets():
        cells += sheet.nrows * sheet.ncols
        if cells > limits.cells:
            raise Unreadable(path, "limit.cells", sheet.name, limit=str(limits.cells))
        blocks += _sheet(sheet.name, [[_shown(v) for v in sheet.row_values(n)] for n in range(sheet.nrows)])
    return blocks


def _shown(value: Any) -> str:
    """Write a cell's value as a person would read it; binary noise beyond six places is not a figure's own."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        exact = Decimal(repr(value)).quantize(Decimal("0.000001")).normalize()
        return f"{exact:f}"
    return str(value).strip()


def _sheet(name: str, rows: list[list[str]]) -> list[Block]:
    blocks: list[Block] = []
    table: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows, 1):
        filled = [value for value in row if value]
        if len(filled) > 1:
            table.append((number, row))
        elif filled and not table:
            blocks.append(Line(Text.at(filled[0], line=number, start=0, sheet=name), whole=True))
        elif filled:
            table.append((number, row))
    if table:
        made = [
            Cell(i, j, Text.at(value, line=number, start=0, sheet=name))
            for i, (number, row) in enumerate(table)
            for j, value in enumerate(row)
        ]
        blocks.append(Grid(made, len(table), max(len(row) for _, row in table), sheet=name))
    return blocks


def _docx(_path: str, data: bytes, _: Limits) -> list[Block]:
    import docx
    from docx.table import Table

    document = docx.Document(BytesIO(data))
    blocks: list[Block] = []
    for number, item in enumerate(document.iter_inner_content(), 1):
        if isinstance(item, Table):
            cells = [
                Cell(i, j, Text.at(cell.text.strip().replace("\n", ""), line=number, start=0))
                for i, row in enumerate(item.rows)
                for j, cell in enumerate(row.cells)
            ]
            blocks.append(Grid(cells, len(item.rows), max((c.col + 1 for c in cells), default=0)))
        elif item.text.strip():
            blocks.append(Line(Text.at(item.text.strip(), line=number, start=0), whole=True))
    return blocks


def _html(path: str, data: bytes, _: Limits) -> list[Block]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode(path, data))
    for node in tree.css("script, style, head"):
        node.decompose()
    blocks: list[Block] = []
    for number, node in enumerate(tree.css("h1, h2, h3, h4, p, li, table"), 1):
        if node.tag == "table":
            rows = [[c.text(strip=True) for c in row.css("td, th")] for row in node.css("tr")]
            cells = [
                Cell(i, j, Text.at(t, line=number, start=0)) for i, row in enumerate(rows) for j, t in enumerate(row)
            ]
            blocks.append(Grid(cells, len(rows), max((len(r) for r in rows), default=0)))
        elif node.text(strip=True):
            blocks.append(Line(Text.at(node.text(strip=True), line=number, start=0), whole=True))
    return blocks
