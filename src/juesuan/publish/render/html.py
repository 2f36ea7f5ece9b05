"""HTML (公开网页), one file: contents, forms, charts, each number with its coordinate, its parts and its vouchers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.tree import Block, Cell, Chart, Document, Figure, FormTable, Heading, ListTable, Note, Span
from juesuan.taxonomy.description import describe
from juesuan.taxonomy.parts import Parts

__all__ = ["render_html"]

Traces = Mapping[str, Mapping[str, Any]]


def render_html(document: Document, accounts: Accounts, traces: Traces) -> str:
    """Return the document as one page that works without a network.

    `traces` are the vouchers of a coordinate (its text form): count, cents and the first entries; it may be empty.
    Everything that comes from a book is escaped, in the page and in the data a script reads.
    """
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_asset("page.html"))
    return template.render(
        document=document,
        blocks=list(_blocks(document.blocks)),
        contents=[h for h in _numbered(document.blocks) if h["level"] <= 2],
        facts=_embedded(_facts(document, accounts, traces)),
        style=Markup(_asset("page.css")),
        script=Markup(_asset("page.js")),
    )


@cache
def _asset(name: str) -> str:
    return (files("juesuan.publish") / "render" / name).read_text("utf-8")


def _embedded(value: object) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _numbered(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for n, block in enumerate(blocks):
        if isinstance(block, Heading):
            yield {"level": block.level, "text": block.text, "id": f"h{n}"}


def _blocks(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """Yield what the template writes, in order."""
    for n, block in enumerate(blocks):
        if isinstance(block, Heading):
            yield {"kind": "heading", "level": min(block.level + 1, 6), "text": block.text, "id": f"h{n}"}
        elif isinstance(block, FormTable):
            yield {
                "kind": "form",
                "table": block,
                "rows": list(_rows(block.rows, block.head)),
                "head": block.head,
                "notes": [list(_spans(note.spans)) for note in block.notes],
                "id": f"t{n}",
            }
        elif isinstance(block, ListTable):
            yield {"kind": "list", "table": block, "rows": list(_rows(block.rows, block.head)), "head": block.head}
        elif isinstance(block, Chart):
            svg = block.svg[block.svg.index("<svg") :]
            yield {"kind": "chart", "chart": block, "svg": Markup(svg), "id": f"c{n}"}
        else:
            kind = "note" if isinstance(block, Note) else "paragraph"
            yield {"kind": kind, "spans": list(_spans(block.spans))}


def _spans(spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    for span in spans:
        yield _figure(span) if isinstance(span, Figure) else {"text": span}


def _figure(figure: Figure) -> dict[str, Any]:
    said = {"text": str(figure), "value": figure.text.replace(",", ""), "figure": True}
    if figure.coordinate is not None:
        said["coordinate"] = str(figure.coordinate)
    elif figure.operands:
        said["formula"] = figure.formula
        said["operands"] = " ".join(map(str, figure.operands))
    return said


def _rows(rows: Sequence[Sequence[Cell | None]], head: int) -> Iterator[list[dict[str, Any]]]:
    """Yield cells with their element: column heads, row heads (the first text of a row), numbers."""
    for r, row in enumerate(rows):
        cells = []
        for cell in row:
            if cell is None:
                continue
            value: dict[str, Any] = {"text": cell.value} if isinstance(cell.value, str) else _figure(cell.value)
            value |= {"rowspan": cell.rowspan, "colspan": cell.colspan, "align": cell.align, "indent": cell.indent}
            cells.append({**value, "head": r < head or cell.header})
        yield cells


def _facts(document: Document, accounts: Accounts, traces: Traces) -> dict[str, Any]:
    """Return for every fact that is printed, or is a part of one: its words, exact amount, parts and vouchers."""
    shown = {f.coordinate for f in document.figures() if f.coordinate is not None}
    shown |= {c for f in document.figures() for c in f.operands}
    parts = Parts(accounts.exact)
    wanted = list(shown)
    found: dict[str, Any] = {}
    while wanted:
        coordinate = wanted.pop()
        key = str(coordinate)
        if key in found:
            continue
        own = parts.first(coordinate)
        found[key] = _fact(coordinate, accounts, own, traces.get(key))
        wanted += own
    return found


def _fact(
    coordinate: Coordinate, accounts: Accounts, parts: Sequence[Coordinate], trace: Mapping[str, Any] | None
) -> dict[str, Any]:
    said: dict[str, Any] = {"words": describe(coordinate)}
    if coordinate in accounts.exact:
        said["yuan"] = f"{Decimal(accounts.exact[coordinate]) / 100:,.2f}"
    elif coordinate in accounts.printed:
        said["printed"] = f"{accounts.printed[coordinate]:,}{accounts.unit}"
    elif coordinate in accounts.counts:
        said["count"] = str(accounts.counts[coordinate])
    if parts:
        said["parts"] = [str(part) for part in parts]
    if trace:
        said["trace"] = dict(trace)
    return said
