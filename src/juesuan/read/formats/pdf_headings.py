"""Headings of a table without rules: which lines they are, what belongs together, and which columns they head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from juesuan.read.formats.pdf_words import NUMBER, Word, extents, meets

__all__ = ["HEAD_GAP", "head_of", "headings", "span_of", "with_heads"]

HEAD_GAP = 0.3
"""A gap of this many font sizes parts two headings."""
HEAD_ROWS = 9
"""Printed lines above the first amounts that may be the header."""
LEADING = 1.6
"""Lines of one heading are no further apart than this many font sizes."""

_LEVEL = re.compile(r"[类款项]")
_UNIT = re.compile(r"(?:单位|部门)\s*[:：]|公开\s*\d")


def head_of(
    words: Sequence[list[Word]],
    bases: Sequence[float],
    span: tuple[int, int],
    columns: Sequence[tuple[float, float]],
    size: float,
) -> int:
    """Return the first line of the header: lines above the amounts that stand over them and close to each other."""
    start, after = span
    left, right = columns[0][0] - 2 * size, columns[-1][1] + 2 * size
    head = start
    while head > max(after, start - HEAD_ROWS):
        row = words[head - 1]
        large = max(g.size for w in row for g in w.glyphs) > 1.35 * size
        if large or bases[head] - bases[head - 1] > 3.5 * size or not _may_head(row, left, right):
            break
        head -= 1
    return head


def _may_head(row: list[Word], left: float, right: float) -> bool:
    """Say whether a line may belong to the header of a table, and is neither its title nor prose."""
    text = "".join(word.text for word in row)
    if _UNIT.search(text) or text.endswith(("表", "。", "：")) or len(max((w.text for w in row), key=len)) > 20:
        return False
    return all(left <= w.middle for w in row) and any(w.middle <= right for w in row)


def headings(lines: Sequence[list[Word]]) -> list[list[Word]]:
    """Join the lines of each heading; it stands in the row of its first line."""
    rows: list[list[Word]] = []
    for line in lines:
        row: list[Word] = []
        counts = any(NUMBER.fullmatch(word.text) for word in line)
        for word in line:
            above = next((w for done in reversed(rows) for w in done if not counts and _continues(w, word)), None)
            if above is None:
                row.append(word)
            else:
                above.glyphs += word.glyphs
                above.text += word.text
                above.left, above.right = min(above.left, word.left), max(above.right, word.right)
        rows.append(row)
    return [row for row in rows if row]


def _continues(above: Word, word: Word) -> bool:
    """Say whether a word is the next line of a heading: close under it and about as wide, or both narrow."""
    if not meets((above.left, above.right), (word.left, word.right)) or _LEVEL.fullmatch(word.text):
        return False
    size = max(word.glyphs[0].size, above.glyphs[0].size)
    return word.top - above.bottom <= LEADING * size and abs(word.middle - above.middle) <= 1.5 * size


def with_heads(columns: list[tuple[float, float]], heads: Sequence[Word]) -> list[tuple[float, float]]:
    """Add what only the header shows: to the column without a heading it stands beside, else as a column of its own.

    Empty where it cannot be told which heading belongs to which figures.
    """
    words = [w for w in heads if not NUMBER.fullmatch(w.text)]
    alone = [w for w in words if not any(meets((w.left, w.right), c) for c in columns)]
    free = extents([[w] for w in alone if not _over(w, columns, words)])
    bare = {c for c in columns if not any(meets((w.left, w.right), c) for w in words)}
    joined: list[tuple[float, float]] = []
    for odd, found in groupby(sorted([*columns, *free]), lambda c: c in bare or c in free):
        run = list(found)
        pairs = list(zip(run[::2], run[1::2], strict=False))
        if not odd or not bare & set(run) or not set(free) & set(run):
            joined += run
        elif len(run) % 2 == 0 and all((one in bare) != (other in bare) for one, other in pairs):
            joined += [(one[0], other[1]) for one, other in pairs]
        else:
            return []
    return joined


def _over(word: Word, columns: Sequence[tuple[float, float]], words: Sequence[Word]) -> bool:
    """Say whether a heading between two columns stands over the headings of both."""
    left = max((c for c in columns if c[1] <= word.left), default=None)
    right = min((c for c in columns if c[0] >= word.right), default=None)
    below = [(w.left, w.right) for w in words if w.top > word.bottom + 0.5 * word.glyphs[0].size]
    return all(side is not None and any(meets(w, side) for w in below) for side in (left, right))


def span_of(
    below: set[int], columns: Sequence[tuple[float, float]], col: int, words: list[Word], taken: set[int]
) -> tuple[int, int]:
    """Return the first column and the width of a header cell: the widest stretch of free columns centred on it."""
    left, right = min(w.left for w in words), max(w.right for w in words)
    best = (col, 1)
    for first in range(col, -1, -1):
        for last in range(col, len(columns)):
            inner = set(range(first, last + 1))
            if last - first < best[1] or (inner - {col}) & taken or not inner <= below:
                continue
            middle = (columns[first][0] + columns[last][1]) / 2
            if abs(middle - (left + right) / 2) <= 2 * words[0].glyphs[0].size:
                best = (first, last - first + 1)
    return best
