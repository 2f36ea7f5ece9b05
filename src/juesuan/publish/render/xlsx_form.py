"""A form on a sheet (公开表): as filed, merged heads, totals as live formulas, set up to be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from juesuan.publish.render.xlsx_format import LINE, Formats, lines_of
from juesuan.publish.tree import Cell, Figure, FormTable, Words

__all__ = ["Sheet"]

_TOP = 3
"""Rows above a form: its caption, its label, and whose it is in what unit."""
_PORTRAIT, _LANDSCAPE = 96, 140
"""Width of a page in narrow characters; the columns share it."""
_HIGH, _LOW = 1130.0, 720.0
"""Points of rows an upright and a wide page hold, made smaller as far as they read well."""


class Sheet:
    """A sheet while it is filled with a form."""

    def __init__(self, sheet: Any, form: FormTable, formats: Formats) -> None:
        self.sheet, self.form, self.formats = sheet, form, formats
        self.last = max(len(form.widths), 1) - 1
        self.columns = self._columns()

    def fill(self) -> None:
        """Write everything a form has and set the page up."""
        self._top()
        for n, width in enumerate(self.columns):
            self.sheet.set_column(n, n, width)
        heights = self._heights()
        for n, row in enumerate(self.form.rows):
            self.sheet.set_row(_TOP + n, heights[n])
            for column, cell in enumerate(row):
                if cell is not None:
                    self._cell(n, column, cell)
        for n, note in enumerate(self.form.notes, _TOP + len(self.form.rows)):
            self._across(n, note.text, self.formats.get("note"))
            lines = lines_of(note.text, _LANDSCAPE if self.form.landscape else _PORTRAIT)
            self.sheet.set_row(n, LINE * lines)
        self._page(sum(heights))

    def _top(self) -> None:
        form = self.form
        self._across(0, form.caption, self.formats.get("caption"))
        self.sheet.set_row(0, 30)
        self.sheet.write_string(1, self.last, form.label, self.formats.get("right"))
        self.sheet.write_string(2, 0, form.organisation, self.formats.get("left"))
        self.sheet.write_string(2, max(self.last, 1), form.unit, self.formats.get("right"))

    def _columns(self) -> list[float]:
        """Return the widths of the columns: the form's shares, but wide enough for their figures."""
        widths = self.form.widths
        whole, share = sum(widths) or 1, _LANDSCAPE if self.form.landscape else _PORTRAIT
        least = [max((len(f.text) + 2 for f in _figures(self.form, n)), default=4) for n in range(len(widths))]
        return [max(share * width / whole, room) for width, room in zip(widths, least, strict=True)]

    def _heights(self) -> list[float]:
        """Return the heights of the rows; Excel does not find them out for cells that are merged."""
        return [
            LINE * max([1, *(self._lines(c, cell) for c, cell in enumerate(row) if cell)]) for row in self.form.rows
        ]

    def _lines(self, column: int, cell: Cell) -> int:
        room = sum(self.columns[column : column + cell.colspan]) - 2 * cell.indent - 1
        return -(-lines_of(str(cell.value), max(int(room), 2)) // cell.rowspan)

    def _across(self, row: int, text: str, style: Any) -> None:
        """Write a text over the form's whole width."""
        if self.last:
            self.sheet.merge_range(row, 0, row, self.last, "", style)
        self.sheet.write_string(row, 0, text, style)

    def _cell(self, n: int, column: int, cell: Cell) -> None:
        row, value = n + _TOP, cell.value
        places = _places(value)
        head = cell.header or n < self.form.head
        align = cell.align or ("center" if head else "left" if places is None else "right")
        style = self.formats.get("head" if head else "cell", align, cell.indent, places)
        if cell.rowspan > 1 or cell.colspan > 1:
            self.sheet.merge_range(row, column, row + cell.rowspan - 1, column + cell.colspan - 1, "", style)
        if not str(value):
            self.sheet.write_blank(row, column, None, style)
        elif not isinstance(value, Figure) or places is None:
            self.sheet.write_string(row, column, str(value), style)
        elif cell.sums:
            self.sheet.write_formula(row, column, _formula(cell, places), style, _number(value))
        else:
            self.sheet.write_number(row, column, _number(value), style)

    def _page(self, height: float) -> None:
        """Set up printing and what stays in sight: A4, one page wide, the header on every page.

        Excel makes a form smaller by a third before it gives it another page.
        """
        sheet, head = self.sheet, _TOP + self.form.head
        sheet.set_paper(9)
        if self.form.landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.8)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, ceil(height / (_LOW if self.form.landscape else _HIGH)) or 1)
        sheet.repeat_rows(0, head - 1)
        sheet.freeze_panes(head, 0)
        sheet.print_area(0, 0, head + len(self.form.rows) - self.form.head + len(self.form.notes) - 1, self.last)


def _figures(form: FormTable, column: int) -> Iterator[Figure]:
    """Yield the figures of a column that stand in one cell."""
    for row in form.rows:
        cell = row[column] if column < len(row) else None
        if cell is not None and cell.colspan == 1 and isinstance(cell.value, Figure):
            yield cell.value


def _places(value: str | Figure | Words) -> int | None:
    """Return the decimals of a figure that is a plain number; None for anything else."""
    if not isinstance(value, Figure) or value.unit:
        return None
    found = re.fullmatch(r"-?[\d,]+(?:\.(\d+))?", value.text)
    return len(found[1] or "") if found else None


def _number(figure: Figure) -> float:
    """Return a figure as Excel keeps it; 15 digits are exact, and a department's figures have fewer."""
    return float(figure.text.replace(",", ""))


def _formula(cell: Cell, places: int) -> str:
    """Return the sum as a formula, rounded to the decimals printed so that binary noise never shows."""
    parts = {sign: ",".join(_ranges([(r, c) for r, c, s in cell.sums if s == sign])) for sign in (1, -1)}
    plus = f"SUM({parts[1]})" if parts[1] else ""
    minus = f"-SUM({parts[-1]})" if parts[-1] else ""
    return f"=ROUND({plus}{minus},{places})"


def _ranges(spots: list[tuple[int, int]]) -> Iterator[str]:
    """Yield references to cells, those below each other as one range."""
    ordered = sorted(spots, key=lambda spot: (spot[1], spot[0]))
    start = 0
    for n, (row, column) in enumerate(ordered):
        if n + 1 < len(ordered) and ordered[n + 1] == (row + 1, column):
            continue
        top = ordered[start][0] + _TOP
        yield xl_rowcol_to_cell(top, column) if n == start else xl_range(top, column, row + _TOP, column)
        start = n + 1
