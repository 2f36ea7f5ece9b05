"""The original PDF with the findings as annotations: a box and a note where each stands."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from juesuan.blocks import Unreadable
from juesuan.facts import Box
from juesuan.findings import Severity, Witness
from juesuan.read.formats.pdf_glyphs import Frame
from juesuan.report import json, view
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["annotate"]

COLOUR = {Severity.ERROR: (0.83, 0.08, 0.1), Severity.WARNING: (0.85, 0.55, 0.0), Severity.INFO: (0.12, 0.37, 0.68)}
MARGIN = 1.5
DASHED = "[3 2] 0 d"


def annotate(audit: Audit, lang: str = "zh", least: Severity = Severity.INFO) -> bytes:
    """Return the document with a box for every figure a finding names and a note that says what is wrong."""
    source = audit.disclosure.source
    if source.format != "pdf":
        raise Unreadable(source.path, "report.not_pdf", format=source.format)
    try:
        document = pikepdf.open(source.path)
    except pikepdf.PdfError:
        raise Unreadable(source.path, "report.damaged") from None
    out = io.BytesIO()
    with document:
        loose: Counter[int] = Counter()
        for item in view.items(audit, lang, least):
            for number, page, witness in _witnesses(item, len(document.pages)):
                made = _annotation(document, document.pages[page - 1], item, number, witness, lang, loose)
                _attach(document, document.pages[page - 1], made)
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _witnesses(item: view.Item, pages: int) -> Iterator[tuple[int, int, Witness | None]]:
    """Return what to mark of a finding; one that names no page has a note on the first."""
    placed = False
    for number, witness in enumerate(item.finding.witnesses):
        page = witness.place.page
        if page and page <= pages:
            placed = True
            yield number, page, witness
    if not placed and pages:
        yield 0, 1, None


def _annotation(
    document: pikepdf.Pdf,
    page: pikepdf.Page,
    item: view.Item,
    number: int,
    witness: Witness | None,
    lang: str,
    loose: Counter[int],
) -> Dictionary:
    """Build a square around a box, or a note at the page's upper edge where there is none."""
    frame = _frame(page)
    colour = COLOUR[item.severity]
    common: dict[str, Any] = {
        "Type": Name.Annot,
        "NM": String(f"{item.id}-{number}"),
        "T": String(json.TOOL),
        "Subj": String(f"{say(f'severity.{item.severity}', lang)} {item.finding.code}"),
        "Contents": String(_contents(item, witness, lang)),
        "C": Array(colour),
        "F": 4,
        "P": page.obj,
    }
    box = witness.place.box if witness else None
    if box is None:
        loose[page.index] += 1
        top = 8.0 + 22 * (loose[page.index] - 1) % max(22.0, frame.height - 30)
        rect = _rect(frame, (8.0, top, 26.0, top + 18))
        return Dictionary(Subtype=Name.Text, Name=Name.Comment, Rect=Array(rect), **common)
    rect = _rect(frame, (box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN))
    operand = witness is not None and witness.role == "operand"
    look = _look(document, rect, colour, dashed=operand)
    style: dict[str, Any] = {"S": Name.D, "D": Array([3, 2])} if operand else {}
    border = Dictionary(W=0.8 if operand else 1.4, **style)
    return Dictionary(Subtype=Name.Square, Rect=Array(rect), BS=border, AP=Dictionary(N=look), **common)


def _contents(item: view.Item, witness: Witness | None, lang: str) -> str:
    finding = item.finding
    lines = [f"[{say(f'severity.{item.severity}', lang)}] {item.title}", item.message]
    if finding.expected:
        lines.append(say("report.expected", lang, value=finding.expected))
    if finding.difference:
        lines.append(say("report.difference", lang, value=finding.difference))
    lines += [view.suspect_words(finding, suspect, lang) for suspect in finding.suspects]
    if witness is not None:
        lines.append(f"{say(f'role.{witness.role}', lang)}: {witness.text} ({view.where(witness.place, lang)})")
    return "\n".join(lines)


def _frame(page: pikepdf.Page) -> Frame:
    """Return the visible part of a page: its crop box within its media box, and how it is turned."""
    media, crop = (_box(page.mediabox), _box(page.cropbox))
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if left >= right or bottom >= top:
        left, bottom, right, top = media
    return Frame(left, bottom, right, top, page.rotation // 90 % 4)


def _box(box: Any) -> Box:
    a, b, c, d = (float(x) for x in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _rect(frame: Frame, box: Box) -> list[float]:
    """Return a box as seen (points from the top left) in PDF space."""
    ax, ay = frame.unpoint(box[0], box[1])
    bx, by = frame.unpoint(box[2], box[3])
    return [round(x, 2) for x in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))]


def _look(document: pikepdf.Pdf, rect: list[float], colour: tuple[float, float, float], *, dashed: bool) -> Any:
    """Draw the square, for viewers that do not draw one themselves."""
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    pen = 0.8 if dashed else 1.4
    inside = f"{pen / 2:g} {pen / 2:g} {max(0.1, width - pen):.2f} {max(0.1, height - pen):.2f}"
    red, green, blue = colour
    drawn = f"{red} {green} {blue} RG {pen} w {DASHED if dashed else ''} {inside} re S"
    look = document.make_stream(drawn.encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
    return look


def _attach(document: pikepdf.Pdf, page: pikepdf.Page, made: Dictionary) -> None:
    """Add an annotation to a page."""
    if not isinstance(page.obj.get("/Annots"), Array):
        page.obj.Annots = document.make_indirect(Array([]))
    page.obj.Annots.append(document.make_indirect(made))
