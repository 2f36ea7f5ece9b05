"""XLSX (公开表): the nine forms as filed, totals as live formulas, text that can never become one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from juesuan.publish.tree import Cell, Document, Figure, FormTable, Heading, ListTable, Note, Paragraph

__all__ = ["render_xlsx"]

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_FIRST = 3
"""The row (0-based) a form's table begins in, below its title, its number and its unit."""
_NAME = 31
"""Excel cuts sheet names here."""
_TEXT = "情况说明"
"""The sheet of the text."""
_WIDE = 110
"""Characters a form's columns share."""


def render_xlsx(document: Document) -> bytes:
    """Return the document as a workbook: one sheet a form, and its text on a last one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": document.title, "company": document.organisation})
        formats = _formats(book)
        for table in (b for b in document.blocks if isinstance(b, FormTable)):
            sheet = book.add_worksheet((table.label.replace(" ", "") or table.caption)[:_NAME])
            _form(sheet, table, formats)
            _mark(sheet, document)
        sheet = book.add_worksheet(_TEXT)
        _text(sheet, document, formats)
        _mark(sheet, document)
    return buffer.getvalue()


def _mark(sheet: Any, document: Document) -> None:
    if document.watermark:
        sheet.set_header(f'&C&"SimHei"&48&K808080{document.watermark}')


def _text(sheet: Any, document: Document, formats: dict[str, Any]) -> None:
    """Write headings and paragraphs, a row each, and tables that are no forms; charts say what the text does."""
    row = 0
    sheet.set_column(0, 0, _WIDE)
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph | Note):
            shape = formats["heading" if isinstance(block, Heading) else "note"]
            sheet.write_string(row, 0, block.text, shape)
            sheet.set_row(row, 16 * (1 + len(block.text) // (_WIDE // 2)))
            row += 1
        elif isinstance(block, ListTable):
            for cells in block.rows:
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, str(cell.value) if cell else "", formats["cell.left"])
                row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _formats(book: Any) -> dict[str, Any]:
    """Return the cell formats by name."""
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    cell = {**base, "border": 1, "text_wrap": True}
    kinds: dict[str, dict[str, object]] = {
        "caption": {**base, "font_name": "黑体", "font_size": 16, "align": "center"},
        "right": {**base, "align": "right"},
        "left": base,
        "heading": {**base, "bold": True, "text_wrap": True},
        "note": {**base, "text_wrap": True, "valign": "top"},
        "head": {**cell, "bold": True, "align": "center"},
        "cell.left": cell,
        "cell.center": {**cell, "align": "center"},
        "cell.right": {**cell, "align": "right"},
        "money": {**cell, "align": "right", "num_format": "#,##0.00", "text_wrap": False},
    }
    found = {name: book.add_format(kind) for name, kind in kinds.items()}
    for indent in range(1, 5):
        found[f"cell.indent{indent}"] = book.add_format({**cell, "indent": indent})
    return found


def _form(sheet: Any, table: FormTable, formats: dict[str, Any]) -> None:
    last = max(len(row) for row in table.rows) - 1
    sheet.merge_range(0, 0, 0, last, "", formats["caption"])
    sheet.write_string(0, 0, table.caption, formats["caption"])
    sheet.write_string(1, last, table.label, formats["right"])
    sheet.write_string(2, 0, table.organisation, formats["left"])
    sheet.write_string(2, last, table.unit, formats["right"])
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if cell is not None:
                _cell(sheet, _FIRST + r, c, cell, formats)
    end = _FIRST + len(table.rows)
    for n, note in enumerate(table.notes):
        sheet.merge_range(end + n, 0, end + n, last, "", formats["note"])
        sheet.write_string(end + n, 0, note.text, formats["note"])
        sheet.set_row(end + n, 15 * (1 + len(note.text) // (_WIDE // 2)))
    _page(sheet, table, last)


def _cell(sheet: Any, row: int, col: int, cell: Cell, formats: dict[str, Any]) -> None:
    """Write one cell; a merged one is merged first, then written as text, so that nothing is taken for a formula."""
    kind = "head" if cell.header else f"cell.{cell.align or 'left'}"
    if cell.indent and not cell.header:
        kind = f"cell.indent{min(cell.indent, 4)}"
    money = isinstance(cell.value, Figure) and bool(cell.value.text)
    shape = formats["money" if money else kind]
    if cell.rowspan > 1 or cell.colspan > 1:
        sheet.merge_range(row, col, row + cell.rowspan - 1, col + cell.colspan - 1, "", shape)
    if not isinstance(cell.value, Figure) or not cell.value.text:
        if str(cell.value):
            sheet.write_string(row, col, str(cell.value), shape)
        else:
            sheet.write_blank(row, col, None, shape)
        return
    value = float(Decimal(cell.value.text.replace(",", "")))
    if cell.sums:
        sheet.write_formula(row, col, _sum(cell.sums), shape, value)
    else:
        sheet.write_number(row, col, value, shape)


def _sum(parts: Sequence[tuple[int, int, int]]) -> str:
    """Return the formula of a total, rounded to the printed places: sheets add in binary fractions."""
    terms = [("-" if sign < 0 else "+") + xl_rowcol_to_cell(_FIRST + r, c) for r, c, sign in parts]
    return f"=ROUND({''.join(terms).lstrip('+')},2)"


def _page(sheet: Any, table: FormTable, last: int) -> None:
    """Set widths, frozen heads and the printed page."""
    share = _WIDE / (sum(table.widths) or 1)
    for c, width in enumerate(table.widths):
        sheet.set_column(c, c, max(5.0, width * share))
    sheet.freeze_panes(_FIRST + table.head, 0)
    sheet.repeat_rows(0, _FIRST + table.head - 1)
    sheet.set_paper(9)
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.6, 0.6, 0.7, 0.7)
    sheet.print_area(0, 0, _FIRST + len(table.rows) + len(table.notes) - 1, last)
    sheet.set_footer("&C— &P —")
