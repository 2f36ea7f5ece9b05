"""PDF by typst (公开文本): a GB/T 9704 page, contents, wide forms on landscape pages, the facts attached, PDF/A-3b."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
import vl_convert

from juesuan.publish.render.widths import largest
from juesuan.publish.tree import Block, Cell, Chart, Document, FormTable, Heading, ListTable, Note, Paragraph

__all__ = ["facts_of_document", "render_pdf"]

_SIZE = {"01": 8.5, "04": 7.5, "06": 8}
"""Type size in points of forms that have to fit a page or two; others have 9.5."""
_LEAST = 4.5
"""Type size below which nothing is made smaller."""
_UPRIGHT, _WIDE, _TEXT = 459.0, 700.0, 442.0
"""Points of a row on an upright and a wide page of a form, and in the running text."""
_SIDE = 3.0
"""Points left free left and right in a cell (disclosure.typ)."""


def render_pdf(document: Document) -> bytes:
    """Return the document as PDF/A-3b; facts.json inside holds coordinate → value of every figure that is a fact."""
    source = (files("juesuan.publish") / "render" / "disclosure.typ").read_bytes()
    fonts = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    inputs = {
        "main.typ": source,
        "data.json": json.dumps(_data(document), ensure_ascii=False).encode(),
        "facts.json": json.dumps(facts_of_document(document), ensure_ascii=False, indent=0).encode(),
    }
    made = typst.compile(  # type: ignore[call-overload]  # files by name are accepted, its stubs do not say so
        inputs, format="pdf", font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["a-3b"], pdf_tags=True
    )
    assert isinstance(made, bytes)
    return made


def facts_of_document(document: Document) -> dict[str, str]:
    """Return coordinate → printed value with unit, once for each fact."""
    unit = next((b.unit.partition("：")[2] for b in document.blocks if isinstance(b, FormTable)), "")
    return {
        str(figure.coordinate): f"{figure.text}{figure.unit or unit}"
        for figure in document.figures()
        if figure.coordinate is not None
    }


def _data(document: Document) -> dict[str, Any]:
    """Return what the template needs, as plain data."""
    return {
        "title": document.title,
        "organisation": document.organisation,
        "date": document.date,
        "day": _day(document),
        "watermark": document.watermark,
        "letter": document.letter,
        "blocks": list(_blocks(document.blocks)),
    }


def _day(document: Document) -> list[int]:
    """Return year, month and day of publication, the last day of the year where it has none (PDF/A needs a date)."""
    found = [int(n) for n in re.findall(r"\d+", document.date)]
    return found if len(found) == len(("year", "month", "day")) else [document.year, 12, 31]


def _blocks(blocks: list[Block]) -> Iterator[dict[str, Any]]:
    """Yield blocks as data; the headings right above a form go onto the form's page."""
    above: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Heading):
            above.append(_plain(block))
        elif isinstance(block, FormTable):
            yield _form(block, above)
            above = []
        else:
            yield from above
            yield _plain(block)
            above = []
    yield from above


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Chart):
        return {"kind": "chart", "image": _picture(block), "caption": block.caption, "alternative": block.alternative}
    if isinstance(block, ListTable):
        return {
            "kind": "table",
            "caption": block.caption,
            **_grid(block.rows, block.head, block.widths, 5, 10.5, _TEXT),
        }
    assert isinstance(block, Paragraph | Note)
    if isinstance(block, Paragraph) and block.align == "right":
        return {"kind": "signature", "text": block.text}
    return {"kind": "note" if isinstance(block, Note) else "paragraph", "text": block.text}


def _picture(chart: Chart) -> list[int]:
    """Draw a chart as a picture: no reader takes its labels for words of the text."""
    return list(vl_convert.svg_to_png(chart.svg, scale=2.5))


def _form(form: FormTable, above: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "form",
        "headings": above,
        "caption": form.caption,
        "label": form.label,
        "organisation": form.organisation,
        "unit": form.unit,
        "landscape": form.landscape,
        "notes": [note.text for note in form.notes],
        **_grid(
            form.rows,
            form.head,
            form.widths,
            3.2 if form.form in _SIZE else 4.5,
            _SIZE.get(form.form, 9.5),
            _WIDE if form.landscape else _UPRIGHT,
        ),
    }


def _grid(
    rows: list[list[Cell | None]], head: int, widths: list[float], inset: float, most: float, room: float
) -> dict[str, Any]:
    """Return header and body cells in reading order, those a span covers left out.

    The type is `most` points, or smaller where the figures have no room else.
    """
    size, wide = largest(rows, widths, room, [most - n / 2 for n in range(int((most - _LEAST) * 2) + 1)], _SIDE)
    cells = [[_cell(c) for c in row if c is not None] for row in rows]
    return {
        "head": [c for row in cells[:head] for c in row],
        "body": [c for row in cells[head:] for c in row],
        "widths": wide,
        "size": size,
        "inset": inset,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": str(cell.value),
        "down": cell.rowspan,
        "across": cell.colspan,
        "align": cell.align,
        "indent": cell.indent,
    }
