"""Performance tables to readings of indicators: not read yet, their numbers are reported as unchecked."""

from __future__ import annotations

from juesuan.blocks import Grid
from juesuan.disclosure import Claim
from juesuan.facts import Reading
from juesuan.read.numbers import parse_amount

__all__ = ["read_indicators"]


def read_indicators(grids: list[Grid]) -> tuple[list[Reading], list[Claim]]:
    """Return the decimals of unrecognised grids as readings without a coordinate, so that they count as unchecked."""
    found = []
    for grid in grids:
        for cell in grid.cells:
            amount = parse_amount(cell.text.text, "")
            if amount is not None and "." in cell.text.text:
                found.append(Reading(cell.text.text, amount, cell.text.place(), "table"))
    return found, []
