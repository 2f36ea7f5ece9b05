"""Composite indices (综合指数): indicators against their base values, weighted by a formula the department gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from juesuan.perform.plan import Plan
from juesuan.perform.quantities import Quantity, indicator

if TYPE_CHECKING:  # which looks quantities and indices up
    from juesuan.perform.evidence import Evidence

__all__ = ["Component", "Index", "index", "indices"]

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Component:
    """An indicator of an index: `points` is its value against the base (100 = as in the base period)."""

    name: str
    quantity: Quantity
    base: Decimal
    weight: Decimal
    direction: str
    basis: str
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Index:
    """An index over a period: `value` is None where there is no formula or a component is missing (`why`, `said`)."""

    name: str
    title: str
    components: tuple[Component, ...]
    value: Decimal | None
    why: str = ""
    said: str = ""


def indices(plan: Plan) -> list[str]:
    """Return the names of the indices that have a formula."""
    return list(dict.fromkeys(row["index"] for row in plan.rows["indices"] if row["index"]))


def index(name: str, evidence: Evidence, at: date, start: date | None = None) -> Index:
    """Return an index from the start of the year (or `start`) to a day: Σ weight × points ÷ Σ weight."""
    first = start or date(evidence.plan.year, 1, 1)
    rows = [row for row in evidence.plan.rows["indices"] if row["index"] == name and row["indicator"]]
    title = next((row["title"] for row in rows if row["title"]), name)
    if not rows:
        return Index(name, title, (), None, "no_formula", name)
    found = []
    with localcontext(prec=28):
        for row in rows:
            counted = indicator(row["indicator"], evidence, first, at)
            base, weight = row["base"] or Decimal(0), row["weight"] or Decimal(0)
            points = _points(counted.value, base, row["direction"])
            found.append(Component(row["indicator"], counted, base, weight, row["direction"] or "up",
                                   row["basis"] or "", points))  # fmt: skip
        parts = tuple(found)
        known = [(one.points, one.weight) for one in parts if one.points is not None and one.weight > 0]
        if len(known) < len(parts):
            missing = next(one for one in parts if one.points is None or one.weight <= 0)
            return Index(name, title, parts, None, "no_component", missing.name)
        whole = sum((weight for _, weight in known), Decimal(0))
        value = sum((points * weight for points, weight in known), Decimal(0)) / whole
    return Index(name, title, parts, value)


def _points(value: Decimal | None, base: Decimal, direction: str | None) -> Decimal | None:
    """Return an indicator against its base, turned over where lower is better; None where there is no quotient."""
    if value is None or base <= 0 or value < 0:
        return None
    if direction == "down":
        return _HUNDRED * base / value if value else None
    return _HUNDRED * value / base
