"""Controlled rounding (收口): the fewest figures moved so that every total closes, an integer programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from juesuan.compile.sums import Sum
from juesuan.facts import Coordinate

__all__ = ["CannotClose", "fewest_moves"]

_FARTHEST = 2  # tried after one
"""Quanta a figure may move; one is enough for almost every book."""

_SECONDS = 20.0


class CannotClose(Exception):
    """No set of moves closes all totals, or none was found in time."""


def fewest_moves(
    printed: Mapping[Coordinate, Decimal], relations: Sequence[Sum], quantum: Decimal
) -> dict[Coordinate, int]:
    """Return how many quanta each figure that moves is moved; figures that stay are left out.

    Minimises Σ|moves| over integers subject to total = Σ parts for every relation. Raises `CannotClose`.
    """
    gaps = [int(relation.gap(printed) / quantum) for relation in relations]
    if not any(gaps):
        return {}
    figures = sorted({c for r in relations for c in (r.total, *r.parts)}, key=str)
    values = _solve(figures, relations, gaps)
    moves = {c: round(v) for c, v in zip(figures, values, strict=True) if round(v)}
    for relation, gap in zip(relations, gaps, strict=True):  # the solver computes in floats: check in integers
        if moves.get(relation.total, 0) - sum(moves.get(p, 0) for p in relation.parts) != -gap:
            raise CannotClose(str(relation.total))
    return moves


def _solve(figures: Sequence[Coordinate], relations: Sequence[Sum], gaps: Sequence[int]) -> list[float]:
    """Columns: a move for each figure, then its size."""
    import highspy

    solver: Any = highspy._core._Highs()  # the class above it prints its name on the standard output
    for option, value in (("output_flag", False), ("time_limit", _SECONDS), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    at = {c: n for n, c in enumerate(figures)}
    for _ in figures:
        solver.addVar(-_FARTHEST, _FARTHEST)
    for n in range(len(figures)):
        solver.addVar(0, _FARTHEST)
        size = len(figures) + n
        solver.changeColCost(size, 1.0)
        solver.changeColIntegrality(n, highspy.HighsVarType.kInteger)
        for sign in (1.0, -1.0):
            solver.addRow(0.0, highspy.kHighsInf, 2, [size, n], [1.0, sign])
    for relation, gap in zip(relations, gaps, strict=True):
        factors: dict[int, float] = defaultdict(float)
        factors[at[relation.total]] += 1.0
        for part in relation.parts:
            factors[at[part]] -= 1.0
        solver.addRow(-gap, -gap, len(factors), list(factors), list(factors.values()))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise CannotClose(str(solver.getModelStatus()))
    return list(solver.getSolution().col_value)[: len(figures)]
