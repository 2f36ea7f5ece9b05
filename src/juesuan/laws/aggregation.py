"""汇总: a parent is the sum of its children, along functions, economic kinds, natures, sources, funds and 三公."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from juesuan.disclosure import Disclosure, Form
from juesuan.facts import Coordinate, Reading
from juesuan.laws.relations import Relation, Term
from juesuan.taxonomy.codes import SEGMENTS, parent_of

__all__ = ["relations", "sums"]

VEHICLES = ("leader", "principal", "confidential", "emergency", "enforcement", "special", "retired", "general", "other")

CHILDREN: dict[str, dict[str, tuple[str, ...]]] = {
    "nature": {
        "": ("basic", "project", "remit_up", "operating", "subsidy_down"),
        "basic": ("personnel", "public"),
    },
    "source": {
        "": ("fiscal", "superior", "business", "operating", "affiliated", "other"),
        "fiscal": ("general", "government_fund", "state_capital"),
    },
    "fund": {"fiscal": ("general", "government_fund", "state_capital")},
    "sangong": {"all": ("abroad", "vehicle", "reception"), "vehicle": ("vehicle_purchase", "vehicle_running")},
    "procurement": {"": ("goods", "works", "services")},
    "use": {"": ("tax", "welfare_fund", "business_fund", "other")},
    "body": {"": ("administrative", "civil_service")},
    "vehicle": {"": VEHICLES},
}
"""Parent → children by dimension; "" is the total."""


def sums(parent: Reading, parts: list[Reading], code: str = "aggregation.sum") -> Relation:
    """Return parent = Σ parts."""
    return Relation(code, [Term(Fraction(1), parent), *(Term(Fraction(-1), part) for part in parts)])


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return the sums of every form; figures of one form only are added, so a part printed nowhere accuses nobody."""
    return [relation for form in disclosure.forms for relation in _of_form(form)]


def _of_form(form: Form) -> list[Relation]:
    table: dict[Coordinate, Reading] = {}
    for reading in form.readings:
        if reading.coordinate is not None:
            table.setdefault(reading.coordinate, reading)
    found: list[Relation] = []
    for dimension in SEGMENTS:
        found += _tree(table, dimension)
    for dimension, tree in CHILDREN.items():
        found += _listed(table, dimension, tree)
    found += _economic(table)
    return found


def _tree(table: dict[Coordinate, Reading], dimension: str) -> list[Relation]:
    """Sums by code segments; the total is the sum of the classes (for functions: 06's total is not printed there)."""
    groups: dict[Coordinate, list[Reading]] = defaultdict(list)
    for coordinate, reading in table.items():
        code = coordinate.get(dimension)
        if code and len(code) in SEGMENTS[dimension]:
            groups[coordinate.with_(**{dimension: parent_of(code, dimension)})].append(reading)
    found = []
    for parent, parts in groups.items():
        top = table.get(parent)
        if top is None or top.blank or all(p.blank for p in parts):  # an empty total accuses nobody
            continue
        found.append(sums(top, parts))
    return found


def _listed(table: dict[Coordinate, Reading], dimension: str, tree: dict[str, tuple[str, ...]]) -> list[Relation]:
    beside: dict[Coordinate, dict[str, Reading]] = defaultdict(dict)
    rests = {c: c.with_(**{dimension: None}) if c.get(dimension) else c for c in table}
    for coordinate, reading in table.items():
        beside[rests[coordinate]][coordinate.get(dimension) or ""] = reading
    found = []
    for coordinate, reading in table.items():
        members = tree.get(coordinate.get(dimension) or "")
        if not members or reading.blank:
            continue
        near = beside[rests[coordinate]]
        parts = [p for m in members for p in _member(near, m, tree)]
        whole = len(parts) >= 2 or (dimension == "source" and parts and not coordinate.get("source"))
        if whole and any(not p.blank for p in parts) and (dimension != "nature" or _both(parts)):
            found.append(sums(reading, parts))
    return found


def _member(near: dict[str, Reading], member: str, tree: dict[str, tuple[str, ...]]) -> list[Reading]:
    """Return the member's figure, or, where the form does not print it, those of its children."""
    if (own := near.get(member)) is not None:
        return [own]
    return [near[m] for m in tree.get(member, ()) if m in near]


def _both(parts: list[Reading]) -> bool:
    """Say whether at least two natures are columns here: 05 prints 基本 and 项目, 06 人员 and 公用."""
    return len(parts) >= 2


def _economic(table: dict[Coordinate, Reading]) -> list[Relation]:
    """人员经费 = 301 + 303, 公用经费 = the other classes of 06."""
    kinds = ("personnel", "public")
    totals = {
        c.get("nature"): r
        for c, r in table.items()
        if c.get("nature") in kinds and not c.get("economic") and not r.blank
    }
    classes = {c.get("economic") or "": r for c, r in table.items() if len(c.get("economic") or "") == 3}
    found = []
    for kind, reading in totals.items():
        parts = [r for code, r in classes.items() if (code in ("301", "303")) == (kind == "personnel")]
        if parts and any(not p.blank for p in parts):
            found.append(sums(reading, parts))
    return found
