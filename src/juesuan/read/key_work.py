"""Tables of key work (重点工作完成情况表): what came of each item, read as the sentences it is written in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from juesuan.blocks import Grid
from juesuan.disclosure import Paragraph, Section
from juesuan.facts import Reading
from juesuan.read.figures import squeeze

__all__ = ["key_work", "of_key_work"]

_ITEM = re.compile(r"^(?:重[点要]工作|重[点要]事项|重点任务|主要工作|工作任务|工作事项|事项)")
_DONE = re.compile(r"完成|成效|落实|进展|结果")
_AHEAD = re.compile(r"目标|计划|预期|时限|时间|要求")
_OTHER = re.compile(r"指标|分值|得分|预算|决算|金额|资金|满意度")
_TITLE = "重点工作完成情况表"
_LONGEST = 12
"""Characters of a heading."""
_DEEPEST = 3
"""Rows above a heading: titles that a workbook has in the same grid."""


def of_key_work(reading: Reading) -> bool:
    """Say whether a figure stands in such a table."""
    return reading.origin == "table" and (reading.place.section or "").endswith(_TITLE)


def key_work(grids: Sequence[Grid], others: Collection[int], homes: Sequence[Paragraph | None]) -> list[Paragraph]:
    """Return the cells of the columns that say what was done as paragraphs of a section of their own.

    `others` are the ids of grids known to be something else, `homes` the paragraph before each grid.
    """
    found: list[Paragraph] = []
    last: Grid | None = None
    columns: list[int] = []
    section = Section(_TITLE, None, "", 1, None, None, "key_work")
    for grid, home in zip(grids, homes, strict=True):
        head = None if id(grid) in others else _head(grid)
        if head is not None:
            columns = _columns(grid, head)
            above = home.section if home is not None and "key_work" in home.section.topics() else None
            section = Section(_TITLE, None, "", above.depth + 1 if above else 1, None, above, "key_work")
        elif last is None or grid.cols != last.cols or id(grid) in others or not _follows(home, section):
            last = None
            continue
        last = grid
        cells = (c for c in grid.cells if c.col in columns and (head is None or c.row > head))
        found += [Paragraph(c.text, section, len(found)) for c in cells if re.search(r"\d", c.text.text)]
    return found


def _head(grid: Grid) -> int | None:
    """Return the row of the headings: an item, what was done, and nothing of money or points."""
    for row in range(min(grid.rows, _DEEPEST)):
        texts = [squeeze(c.text.text) for c in grid.cells if c.row == row]
        texts = [t for t in texts if t and len(t) <= _LONGEST]
        if any(_OTHER.search(t) for t in texts):
            return None
        if len(texts) > 1 and any(_ITEM.match(t) for t in texts) and _columns(grid, row):
            return row
    return None


def _follows(home: Paragraph | None, section: Section) -> bool:
    """Say whether a grid still stands where the table began: in the same part, with no other heading between."""
    return home is None or section.parent is None or "key_work" in home.section.topics()


def _columns(grid: Grid, head: int) -> list[int]:
    cells = [c for c in grid.cells if c.row == head]
    return [
        c.col for c in cells if _DONE.search(t := squeeze(c.text.text)) and not (_ITEM.match(t) or _AHEAD.search(t))
    ]
