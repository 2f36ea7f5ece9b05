"""Documents to facts: bytes → blocks → forms, sections → readings, claims (design §4)."""

from __future__ import annotations

from pathlib import Path

from juesuan.blocks import Grid, Source
from juesuan.collector import at_rest
from juesuan.disclosure import Claim, Disclosure, Evaluation, Form, Paragraph
from juesuan.facts import Reading
from juesuan.read.claims import tell
from juesuan.read.evaluations import read_evaluations
from juesuan.read.figures import Figure
from juesuan.read.formats import read_source
from juesuan.read.formats.limits import Limits
from juesuan.read.forms import read_forms
from juesuan.read.key_work import key_work
from juesuan.read.outline import identify, read_outline
from juesuan.read.passages import homes_of, passages
from juesuan.read.recounts import recounts
from juesuan.read.repeats import repeats
from juesuan.read.rosters import rosters
from juesuan.read.year import printed_year

__all__ = ["read", "understand"]


def read(path: str | Path, *, limits: Limits | None = None) -> Disclosure:
    """Read a disclosure: its sections, forms, readings and claims, each with its place.

    Raises `Unreadable` where the file cannot be opened or is beyond the limits.
    """
    with at_rest():
        return understand(read_source(str(path), limits=limits or Limits()))


def understand(source: Source) -> Disclosure:
    """Make sense of what a format adapter handed over."""
    _number(source)
    guess = printed_year(source)
    forms, grids, consumed = read_forms(source, guess)
    consumed |= {n for n, block in enumerate(source.blocks) if isinstance(block, Grid)}
    root, paragraphs, contents = read_outline(source, consumed)
    organisation, year, kind, unit = identify(source, forms)
    year = year or guess
    told, claims = tell(paragraphs, year, forms)
    evaluations, tabled = read_evaluations(grids, year)
    cells, done = _key_work(grids, evaluations, paragraphs, year, forms)
    claims += done
    stories = passages(told, grids, evaluations, cells)
    claims += repeats(stories) + recounts(stories, evaluations) + rosters(told)
    texts = [figure.reading for _, found in told for figure in found]
    tabled += [figure.reading for story in stories if story.cell for figure in story.figures]
    printed: list[Reading] = [reading for form in forms for reading in form.readings]
    return Disclosure(
        source=source,
        organisation=organisation,
        year=year,
        kind=kind,
        unit=unit,
        root=root,
        contents=contents,
        paragraphs=paragraphs,
        forms=forms,
        grids=grids,
        readings=printed + texts + tabled,
        claims=claims,
        evaluations=evaluations,
    )


def _number(source: Source) -> None:
    """Let every text of a table know its cell."""
    for block in source.blocks:
        for cell in block.cells if isinstance(block, Grid) else ():
            for run in cell.text.runs:
                run.cell = (cell.row, cell.col)


def _key_work(
    grids: list[Grid], evaluations: list[Evaluation], paragraphs: list[Paragraph], year: int | None, forms: list[Form]
) -> tuple[list[tuple[Paragraph, list[Figure]]], list[Claim]]:
    """Read what tables of key work say was done: as paragraphs, but of a table."""
    others = {id(grid) for evaluation in evaluations for grid in evaluation.grids}
    cells, claims = tell(key_work(grids, others, homes_of(paragraphs, grids)), year, forms)
    for _, figures in cells:
        for figure in figures:
            figure.reading.origin = "table"
    return cells, claims
