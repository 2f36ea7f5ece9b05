"""Requests (因素法测算): what a budget line needs next year, computed from its factors, each with its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from juesuan.perform.evidence import Evidence
from juesuan.perform.numbers import converted, plain
from juesuan.perform.plan import Plan
from juesuan.perform.quantities import Quantity, quantity

__all__ = ["Part", "Request", "fen", "requests"]

_FEN, _HUNDRED = 100, 100


@dataclass(frozen=True, slots=True)
class Part:
    """A factor of a request: its quantity, and the 分 it comes to (None where something is missing: `why`, `said`)."""

    factor: str
    name: str
    method: str
    quantity: Quantity
    amount: int | None
    basis: str
    operands: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a line's factors come to: `amount` is 分, None where one of them has no quantity."""

    line: str
    parts: tuple[Part, ...]

    @property
    def amount(self) -> int | None:
        """The sum of the parts."""
        known = [part.amount for part in self.parts if part.amount is not None]
        return sum(known) if len(known) == len(self.parts) else None

    @property
    def missing(self) -> list[Part]:
        """The parts that could not be computed."""
        return [part for part in self.parts if part.amount is None]


def requests(plan: Plan, evidence: Evidence, at: date) -> dict[str, Request]:
    """Return the request of every line that has a formula, by its code."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in plan.rows["factors"]:
        if row["line"] and row["method"] and row["method"] != "split":
            rows.setdefault(row["line"], []).append(row)
    return {line: Request(line, tuple(_part(row, evidence, at) for row in some)) for line, some in rows.items()}


def _part(row: Mapping[str, Any], evidence: Evidence, at: date) -> Part:
    found = quantity(row, evidence, at)
    said = (row["factor"], row["name"] or "", row["method"], found)
    basis = row["basis"] or ""
    if found.value is None:
        return Part(*said, None, basis, why=found.why, said=found.said)
    made = {"standard": _standard, "growth": _growth, "share": _share}[row["method"]](row, found)
    if isinstance(made, str):
        return Part(*said, None, basis, why=made, said=row["factor"])
    exact, operands = made
    return Part(*said, fen(exact), basis, operands)


def fen(exact: Fraction) -> int:
    """Return yuan as 分, rounded half-up."""
    return (2 * exact * _FEN + 1).__floor__() // 2


_Made = tuple[Fraction, dict[str, str]] | str
"""Yuan and the operands of the arithmetic, or why there are none."""


def _standard(row: Mapping[str, Any], found: Quantity) -> _Made:
    """定额 × 数量."""
    if row["standard"] is None:
        return "no_standard"
    assert found.value is not None
    operands = {"quantity": _read(found), "standard": f"{row['standard']:,.2f}"}
    return Fraction(found.value) * Fraction(row["standard"]), operands


def _growth(row: Mapping[str, Any], found: Quantity) -> _Made:
    """基数 × 增长: the base is money, in yuan where nobody says otherwise."""
    if row["growth"] is None:
        return "no_growth"
    assert found.value is not None
    base = converted(found.value, found.unit, "元")
    if base is None:
        return "unit_money"
    operands = {"quantity": f"{base:,.2f}", "growth": plain(row["growth"])}
    return Fraction(base) * (_HUNDRED + Fraction(row["growth"])) / _HUNDRED, operands


def _share(row: Mapping[str, Any], found: Quantity) -> _Made:
    """总额 × 权重 × 数量 ÷ 总数量."""
    if row["pot"] is None or row["weight"] is None:
        return "no_pot"
    if not row["total"] or row["total"] <= 0:
        return "no_total"
    assert found.value is not None
    operands = {"quantity": _read(found), "pot": f"{row['pot']:,.2f}", "weight": plain(row["weight"])}
    share = Fraction(row["weight"]) / _HUNDRED * Fraction(found.value) / Fraction(row["total"])
    return Fraction(row["pot"]) * share, operands | {"total": plain(row["total"])}


def _read(found: Quantity) -> str:
    """Return a quantity with its unit; a rate to four decimals."""
    assert found.value is not None
    with localcontext(prec=28):
        value = found.value.quantize(Decimal("0.0001")) if found.value % 1 else found.value
    return plain(value) + found.unit
