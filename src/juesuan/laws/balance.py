"""平衡: what came in and was carried in equals what went out, was distributed and carried out."""

from __future__ import annotations

from fractions import Fraction

from juesuan.disclosure import Disclosure
from juesuan.facts import Coordinate, Reading
from juesuan.laws.relations import Relation, Term

__all__ = ["relations"]

SIDES = {"inflow": ("revenue", "opening", "used_surplus"), "outflow": ("expenditure", "closing", "distribution")}


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return 总计 = 总计 and 总计 = Σ of its side on the two summary forms, and the balance of the fund forms."""
    found: list[Relation] = []
    for form in disclosure.forms:
        table: dict[Coordinate, Reading] = {}
        for reading in form.readings:
            if reading.coordinate is not None:
                table.setdefault(reading.coordinate, reading)
        found += _summary(table) if form.id in ("01", "04") else _rows(table) if form.id in ("07", "08") else []
    return found


def _summary(table: dict[Coordinate, Reading]) -> list[Relation]:
    found = []
    for coordinate, reading in table.items():
        if coordinate.measure not in SIDES or reading.blank:
            continue
        if (
            coordinate.measure == "inflow"
            and (other := table.get(coordinate.at(measure="outflow")))
            and not other.blank
        ):
            found.append(Relation("balance.totals", [Term(Fraction(1), reading), Term(Fraction(-1), other)]))
        parts = [table[c] for m in SIDES[coordinate.measure] if (c := _side(coordinate, m)) in table]
        if parts and any(not p.blank for p in parts):
            terms = [Term(Fraction(1), reading), *(Term(Fraction(-1), p) for p in parts)]
            found.append(Relation("balance.side", terms))
    return found


def _side(total: Coordinate, measure: str) -> Coordinate:
    """Return the coordinate of a part of a side: revenue goes by source, everything else by fund."""
    part = total.at(measure=measure)
    if measure == "revenue" and (fund := part.get("fund")):
        return part.with_(fund=None, source=fund)
    return part


def _rows(table: dict[Coordinate, Reading]) -> list[Relation]:
    """Opening + revenue − expenditure − closing = 0, row by row."""
    found = []
    for coordinate, spent in table.items():
        if coordinate.measure != "expenditure" or coordinate.get("nature"):
            continue
        fund = coordinate.get("fund")
        ways = (
            (1, coordinate.at(measure="opening")),
            (1, coordinate.at(measure="revenue").with_(fund=None, source=fund)),
            (-1, coordinate.at(measure="closing")),
        )
        terms = [Term(Fraction(sign), table[c]) for sign, c in ways if c in table]
        if len(terms) == len(ways) and sum(not t.reading.blank for t in terms) + (not spent.blank) >= 2:
            found.append(Relation("balance.row", [*terms, Term(Fraction(-1), spent)]))
    return found
