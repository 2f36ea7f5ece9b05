"""Plain text and Markdown: lines, and runs of tab- or pipe-separated lines as grids."""

from __future__ import annotations

import re

from juesuan.blocks import Block, Cell, Grid, Line, Text

__all__ = ["blocks_of_text"]


def blocks_of_text(text: str) -> list[Block]:
    """Split decoded text into lines and grids; a grid is a run of lines that hold tabs (or pipes)."""
    blocks: list[Block] = []
    rows: list[list[Text]] = []

    def close() -> None:
        if rows:
            cells = [Cell(i, j, c.strip()) for i, row in enumerate(rows) for j, c in enumerate(row)]
            blocks.append(Grid(cells, len(rows), max(len(r) for r in rows)))
            rows.clear()

    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        whole = Text.at(raw, line=number, start=0)
        if "\t" in raw:
            at, row = 0, []
            for part in raw.split("\t"):
                row.append(whole.slice(at, at + len(part)))
                at += len(part) + 1
            rows.append(row)
            continue
        close()
        if raw.strip():
            blocks.append(Line(whole.strip()))
    close()
    return blocks
