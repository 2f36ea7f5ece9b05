"""PDF with a text layer: pages into printed lines and ruled tables, in reading order."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from juesuan.blocks import Block, Grid, Line, Notice, Source, Unreadable
from juesuan.read.formats.pdf_columns import Table, grid_of_table, tables_in
from juesuan.read.formats.pdf_glyphs import Frame, Glyph, frame_of, page_glyphs
from juesuan.read.formats.pdf_lines import glyph_rows, line_of
from juesuan.read.formats.pdf_roles import set_margins, set_roles
from juesuan.read.formats.pdf_rules import page_rules
from juesuan.read.formats.pdf_tables import Lattice, fill, lattices

if TYPE_CHECKING:
    from juesuan.read.formats.limits import Limits

__all__ = ["pdf_blocks"]

UNMAPPED_SHARE = 0.1
"""A page where more than this share of the characters stand for nothing in Unicode cannot be read."""

_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")

Placed = tuple[float, Block]


class _Pages:
    """What the pages read so far gave, and what the passes over the whole document need to know."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notices: list[Notice] = []
        self.lines: list[tuple[Line, float, float, float]] = []
        self.widths: list[tuple[Line, float]] = []
        self.empty = 0
        self.open: Table | None = None


def pdf_blocks(path: str, data: bytes, limits: Limits) -> Source:
    """Read a PDF: lines and ruled tables of every page, with notices for pages that have no readable text."""
    started = time.thread_time()
    document = _open(path, data)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise Unreadable(path, "pdf.broken")
        if count > limits.pages:
            raise Unreadable(path, "limit.pages", pages=str(count), limit=str(limits.pages))
        pages = _Pages()
        for number in range(1, count + 1):
            if time.thread_time() - started > limits.seconds:  # of work: a busy machine makes no file unreadable
                raise Unreadable(path, "limit.seconds", str(number), limit=str(limits.seconds))
            _page(document, number, pages)
    finally:
        pdfium.FPDF_CloseDocument(document)
    if pages.empty == count:
        raise Unreadable(path, "document.no_text")
    set_roles(pages.lines)
    set_margins(pages.widths)
    digest = hashlib.sha256(data).hexdigest()
    return Source(path, digest, "pdf", count, pages.blocks, pages.notices)


def _open(path: str, data: bytes) -> Any:
    """Open a document from memory or say why it cannot be."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if document:
        return document
    code = pdfium.FPDF_GetLastError()
    secret = code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
    raise Unreadable(path, "pdf.encrypted" if secret else "pdf.broken")


def _page(document: Any, number: int, pages: _Pages) -> None:
    """Read one page and close it."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        pages.notices.append(Notice("page.broken", number))
        pages.empty += 1
        return
    try:
        shown = frame_of(page)
        glyphs, read, whole = page_glyphs(page, shown)
        tables = lattices(page_rules(page, read)) if glyphs else []
    finally:
        pdfium.FPDF_ClosePage(page)
    if not whole:
        pages.notices.append(Notice("page.crowded", number))
    if notice := _unread(glyphs, number):
        pages.notices.append(notice)
        pages.empty += notice.code == "page.no_text"
    placed = _layout(glyphs, tables, number, read, shown, pages)
    for top, block in placed:
        pages.blocks.append(block)
        if isinstance(block, Line):
            bottom = top + (block.size or 0.0)
            pages.lines.append((block, top, bottom, read.height))
            pages.widths.append((block, read.width))


def _unread(glyphs: list[Glyph], number: int) -> Notice | None:
    """Say that a page has no text, or text that stands for nothing."""
    inked = "".join([g.char for g in glyphs]).replace(" ", "")
    if not inked:
        return Notice("page.no_text", number)
    unmapped = len(_UNMAPPED.findall(inked))
    if unmapped > UNMAPPED_SHARE * len(inked):
        return Notice("page.no_unicode", number, {"count": str(unmapped), "of": str(len(inked))})
    return None


def _layout(
    glyphs: list[Glyph], tables: list[Lattice], number: int, read: Frame, shown: Frame, pages: _Pages
) -> list[Placed]:
    """Deal glyphs to the cells of tables and to lines, and return both from top to bottom."""
    outside: list[Glyph] = []
    inside: list[dict[int, list[Glyph]]] = [{} for _ in tables]
    last: list[Glyph] = outside
    left = top = right = bottom = 0.0
    for glyph in glyphs:
        x, y = (glyph.x + glyph.right) / 2, glyph.middle
        if left <= x < right and top <= y < bottom:
            last.append(glyph)
            continue
        for table, cells in zip(tables, inside, strict=True):
            if (cell := table.cell_at(x, y)) is not None:
                left, top, right, bottom = table.box_of(cell)
                last = cells.setdefault(cell, [])
                last.append(glyph)
                break
        else:
            outside.append(glyph)
    placed: list[Placed] = []
    for table, cells in zip(tables, inside, strict=True):
        if any(glyph.char != " " for found in cells.values() for glyph in found):
            placed.append((table.ys[0], fill(table, cells, number, read, shown)))
    placed += _open_page(outside, number, pages, ruled=bool(placed))
    placed.sort(key=lambda pair: pair[0] + (0.0 if isinstance(pair[1], Grid) else 4.0))
    return placed


def _open_page(glyphs: list[Glyph], number: int, pages: _Pages, *, ruled: bool) -> Iterator[Placed]:
    """Return what stands outside of rules: lines, and on pages without ruled tables those that only columns show."""
    rows = glyph_rows(glyphs)
    taken: set[int] = set()
    tables = [] if ruled else tables_in(rows, pages.open)
    pages.open = tables[-1] if tables else None
    for table in tables:
        taken.update(range(table.first, table.last + 1))
        yield _top(rows[table.first]), grid_of_table(table, number)
    for at, row in enumerate(rows):
        if at not in taken:
            yield _top(row), line_of(row, number)


def _top(row: list[Glyph]) -> float:
    return min(g.base - 0.85 * g.size for g in row if g.char != " ")
