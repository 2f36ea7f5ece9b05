"""Rows of cells that span rows and columns to a grid: what DOCX and HTML tables have in common."""

from __future__ import annotations

from collections.abc import Iterable

from juesuan.blocks import Cell, Grid, Text

__all__ = ["MOST", "Spanned", "grid_of"]

Spanned = tuple[Text, int, int]
"""A cell's text, and how many rows and columns it spans."""

MOST = 400
"""Rows or columns one cell may span; a page has no more."""


def grid_of(rows: Iterable[Iterable[Spanned]]) -> Grid:
    """Place cells row by row in the first column that no cell above or before them covers."""
    cells: list[Cell] = []
    open_: dict[int, int] = {}
    height = width = 0
    for number, row in enumerate(rows):
        height = number + 1
        col = 0
        for text, down, across in row:
            while open_.get(col, 0) > number:
                col += 1
            down, across = min(max(down, 1), MOST), min(max(across, 1), MOST)
            cells.append(Cell(number, col, text, down, across))
            for at in range(col, col + across):
                open_[at] = number + down
            col += across
            width = max(width, col)
    height = max([height, *(min(c.row + c.rowspan, height) for c in cells)])
    for cell in cells:
        cell.rowspan = min(cell.rowspan, height - cell.row)
    return Grid(cells, height, width)
