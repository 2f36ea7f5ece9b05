"""Quantities (因素数量): what a factor counts: from a register, the accounts, a target, a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from juesuan.books.faults import Unusable, explain
from juesuan.compile.trace import trace
from juesuan.facts import Coordinate

if TYPE_CHECKING:  # which looks quantities and indices up
    from juesuan.perform.evidence import Evidence

__all__ = ["Quantity", "indicator", "quantity"]

_FEN = Decimal(100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and where it is from; `why` and `said` say why there is none (words of `Actual`).

    `sql` is the query of an indicator, `start` and `end` its period.
    """

    value: Decimal | None
    unit: str
    source: str
    sql: str = ""
    start: date | None = None
    end: date | None = None
    why: str = ""
    said: str = ""


def quantity(row: Mapping[str, Any], evidence: Evidence, at: date) -> Quantity:
    """Return what a row with `source`, `reference` and `value` counts, from the start of the year to a day."""
    kind, reference = row["source"], row["reference"] or ""
    if kind == "register":
        return indicator(reference, evidence, date(evidence.plan.year, 1, 1), at)
    if kind == "fact":
        return _fact(reference, evidence, at)
    if kind == "target":
        found = next((one for one in evidence.plan.targets if one.id == reference), None)
        if found is None or found.value is None:
            return Quantity(None, "", reference, why="no_target", said=reference)
        return Quantity(found.value, found.unit, f"{found.file}:{found.row} {reference}")
    if row["value"] is None:
        return Quantity(None, "", reference, why="no_quantity", said=reference)
    return Quantity(row["value"], "", reference)


def indicator(name: str, evidence: Evidence, start: date, end: date) -> Quantity:
    """Return what an indicator comes to over a period, with its query."""
    query, register = evidence.query, name.partition(".")[0]
    if query is None:
        return Quantity(None, "", name, why="no_register", said=name)
    try:
        if not query.kept(register):
            return Quantity(None, "", name, why="no_records", said=register)
        found = query.evaluate(name, start, end)
    except Unusable as problem:
        return Quantity(None, "", name, why="no_register", said=explain(problem.fault))
    sql = str(getattr(found, "sql", ""))
    if found.value is None:
        return Quantity(None, found.unit, name, sql, start, end, "no_base", name)
    return Quantity(found.value, found.unit, name, sql, start, end)


def _fact(reference: str, evidence: Evidence, at: date) -> Quantity:
    try:
        about = Coordinate.parse(reference, evidence.plan.year)
    except ValueError:
        return Quantity(None, "", reference, why="no_fact", said=reference)
    found = trace(evidence.book, about, 1, until=at)
    if not found.count:
        return Quantity(None, "元", reference, why="no_fact", said=reference)
    return Quantity(found.cents / _FEN, "元", str(about))
