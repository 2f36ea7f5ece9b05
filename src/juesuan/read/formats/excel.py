"""Workbooks: every sheet as a grid, merged cells once, numbers with the decimals their column shows."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

from juesuan.blocks import Block, Cell, Grid, Line, Text, Unreadable
from juesuan.read.formats.limits import Limits

__all__ = ["blocks_of_bare_biff", "blocks_of_excel"]

_SHOWN = 2
"""Decimals of a column that holds unrounded numbers: amounts in 万元 are shown with two."""

_KEPT = 4
"""More decimals than this are no printed figure but the result of a division."""

Merged = list[tuple[int, int, int, int]]
"""First row, first column, last row and last column of each merged range."""


def blocks_of_excel(path: str, data: bytes, limits: Limits) -> list[Block]:
    """Return the visible sheets of an XLSX, XLS or ODS workbook in their order."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    blocks: list[Block] = []
    cells = 0
    for name in _visible(book):
        sheet = book.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        if cells > limits.cells:
            raise Unreadable(path, "limit.cells", name, limit=str(limits.cells))
        merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
        blocks += _sheet(name, sheet.to_python(skip_empty_area=False), merged)
    return blocks


def _visible(book: Any) -> list[str]:
    """Return the sheets a reader sees; all where none is shown."""
    shown = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith(".Visible")]
    return shown or list(book.sheet_names)


def blocks_of_bare_biff(path: str, data: bytes, limits: Limits) -> list[Block]:
    """Read an old workbook whose stream stands bare, without the OLE container most programs ask for."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=StringIO())
    blocks: list[Block] = []
    cells = 0
    for sheet in [one for one in book.sheets() if not one.visibility] or book.sheets():
        cells += sheet.nrows * sheet.ncols
        if cells > limits.cells:
            raise Unreadable(path, "limit.cells", sheet.name, limit=str(limits.cells))
        blocks += _sheet(sheet.name, [sheet.row_values(n) for n in range(sheet.nrows)], [])
    return blocks


def _sheet(name: str, values: list[list[Any]], merged: Merged) -> list[Block]:
    """Return the lines above the table and the table; a row with one value above it is a line."""
    rows = _shown(values)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    covered = {
        (r, c) for top, left, bottom, right in merged for r in range(top, bottom + 1) for c in range(left, right + 1)
    }
    covered -= set(spans)
    first = next((n for n, row in enumerate(rows) if sum(bool(v) for v in row) > 1), len(rows))
    blocks: list[Block] = []
    for number, row in enumerate(rows[:first], 1):
        blocks += [Line(Text.at(v, line=number, start=0, sheet=name), whole=True) for v in row if v]
    kept = [n for n in range(first, len(rows)) if any(rows[n])]
    at = {n: i for i, n in enumerate(kept)}
    cells = []
    for n in kept:
        for col, value in enumerate(rows[n]):
            if (n, col) not in covered:
                down, across = spans.get((n, col), (1, 1))
                down = sum(n <= other < n + down for other in kept)
                text = Text.at(value, line=n + 1, start=0, sheet=name)
                cells.append(Cell(at[n], col, text, down, across))
    if cells:
        blocks.append(Grid(cells, len(kept), max(len(rows[n]) for n in kept), sheet=name))
    return blocks


def _shown(values: list[list[Any]]) -> list[list[str]]:
    """Write values as the sheet shows them: amounts of one column with its decimals, codes and counts as they are."""
    width = max((len(row) for row in values), default=0)
    decimals = [_decimals([row[c] for row in values if c < len(row)]) for c in range(width)]
    return [[_written(v, 0 if _counts(row) else decimals[c]) for c, v in enumerate(row)] for row in values]


def _counts(row: list[Any]) -> bool:
    """Say whether a row numbers its columns (栏次): 1, 2, 3 …."""
    numbers = [int(v) for v in row if isinstance(v, int | float) and _finite(float(v)) and v == int(v)]
    return len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(numbers)) and not any(_broken(v) for v in row)


def _broken(value: Any) -> bool:
    return isinstance(value, float) and value != int(value) if _finite(value) else False


def _finite(value: Any) -> bool:
    return isinstance(value, float) and abs(value) < 1e15


def _decimals(column: list[Any]) -> int:
    """Return how many decimals a column shows."""
    most = max((_places(v) for v in column if _broken(v)), default=0)
    return _SHOWN if most > _KEPT else most


def _places(value: float) -> int:
    exponent = Decimal(repr(value)).quantize(Decimal("0.000001")).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _written(value: Any, decimals: int) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return str(value).strip()
    if not _finite(float(value)):
        return repr(value)
    exact = Decimal(repr(value))
    if _broken(value) or (decimals and value):
        return f"{exact.quantize(Decimal(1).scaleb(-decimals), 'ROUND_HALF_UP'):f}" if decimals else f"{exact:f}"
    return f"{exact.quantize(Decimal(1)):f}"
