"""Which printed figures must add up (合计关系): the totals of the nine forms over the facts that stand in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from juesuan.facts import Coordinate
from juesuan.taxonomy import LEVELS, dimensions, parent

__all__ = ["Sum", "sums"]

_BALANCES = {"inflow": ("revenue", "used_surplus", "opening"), "outflow": ("expenditure", "distribution", "closing")}
_FUNDS = ("general", "government_fund", "state_capital")
_PERSONNEL = ("301", "303")


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
    """Return every sum of the nine forms among the facts."""
    shown = {c for c in facts if _form(c)}
    found = list(_by_code(shown, "function")) + list(_by_code(shown, "economic"))
    for dimension in ("nature", "source", "fund", "sangong"):
        found += _by_tree(shown, dimension)
    return found + list(_classes(shown)) + list(_sides(shown))


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


def _by_code(shown: set[Coordinate], dimension: str) -> Iterator[Sum]:
    groups: dict[Coordinate, list[Coordinate]] = defaultdict(list)
    for c in shown:
        code = c.get(dimension)
        if code and not (dimension == "economic" and len(code) == LEVELS["economic"][0]):
            groups[c.with_(**{dimension: parent(dimension, code)})].append(c)
    for total, parts in groups.items():
        if total in shown:
            yield Sum(_form(parts[0]), total, tuple(sorted(parts, key=str)))


def _by_tree(shown: set[Coordinate], dimension: str) -> Iterator[Sum]:
    for total in shown:
        if dimension == "fund" and total.get("fund") != "fiscal":
            continue  # nonfiscal money is printed nowhere on its own
        if dimension == "source" and total.measure != "revenue":
            continue
        if dimension == "sangong" and not total.get("sangong"):
            continue
        if dimension == "nature" and (total.measure != "expenditure" or total.get("sangong") or total.get("economic")):
            continue
        members = dimensions().children(dimension, total.get(dimension))
        parts = tuple(p for m in members if (p := total.with_(**{dimension: m})) in shown)
        if parts:
            yield Sum(_form(total), total, parts)


def _classes(shown: set[Coordinate]) -> Iterator[Sum]:
    """人员经费 = 301 + 303, 公用经费 = the other classes of 06."""
    classes = [c for c in shown if len(c.get("economic") or "") == LEVELS["economic"][0]]
    for kind in ("personnel", "public"):
        parts = tuple(
            sorted((c for c in classes if (c.get("economic") in _PERSONNEL) == (kind == "personnel")), key=str)
        )
        total = next((c for c in shown if c.get("nature") == kind and _form(c) == "06"), None)
        if total is not None and parts:
            yield Sum("06", total, parts)


def _sides(shown: set[Coordinate]) -> Iterator[Sum]:
    """收入总计 and 支出总计 with what they consist of, and with each other."""
    for total in shown:
        for measure, names in _BALANCES.items():
            if total.measure != measure:
                continue
            parts = (_side(total, name) for name in names)
            yield Sum("01", total, tuple(p for p in parts if p in shown))
        if total.measure == "inflow" and (other := total.at(measure="outflow")) in shown:
            yield Sum("01", total, (other,))


def _side(total: Coordinate, measure: str) -> Coordinate:
    """Return the part of a total: revenue goes by source, everything else by fund."""
    part = total.at(measure=measure)
    fund = part.get("fund")
    return part.with_(fund=None, source=fund) if measure == "revenue" and fund else part
