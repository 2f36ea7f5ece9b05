"""What a figure consists of (构成): the ways a total can be taken apart among the facts there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from juesuan.facts import Coordinate
from juesuan.taxonomy.classification import LEVELS, level, parent
from juesuan.taxonomy.dimensions import dimensions

__all__ = ["Parts"]

_SIDES = {"inflow": ("revenue", "used_surplus", "opening"), "outflow": ("expenditure", "distribution", "closing")}
_TREES = ("nature", "source", "fund", "sangong", "procurement", "vehicle")
_PERSONNEL = ("301", "303")
_KINDS = ("personnel", "public")


class Parts:
    """The facts of a book, a form or a document, and how the totals among them are made of the others."""

    def __init__(self, facts: Collection[Coordinate]) -> None:
        self._facts = facts if isinstance(facts, dict | set | frozenset) else set(facts)
        self._below: dict[tuple[Coordinate, str], list[Coordinate]] = {}
        for coordinate in sorted(facts, key=str):
            for kind in LEVELS:
                code = coordinate.get(kind)
                if code and level(kind, code) is not None:
                    above = coordinate.with_(**{kind: parent(kind, code)})
                    self._below.setdefault((above, kind), []).append(coordinate)

    def ways(self, total: Coordinate) -> Iterator[tuple[Coordinate, ...]]:
        """Yield the ways a total is made of other facts, each complete: down its codes first, then along its row.

        Money of other funds is printed nowhere by itself, so all funds together are no sum of the fiscal ones.
        """
        ways = [self._below.get((total, kind), []) for kind in LEVELS]
        ways += [self._side(total), self._classes(total)]
        ways += [list(self._members(total, d)) for d in _TREES if not (d == "fund" and total.get("fund") != "fiscal")]
        return (tuple(way) for way in ways if way)

    def first(self, total: Coordinate) -> tuple[Coordinate, ...]:
        """Return the first of the ways, nothing where there is none."""
        return next(self.ways(total), ())

    def _side(self, total: Coordinate) -> list[Coordinate]:
        """收入总计 and 支出总计: revenue goes by source, everything else by fund."""
        found = []
        for measure in _SIDES.get(total.measure, ()):
            part, fund = total.at(measure=measure), total.get("fund")
            found.append(part.with_(fund=None, source=fund) if measure == "revenue" and fund else part)
        return [part for part in found if part in self._facts]

    def _classes(self, total: Coordinate) -> list[Coordinate]:
        """人员经费 is 301 and 303, 公用经费 the other classes of basic expenditure."""
        kind = total.get("nature")
        if kind not in _KINDS or total.get("economic"):
            return []
        classes = self._below.get((total.with_(nature="basic"), "economic"), [])
        return [c for c in classes if (c.get("economic") in _PERSONNEL) == (kind == "personnel")]

    def _members(self, total: Coordinate, dimension: str) -> Iterator[Coordinate]:
        """Yield the members below a total, or those of 财政拨款 where it is left out itself."""
        for member in dimensions().children(dimension, total.get(dimension)):
            part = total.with_(**{dimension: member})
            if part in self._facts:
                yield part
            elif dimension == "source" and member == "fiscal":
                yield from self._members(part, dimension)
