"""Web pages: headings, paragraphs and tables in their order, merged cells once, layout tables as what they hold."""

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
_LEVELS = {f"h{n}": n for n in range(1, 7)}


def blocks_of_html(path: str, text: str) -> list[Block]:
    """Return what the page shows: scripts and styles are none of it, and broken markup is read as browsers do.

    Raises `Unreadable` where elements are nested beyond reason, which parsers take the square of the depth for.
    """
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            raise Unreadable(path, "html.deep", limit=str(_DEEPEST))
    tree = LexborHTMLParser(text)
    for node in tree.css("script, style, head, noscript, template"):
        node.decompose()
    return list(_walk(tree.body)) if tree.body is not None else []


def _walk(body: LexborNode) -> Iterator[Block]:
    """Go through the page without recursion (pages may be nested without end); a run of inline text is a line."""
    number = 0
    words: list[str] = []
    level: int | None = None
    stack: list[LexborNode | None] = [body]
    open_: list[int | None] = []
    while stack:
        node = stack.pop()
        if node is None:
            yield from (line := _line(words, number, level))
            number += len(line)
            words, level = [], open_.pop()
            continue
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text(deep=False))
        elif tag == "br":
            yield from (line := _line(words, number, level))
            number += len(line)
            words = []
        elif tag == "table" and not _nested(node):
            yield from (line := _line(words, number, level))
            words, number = [], number + len(line) + 1
            yield grid_of(_rows(node, number))
        else:
            if tag in _BLOCK:
                yield from (line := _line(words, number, level))
                number += len(line)
                words = []
                open_.append(level)
                level = _LEVELS.get(tag, level)
                stack.append(None)
            stack += reversed(list(node.iter(include_text=True)))
    yield from _line(words, number, level)


def _nested(table: LexborNode) -> bool:
    """Say whether a table holds another one, and so only lays it out."""
    return any(inner.mem_id != table.mem_id for inner in table.css("table"))


def _line(words: list[str], number: int, level: int | None) -> list[Line]:
    text = re.sub(r"\s+", " ", "".join(words)).strip()
    return [Line(Text.at(text, line=number + 1, start=0), level=level, whole=True)] if text else []


def _rows(table: LexborNode, number: int) -> list[list[Spanned]]:
    return [[_cell(cell, number) for cell in row.css("td, th")] for row in table.css("tr")]


def _cell(cell: LexborNode, number: int) -> Spanned:
    text = re.sub(r"\s+", " ", cell.text()).strip()
    spans = [(cell.attributes.get(name) or "1").strip() for name in ("rowspan", "colspan")]
    down, across = (int(s) if s.isdigit() and len(s) < 5 else 1 for s in spans)
    return Text.at(text, line=number, start=0), down, across
