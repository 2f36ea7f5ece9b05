"""Plain text and Markdown: lines, and runs of tab- or pipe-separated lines as grids."""

from __future__ import annotations

import re

from juesuan.blocks import Block, Cell, Grid, Line, Text

__all__ = ["blocks_of_text"]

_RULE = re.compile(r"\|?[\s:|-]+\|?")
_HEADING = re.compile(r"(#{1,6})\s+")
_PAGE = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_TOC = re.compile(r".+?[.…·]{3,}\s*\d+")


def blocks_of_text(text: str) -> list[Block]:
    """Split decoded text into lines and grids; a grid is a run of lines that hold tabs, or stand between pipes."""
    blocks: list[Block] = []
    rows: list[list[Text]] = []
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        whole = Text.at(raw, line=number, start=0)
        separator = "\t" if "\t" in raw else "|" if raw.strip().startswith("|") else ""
        if separator:
            if separator == "\t" or not _RULE.fullmatch(raw.strip()):
                rows.append(_cells(whole, separator))
            continue
        if rows:
            blocks.append(_grid(rows))
            rows = []
        if raw.strip():
            blocks.append(_line(whole))
    if rows:
        blocks.append(_grid(rows))
    return blocks


def _cells(whole: Text, separator: str) -> list[Text]:
    """Cut a row at its separators, each cell keeping its columns."""
    at, row = 0, []
    for part in whole.text.split(separator):
        row.append(whole.slice(at, at + len(part)).strip())
        at += len(part) + 1
    return row[1:-1] if separator == "|" and len(row) > 2 else row


def _grid(rows: list[list[Text]]) -> Grid:
    cells = [Cell(i, j, text) for i, row in enumerate(rows) for j, text in enumerate(row)]
    return Grid(cells, len(rows), max(len(row) for row in rows))


def _line(whole: Text) -> Line:
    heading = _HEADING.match(whole.text)
    text = whole.slice(heading.end()).strip() if heading else whole.strip()
    role = "page" if _PAGE.fullmatch(text.text) else "toc" if _TOC.fullmatch(text.text) else ""
    return Line(text, level=len(heading[1]) if heading else None, role=role)
