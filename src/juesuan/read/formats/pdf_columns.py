"""Tables without rules: rows of words that stand under each other, where amounts line up in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from juesuan.blocks import Cell, Grid, Text
from juesuan.facts import Box
from juesuan.read.formats.pdf_glyphs import Glyph
from juesuan.read.formats.pdf_headings import HEAD_GAP, head_of, headings, span_of, with_heads
from juesuan.read.formats.pdf_lines import glyph_rows, row_text
from juesuan.read.formats.pdf_words import AMOUNT, NUMBER, Word, column_of, extents, has_amount, meets, words_of

__all__ = ["Table", "grid_of_table", "tables_in"]

FEWEST = 4
"""Rows with amounts, one under the other, that make a table,"""
ALIGNED = 0.7
"""whose edges or middles differ by no more than this many font sizes."""
TIGHT = 0.6
"""Rows nearer than this share of the usual distance are lines of one row."""


@dataclass(slots=True)
class Table:
    """A run of printed lines (by number) with the words of its rows and the extents of its columns."""

    first: int
    last: int
    rows: list[list[Word]]
    header: int
    columns: list[tuple[float, float]]


def tables_in(rows: Sequence[list[Glyph]], before: Table | None = None) -> list[Table]:
    """Return the tables among a page's printed lines; one without amounts is not seen: better none than one too many.

    Few rows are enough where they stand under the columns of `before`, the table that ended the page before.
    """
    words = [words_of(row) for row in rows]
    bases = [median(g.base for g in row if g.char != " ") for row in rows]
    size = median([g.size for row in rows for g in row] or [0.0])
    found: list[Table] = []
    for start, end in _runs(words):
        after = found[-1].last + 1 if found else 0
        known = before if not found else None
        table = _table(words, bases, (after, start, end), size, known)
        if table is not None:
            found.append(table)
    return found


def _runs(words: Sequence[list[Word]]) -> list[tuple[int, int]]:
    """Return the first and last line of each stretch of amounts; up to two other short lines may stand between."""
    runs: list[tuple[int, int]] = []
    for number in (n for n, row in enumerate(words) if has_amount(row)):
        between = words[runs[-1][1] + 1 : number] if runs else []
        if runs and all(_inner(row) for row in between):
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _inner(row: list[Word]) -> bool:
    """Say whether a line without amounts may be a row of a table: a name, a code and a name, or figures."""
    return all(len(word.text) <= 24 and not word.text.endswith(("。", "；", "，")) for word in row)


def _table(
    words: Sequence[list[Word]], bases: Sequence[float], span: tuple[int, int, int], size: float, known: Table | None
) -> Table | None:
    """Return the table a stretch of lines makes, if it is one."""
    after, start, end = span
    body = words[start : end + 1]
    columns = extents([row for row in body if len(row) > 1])
    amounts = [row for row in body if has_amount(row)]
    alone = len(columns) > 1 and len(amounts) >= FEWEST and _lined_up(amounts, columns, size)
    if not alone:
        if known is None or not _under(body, known.columns):
            return None
        while start > after and _more(words[start - 1], known.columns):
            start -= 1
        body = words[start : end + 1]
        columns = extents([row for row in body if len(row) > 1])
    head = head_of(words, bases, (start, after), columns, size)
    heads = headings([words_of([g for w in row for g in w.glyphs], HEAD_GAP) for row in words[head:start]])
    columns = with_heads(columns, [w for row in heads for w in row])
    if not columns:
        return None
    if known is not None and not heads and _under(body, known.columns):
        columns = extents([[Word([], a, b, "") for a, b in [*columns, *known.columns]]])
    if not _one_to_a_column(body, columns):
        return None
    pitch = _pitch(body, bases[start : end + 1], size)
    while end + 1 < len(words) and bases[end + 1] - bases[end] < 1.5 * pitch and _more(words[end + 1], columns):
        end += 1
    rows = _merged(words, bases, (start, end), TIGHT * pitch)
    return Table(head, end, heads + rows, len(heads), columns)


def _pitch(rows: Sequence[list[Word]], bases: Sequence[float], size: float) -> float:
    """Return the least distance of two rows: that of figures the one under the other, or the usual one of lines."""
    near = [b - a for (r, a), (q, b) in pairwise(zip(rows, bases, strict=True)) if _meeting(r, q)]
    steps = [b - a for a, b in pairwise(bases)]
    usual = median(steps) if steps else 0.0
    return min([*near, *([usual] if usual >= 1.6 * size or not near else [])])


def _more(row: list[Word], columns: Sequence[tuple[float, float]]) -> bool:
    """Say whether a line after the last amount is still a row."""
    return _inner(row) and _under([row], columns)


def _lined_up(rows: Sequence[list[Word]], columns: Sequence[tuple[float, float]], size: float) -> bool:
    """Say whether amounts of one column stand flush with each other in enough rows."""
    for left, right in columns:
        here = [w for row in rows for w in row if left <= w.left and w.right <= right and AMOUNT.fullmatch(w.text)]
        for edges in ([w.right for w in here], [w.left for w in here], [w.middle for w in here]):
            if len(here) >= FEWEST and sum(abs(e - median(edges)) <= ALIGNED * size for e in edges) >= 0.8 * len(here):
                return True
    return False


def _under(rows: Sequence[list[Word]], columns: Sequence[tuple[float, float]]) -> bool:
    """Say whether every word stands in one known column and none fills two."""
    return all(sum(meets((w.left, w.right), c) for c in columns) == 1 for row in rows for w in row)


def _one_to_a_column(rows: Sequence[list[Word]], columns: Sequence[tuple[float, float]]) -> bool:
    """Say whether hardly any line has two words in one column, as scattered labels of a chart have."""
    doubled = sum(len({column_of(w, columns) for w in row}) < len(row) for row in rows)
    return doubled <= 0.1 * len(rows)


def _meeting(row: Sequence[Word], other: Sequence[Word]) -> bool:
    """Say whether two lines have figures, the one under the other."""
    figures = [[(w.left, w.right) for w in words if NUMBER.fullmatch(w.text)] for words in (row, other)]
    return any(meets(a, b) for a in figures[0] for b in figures[1])


def _merged(
    words: Sequence[list[Word]], bases: Sequence[float], span: tuple[int, int], tight: float
) -> list[list[Word]]:
    """Return the words of the body row by row: lines that stand close together are one row."""
    start, end = span
    rows = [list(words[start])]
    for n in range(start + 1, end + 1):
        if bases[n] - bases[n - 1] < tight and not _meeting(words[n], rows[-1]):
            rows[-1] += words[n]
        else:
            rows.append(list(words[n]))
    return rows


def grid_of_table(table: Table, page: int) -> Grid:
    """Return a table as a grid; a word of the header spans the columns it stands in the middle of."""
    cells: list[Cell] = []
    above: set[int] = set()
    for number, row in enumerate(table.rows):
        inside: dict[int, list[Word]] = {}
        for word in row:
            inside.setdefault(column_of(word, table.columns), []).append(word)
        below = {column_of(w, table.columns) for later in table.rows[number + 1 : table.header] for w in later}
        above |= set(inside) if number < table.header else set()
        for col, found in sorted(inside.items()):
            glyphs = [g for word in found for g in word.glyphs]
            text = Text.join([row_text(r, page) for r in glyph_rows(glyphs)])
            first, across = span_of(below, table.columns, col, found, above) if number < table.header else (col, 1)
            cells.append(Cell(number, first, text, 1, across, _around(glyphs)))
    box = _union([cell.box for cell in cells if cell.box])
    return Grid(cells, len(table.rows), len(table.columns), [page], box)


def _around(glyphs: Sequence[Glyph]) -> Box:
    return _union([g.box for g in glyphs])


def _union(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
