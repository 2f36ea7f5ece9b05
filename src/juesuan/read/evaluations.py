"""Performance forms (绩效自评表, 绩效目标表) of projects, bodies and transfers: what was promised, done and scored."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.blocks import Cell, Grid
from juesuan.disclosure import Evaluation
from juesuan.facts import Reading
from juesuan.read.figures import squeeze
from juesuan.read.funding import bind, funding, paired, pledged
from juesuan.read.indicators import read_rows
from juesuan.read.levels import (
    beside,
    columns_of,
    heading_of,
    is_head,
    kind_of,
    label,
    parts,
    project_of,
    rows_of,
    unfolded,
)
from juesuan.read.numbers import parse_amount
from juesuan.read.values import points

__all__ = ["read_evaluations"]


def read_evaluations(grids: list[Grid], year: int | None) -> tuple[list[Evaluation], list[Reading]]:
    """Return the evaluations in the grids and all their figures; decimals of other grids count as unchecked figures."""
    found: list[Evaluation] = []
    readings: list[Reading] = []
    for pieces in _forms(grids):
        rows = [row for piece in pieces for row in rows_of(piece)]
        head = next((n for n, row in enumerate(rows) if is_head(row)), None)
        if head is None:
            readings += [reading for piece in pieces for reading in _loose(piece)]
            continue
        evaluation = _evaluation(rows, head, year)
        evaluation.grids = pieces
        found.append(evaluation)
        readings += _figures(evaluation)
    return found, readings


def _forms(grids: list[Grid]) -> Iterator[list[Grid]]:
    """Yield grids by form: one that begins with its name and money, or that a page break cut, goes on in the next."""
    pieces: list[Grid] = []
    headed = False
    for grid in grids:
        rows = rows_of(grid)
        head = next((n for n, row in enumerate(rows) if is_head(row)), None)
        named = project_of(rows[:head]) is not None
        opened = (
            bool(pieces)
            and not headed
            and head is not None
            and not named
            and project_of(rows_of(pieces[-1])) is not None
        )
        cut = bool(pieces) and headed and not named and head in (None, 0) and _goes_on(pieces[-1], grid)
        if pieces and not (opened or cut):
            yield pieces
            pieces, headed = [], False
        pieces, headed = [*pieces, grid], headed or head is not None
    if pieces:
        yield pieces


def _goes_on(last: Grid, grid: Grid) -> bool:
    """Say whether a grid is the rest of a form on the page before: its columns, its classes, and no total so far."""
    if grid.cols != last.cols or (last.pages and grid.pages and grid.pages[0] != last.pages[-1] + 1):
        return False
    if bool(last.pages) != bool(grid.pages):
        return False
    firsts = (next((squeeze(c.text.text) for c in row if c.text.text.strip()), "") for row in rows_of(last))
    if any(label("total").match(bare) for bare in firsts):
        return False
    if not last.pages:  # without pages only a form by name goes on, below the same head
        heads = [[squeeze(cell.text.text) for cell in row] for row in rows_of(last) if is_head(row)]
        return project_of(rows_of(last)) is not None and _top(grid) in heads
    if _top(grid) and _top(grid) == _top(last):
        return True
    first = [squeeze(c.text.text) for c in grid.cells if c.col < 3]
    return any(kind_of(bare) or label("total").match(bare) for bare in first)


def _top(grid: Grid) -> list[str]:
    """Return the words of a first row that is a head: one table printed over pages repeats it."""
    rows = rows_of(grid)
    return [squeeze(cell.text.text) for cell in rows[0]] if rows and is_head(rows[0]) else []


def _loose(grid: Grid) -> Iterator[Reading]:
    for cell in grid.cells:
        amount = parse_amount(cell.text.text, "")
        if amount is not None and "." in cell.text.text:
            yield Reading(cell.text.text, amount, cell.text.place(), "table")


def _evaluation(rows: list[list[Cell]], head: int, year: int | None) -> Evaluation:
    rows = unfolded(rows, head)
    columns = columns_of(rows[head])
    evaluation = Evaluation(project_of(rows[:head]), {k: c.text for k, c in columns.items()})
    name = project_of(rows[:head], "project")
    evaluation.whole = evaluation.project is not None and name is None
    evaluation.funding, evaluation.money = funding(rows[:head], columns_of, parts())
    if not evaluation.funding:
        evaluation.funding = paired(rows[:head], heading_of)
    if not evaluation.funding:
        evaluation.funding = pledged(rows[:head], parts())
    if evaluation.funding and year is not None and name is not None:
        bind(evaluation.funding[0], name.text, year)
    evaluation.total_score = points(beside(rows[:head], label("total")))
    evaluation.grade = beside(rows[:head], label("grade"))
    read_rows(rows, head, evaluation)
    evaluation.complete = evaluation.total_weight is not None or "weight" not in columns
    return evaluation


def _figures(evaluation: Evaluation) -> list[Reading]:
    found = [r for f in evaluation.funding for r in f.figures.values()]
    for one in evaluation.indicators:
        printed = (one.target_value, one.actual_value, one.weight, one.score, one.completion)
        found += [r for r in printed if r is not None]
    found += [r for r, _ in evaluation.shares]
    found += [r for r in (evaluation.total_weight, evaluation.total_score) if r is not None]
    return found
