"""Where the findings show in a document: boxes on pages, spans in lines of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from juesuan.blocks import Block, Grid, Text
from juesuan.report.view import Item

__all__ = ["Mark", "Piece", "Row", "boxes", "lines", "pages_of"]

CONTEXT = 8
WHOLE = 2500
PICTURES = 80
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A witness of a finding to be marked: its anchor, the finding it opens, how bad, in which role, and its words."""

    anchor: str
    finding: str
    severity: str
    role: str
    title: str
    section: str
    box: tuple[float, float, float, float] | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; `anchors` are those that begin here."""

    text: str
    marks: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """A line of a text document (`pieces`), a table (`cells`), or lines left out (`gap`)."""

    number: int | None = None
    pieces: list[Piece] = field(default_factory=list)
    cells: list[list[list[Piece]]] = field(default_factory=list)
    gap: int = 0

    @property
    def marked(self) -> bool:
        """Say whether a finding points here."""
        inside = [*self.pieces, *(piece for row in self.cells for cell in row for piece in cell)]
        return any(piece.marks for piece in inside)


def marks_of(items: Sequence[Item]) -> Iterator[tuple[Item, int, Mark]]:
    """Return a mark for every witness that stands somewhere."""
    for item in items:
        for number, witness in enumerate(item.finding.witnesses):
            place = witness.place
            span = (place.start or 0, place.end or 1 << 30) if place.line else None
            if place.page or span:
                yield (
                    item,
                    number,
                    Mark(
                        *(f"w-{item.id}-{number}", item.id, str(item.severity), witness.role, item.message),
                        *(item.section, place.box, span),
                    ),
                )


def boxes(items: Sequence[Item]) -> dict[int, list[Mark]]:
    """Return the marks by page."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for item, number, mark in marks_of(items):
        if page := item.finding.witnesses[number].place.page:
            found[page].append(mark)
    return found


def pages_of(marked: dict[int, list[Mark]], pages: int) -> list[int]:
    """Return the pages to show: those with findings and their neighbours, fewer where there are very many."""
    wanted = {page for page in marked if 1 <= page <= pages}
    around = {near for page in wanted for near in (page - 1, page, page + 1) if 1 <= near <= pages}
    return sorted(around if len(around) <= PICTURES else wanted)[:PICTURES]


def lines(blocks: Sequence[Block], items: Sequence[Item]) -> list[Row]:
    """Return a text document line by line with its marks, long stretches without any left out."""
    at: dict[tuple[str | None, int | None], list[Mark]] = defaultdict(list)
    for item, number, mark in marks_of(items):
        place = item.finding.witnesses[number].place
        at[place.sheet, place.line].append(mark)
    seen: set[str] = set()
    rows = [_row(block, at, seen) for block in blocks]
    return rows if len(rows) <= WHOLE else list(_near(rows))


Marks = dict[tuple[str | None, int | None], list[Mark]]


def _row(block: Block, at: Marks, seen: set[str]) -> Row:
    if not isinstance(block, Grid):
        return Row(_number(block.text), _pieces(block.text, at, seen))
    table: list[list[list[Piece]]] = [[] for _ in range(block.rows)]
    for cell in sorted(block.cells, key=lambda c: (c.row, c.col)):
        if cell.row < len(table):
            table[cell.row] += [[] for _ in range(cell.col - len(table[cell.row]))]
            table[cell.row].append(_pieces(cell.text, at, seen))
    number = next((n for cell in block.cells if (n := _number(cell.text))), None)
    return Row(number, cells=table)


def _number(text: Text) -> int | None:
    return next((run.line for run in text.runs if run.line), None)


def _pieces(text: Text, at: Marks, seen: set[str]) -> list[Piece]:
    spans = list(_spans(text, at))
    cuts = sorted({0, len(text.text), *(cut for start, end, _ in spans for cut in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        over = tuple(dict.fromkeys(mark for a, b, mark in spans if a <= start and end <= b))
        new = tuple(mark.anchor for mark in over if mark.anchor not in seen)
        seen.update(new)
        pieces.append(Piece(text.text[start:end], over, new))
    return pieces


def _spans(text: Text, at: Marks) -> Iterator[tuple[int, int, Mark]]:
    for run in text.runs:
        for mark in at.get((run.sheet, run.line), ()):
            start, end = mark.span or (0, 0)
            first = run.start or 0
            a = max(start, first) - first + run.offset
            b = min(end, first + run.length) - first + run.offset
            if run.start is None:
                a, b = run.offset, run.offset + run.length
            if a < b:
                yield a, b, mark


def _near(rows: Sequence[Row]) -> Iterator[Row]:
    wanted = {near for n, row in enumerate(rows) if row.marked for near in range(n - CONTEXT, n + CONTEXT + 1)}
    left_out = 0
    for n, row in enumerate(rows):
        if n not in wanted:
            left_out += 1
            continue
        if left_out:
            yield Row(gap=left_out)
        left_out = 0
        yield row
    if left_out:
        yield Row(gap=left_out)
