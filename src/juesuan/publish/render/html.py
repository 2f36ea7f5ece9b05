"""HTML (网页): the disclosure in one file that needs nothing else, every figure opening what stands behind it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import count, pairwise
from typing import Any

import jinja2
from markupsafe import Markup

from juesuan.accounts import Accounts
from juesuan.publish.render.html_panels import panels_of
from juesuan.publish.render.html_pictures import inline_svg
from juesuan.publish.render.html_tables import Table, table_of
from juesuan.publish.tree import Block, Chart, Document, Figure, FormTable, Heading, ListTable, Note, Paragraph, Span

__all__ = ["Traces", "render_html"]

Traces = Mapping[str, Mapping[str, Any]]
"""str(coordinate) → count, cents, entries (id, date, unit, function, economic, summary, amount in yuan)."""

_DEEPEST = 4


def render_html(document: Document, accounts: Accounts | None = None, traces: Traces | None = None) -> str:
    """Return the disclosure as one page; a click on a figure shows its exact yuan, its parts and its vouchers.

    `traces` may be empty, and may hold fewer entries than it counts. A document whose figures are no facts of any
    accounts (a letter) needs neither.
    """
    accounts = accounts or Accounts(document.organisation, document.year)
    style, script = _resource("page.css"), _resource("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    blocks = _blocks(document)
    return _template().render(
        document=document,
        style=Markup(style),
        script=Markup(script),
        digest=digest,
        contents=[b for b in blocks if b["kind"] == "heading" and b["level"] <= 2 and not document.letter],
        sections=list(_sections(blocks)),
        panels=_embedded(panels_of(document, accounts, traces or {})),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html")


def _resource(name: str) -> str:
    return (files("juesuan.publish") / "render" / name).read_text("utf-8")


def _embedded(data: object) -> Markup:
    """Return JSON that can stand inside a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)


def _blocks(document: Document) -> list[dict[str, Any]]:
    """Return the blocks as the template wants them; every heading has an anchor of its own."""
    numbers = count(1)
    return [_block(block, next(numbers)) for block in document.blocks]


def _block(block: Block, number: int) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": min(block.level, _DEEPEST), "text": block.text, "id": f"s{number}"}
    if isinstance(block, Chart):
        svg = inline_svg(block.svg, block.caption, block.alternative, f"c{number}")
        return {"kind": "chart", "svg": Markup(svg), "caption": block.caption}
    if isinstance(block, FormTable | ListTable):
        return _tabular(block, number)
    assert isinstance(block, Paragraph | Note)
    kind = "note" if isinstance(block, Note) else "signature" if block.align == "right" else "paragraph"
    return {"kind": kind, "spans": _spans(block.spans)}


def _tabular(block: FormTable | ListTable, number: int) -> dict[str, Any]:
    table: Table = table_of(block.rows, block.head, block.widths, f"t{number}")
    shown: dict[str, Any] = {"kind": "table", "id": f"t{number}", "table": table, "caption": block.caption}
    lines: list[str] = []
    if isinstance(block, FormTable):
        lines = [text for text in (block.label, block.organisation, block.unit) if text]
        shown |= {"landscape": block.landscape, "notes": [_spans(note.spans) for note in block.notes]}
    return {"landscape": False, "notes": [], **shown, "lines": lines}


def _spans(spans: list[Span]) -> list[dict[str, Any]]:
    return [{"figure": s} if isinstance(s, Figure) else {"figure": None, "text": s} for s in spans]


def _sections(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Group blocks so that headings stay with the form below them, and a wide form's page is turned."""
    group: list[dict[str, Any]] = []
    for block, following in pairwise([*blocks, {"kind": ""}]):
        group.append(block)
        if block["kind"] == "heading" and following["kind"] in ("heading", "table"):
            continue
        yield {"blocks": group, "wide": block.get("landscape", False), "form": block["kind"] == "table"}
        group = []
