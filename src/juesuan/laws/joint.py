"""合并求解: the smallest set of figures that must be wrong for all relations to hold at once, by HiGHS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from juesuan.facts import Reading
from juesuan.laws.relations import Relation, Verdict

__all__ = ["smallest"]

_LARGEST = 4000
"""Relations of one programme; what is larger is left to the greedy choice."""

_SECONDS = 2.0
"""Time for one programme."""

_ONE = 10_000
"""Cost of one wrong figure, far above what tells two sets of one size apart."""

_RELAXED = 10_000_000
"""Printed steps by which a wrong figure may differ from its true value at most; solvers need a bound."""


def smallest(relations: Sequence[Relation], rank: Callable[[Reading], int]) -> list[Reading] | None:
    """Return the fewest figures that, taken as wrong, let every relation hold; None where that was not found in time.

    Every figure has a true value within half a step of the printed one, unless it is wrong. Among sets of one size
    the one with the lowest ranks wins. The solver computes in floats: its answer is checked in fractions here.
    """
    broken = [r for r in relations if r.verdict is Verdict.BROKEN]
    chosen: list[Reading] = []
    for component in _components(broken):
        suspects = {id(x): x for r in component for x in r.readings}
        near = [r for r in relations if r.verdict is not Verdict.TAIL and any(id(x) in suspects for x in r.readings)]
        found = _solve(near, list(suspects.values()), rank) if len(near) <= _LARGEST else None
        if found is None or not _settles(found, component):
            return None
        chosen += found
    return chosen


def _components(relations: list[Relation]) -> list[list[Relation]]:
    """Split relations into groups that share no figure."""
    groups: list[tuple[set[int], list[Relation]]] = []
    for relation in relations:
        mine = {id(x) for x in relation.readings}
        joined = [relation]
        apart = []
        for ids, members in groups:
            if ids & mine:
                mine |= ids
                joined += members
            else:
                apart.append((ids, members))
        groups = [*apart, (mine, joined)]
    return [members for _, members in groups]


def _settles(wrong: list[Reading], broken: list[Relation]) -> bool:
    """Say, exactly, whether every broken relation has a figure of the set to blame."""
    ids = {id(x) for x in wrong}
    return all(any(id(x) in ids for x in relation.readings) for relation in broken)


def _solve(relations: list[Relation], suspects: list[Reading], rank: Callable[[Reading], int]) -> list[Reading] | None:
    """Build and solve one programme: a true value for each figure, and for each suspect whether it is wrong."""
    import highspy

    figures = {id(x): x for r in relations for x in r.readings}
    at = {key: n for n, key in enumerate(figures)}
    step = min(Fraction(x.amount.step) for x in figures.values())
    solver: Any = highspy._core._Highs()  # the class above it prints its name on the standard output, where JSON goes
    for option, value in (("output_flag", False), ("time_limit", _SECONDS), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    free = {id(x) for x in suspects}
    for key, reading in figures.items():
        span = reading.amount.interval()
        low, high = float(span.low / step), float(span.high / step)
        if key in free:
            low, high = low - _RELAXED, high + _RELAXED
        solver.addVar(low, high)
    for n, reading in enumerate(suspects):
        solver.addVar(0.0, 1.0)
        column = len(figures) + n
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        solver.changeColCost(column, float(_ONE + rank(reading)))
        span, own = reading.amount.interval(), at[id(reading)]
        solver.addRow(-highspy.kHighsInf, float(span.high / step), 2, [own, column], [1.0, float(-_RELAXED)])
        solver.addRow(float(span.low / step), highspy.kHighsInf, 2, [own, column], [1.0, float(_RELAXED)])
    for relation in relations:
        factors: dict[int, float] = defaultdict(float)
        for term in relation.terms:
            if not term.reading.blank:
                factors[at[id(term.reading)]] += float(term.factor)
        slack = float(relation.slack / step)
        solver.addRow(-slack, slack, len(factors), list(factors), list(factors.values()))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    return [x for n, x in enumerate(suspects) if values[len(figures) + n] > 0.5]
