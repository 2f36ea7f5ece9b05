"""合并可行: whether true values behind all printed ones can satisfy every law at once, a linear programme (HiGHS)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from juesuan.facts import Reading
from juesuan.laws.equations import Equation
from juesuan.laws.relations import Relation, Term, Verdict, judge

__all__ = ["conflicts", "tangent"]

_MOST = 8
"""Conflicts looked for in one document; each is taken out before the next is sought."""

_LARGEST = 20_000
"""Relations of one programme; a document with more is judged relation by relation only."""

_FINE = Fraction(1, 1000)
"""A ratio is taken for linear where a quantum of its operands is at most this part of them."""

_DENOMINATOR = 720


def tangent(equation: Equation) -> Relation | None:
    """Return a ratio as a linear relation between the true values near the printed ones; None where it is not.

    The slack is a thousandth of the stated quantum: more than the curvature can make within half a quantum.
    """
    values = [Fraction(r.amount.base) for r in equation.operands]
    steps = [Fraction(r.amount.step) for r in equation.operands]
    if any(not v or step / abs(v) > _FINE for v, step in zip(values, steps, strict=True)):
        return None
    slopes = []
    for place, step in enumerate(steps):
        ends = [equation.formula([*values[:place], values[place] + s, *values[place + 1 :]]) for s in (-step, step)]
        slopes.append((ends[1] - ends[0]) / (2 * step))
    off = equation.middle() - sum((k * v for k, v in zip(slopes, values, strict=True)), Fraction(0))
    terms = [Term(-k, r) for k, r in zip(slopes, equation.operands, strict=True)]
    slack = Fraction(equation.stated.amount.step) / 1000
    return Relation("derived.joint", [Term(Fraction(1), equation.stated), *terms], slack, constant=-off)


def conflicts(relations: Sequence[Relation], equations: Sequence[Equation] = ()) -> list[Relation]:
    """Return combinations of relations that cannot hold together though each holds on its own.

    Each is itself a relation, a weighted sum of those given, judged in exact fractions: broken, or a tail (尾差).
    The weights are the dual values of the programme (Farkas); what they do not prove exactly is left out.
    """
    linear = [r for r in (*relations, *filter(None, map(tangent, equations))) if r.verdict is Verdict.HOLDS]
    found: list[Relation] = []
    while linear and len(linear) <= _LARGEST and len(found) < _MOST:
        weights = _weights(linear)
        combined = _combine(linear, weights) if weights else None
        if combined is None:
            break
        found.append(combined)
        heaviest = max(weights, key=lambda n: (abs(weights[n]), -len(linear[n].terms)))
        linear.pop(heaviest)
    return found


def _combine(relations: Sequence[Relation], weights: dict[int, Fraction]) -> Relation | None:
    """Add up relations by weight; None where the sum can hold."""
    factors: dict[int, Fraction] = defaultdict(Fraction)
    readings: dict[int, Reading] = {}
    slack = constant = Fraction(0)
    for n, weight in weights.items():
        slack += abs(weight) * relations[n].slack
        constant += weight * relations[n].constant
        for term in relations[n].terms:
            factors[id(term.reading)] += weight * term.factor
            readings[id(term.reading)] = term.reading
    terms = [Term(factor, readings[key]) for key, factor in factors.items() if factor]
    combined = Relation("aggregation.joint", terms, slack, constant=constant)
    judge([combined])
    return None if combined.verdict is Verdict.HOLDS or not combined.readings else combined


def _weights(relations: Sequence[Relation]) -> dict[int, Fraction]:
    """Solve for the smallest widening of all half quanta that lets every relation hold; return the rows' duals."""
    import highspy

    solver: Any = highspy._core._Highs()  # the class above it prints its name on the standard output, where JSON goes
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", 5.0)):
        solver.setOptionValue(option, value)
    solver.addVar(0.0, highspy.kHighsInf)  # the widening, in quanta
    solver.changeColCost(0, 1.0)
    at: dict[int, int] = {}
    scales = []
    for relation in relations:
        row, scale = _row(relation)
        scales.append(scale)
        for key in row:
            if key not in at:
                at[key] = len(at) + 1
                solver.addVar(-highspy.kHighsInf, highspy.kHighsInf)
        size = float(scale)
        middle, slack = -float(relation.residual()) / size, float(relation.slack) / size
        columns = [at[k] for k in row]
        solver.addRow(middle - slack, middle + slack, len(row), columns, [v / size for v in row.values()])
    for column in at.values():
        solver.addRow(-0.5, highspy.kHighsInf, 2, [column, 0], [1.0, 1.0])
        solver.addRow(-highspy.kHighsInf, 0.5, 2, [column, 0], [1.0, -1.0])
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or solver.getInfo().objective_function_value < 1e-6:
        return {}
    duals = list(solver.getSolution().row_dual)[: len(relations)]
    top = max((abs(d) for d in duals), default=0.0)
    kept = {n: Fraction(d / top).limit_denominator(_DENOMINATOR) for n, d in enumerate(duals) if abs(d) > 1e-9}
    return {n: weight / scales[n] for n, weight in kept.items() if weight}


def _row(relation: Relation) -> tuple[dict[int, float], Fraction]:
    """Return the factors of a relation on the deviations of its figures, in quanta, and the largest of them exactly.

    Floats do for the solver: what it says is proven in fractions afterwards.
    """
    row: dict[int, float] = defaultdict(float)
    for term in relation.terms:
        if not term.reading.blank:
            row[id(term.reading)] += float(term.factor) * float(term.reading.amount.step)
    top = max(row, key=lambda key: abs(row[key]), default=None)
    mine = (t for t in relation.terms if id(t.reading) == top)
    exact = sum((t.factor * Fraction(t.reading.amount.step) for t in mine), Fraction(0))
    return row, abs(exact) or Fraction(1)
