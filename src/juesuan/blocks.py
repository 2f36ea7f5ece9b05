"""What a format adapter hands over: lines of text and grids of cells, each character knowing where it stood."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from juesuan.facts import Box, Place

__all__ = ["Block", "Cell", "Grid", "Line", "Notice", "Source", "Text"]


@dataclass(slots=True)
class Run:
    """A stretch of text from one printed line. `boxes` has one box per character (PDF) or is empty.

    `cell` is the row and column, from 0, of the table's cell it stands in.
    """

    offset: int
    length: int
    page: int | None = None
    line: int | None = None
    start: int | None = None
    boxes: list[Box] = field(default_factory=list)
    sheet: str | None = None
    cell: tuple[int, int] | None = None


@dataclass(slots=True)
class Text:
    """A string that knows where each of its characters stood."""

    text: str
    runs: list[Run] = field(default_factory=list)

    @classmethod
    def at(
        cls,
        text: str,
        *,
        page: int | None = None,
        line: int | None = None,
        start: int | None = None,
        boxes: list[Box] | None = None,
        sheet: str | None = None,
    ) -> Text:
        """Build a text of one run."""
        return cls(text, [Run(0, len(text), page, line, start, boxes or [], sheet)])

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Return the place of `text[start:end]`; page and line are those of its first character's run.

        The box covers the characters on that first run only (a figure is never split, a sentence may be).
        """
        end = len(self.text) if end is None else end
        if not self.runs:
            return Place()
        run = self.runs[max(0, bisect_right([r.offset for r in self.runs], start) - 1)]
        a, b = start - run.offset, max(start - run.offset, min(end - run.offset, run.length))
        boxes = [box for box in run.boxes[a:b] if box[2] > box[0]]
        box = (
            (min(x[0] for x in boxes), min(x[1] for x in boxes), max(x[2] for x in boxes), max(x[3] for x in boxes))
            if boxes
            else None
        )
        first, last = (None, None) if run.start is None else (run.start + a, run.start + b)
        return Place(run.page, box, run.line, first, last, sheet=run.sheet, cell=run.cell)

    def slice(self, start: int, end: int | None = None) -> Text:
        """Return `text[start:end]` with its origins."""
        end = len(self.text) if end is None else end
        runs = []
        for run in self.runs:
            a, b = max(start, run.offset), min(end, run.offset + run.length)
            if a < b:
                skip = a - run.offset
                first = None if run.start is None else run.start + skip
                boxes = run.boxes[skip : skip + b - a]
                runs.append(Run(a - start, b - a, run.page, run.line, first, boxes, run.sheet, run.cell))
        return Text(self.text[start:end], runs)

    def strip(self) -> Text:
        """Return it without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, max(left, len(self.text.rstrip())))

    @classmethod
    def join(cls, parts: list[Text], glue: str = "") -> Text:
        """Join texts; the glue belongs to no place."""
        text, runs = "", []
        for i, part in enumerate(parts):
            text += glue if i else ""
            at = len(text)
            runs += [Run(r.offset + at, r.length, r.page, r.line, r.start, r.boxes, r.sheet, r.cell) for r in part.runs]
            text += part.text
        return cls(text, runs)


@dataclass(slots=True)
class Line:
    """One printed line (PDF, plain text) or one whole paragraph (`whole`: DOCX, HTML, Markdown).

    `size` is the font size in points where known; `level` the heading level the format itself declares (1 is top);
    `left` and `right` are the line's x extent and `margin` the right edge of its page's text column, in points, so
    that a line which stops short can be told from one that was broken. `role` is "" or "header"/"footer"/"toc".
    """

    text: Text
    page: int | None = None
    whole: bool = False
    size: float | None = None
    level: int | None = None
    left: float | None = None
    right: float | None = None
    margin: float | None = None
    role: str = ""
    bold: bool = False


@dataclass(slots=True)
class Cell:
    """A cell of a grid: 0-based row and column, spans, and its text (lines of a cell joined without a blank)."""

    row: int
    col: int
    text: Text
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None


@dataclass(slots=True)
class Grid:
    """A table as printed: only cells that exist (merged ones once). `pages` in order; `sheet` for workbooks."""

    cells: list[Cell]
    rows: int
    cols: int
    pages: list[int] = field(default_factory=list)
    box: Box | None = None
    sheet: str | None = None


Block = Line | Grid


@dataclass(slots=True)
class Notice:
    """Something the reader could not do: code (a row of `read/notices.toml`), page, parameters of its message."""

    code: str
    page: int | None = None
    params: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A file as blocks, in reading order."""

    path: str
    sha256: str
    format: str
    pages: int
    blocks: list[Block] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class Unreadable(Exception):
    """An input that cannot be read at all: `code` names a row of `read/notices.toml`, `where` a page or part."""

    def __init__(self, path: str, code: str, where: str = "", **params: str) -> None:
        super().__init__(f"{path}: {code}")
        self.path, self.code, self.where, self.params = path, code, where, params
