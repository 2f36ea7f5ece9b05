"""Plain text and Markdown: lines, and runs of tab- or pipe-separated lines as grids."""

from __future__ import annotations

import re

from juesuan.blocks import Block, Cell, Grid, Line, Text, Unreadable

__all__ = ["blocks_of_text"]

_RULE = re.compile(r"\|?[\s:|-]+\|?")
_HEADING = re.compile(r"(#{1,6})\s+")
_PAGE = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_CONTENTS = re.compile(r"\W*目\s*录\s*")
_ENTRY = re.compile(r"(?P<title>[^\t|]+?)[.…·\s]*\t\s*\d{1,3}\s*")
"""A line of the contents: a title, a tab and a page."""
_MISSED = 1
"""Entries of the contents whose page was lost may stand between two that have one."""
_TOC = re.compile(r".+?[.…·]{3,}\s*\d+")
_CELLS = 300_000
"""Tabs and pipes in one file; the longest disclosures seen have some thousands."""


def blocks_of_text(path: str, text: str) -> list[Block]:
    """Split decoded text into lines and grids; a grid is a run of lines that hold tabs, or stand between pipes.

    Raises `Unreadable` where there are more cells than any disclosure has.
    """
    if text.count("\t") + text.count("|") > _CELLS:
        raise Unreadable(path, "limit.cells", limit=str(_CELLS))
    blocks: list[Block] = []
    rows: list[list[Text]] = []
    lines = re.split(r"\r\n|\n|\r", text)
    listed = _contents(lines)
    for number, raw in enumerate(lines, 1):
        whole = Text.at(raw, line=number, start=0)
        if number in listed:
            entry = _ENTRY.fullmatch(raw)
            blocks.append(Line(whole.slice(0, entry.end("title") if entry else len(raw)).strip(), role="toc"))
            continue
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


def _contents(lines: list[str]) -> set[int]:
    """Return the numbers of the lines of the contents: from 目录 on, while titles with pages follow each other."""
    start = next((n for n, line in enumerate(lines) if _CONTENTS.fullmatch(line)), None)
    found: set[int] = set()
    waiting: list[int] = []
    for number, line in enumerate(lines[start + 1 :] if start is not None else [], (start or 0) + 2):
        if _ENTRY.fullmatch(line):
            found |= {number, *waiting}
            waiting = []
        elif line.strip():
            waiting.append(number)
            if len(waiting) > _MISSED:
                break
    return found


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
