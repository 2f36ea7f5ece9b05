"""The glyphs of a PDF page through pdfium's own functions: character, box, baseline, size and weight."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from juesuan.facts import Box

__all__ = ["Frame", "Glyph", "frame_of", "page_glyphs"]

MAX_GLYPHS = 60_000
"""Characters read from one page; a page of real text has a few thousand."""

THIN = 0.005
"""A Chinese character flatter than this share of its size has no outline on this machine."""
BLANKS = frozenset([0x20, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000])
"""Code points that print nothing."""

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def _bind(function: Any, result: Any) -> Any:
    """Give a pdfium function that returns a plain integer.

    It takes ctypes objects only (no conversion, which would cost as much as the call) and keeps the interpreter's
    lock, so that each of the three or four calls a character needs takes a quarter of a microsecond.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, _POINTER).value or 0)


_unicode = _bind(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_owner = _bind(pdfium.FPDFText_GetTextObject, _POINTER)
_box = _bind(pdfium.FPDFText_GetCharBox, _INT)
_origin = _bind(pdfium.FPDFText_GetCharOrigin, _INT)
_generated = _bind(pdfium.FPDFText_IsGenerated, _INT)
_matrix = _bind(pdfium.FPDFText_GetMatrix, _INT)
_size = _bind(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_weight = _bind(pdfium.FPDFText_GetFontWeight, _INT)
_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, _INT)


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


def _style(text: Any, index: Any, owner: int | None, matrix: Any, at_matrix: Any) -> _Style:
    """Read the size, weight and direction of the character at `index`."""
    _matrix(text, index, at_matrix)
    points = abs(_size(text, index)) or 1.0
    heavy = _weight(text, index) >= 600 or (owner is not None and _mode(_POINTER(owner)) == 2)
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    if b == 0 == c and a > 0:
        return _Style(points * abs(d), points * a, heavy, 0)
    along, up = hypot(a, b) or 1.0, hypot(c, d) or 1.0
    turns: int | None = None
    if abs(b) < 0.05 * along:
        turns = 0 if a > 0 else 2
    elif abs(a) < 0.05 * along:
        turns = 1 if b > 0 else 3
    return _Style(points * up, points * along, heavy, turns)


def _character(code: int) -> str:
    """Return the character of a code point; every kind of blank is one blank."""
    if code > 0x3000:
        return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
    return " " if code in BLANKS else chr(code)


Raw = tuple[str, float, float, float, float, float, float, _Style]


def _nominal(x: float, y: float, style: _Style) -> tuple[float, float, float, float]:
    """Return the box a character would have if its font, which is neither embedded nor installed, were here."""
    down, up, along = -0.12 * style.size, 0.85 * style.size, style.advance
    if style.turns == 1:
        return x - up, y, x - down, y + along
    if style.turns == 2:
        return x - along, y - up, x, y - down
    if style.turns == 3:
        return x + down, y - along, x + up, y
    return x, y + down, x + along, y + up


def _read(handle: Any, count: int) -> tuple[list[Raw], bool]:
    """Read every character pdfium did not make up, in content order, in PDF space, and if all stand upright."""
    text, numbers, matrix = ctypes.cast(handle, _POINTER), (ctypes.c_double * 6)(), pdfium.FS_MATRIX()
    start = ctypes.addressof(numbers)
    at_left, at_right, at_bottom, at_top, at_x, at_y = (_POINTER(start + 8 * i) for i in range(6))
    at_matrix = _POINTER(ctypes.addressof(matrix))
    measures: Callable[[], list[float]] = memoryview(numbers).cast("B").cast("d").tolist  # type: ignore[assignment]
    styles: dict[int | None, _Style] = {}
    found: list[Raw] = []
    keep = found.append
    for index in map(_INT, range(count)):
        code = _unicode(text, index)
        if code <= 32 and (code != 32 or _generated(text, index) == 1):
            continue
        owner = _owner(text, index)
        style = styles.get(owner)
        if style is None:
            style = styles[owner] = _style(text, index, owner, matrix, at_matrix)
        _origin(text, index, at_x, at_y)
        _box(text, index, at_left, at_right, at_bottom, at_top)
        left, right, bottom, top, x, y = measures()
        if (top - bottom < 0.03 and right - left < 0.03) or (top - bottom < THIN * style.size and code >= 0x2E80):
            left, bottom, right, top = _nominal(x, y, style)
        keep((chr(code) if 0x3000 < code < 0xD800 else _character(code), x, y, left, bottom, right, top, style))
    return found, all(style.turns == 0 for style in styles.values())


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


def _upright(found: list[Raw], frame: Frame) -> list[Glyph]:
    """Place the characters of a page that is shown as it was written; the usual case, without function calls."""
    page_left, page_top = frame.left, frame.top
    glyphs: list[Glyph] = []
    make, kind, keep = tuple.__new__, Glyph, glyphs.append
    for raw in found:
        char, x, y, left, bottom, right, top, style = raw
        if style.turns != 0:
            glyphs.append(_glyph(raw, frame, frame))
            continue
        size, advance, bold, _ = style
        x0, x1, ox, base = left - page_left, right - page_left, x - page_left, page_top - y
        wide = ox + (advance if char >= "\u2e80" else 0.3 * advance)
        end = wide if wide > x1 or x1 >= ox + 2 * advance else x1
        box = (x0, page_top - top, x1, page_top - bottom)
        keep(make(kind, (ox, base, end, size, char, box, base - 0.36 * size, bold)))
    return glyphs


def page_glyphs(page: Any, shown: Frame) -> tuple[list[Glyph], Frame, bool]:
    """Return a page's glyphs in content order, the frame most of them read from left to right in, and if all were read.

    Text set askew (watermarks) is left out.
    """
    handle = pdfium.FPDFText_LoadPage(page)
    if not handle:
        return [], shown, True
    try:
        count = max(0, pdfium.FPDFText_CountChars(handle))
        found, upright = _read(handle, min(MAX_GLYPHS, count))
    finally:
        pdfium.FPDFText_ClosePage(handle)
    if upright and shown.turns == 0:
        return _upright(found, shown), shown, count <= MAX_GLYPHS
    found = [raw for raw in found if raw[7].turns is not None]
    turns = Counter(raw[7].turns for raw in found if raw[0] != " ").most_common(1)
    read = shown.turned(turns[0][0]) if turns and turns[0][0] is not None else shown
    if shown.turns == 0 == read.turns:
        return _upright(found, shown), read, count <= MAX_GLYPHS
    return [_glyph(raw, shown, read) for raw in found], read, count <= MAX_GLYPHS
