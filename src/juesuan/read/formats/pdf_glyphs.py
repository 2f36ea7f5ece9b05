"""The glyphs of a PDF page through pdfium's own functions: character, box, baseline, size and weight."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from juesuan.facts import Box

__all__ = ["Frame", "Glyph", "frame_of", "page_glyphs"]

MAX_GLYPHS = 60_000
"""Characters read from one page; a page of real text has a few thousand."""

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def _bind(function: Any, result: Any, *arguments: Any) -> Any:
    """Give a pdfium function a signature of plain integers, which ctypes passes three times as fast."""
    address = ctypes.cast(function, _POINTER).value
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_unicode = _bind(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_owner = _bind(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_box = _bind(pdfium.FPDFText_GetCharBox, _INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER)
_origin = _bind(pdfium.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_generated = _bind(pdfium.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_matrix = _bind(pdfium.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_size = _bind(pdfium.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
_weight = _bind(pdfium.FPDFText_GetFontWeight, _INT, _POINTER, _INT)
_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)


class Glyph(NamedTuple):
    """One character in reading coordinates (right is the direction of reading), with its box on the page."""

    x: float
    base: float
    right: float
    size: float
    char: str
    box: Box
    middle: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in PDF space and by how many quarter turns it is shown (or read)."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    def turned(self, turns: int) -> Frame:
        """Return the same page seen after other quarter turns."""
        return Frame(self.left, self.bottom, self.right, self.top, turns % 4)

    @property
    def width(self) -> float:
        """Width as seen."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as seen."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of PDF space in points from the top left as seen."""
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def unpoint(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of PDF space seen at `x`, `y`."""
        if self.turns == 0:
            return x + self.left, self.top - y
        if self.turns == 1:
            return y + self.left, x + self.bottom
        if self.turns == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of PDF space as seen: left, top, right, bottom from the top left."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def box_in(self, other: Frame, box: Box) -> Box:
        """Return a box seen in this frame as `other` sees it."""
        if other.turns == self.turns:
            return box
        ax, ay = self.unpoint(box[0], box[1])
        bx, by = self.unpoint(box[2], box[3])
        return other.box(ax, ay, bx, by)


def frame_of(page: Any) -> Frame:
    """Return the visible frame of an open pdfium page."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, rect):
        return Frame(0, 0, 612, 792)
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    return Frame(left, bottom, right, top, max(0, pdfium.FPDFPage_GetRotation(page)) % 4)


class _Style(NamedTuple):
    """What all characters of one text object share; `turns` is None for text set askew."""

    size: float
    advance: float
    bold: bool
    turns: int | None


def _style(text: int, index: int, owner: int | None) -> _Style:
    """Read the size, weight and direction of the character at `index`."""
    matrix = pdfium.FS_MATRIX()
    _matrix(text, index, ctypes.addressof(matrix))
    points = abs(_size(text, index)) or 1.0
    along, up = hypot(matrix.a, matrix.b) or 1.0, hypot(matrix.c, matrix.d) or 1.0
    heavy = _weight(text, index) >= 600 or (owner is not None and _mode(owner) == 2)
    turns: int | None = None
    if abs(matrix.b) < 0.05 * along:
        turns = 0 if matrix.a > 0 else 2
    elif abs(matrix.a) < 0.05 * along:
        turns = 1 if matrix.b > 0 else 3
    return _Style(points * up, points * along, heavy, turns)


Raw = tuple[str, float, float, float, float, float, float, _Style]


def _read(text: int, count: int) -> list[Raw]:
    """Read every character pdfium did not make up, in content order, in PDF space."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    at_left, at_right, at_bottom, at_top = (ctypes.addressof(v) for v in (left, right, bottom, top))
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    styles: dict[int | None, _Style] = {}
    found: list[Raw] = []
    for i in range(count):
        code = _unicode(text, i)
        if code <= 32 and (code != 32 or _generated(text, i) == 1):
            continue
        owner = _owner(text, i)
        style = styles.get(owner)
        if style is None:
            style = styles[owner] = _style(text, i, owner)
        _origin(text, i, at_x, at_y)
        _box(text, i, at_left, at_right, at_bottom, at_top)
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        found.append((char, x.value, y.value, left.value, bottom.value, right.value, top.value, style))
    return found


def _glyph(raw: Raw, shown: Frame, read: Frame) -> Glyph:
    """Place one character as it is read and as it is shown."""
    char, x, y, left, bottom, right, top, style = raw
    ox, base = read.point(x, y)
    seen = read.box(left, bottom, right, top)
    box = seen if read.turns == shown.turns else shown.box(left, bottom, right, top)
    wide = style.advance if char >= "\u2e80" else 0.3 * style.advance
    if style.turns != read.turns:
        return Glyph(seen[0], seen[3], seen[2], style.size, char, box, (seen[1] + seen[3]) / 2, style.bold)
    end = max(seen[2], ox + wide) if seen[2] < ox + 2 * style.advance else ox + wide
    return Glyph(ox, base, end, style.size, char, box, base - 0.36 * style.size, style.bold)


def page_glyphs(page: Any, shown: Frame) -> tuple[list[Glyph], Frame]:
    """Return a page's glyphs in content order and the frame in which most of them read from left to right.

    Text set askew (watermarks) is left out.
    """
    handle = pdfium.FPDFText_LoadPage(page)
    if not handle:
        return [], shown
    try:
        text = ctypes.cast(handle, _POINTER).value or 0
        found = _read(text, min(MAX_GLYPHS, max(0, pdfium.FPDFText_CountChars(handle))))
    finally:
        pdfium.FPDFText_ClosePage(handle)
    found = [raw for raw in found if raw[7].turns is not None]
    turns = Counter(raw[7].turns for raw in found if raw[0] != " ").most_common(1)
    read = shown.turned(turns[0][0]) if turns and turns[0][0] is not None else shown
    return [_glyph(raw, shown, read) for raw in found], read
