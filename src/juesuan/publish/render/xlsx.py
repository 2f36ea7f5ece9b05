"""XLSX (电子表格): a sheet for every form as filed, and the text on a last one; text never becomes a formula."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from juesuan.publish.render.xlsx_form import Sheet
from juesuan.publish.render.xlsx_format import LINE, Formats, lines_of
from juesuan.publish.tree import Block, Document, FormTable, Heading, ListTable, Note, Paragraph

__all__ = ["render_xlsx"]

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LONGEST = 31
"""Characters Excel allows a sheet's name."""
_TEXT = "情况说明"
"""The sheet of the text."""
_WIDE = 72
"""Width of the text in narrow characters; a single column has to fit the page, no program makes it smaller."""


def render_xlsx(document: Document) -> bytes:
    """Return the document as a workbook: one sheet a form or titled table in order, and its text on a last one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        named = {"title": document.title, "author": document.organisation, "company": document.organisation}
        book.set_properties({**named, "subject": document.about})
        formats, used = Formats(book), set[str]()
        for block in document.blocks:
            if (form := _form(block)) is not None:
                sheet = book.add_worksheet(_name(form.label or form.caption, used))
                Sheet(sheet, form, formats).fill()
                _edges(sheet, document)
        sheet = book.add_worksheet(_name(_TEXT, used))
        _text(sheet, document, formats)
        _edges(sheet, document)
    return buffer.getvalue()


def _form(block: Block) -> FormTable | None:
    """Return what has a sheet of its own: a form, or a table with a title."""
    if isinstance(block, ListTable) and block.caption:
        return FormTable("", block.caption, "", "", "", block.rows, block.head, block.widths)
    return block if isinstance(block, FormTable) else None


def _name(text: str, used: set[str]) -> str:
    """Return a name Excel accepts and no sheet has yet."""
    bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", text).strip("' ")[:_LONGEST] or "表"
    name, n = bare, 1
    while name.casefold() in used:
        n += 1
        name = f"{bare[: _LONGEST - len(f'({n})')]}({n})"
    used.add(name.casefold())
    return name


def _edges(sheet: Any, document: Document) -> None:
    """Put page numbers at the foot of a sheet, and the mark of a draft at its head."""
    sheet.set_footer("&C— &P —")
    if document.watermark:
        sheet.set_header(f'&C&"SimHei"&48&K808080{document.watermark.replace("&", "&&")}')


def _text(sheet: Any, document: Document, formats: Formats) -> None:
    """Write headings and paragraphs, a row each, and tables that are no forms; charts say what the text does."""
    row = 0
    sheet.set_column(0, 0, _WIDE)
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5)
    sheet.fit_to_pages(1, 0)
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph | Note):
            shape = formats.get("heading" if isinstance(block, Heading) else "note")
            sheet.write_string(row, 0, block.text, shape)
            sheet.set_row(row, LINE * lines_of(block.text, _WIDE))
            row += 1
        elif isinstance(block, ListTable) and not block.caption:
            for cells in block.rows:
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, str(cell.value) if cell else "", formats.get("cell"))
                row += 1
