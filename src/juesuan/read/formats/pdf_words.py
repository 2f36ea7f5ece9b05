"""Words on a printed line: what stands together, and the columns that words of many lines make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.read.formats.pdf_glyphs import Glyph

__all__ = ["AMOUNT", "GAP", "NUMBER", "Word", "column_of", "extents", "has_amount", "meets", "words_of"]

GAP, NUMBER_GAP = 1.2, 0.45
"""A gap of this many font sizes parts two columns; a smaller one does beside a number."""

AMOUNT = re.compile(r"-?\d[\d,，]*\.\d{1,6}")
NUMBER = re.compile(r"-?\d[\d,，]*(?:\.\d+)?%?|[-—–]+")


@dataclass(slots=True)
class Word:
    """What stands together on a printed line, with its left and right edge."""

    glyphs: list[Glyph]
    left: float
    right: float
    text: str

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.left + self.right) / 2

    @property
    def top(self) -> float:
        """The baseline of its first line."""
        return min(g.base for g in self.glyphs)

    @property
    def bottom(self) -> float:
        """The baseline of its last line."""
        return max(g.base for g in self.glyphs)


def words_of(row: list[Glyph], widest: float = GAP) -> list[Word]:
    """Split a printed line where the gap is too wide for one text."""
    parts: list[list[Glyph]] = []
    for glyph in row:
        if glyph.char == " ":
            continue
        if parts:
            last = parts[-1][-1]
            numeric = last.char.isdigit() or glyph.char.isdigit()
            if glyph.x - last.right <= (min(NUMBER_GAP, widest) if numeric else widest) * max(glyph.size, last.size):
                parts[-1].append(glyph)
                continue
        parts.append([glyph])
    return [Word(p, p[0].x, max(g.right for g in p), "".join(g.char for g in p)) for p in parts]


def has_amount(row: list[Word]) -> bool:
    """Say whether a printed line has an amount beside something else."""
    return len(row) > 1 and any(AMOUNT.fullmatch(word.text) for word in row)


def meets(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Say whether two stretches overlap."""
    return one[0] < other[1] and one[1] > other[0]


def extents(rows: Sequence[list[Word]]) -> list[tuple[float, float]]:
    """Return the columns: stretches of the page that some word covers, parted by stretches that none does."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for row in rows for word in row):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def column_of(word: Word, columns: Sequence[tuple[float, float]]) -> int:
    """Return the column a word covers most of, or the nearest."""
    return max(range(len(columns)), key=lambda n: min(word.right, columns[n][1]) - max(word.left, columns[n][0]))
