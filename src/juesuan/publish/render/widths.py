"""How wide the columns of a table are (列宽): their shares of the page, but no figure or code may break or be cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from juesuan.publish.tree import Cell

__all__ = ["ems", "fitted", "largest"]

_DIGIT = 0.55
"""Width of a digit or comma in its type size; a Chinese character is one."""

_WHOLE = re.compile(r"[-—\d,.%*Xx]+")
"""What may not break: a figure, a code, a percentage, a masked number, a span of months."""

_WORDS = 3
"""Characters of a name that must stand in one line."""

Grid = list[list[Cell | None]]


def ems(text: str) -> float:
    """Return the width of a text in its size."""
    return sum(1.0 if ord(c) > 0x2000 else _DIGIT for c in text)


def fitted(rows: Grid, widths: Sequence[float], room: float, size: float, margin: float) -> list[float] | None:
    """Return column widths in points that fill `room`, None where the figures have no room at this type size.

    `widths` are the shares, `size` is in points, `margin` what a cell leaves free left and right. Columns that need
    more than their share take it from those with room to spare, each as much as it has.
    """
    whole = sum(widths) or 1
    wished = [room * width / whole for width in widths]
    needed = _needed(rows, wished, size, 2 * margin)
    lacking = sum(max(least - wish, 0) for wish, least in zip(wished, needed, strict=True))
    spare = sum(max(wish - least, 0) for wish, least in zip(wished, needed, strict=True))
    if lacking > spare:
        return None
    given = lacking / spare if spare else 0
    return [w + (n - w if n > w else (n - w) * given) for w, n in zip(wished, needed, strict=True)]


def largest(
    rows: Grid, widths: Sequence[float], room: float, sizes: Sequence[float], margin: float
) -> tuple[float, list[float]]:
    """Return the first of some type sizes that fits, with its widths; the last and the shares where none does."""
    for size in sizes:
        if wide := fitted(rows, widths, room, size, margin):
            return size, wide
    return sizes[-1], list(widths)


def _needed(rows: Grid, wished: list[float], size: float, margin: float) -> list[float]:
    """Return the least width of every column; what spans several needs it of them together."""
    found = [0.0] * len(wished)
    wide: list[tuple[int, int, float]] = []
    for row in rows:
        for column, cell in enumerate(row):
            if cell is not None and (text := str(cell.value)):
                least = _least(text, cell.indent) * size + margin
                if cell.colspan == 1:
                    found[column] = max(found[column], least)
                else:
                    wide.append((column, column + cell.colspan, least))
    for left, right, least in wide:
        more = least - sum(max(found[c], wished[c]) for c in range(left, right))
        for column in range(left, right) if more > 0 else ():
            found[column] = max(found[column], wished[column]) + more / (right - left)
    return found


def _least(text: str, indent: int) -> float:
    """Return the ems a text needs in one line: all of a figure or code, some characters of a name."""
    if _WHOLE.fullmatch(text):
        return ems(text) + indent
    return min(ems(text), _WORDS) + indent
