"""Tables of a Word file: columns that fill the text, a size at which the form fits its page, heads that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from juesuan.publish.render.docx_text import run
from juesuan.publish.render.widths import ems, fitted
from juesuan.publish.tree import Cell, Figure, FormTable, ListTable

__all__ = ["Measured", "measure", "pages_of", "shares", "table_xml"]

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_MARGIN = 57
"""Twips between a cell's edge and its text; the default 108 is too much for eleven columns."""
_SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5)
"""Type sizes in points, largest first, from 五号 down."""
_READ = 8.0
"""The least size of a table that needs several pages anyway."""
_LEAD = 1.25
_RULE = 0.5
"""Points a row's rule takes besides its height."""
_AIR, _MOST = 4.0, 12.0
"""Least and most points a row has beside its lines."""

Grid = list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A table made to measure: column widths in twips, type size in points, row heights in points."""

    widths: list[int]
    size: float
    heights: list[float]


def measure(table: FormTable | ListTable, width: int, first: float, later: float) -> Measured:
    """Return the largest type at which the table takes one page, or else the fewest pages in a size that reads well.

    `width` is in twips; `first` and `later` are the points the first page and every further one have for it.
    """
    made = {size: fitted(table.rows, table.widths, width / 20, size, _MARGIN / 20) for size in _SIZES}
    fit = {size: shares(wide, width) for size, wide in made.items() if wide}
    fit = fit or {_SIZES[-1]: shares(table.widths, width)}
    tried = [Measured(widths, size, _heights(table.rows, widths, size)) for size, widths in fit.items()]
    for one in tried:
        spare = (first - sum(one.heights)) / max(len(one.heights), 1) - _RULE
        if spare >= 0:
            return Measured(one.widths, one.size, [h + min(spare, _MOST - _AIR) for h in one.heights])
    readable = [one for one in tried if one.size >= _READ] or tried[:1]
    return min(readable, key=lambda one: len(pages_of(one.heights, table.head, first, later)))


def pages_of(heights: list[float], head: int, first: float, later: float) -> list[float]:
    """Return how much of each page the rows take; the head comes again on every page."""
    ruled, pages = [height + _RULE for height in heights], [0.0]
    for height in ruled:
        if pages[-1] and pages[-1] + height > (first if len(pages) == 1 else later):
            pages.append(sum(ruled[:head]))
        pages[-1] += height
    return pages


def shares(widths: list[float], width: int) -> list[int]:
    """Split a width into whole twips that add up to it."""
    whole = sum(widths)
    ends = [round(width * sum(widths[: n + 1]) / whole) for n in range(len(widths))]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _room(widths: list[int], column: int, cell: Cell, size: float) -> float:
    """Return the points a cell has for a line."""
    return (sum(widths[column : column + cell.colspan]) - 2 * _MARGIN) / 20 - cell.indent * size


def _heights(rows: Grid, widths: list[int], size: float) -> list[float]:
    """Return the least height of every row: its longest cell's lines; a cell over rows shares them."""
    found = []
    for row in rows:
        lines = [
            _lines(str(cell.value), _room(widths, c, cell, size) / size) / cell.rowspan
            for c, cell in enumerate(row)
            if cell is not None
        ]
        found.append(max([1, *lines]) * size * _LEAD + _AIR)
    return found


def _lines(text: str, room: float) -> int:
    """Return the lines of a text in so many ems; a line of Chinese ends in a whole character."""
    wide = ems(text)
    return 1 if wide <= room else ceil(wide / max(int(room), 1))


def table_xml(table: FormTable | ListTable, measured: Measured) -> str:
    """Return a table; a row never breaks over pages, and the head comes again on each."""
    widths, owners = measured.widths, _owners(table.rows)
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    margins = "".join(f'<w:{side} w:w="{_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(table, r, measured, owners) for r in range(len(table.rows)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{w}{chr(34)}/>' for w in widths)}</w:tblGrid>"
        f"{rows}</w:tbl>"
    )


Owners = dict[tuple[int, int], tuple[int, int]]


def _owners(rows: Grid) -> Owners:
    """Return for every place the cell that covers it."""
    found: Owners = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                for down in range(cell.rowspan):
                    for along in range(cell.colspan):
                        found[r + down, c + along] = (r, c)
    return found


def _row(table: FormTable | ListTable, r: int, measured: Measured, owners: Owners) -> str:
    cells, c, widths, head = [], 0, measured.widths, r < table.head
    while c < len(widths):
        owner = owners.get((r, c))
        cell = table.rows[owner[0]][owner[1]] if owner else None
        span = cell.colspan if cell else 1
        merge = ""
        if owner and cell and cell.rowspan > 1:
            merge = '<w:vMerge w:val="restart"/>' if owner[0] == r else "<w:vMerge/>"
        own = cell if owner and owner[0] == r else None
        grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        properties = f'<w:tcW w:w="{sum(widths[c : c + span])}" w:type="dxa"/>{grid}{merge}<w:vAlign w:val="center"/>'
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{_words(own, measured.size, head)}</w:tc>")
        c += span
    repeat = "<w:tblHeader/>" if head else ""
    height = f'<w:trHeight w:val="{round(measured.heights[r] * 20)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _words(cell: Cell | None, size: float, head: bool) -> str:
    """Return the paragraph of a cell; one that is covered is there without text, and no higher than the others."""
    cell = cell or Cell()
    figure = isinstance(cell.value, Figure)
    align = cell.align or ("center" if cell.header or head else "right" if figure else "left")
    indent = (
        f'<w:ind w:leftChars="{cell.indent * 100}" w:left="{round(cell.indent * size * 20)}"/>' if cell.indent else ""
    )
    line = f'<w:spacing w:line="{round(size * _LEAD * 20)}" w:lineRule="exact"/>'
    mark = f'<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    text = run(str(cell.value), "宋体", bold=cell.header, size=size)
    return f'<w:p><w:pPr>{line}{indent}<w:jc w:val="{align}"/>{mark}</w:pPr>{text}</w:p>'
