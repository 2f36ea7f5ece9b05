"""Totals as formulas (合计公式): which cells of a form a cell is the sum of, where the printed figures add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from juesuan.facts import Coordinate
from juesuan.taxonomy.classification import level, parent
from juesuan.taxonomy.dimensions import dimensions

__all__ = ["Spot", "formulas"]

Spot = tuple[int, int]
"""Row and column of a cell, 0-based."""

_SIDES = {"inflow": ("revenue", "opening", "used_surplus"), "outflow": ("expenditure", "closing", "distribution")}
_PERSONNEL = ("301", "303")


def formulas(
    spots: Mapping[Coordinate, Spot], values: Mapping[Coordinate, Decimal]
) -> dict[Spot, tuple[tuple[int, int, int], ...]]:
    """Return the cells each total sums as (row, column, 1); a total with a rounding tail keeps its value and has none.

    `spots` are all cells of one form by what they are about, `values` the printed figures (missing: blank, zero).
    """
    found: dict[Spot, tuple[tuple[int, int, int], ...]] = {}
    below = _codes_below(spots)
    for coordinate, spot in spots.items():
        for parts in _groups(coordinate, spots, below):
            total = sum((values.get(p, Decimal(0)) for p in parts), Decimal(0))
            if parts and coordinate in values and total == values[coordinate]:
                found[spot] = tuple((*spots[p], 1) for p in parts)
                break
    return found


def _codes_below(spots: Mapping[Coordinate, Spot]) -> dict[Coordinate, list[Coordinate]]:
    """Group the coded cells by the cell one code segment up (the total, for a class)."""
    below: dict[Coordinate, list[Coordinate]] = {}
    for coordinate in spots:
        for kind in ("function", "economic"):
            code = coordinate.get(kind)
            if code and level(kind, code) is not None:
                below.setdefault(coordinate.with_(**{kind: parent(kind, code)}), []).append(coordinate)
    return below


def _groups(
    whole: Coordinate, spots: Mapping[Coordinate, Spot], below: Mapping[Coordinate, list[Coordinate]]
) -> Iterator[list[Coordinate]]:
    """Yield the ways a total can be made of cells of its form: down its column first, then along its row."""
    yield below.get(whole, [])
    if whole.measure in _SIDES:
        yield [c for m in _SIDES[whole.measure] if (c := _side(whole, m)) in spots]
    if whole.get("nature") in ("personnel", "public") and not whole.get("economic"):
        basic = whole.with_(nature="basic")
        mine = [c for c in below.get(basic, []) if ((c.get("economic") or "") in _PERSONNEL) == _is_personnel(whole)]
        yield mine
    for dimension in ("nature", "source", "fund", "sangong", "procurement", "vehicle"):
        yield list(_members(whole, dimension, spots))


def _is_personnel(whole: Coordinate) -> bool:
    return whole.get("nature") == "personnel"


def _side(total: Coordinate, measure: str) -> Coordinate:
    """Return a part of 总计: revenue goes by source, everything else by fund."""
    part = total.at(measure=measure)
    fund = part.get("fund")
    return part.with_(fund=None, source=fund) if measure == "revenue" and fund else part


def _members(whole: Coordinate, dimension: str, spots: Mapping[Coordinate, Spot]) -> Iterator[Coordinate]:
    """Yield the cells of the members below, or of theirs where the form leaves one out."""
    for member in dimensions().children(dimension, whole.get(dimension)):
        cell = whole.with_(**{dimension: member})
        if cell in spots:
            yield cell
        elif dimension == "source" and member == "fiscal":
            yield from _members(cell, dimension, spots)
