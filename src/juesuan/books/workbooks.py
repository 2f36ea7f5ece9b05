"""Workbooks (XLSX, XLS, ODS) as rows, and as columns of text with numbers as Excel shows them: fifteen digits."""

from __future__ import annotations

import datetime
import io
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from juesuan.books.faults import Unusable, fault
from juesuan.books.sources import HEAD, table_of

__all__ = ["SUFFIXES", "Sheet", "open_sheet", "sheet_names", "written"]

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et")

_DEEPEST = 2
"""Rows a title may reach below the last row of a header."""


@dataclass(slots=True)
class Sheet:
    """A sheet read from a workbook: `first` is the 0-based row its values begin at."""

    path: Path
    name: str
    head: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    source: Any

    def rows(self) -> Iterator[list[Any]]:
        """Yield every row from the first of the sheet, values as the workbook holds them."""
        if isinstance(self.source, list):
            yield from self.source
            return
        top, left = self.source.start or (0, 0)
        for _ in range(top):
            yield []
        for row in self.source.iter_rows():
            yield [*[""] * left, *row] if left and len(row) <= self.source.width else row

    def body(self, start: int, once: Collection[int] = ()) -> pa.Table:
        """Return the rows from `start` (0-based) on as columns of text named 0, 1 and so on.

        What is merged over several rows stands in each of them, but for the columns `once`: an amount counts once.
        """
        return table_of(self._filled(start, once), 0, written)

    def end_of(self, start: int, end: int) -> int:
        """Return the row after a header from `start` up to `end`: titles merged downwards are all of it."""
        inside = [bottom + 1 for top, _, bottom, _ in self.merged if start <= top < end]
        return max([end, *(bottom for bottom in inside if bottom <= end + _DEEPEST)])

    def _filled(self, start: int, once: Collection[int]) -> Iterator[list[Any]]:
        if not any(bottom > top >= start for top, _, bottom, _ in self.merged):
            yield from islice(self.rows(), start, None)
            return
        below: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, left, bottom, _ in self.merged:
            for under in range(top + 1, bottom + 1) if top >= start and left not in once else ():
                below[under].append((left, top))
        said: dict[tuple[int, int], Any] = {}
        for number, values in islice(enumerate(self.rows()), start, None):
            row = list(values)
            if number in below:
                row += [""] * (max(left for left, _ in below[number]) + 1 - len(row))
                for left, top in below[number]:
                    row[left] = said[top, left]
            for left, top in below.get(number + 1, ()):
                said[top, left] = row[left] if left < len(row) else ""
            yield row


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook. Unusable where it is none."""
    return [str(name) for name in _open(path).sheet_names]


def open_sheet(path: Path, name: str) -> Sheet:
    """Read one sheet."""
    book = _open(path)
    if isinstance(book, _Bare):
        rows = book.rows(name)
        head = [[written(value) or "" for value in row] for row in rows[:HEAD]]
        return Sheet(path, name, head, [], rows)
    source = book.get_sheet_by_name(name)
    merged = [(a[0], a[1], b[0], b[1]) for a, b in _merged(source)]
    sheet = Sheet(path, name, [], merged, source)
    sheet.head = [[written(value) or "" for value in row] for row in islice(sheet.rows(), HEAD)]
    _fill(sheet.head, merged)
    return sheet


def _merged(source: Any) -> list[Any]:
    try:
        return list(source.merged_cell_ranges or ())
    except Exception:
        return []


def _fill(head: list[list[str]], merged: list[tuple[int, int, int, int]]) -> None:
    """Write the text of a merged title into every cell it covers."""
    for top, left, bottom, right in merged:
        if top >= len(head) or left >= len(head[top]):
            continue
        for row in range(top, min(bottom + 1, len(head))):
            for column in range(left, min(right + 1, len(head[row]))):
                head[row][column] = head[top][left]


@dataclass(slots=True)
class _Bare:
    """An old workbook whose stream stands bare, without the container most programs ask for."""

    book: Any

    @property
    def sheet_names(self) -> list[str]:
        return list(self.book.sheet_names())

    def rows(self, name: str) -> list[list[Any]]:
        sheet = self.book.sheet_by_name(name)
        return [sheet.row_values(n) for n in range(sheet.nrows)]


def _open(path: Path) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception as error:
        bare = _bare(path)
        if bare is None:
            why = " ".join(str(error).split())[:120]
            raise Unusable(fault("import.workbook", path, why=why)) from error
        return bare


def _bare(path: Path) -> _Bare | None:
    import xlrd

    try:
        return _Bare(xlrd.open_workbook(file_contents=path.read_bytes(), logfile=io.StringIO()))
    except Exception:
        return None


def written(value: Any) -> str | None:
    """Write a value of a workbook as text: numbers to fifteen digits, days as 2024-01-31."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return None if value is None else str(int(value))
    if isinstance(value, float | int):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
