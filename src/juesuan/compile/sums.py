"""Which printed figures must add up (合计关系): the totals of the nine forms over the facts that stand in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from juesuan.facts import Coordinate
from juesuan.taxonomy.parts import Parts

__all__ = ["Sum", "sums"]

_FUNDS = ("general", "government_fund", "state_capital")


@dataclass(frozen=True, slots=True)
class Sum:
    """total = Σ parts, as a form prints it; `form` is the first form that does."""

    form: str
    total: Coordinate
    parts: tuple[Coordinate, ...]

    def gap(self, printed: Mapping[Coordinate, Decimal]) -> Decimal:
        """Return printed total less printed parts."""
        return printed.get(self.total, Decimal(0)) - sum((printed[p] for p in self.parts), Decimal(0))


def sums(facts: Collection[Coordinate]) -> list[Sum]:
    """Return every sum of the nine forms among the facts, and that both sides of 总计 are the same."""
    shown = {c for c in facts if _form(c)}
    parts = Parts(shown)
    found = [Sum(_form(way[0]), total, way) for total in sorted(shown, key=str) for way in parts.ways(total)]
    sides = ((c, c.at(measure="outflow")) for c in shown if c.measure == "inflow")
    return found + [Sum("01", one, (other,)) for one, other in sides if other in shown]


def _form(c: Coordinate) -> str:
    """Return the form that prints a fact, '' where none does."""
    names = {d for d, _ in c.members}
    nature, fund = c.get("nature") or "", c.get("fund") or ""
    if "project" in names or (c.stage != "actual" and "sangong" not in names):
        return ""
    if c.measure == "revenue":
        return "07" if "function" in names and c.get("source") in _FUNDS else "02"
    if c.measure in ("opening", "closing"):
        return "07" if "function" in names and fund in _FUNDS[1:] else "" if "function" in names else "04"
    if c.measure in ("inflow", "outflow", "used_surplus", "distribution"):
        return "01"
    if c.measure != "expenditure":
        return ""
    if "sangong" in names:
        return "09"
    if "economic" in names:
        return "06"
    if nature in ("personnel", "public"):
        return "06" if fund == "general" and "function" not in names else ""
    if not fund:
        return "03"
    if not nature:
        return "04" if "function" not in names or len(c.get("function") or "") == 3 or fund != "fiscal" else ""
    return "05" if fund == "general" else "07" if fund in _FUNDS else ""
