"""The straight rules on a PDF page: thin filled boxes, strokes and the edges of stroked boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from juesuan.read.formats.pdf_glyphs import Frame

__all__ = ["Rule", "Rules", "page_rules"]

THICK = 3.0
"""A filled box or stroke up to this many points thick is a rule."""
MAX_OBJECTS = 40_000
"""Path objects and segments looked at on one page."""
WHITE = 250
"""A colour whose parts all reach this is white."""
MAX_DEPTH = 5
"""How deep forms within forms are followed."""

Matrix = tuple[float, float, float, float, float, float]
Segment = tuple[float, float, float, float]


class Rule(NamedTuple):
    """A rule: where it stands across its direction, and from where to where it runs along it."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The horizontal and vertical rules of a page; `white` has those drawn in white, which seldom mean anything."""

    across: list[Rule]
    down: list[Rule]
    white: Rules | None = None


_P, _I = ctypes.c_void_p, ctypes.c_int


def _bind(function: Any, result: Any) -> Any:
    """Give a pdfium function that takes ctypes objects only and returns a plain integer."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, _P).value or 0)


_count = _bind(pdfium.FPDFPage_CountObjects, _I)
_object = _bind(pdfium.FPDFPage_GetObject, _P)
_form_count = _bind(pdfium.FPDFFormObj_CountObjects, _I)
_form_object = _bind(pdfium.FPDFFormObj_GetObject, _P)
_type = _bind(pdfium.FPDFPageObj_GetType, _I)
_bounds = _bind(pdfium.FPDFPageObj_GetBounds, _I)
_matrix = _bind(pdfium.FPDFPageObj_GetMatrix, _I)
_mode = _bind(pdfium.FPDFPath_GetDrawMode, _I)
_fill = _bind(pdfium.FPDFPageObj_GetFillColor, _I)
_stroke = _bind(pdfium.FPDFPageObj_GetStrokeColor, _I)
_segments = _bind(pdfium.FPDFPath_CountSegments, _I)
_segment = _bind(pdfium.FPDFPath_GetPathSegment, _P)
_segment_point = _bind(pdfium.FPDFPathSegment_GetPoint, _I)
_segment_type = _bind(pdfium.FPDFPathSegment_GetType, _I)
_segment_close = _bind(pdfium.FPDFPathSegment_GetClose, _I)


def _object_matrix(handle: Any) -> Matrix:
    """Return an object's matrix."""
    found = pdfium.FS_MATRIX()
    if not _matrix(handle, _P(ctypes.addressof(found))):
        return 1, 0, 0, 1, 0, 0
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Map a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _lister(buffer: Any, kind: str) -> Any:
    """Return a function that copies a C array to a list, which is faster than reading its items."""
    return memoryview(buffer).cast("B").cast(kind).tolist  # type: ignore[call-overload]


class _Collector:
    """Gathers the thin boxes of a page in PDF space within a budget of objects."""

    def __init__(self) -> None:
        self.thin: list[Segment] = []
        self.white: list[Segment] = []
        self.left = MAX_OBJECTS
        self._floats, self._flags, self._colour = (ctypes.c_float * 4)(), (ctypes.c_int * 2)(), (ctypes.c_uint * 4)()
        self._at = [_P(ctypes.addressof(self._floats) + 4 * i) for i in range(4)]
        self._at_flags = [_P(ctypes.addressof(self._flags) + 4 * i) for i in range(2)]
        self._at_colour = [_P(ctypes.addressof(self._colour) + 4 * i) for i in range(4)]
        self._box: Callable[[], list[float]] = _lister(self._floats, "f")
        self._inks: Callable[[], list[int]] = _lister(self._colour, "I")

    def bounds(self, handle: Any) -> Segment | None:
        """Return an object's bounds in its container."""
        if not _bounds(handle, *self._at):
            return None
        a, b, c, d = self._box()
        return a, b, c, d

    def add(self, box: Segment, into: list[Segment]) -> None:
        """Keep a box if it is thin and long enough to be a piece of a rule."""
        wide, high = abs(box[2] - box[0]), abs(box[3] - box[1])
        if min(wide, high) <= THICK < max(wide, high):
            into.append(box)

    def ink(self, handle: Any) -> list[Segment]:
        """Return the list a path's pieces belong to, its draw mode being known: white ones are kept apart."""
        (_stroke if self._flags[1] else _fill)(handle, *self._at_colour)
        red, green, blue, alpha = self._inks()
        return self.white if alpha == 0 or min(red, green, blue) >= WHITE else self.thin

    def walk(self, handles: list[Any], matrix: Matrix | None, depth: int) -> None:
        """Look at objects in order, and into forms."""
        for handle in handles:
            if self.left <= 0:
                return
            self.left -= 1
            kind = _type(handle)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.path(handle, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = _object_matrix(handle)
                inside = _times(inner, matrix) if matrix else inner
                count = min(self.left, _form_count(handle))
                self.walk([_P(_form_object(handle, ctypes.c_ulong(i))) for i in range(count)], inside, depth + 1)

    def path(self, handle: Any, matrix: Matrix | None) -> None:
        """Take a path: itself if thin, else its straight segments."""
        box = self.bounds(handle)
        if box is None:
            return
        if matrix:
            box = (*_apply(matrix, box[0], box[1]), *_apply(matrix, box[2], box[3]))
        wide, high = abs(box[2] - box[0]), abs(box[3] - box[1])
        thin = wide <= THICK or high <= THICK
        if thin and wide <= 1 and high <= 1:
            return
        _mode(handle, *self._at_flags)
        if thin:
            self.ink(handle).append(box)
            return
        fill, stroke = self._flags
        count = _segments(handle)
        if stroke or (fill and count > 6):
            self.segments(handle, min(count, self.left), matrix, bool(stroke), self.ink(handle))

    def segments(self, handle: Any, count: int, matrix: Matrix | None, stroked: bool, into: list[Segment]) -> None:
        """Take the straight segments of a stroked path, or the thin parts of a filled one."""
        self.left -= count
        own = _object_matrix(handle)
        whole = _times(own, matrix) if matrix else own
        parts: list[list[tuple[float, float]]] = []
        for i in range(count):
            piece = _P(_segment(handle, _I(i)))
            _segment_point(piece, self._at[0], self._at[1])
            point = _apply(whole, self._floats[0], self._floats[1])
            kind = _segment_type(piece)
            if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
                parts.append([point])
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                parts[-1].append(point)
            else:
                parts.append([point])
            if _segment_close(piece) and parts[-1]:
                parts[-1].append(parts[-1][0])
        for part in parts:
            self.part(part, stroked, into)

    def part(self, points: list[tuple[float, float]], stroked: bool, into: list[Segment]) -> None:
        """Take one run of straight segments."""
        if stroked:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ax - bx) <= 0.5 or abs(ay - by) <= 0.5:
                    self.add((ax, ay, bx, by), into)
        elif 4 <= len(points) <= 6:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            self.add((min(xs), min(ys), max(xs), max(ys)), into)


def page_rules(page: Any, frame: Frame) -> Rules:
    """Return the rules of an open page as seen in `frame`."""
    handle = ctypes.cast(page, _P)
    collector = _Collector()
    count = min(MAX_OBJECTS, max(0, _count(handle)))
    collector.walk([_P(_object(handle, _I(i))) for i in range(count)], None, 0)
    return _sorted(collector.thin, frame)._replace(white=_sorted(collector.white, frame))


def _sorted(pieces: list[Segment], frame: Frame) -> Rules:
    """Return thin boxes of PDF space as rules seen in `frame`."""
    across: list[Rule] = []
    down: list[Rule] = []
    width, height = frame.width, frame.height
    plain, page_left, page_top = frame.turns == 0, frame.left, frame.top
    for piece in pieces:
        if plain:  # the usual case, without function calls
            ax, by, bx, ay = piece
            left, right = (ax - page_left, bx - page_left) if ax <= bx else (bx - page_left, ax - page_left)
            top, bottom = (page_top - ay, page_top - by) if by <= ay else (page_top - by, page_top - ay)
        else:
            left, top, right, bottom = frame.box(*piece)
        if right < -2 or bottom < -2 or left > width + 2 or top > height + 2:
            continue
        if right - left >= bottom - top:
            across.append(Rule((top + bottom) / 2, left, right))
        else:
            down.append(Rule((left + right) / 2, top, bottom))
    return Rules(across, down)
