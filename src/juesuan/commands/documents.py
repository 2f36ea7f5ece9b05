"""Tables as a document (报告文稿): the same sheets as HTML, Word or PDF, by the renderers of disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

from juesuan.commands.common import stop
from juesuan.commands.sheets import FORMATS, Sheet, show, written
from juesuan.publish.render.writers import WRITERS
from juesuan.publish.tree import Block, Cell, Document, FormTable, Heading, Note, Paragraph
from juesuan.report.strings import say

__all__ = ["DOCUMENTS", "FORMS", "Cover", "document_of", "present"]

_NARROW, _WIDE = 6, 26
_UPRIGHT = 60
"""Characters a row may have before its page is turned."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover: title, whose report it is, its year and day."""

    title: str
    organisation: str
    year: int
    day: date


DOCUMENTS = ("html", "docx", "pdf")
"""What a report may be written as."""
FORMS = ("xlsx", *DOCUMENTS)
"""What statutory forms may be written as."""


def present(sheets: Sequence[Sheet], form: str, out: Path | None, lang: str, cover: Cover) -> None:
    """Print or write tables, as a document where one is asked for; stop with what is wrong."""
    if form not in DOCUMENTS:
        show(sheets, form, out, lang, (*FORMATS, *DOCUMENTS))
        return
    if out is None:
        stop(say("cli.document_needs_out", lang, format=form))
    written(out, WRITERS[form](document_of(sheets, cover)), lang)


def document_of(sheets: Sequence[Sheet], cover: Cover) -> Document:
    """Return the tables as a document, a heading and a form each, with what stands below it."""
    day = f"{cover.day.year}年{cover.day.month}月{cover.day.day}日"
    document = Document(cover.title, cover.organisation, cover.year, day)
    for number, sheet in enumerate(sheets, 1):
        document.blocks += _blocks(sheet, number)
    return document


def _blocks(sheet: Sheet, number: int) -> list[Block]:
    heading = Heading(1, f"{number}. {sheet.title}", f"s{number}")
    if not sheet.rows:
        return [heading, *(Paragraph([line]) for line in sheet.lines)]
    header: list[Cell | None] = [Cell(title, align="center", header=True) for _, title in sheet.columns]
    aligned = ["right" if key in sheet.right else "left" for key, _ in sheet.columns]
    rows: list[list[Cell | None]] = [[Cell(text, align=how) for text, how in zip(row, aligned, strict=True)]
                                     for row in sheet.rows]  # fmt: skip
    widths = [_width([title, *(row[n] for row in sheet.rows)]) for n, (_, title) in enumerate(sheet.columns)]
    notes = [Note([line]) for line in sheet.lines]
    form = FormTable(f"s{number}", "", "", "", "", [header, *rows], 1, widths, notes, sum(widths) > _UPRIGHT)
    return [heading, form]


def _width(texts: Sequence[str]) -> float:
    """Return how wide a column should be: its longest text, within limits."""
    longest = max(sum(1 + (east_asian_width(mark) in "WF") for mark in text) for text in texts)
    return float(min(max(longest, _NARROW), _WIDE))
