"""Glyphs into printed lines: clustered by baseline relative to font size, with blanks where the print has them."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from statistics import median

from juesuan.blocks import Line, Text
from juesuan.facts import Box
from juesuan.read.formats.pdf_glyphs import Glyph

__all__ = ["glyph_rows", "line_of", "row_text"]

SHIFT = 0.55
"""Baselines nearer than this many font sizes belong to one line: digits may sit far below Chinese characters."""
SPREAD = 1.0
"""A line whose baselines differ by more than this many font sizes was two lines after all."""
WIDE_GAP = 1.0
"""A gap of this many font sizes reads as a blank even where none was set."""
WORD_GAP = 0.35
"""The same between two Latin letters or digits,"""
LETTER_GAP = 0.2
"""and between two letters."""

_X, _BASE = itemgetter(0), itemgetter(1)
"""The keys glyphs are sorted by; half a million of them in a long document."""


def _split(glyphs: list[Glyph], shift: float) -> Iterator[list[Glyph]]:
    """Split glyphs sorted by baseline wherever the next one is more than `shift` sizes below."""
    start, size = 0, glyphs[0].size
    for i in range(1, len(glyphs)):
        here, last = glyphs[i], glyphs[i - 1]
        step = here.base - last.base
        if step > 0.5 and step > shift * max(here.size if here.size < 2 * size else size, last.size):
            yield glyphs[start:i]
            start, size = i, here.size
        elif here.size > size:
            size = here.size
    yield glyphs[start:]


def glyph_rows(glyphs: list[Glyph], shift: float = SHIFT) -> list[list[Glyph]]:
    """Return glyphs as lines from top to bottom, each from left to right."""
    if all(g.char == " " for g in glyphs):
        return []
    rows: list[list[Glyph]] = []
    for row in _split(sorted(glyphs, key=_BASE), shift):
        size = max([g.size for g in row if g.char != " "], default=0.0)
        if not size:
            continue
        if shift > 0.2 and row[-1].base - row[0].base > SPREAD * size:
            rows.extend(glyph_rows(row, shift / 2))
        else:
            row.sort(key=_X)
            rows.append(row)
    return rows


def _blank_from(last: str, char: str) -> float:
    """Return from which gap on, in font sizes, two characters have a blank between them."""
    if char >= "\u2e80" or last >= "\u2e80":
        return WIDE_GAP
    return LETTER_GAP if char.isalpha() and last.isalpha() else WORD_GAP


def row_text(row: list[Glyph], page: int) -> Text:
    """Return a line's characters with a box each; a blank between two words has an empty one."""
    chars: list[str] = []
    boxes: list[Box] = []
    last, last_x, last_right, last_size, last_box = "", 0.0, 0.0, 0.0, (0.0, 0.0, 0.0, 0.0)
    blank = False
    for (
        x,
        _,
        right,
        size,
        char,
        box,
        _,
        _,
    ) in row:  # unpacked: names of glyphs cost more than all that is done with them
        if char == " ":
            blank = bool(last)
            continue
        if last:
            if char == last and abs(x - last_x) < 0.2 * size:
                continue
            wider = size if size > last_size else last_size
            if blank or x - last_right > _blank_from(last, char) * wider:
                chars.append(" ")
                boxes.append((last_box[2], last_box[1], last_box[2], last_box[3]))
        chars.append(char)
        boxes.append(box)
        last, last_x, last_right, last_size, last_box, blank = char, x, right, size, box, False
    return Text.at("".join(chars), page=page, boxes=boxes)


def line_of(row: list[Glyph], page: int) -> Line:
    """Return a printed line with its size, weight and extent."""
    inked = [g for g in row if g.char != " "]
    heavy = sum(g.bold for g in inked)
    return Line(
        row_text(row, page),
        page=page,
        size=round(median(g.size for g in inked), 1),
        left=inked[0].x,
        right=max(g.right for g in inked),
        bold=2 * heavy > len(inked),
    )
