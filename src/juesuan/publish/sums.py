"""Totals as formulas (合计公式): which cells of a form a cell is the sum of, where the printed figures add up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from juesuan.facts import Coordinate
from juesuan.taxonomy.parts import Parts

__all__ = ["Spot", "formulas"]

Spot = tuple[int, int]
"""Row and column of a cell, 0-based."""


def formulas(
    spots: Mapping[Coordinate, Spot], values: Mapping[Coordinate, Decimal]
) -> dict[Spot, tuple[tuple[int, int, int], ...]]:
    """Return the cells each total sums as (row, column, 1); a total with a rounding tail keeps its value and has none.

    `spots` are all cells of one form by what they are about, `values` the printed figures (missing: blank, zero).
    """
    found: dict[Spot, tuple[tuple[int, int, int], ...]] = {}
    known = Parts(spots)
    for coordinate, spot in spots.items():
        for parts in known.ways(coordinate):
            total = sum((values.get(p, Decimal(0)) for p in parts), Decimal(0))
            if coordinate in values and total == values[coordinate]:
                found[spot] = tuple((*spots[p], 1) for p in parts)
                break
    return found
