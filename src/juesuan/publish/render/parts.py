"""What a figure consists of (构成): the facts that sum to it along the first dimension it can be taken apart by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from juesuan.facts import Coordinate
from juesuan.taxonomy import dimensions, parent

__all__ = ["parts_of"]

_CODES = ("function", "economic")
_TREES = ("source", "sangong", "nature")
_BALANCES = {"inflow": ("revenue", "used_surplus", "opening"), "outflow": ("expenditure", "distribution", "closing")}


def parts_of(facts: Collection[Coordinate]) -> dict[Coordinate, list[Coordinate]]:
    """Return the parts of every fact that has some: by code where there are codes below it, else by its tree."""
    known = set(facts)
    found: dict[Coordinate, list[Coordinate]] = {}
    below: dict[Coordinate, list[Coordinate]] = defaultdict(list)
    for coordinate in known:
        for dimension in _CODES:
            if code := coordinate.get(dimension):
                below[coordinate.with_(**{dimension: parent(dimension, code)})].append(coordinate)
    for coordinate in known:
        parts = _sides(coordinate, known) or below.get(coordinate) or _tree(coordinate, known)
        if parts:
            found[coordinate] = sorted(parts, key=str)
    return found


def _tree(coordinate: Coordinate, known: set[Coordinate]) -> list[Coordinate]:
    for dimension in _TREES:
        members = dimensions().children(dimension, coordinate.get(dimension))
        parts = [p for m in members if (p := coordinate.with_(**{dimension: m})) in known]
        if parts and coordinate.measure in ("revenue", "expenditure"):
            return parts
    return []


def _sides(coordinate: Coordinate, known: set[Coordinate]) -> list[Coordinate]:
    """收入总计 and 支出总计 consist of measures: revenue goes by source, everything else by fund."""
    fund = coordinate.get("fund")
    parts = []
    for measure in _BALANCES.get(coordinate.measure, ()):
        part = coordinate.at(measure=measure)
        parts.append(part.with_(fund=None, source=fund) if measure == "revenue" and fund else part)
    return [part for part in parts if part in known]
