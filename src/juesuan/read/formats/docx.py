"""Word documents: headings, paragraphs and tables in their order; merged cells once, deleted text not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from juesuan.blocks import Block, Line, Text
from juesuan.read.formats.cells import MOST, Spanned, grid_of

__all__ = ["blocks_of_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = (f"{_W}moveFrom", f"{_W}instrText", f"{_W}sdtPr", f"{_W}sdtEndPr", f"{_COMPATIBLE}Fallback")
"""What is not printed; the fallback of a text box repeats its text."""
_WRAPPERS = tuple(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag"))
_BOX = f"{_W}txbxContent"
_DEEPEST = 8
"""Tables within tables are followed this far."""


def blocks_of_docx(data: bytes) -> list[Block]:
    """Return the body's paragraphs and tables; what a field, a link or an insertion holds is text like any other."""
    import docx

    document = docx.Document(BytesIO(data))
    body = document.element.body
    _show(body)
    levels = {style.style_id: _level(style.name) for style in document.styles if _level(style.name or "")}
    return list(_blocks(body, levels, [0], 0))


def _show(body: Any) -> None:
    """Leave of a body what is printed: nothing deleted, moved away or hidden, and wrappers as what they hold."""
    for node in list(body.iter(*_GONE)):
        _take_out(node)
    for mark in list(body.iter(f"{_W}vanish")):
        run = mark.getparent().getparent() if mark.getparent() is not None else None
        if run is not None and run.tag == f"{_W}r" and mark.get(f"{_W}val") not in ("0", "false", "off"):
            _take_out(run)
    for mark in list(body.iterfind(f".//{_W}trPr/{_W}del")):
        _take_out(mark.getparent().getparent())
    for node in list(body.iter(*_WRAPPERS)):
        parent = node.getparent()
        at = parent.index(node)
        parent[at : at + 1] = list(node)


def _take_out(node: Any) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _level(name: str | None) -> int | None:
    match = _LEVEL.match(name or "")
    return int(match[1]) if match else None


def _blocks(parent: Any, levels: dict[str, int | None], count: list[int], depth: int) -> Iterator[Block]:
    for node in parent:
        if node.tag == f"{_W}p":
            count[0] += 1
            text = _text(node)
            style = node.find(f"{_W}pPr/{_W}pStyle")
            level = levels.get(style.get(f"{_W}val")) if style is not None else None
            if text:
                yield Line(Text.at(text, line=count[0], start=0), level=level, whole=True)
            for box in node.iter(_BOX) if depth < _DEEPEST else ():
                if next(box.iterancestors(_BOX), None) is None:
                    yield from _blocks(box, levels, count, depth + 1)
        elif node.tag == f"{_W}tbl":
            count[0] += 1
            nested = list(node.iterfind(f"{_W}tr/{_W}tc/{_W}tbl")) if depth < _DEEPEST else []
            if nested:  # a table that only lays out others
                for cell in node.iterfind(f"{_W}tr/{_W}tc"):
                    yield from _blocks(cell, levels, count, depth + 1)
            else:
                yield grid_of(_rows(node, count[0]))


def _text(node: Any) -> str:
    """Join what is printed of a paragraph: runs, tabs and breaks, without what was deleted."""
    parts = []
    for piece in node.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(piece.iterancestors(_BOX), node) is not next(node.iterancestors(_BOX), node):
            continue
        if piece.tag == f"{_W}t":
            parts.append(piece.text or "")
        elif piece.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif piece.getparent().tag == f"{_W}r":
            parts.append(" ")
    return "".join(parts).strip()


def _rows(table: Any, number: int) -> list[list[Spanned]]:
    """Return a table's cells with their spans; a cell that goes on from above only makes that one longer."""
    rows: list[list[Spanned]] = []
    above: dict[int, tuple[int, int]] = {}
    for row, tr in enumerate(table.iterfind(f"{_W}tr")):
        before = _number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0)
        cells: list[Spanned] = [(Text.at("", line=number, start=0), 1, 1)] * before
        col = before
        for tc in tr.iterfind(f"{_W}tc"):
            across = _number(tc.find(f"{_W}tcPr/{_W}gridSpan"))
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart" and col in above
            if goes_on:
                top, index = above[col]
                text, down, wide = rows[top][index]
                rows[top][index] = (text, max(down, row - top + 1), wide)
            else:
                words = "".join(_text(p) for p in tc.iterfind(f"{_W}p"))
                above[col] = (row, len(cells))
                cells.append((Text.at(words, line=number, start=0), 1, across))
                if merge is None:
                    above.pop(col)
            col += across
        rows.append(cells)
    return rows


def _number(node: Any, otherwise: int = 1) -> int:
    value = node.get(f"{_W}val") if node is not None else None
    return min(int(value), MOST) if value and value.isdigit() else otherwise
