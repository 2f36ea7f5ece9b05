"""Sharing a sum among units (因素分配): by several factors with weights, so that the parts make the sum to the 分."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from juesuan.books.faults import Unusable, explain
from juesuan.perform.evidence import Evidence
from juesuan.perform.plan import Plan
from juesuan.perform.requests import fen

__all__ = ["Ground", "Split", "largest_remainder", "splits"]

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Ground:
    """A factor a sum is shared by: its weight in per cent, and what it counts in each unit.

    `left` is what it counts in no unit; `source` says where from.
    """

    factor: str
    name: str
    weight: Decimal
    values: Mapping[str, Decimal]
    left: Decimal
    source: str
    basis: str

    @property
    def total(self) -> Decimal:
        """What it counts in all units."""
        return sum(self.values.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Split:
    """A line's 分 shared among units by name; empty with `why` and `said` where it cannot be."""

    line: str
    pot: int
    grounds: tuple[Ground, ...] = ()
    amounts: Mapping[str, int] | None = None
    why: str = ""
    said: str = ""


def splits(plan: Plan, evidence: Evidence, at: date, pots: Mapping[str, int]) -> list[Split]:
    """Share every line that has factors for it; `pots` are the 分 of lines that name no sum of their own."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in plan.rows["factors"]:
        if row["line"] and row["method"] == "split":
            rows.setdefault(row["line"], []).append(row)
    return [_split(line, some, plan, evidence, at, pots.get(line)) for line, some in rows.items()]


def _split(
    line: str, rows: Sequence[Mapping[str, Any]], plan: Plan, evidence: Evidence, at: date, pot: int | None
) -> Split:
    own = next((row["pot"] for row in rows if row["pot"] is not None), None)
    whole = fen(Fraction(own)) if own is not None else pot
    if whole is None or whole < 0:
        return Split(line, 0, why="no_pot", said=line)
    if sum((row["weight"] or 0 for row in rows), Decimal(0)) != _HUNDRED:
        return Split(line, whole, why="weights", said=line)
    try:
        grounds = tuple(_ground(row, plan, evidence, at) for row in rows)
    except Unusable as problem:
        return Split(line, whole, why="no_register", said=explain(problem.fault))
    for one in grounds:
        if one.total <= 0 or min(one.values.values()) < 0:
            return Split(line, whole, grounds, why="no_parts", said=one.name)
    units = sorted({unit for one in grounds for unit in one.values})
    shares = [sum((_share(one, unit) for one in grounds), Fraction(0)) for unit in units]
    return Split(line, whole, grounds, dict(zip(units, largest_remainder(whole, shares), strict=True)))


def _share(ground: Ground, unit: str) -> Fraction:
    part = Fraction(ground.values.get(unit, Decimal(0))) / Fraction(ground.total)
    return part * Fraction(ground.weight) / _HUNDRED


def _ground(row: Mapping[str, Any], plan: Plan, evidence: Evidence, at: date) -> Ground:
    """Return what a factor counts in each unit. Unusable where its register cannot say."""
    reference, source = row["reference"] or "", row["reference"] or ""
    if row["source"] == "register" and evidence.query is not None:
        values = evidence.query.by(reference, row["by"] or "", date(plan.year, 1, 1), at)
        source = f"{reference} / {row['by']}"
    else:
        rows = [one for one in plan.rows["quantities"] if (one["line"], one["factor"]) == (row["line"], row["factor"])]
        values = {one["unit"]: one["value"] for one in rows if one["unit"] and one["value"] is not None}
    left = values.pop("", Decimal(0))
    return Ground(row["factor"], row["name"] or "", row["weight"] or Decimal(0), values, left, source,
                  row["basis"] or "")  # fmt: skip


def largest_remainder(whole: int, shares: Sequence[Fraction]) -> list[int]:
    """Divide a whole by shares that make 1: floors first, what is left to the largest remainders."""
    exact = [whole * share for share in shares]
    parts = [one.__floor__() for one in exact]
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: whole - sum(parts)]:
        parts[n] += 1
    return parts
