"""Passages: paragraphs and cells that tell a story in sentences, each with what it is the story of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from juesuan.blocks import Cell, Grid
from juesuan.disclosure import Evaluation, Paragraph, Section
from juesuan.facts import Place
from juesuan.read.figures import Figure, figures_of, squeeze

__all__ = ["MARK", "WHOLE", "Passage", "homes_of", "passages", "project_of", "scope_of"]

MARK = "#"
"""What stands for a figure in a skeleton."""

WHOLE = "whole"
"""The scope of stories of the whole body: its key work and the self-evaluation of its whole expenditure (整体支出)."""

_PROSE = 10
"""Chinese characters a cell must have to be sentences."""

_TAG = re.compile(r"</?[a-z]{1,8}>")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WHOLE = re.compile(r"整体(?:支出|绩效|自评)")
_AHEAD = re.compile(r"(?:目标|预期|计划|打算|安排|下一步|措施|建议|问题|原因)")
_DONE = re.compile(r"完成|实际|执行|成效|产出")
_HEAD = 24
"""A longer cell is no heading."""
_OPENING = 90
"""The name of a project stands in the first words of what is told of it."""


@dataclass(slots=True)
class Passage:
    """Sentences with figures.

    `scope` is `WHOLE` or the name of a project; `skeleton` the squeezed text with a `MARK` for each figure, `marks`
    where they stand in it. `cell` says whether a table printed it, `tabled` whether that is one of key work.
    """

    scope: str
    figures: list[Figure]
    skeleton: str
    marks: list[int]
    section: Section
    cell: bool
    tabled: bool = False
    at: dict[int, Figure] = field(default_factory=dict)


def passages(
    told: Sequence[tuple[Paragraph, list[Figure]]],
    grids: Sequence[Grid],
    evaluations: Sequence[Evaluation],
    tabled: Sequence[tuple[Paragraph, list[Figure]]] = (),
) -> list[Passage]:
    """Return the passages of a document that tell of the whole body or of one project, in sentences with figures.

    `tabled` are the cells of tables of key work, as paragraphs with their figures.
    """
    names = Counter(n for e in evaluations if (n := project_of(e)))
    found = []
    for paragraph, figures in told:
        scope = scope_of(paragraph, names) if figures else ""
        if scope:
            found.append(_passage(scope, paragraph.text.text, figures, paragraph.section, cell=False))
    of = {id(grid): e for e in evaluations for grid in e.grids}
    done = {id(paragraph.text) for paragraph, _ in tabled}
    for grid, home in zip(grids, homes_of([p for p, _ in told], grids), strict=True):
        found += _of_grid(grid, of.get(id(grid)), home, names, done)
    for paragraph, figures in tabled:
        if figures:
            made = _passage(WHOLE, paragraph.text.text, figures, paragraph.section, cell=True)
            found.append(replace(made, tabled=True))
    return found


def scope_of(paragraph: Paragraph, names: Counter[str]) -> str:
    """Return what a paragraph tells of: the whole, one project by its name, or "" where that is not known."""
    section = paragraph.section
    if _AHEAD.search(section.title) and not _DONE.search(section.title):
        return ""
    topic = next(iter(section.topics()), "")
    head = squeeze(f"{section.title}{paragraph.text.text[:_OPENING]}")
    mine = [n for n in names if n in head]
    if mine and topic == "performance":
        longest = max(mine, key=len)
        return longest if names[longest] == 1 else ""
    return WHOLE if topic == "key_work" or (topic == "performance" and _WHOLE.search(section.path)) else ""


def project_of(evaluation: Evaluation) -> str:
    """Return the name of the project a table evaluates, "" for one of the whole body."""
    if evaluation.project is None or evaluation.whole:
        return ""
    return squeeze(evaluation.project.text).removesuffix("项目")


def _passage(scope: str, text: str, figures: list[Figure], section: Section, *, cell: bool) -> Passage:
    skeleton, marks, at = "", [], 0
    for figure in figures:
        skeleton += squeeze(_TAG.sub("", text[at : figure.start]))
        marks.append(len(skeleton))
        skeleton += MARK
        at = figure.end
    skeleton += squeeze(_TAG.sub("", text[at:]))
    at_marks = dict(zip(marks, figures, strict=True))
    return Passage(scope, figures, skeleton, marks, section, cell, at=at_marks)


def homes_of(paragraphs: Sequence[Paragraph], grids: Sequence[Grid]) -> list[Paragraph | None]:
    """Return the last paragraph before each grid, None where there is none."""
    spots = sorted(((_spot(p.text.place(0, 1)), p) for p in paragraphs), key=lambda pair: pair[0])
    return [_home(grid, spots) for grid in grids]


def _spot(place: Place) -> tuple[float, float, float]:
    return (place.page or 0, place.line or 0, place.box[1] if place.box else 0)


def _of_grid(
    grid: Grid,
    evaluation: Evaluation | None,
    home: Paragraph | None,
    names: Counter[str],
    done: Collection[int],
) -> Iterator[Passage]:
    """Yield the cells of a table that tell what was done; what a column of targets says is another thing.

    `done` are the ids of texts that were read already.
    """
    prose = [c for c in grid.cells if len(_HAN.findall(c.text.text)) >= _PROSE and re.search(r"\d", c.text.text)]
    prose = [c for c in prose if id(c.text) not in done]
    if home is None or not prose:
        return
    scope = project_of(evaluation) if evaluation is not None else ""
    if not scope and (_WHOLE.search(home.text.text) or _WHOLE.search(home.section.title)):
        scope = WHOLE
    if not scope and next(iter(home.section.topics()), "") == "key_work":
        scope = WHOLE
    if not scope or names[scope] > 1:
        return
    for cell in prose:
        figures = _figures(cell, home.section)
        if figures and not _AHEAD.search(_heading(grid, cell)):
            yield _passage(scope, cell.text.text, figures, home.section, cell=True)


def _home(grid: Grid, homes: list[tuple[tuple[float, float, float], Paragraph]]) -> Paragraph | None:
    """Return the last paragraph before a table."""
    first = next((c.text.place() for c in grid.cells if c.text.runs), None)
    if first is None:
        return None
    at = bisect_right(homes, _spot(first), key=lambda pair: pair[0])
    return homes[at - 1][1] if at else None


def _figures(cell: Cell, section: Section) -> list[Figure]:
    found = figures_of(cell.text, section.path)
    for figure in found:
        figure.reading.origin = "table"
        figure.reading.place = replace(figure.reading.place, section=section.path)
    return found


def _heading(grid: Grid, cell: Cell) -> str:
    """Return the heading above a cell: the nearest short one without figures, "" for what was done."""
    above = [c for c in grid.cells if c.row < cell.row and c.col <= cell.col < c.col + c.colspan]
    texts = (squeeze(c.text.text) for c in sorted(above, key=lambda c: -c.row))
    heading = next((t for t in texts if 2 <= len(t) <= _HEAD and (_AHEAD.search(t) or _DONE.search(t))), "")
    return "" if _DONE.search(heading) else heading
