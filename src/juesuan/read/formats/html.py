"""Web pages: headings, paragraphs, captions and tables in their order, merged cells once; menus and pictures apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from juesuan.blocks import Block, Line, Text, Unreadable
from juesuan.read.formats.cells import Spanned, grid_of

__all__ = ["blocks_of_html"]

# fmt: off
_BLOCK = frozenset([
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])
# fmt: on
_NESTING = re.compile(
    r"<(/?)(?:div|span|table|font|b|i|u|em|strong|ul|ol|dl|section|article|blockquote|center)\b", re.I
)
_DEEPEST = 3000
_UNSEEN = "script, style, head, noscript, template, svg, [hidden], dialog:not([open])"
_LEVELS = {f"h{n}": n for n in range(1, 7)}


def blocks_of_html(path: str, text: str) -> list[Block]:
    """Return what the page shows, broken markup as browsers read it; a contents list and menus (nav) have their roles.

    Scripts, styles, drawings, hidden elements and closed dialogues are none of it.

    Raises `Unreadable` where elements are nested beyond reason, which parsers take the square of the depth for.
    """
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            raise Unreadable(path, "html.deep", limit=str(_DEEPEST))
    tree = LexborHTMLParser(text)
    for node in tree.css(_UNSEEN):
        node.decompose()
    return list(_walk(tree.body)) if tree.body is not None else []


def _walk(body: LexborNode, number: int = 0) -> Iterator[Block]:
    """Go through the page without recursion (pages may be nested without end); a run of inline text is a line.

    `number` is the number of the last line before; only the caption of a table is gone through on its own.
    """
    words: list[str] = []
    level: int | None = None
    role = ""
    stack: list[LexborNode | None] = [body]
    open_: list[tuple[int | None, str]] = []
    while stack:
        node = stack.pop()
        tag = "" if node is None else node.tag or ""
        if tag == "-text" and node is not None:
            words.append(node.text(deep=False))
            continue
        if node is None or tag == "br" or tag in _BLOCK:
            yield from (line := _line(words, number, level, role))
            number += len(line)
            words = []
        if node is None:
            level, role = open_.pop()
        elif tag == "table" and not _nested(node):
            above = [line for caption in node.css("caption") for line in _walk(caption, number)]
            yield from above
            number += len(above) + 1
            yield grid_of(_rows(node, number))
        elif tag != "br":
            if tag in _BLOCK:
                open_.append((level, role))
                level, role = _LEVELS.get(tag, level), _role(node) if tag == "nav" else role
                stack.append(None)
            stack += reversed(list(node.iter(include_text=True)))
    yield from _line(words, number, level, role)


def _role(nav: LexborNode) -> str:
    """Return what a list of links is: the document's contents, or a menu of the site around it."""
    said = (nav.attributes.get("role") or "", nav.attributes.get("aria-label") or "")
    contents = "doc-toc" in said[0] or "目录" in said[1] or nav.text().strip().startswith("目录")
    return "toc" if contents else "header"


def _nested(table: LexborNode) -> bool:
    """Say whether a table holds another one, and so only lays it out."""
    return any(inner.mem_id != table.mem_id for inner in table.css("table"))


def _line(words: list[str], number: int, level: int | None, role: str) -> list[Line]:
    text = re.sub(r"\s+", " ", "".join(words)).strip()
    return [Line(Text.at(text, line=number + 1, start=0), level=level, whole=True, role=role)] if text else []


def _rows(table: LexborNode, number: int) -> list[list[Spanned]]:
    return [[_cell(cell, number) for cell in row.css("td, th")] for row in table.css("tr")]


def _cell(cell: LexborNode, number: int) -> Spanned:
    text = re.sub(r"\s+", " ", cell.text()).strip()
    spans = [(cell.attributes.get(name) or "1").strip() for name in ("rowspan", "colspan")]
    down, across = (int(s) if s.isdigit() and len(s) < 5 else 1 for s in spans)
    return Text.at(text, line=number, start=0), down, across
