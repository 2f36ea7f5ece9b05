"""What a book says of its performance (绩效账): targets and all that stands beside them, each with file and row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, Unusable, explain, fault
from juesuan.books.open import settings_of
from juesuan.books.schema import schema
from juesuan.books.store import recover
from juesuan.books.tables import codes_of, load
from juesuan.perform.own_rules import rules_of
from juesuan.perform.rules import Rules, data
from juesuan.registers.packs import register_of
from juesuan.registers.store import load_records

__all__ = ["DEPARTMENT", "MEASURES", "TABLES", "Plan", "Target", "open_plan", "read_plan"]

DEPARTMENT = "department"
"""The subject of targets that are the whole department's."""
MEASURES = "measures"
"""The register of what is done about problems (整改措施); its rows stand in `Plan.rows` beside those of the tables."""
FORMULAS = ("factors", "quantities", "indices", "signals")
"""The tables that hold formulas: of requests, indices and warnings."""
TABLES = ("targets", "results", "surveys", "deviations", "scores", "schemes", "pace", "milestones", *FORMULAS)
_ONCE = "performance/feedback.csv"
"""Where measures stood before they were a register; it is not read, so it must not be there unseen."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target (绩效目标): `operator` is ≥ ≤ = > < or qualitative; `value` counts `unit`; `weight` is points.

    `last` is last year's actual in the same unit; `evidence` is register, fact, survey, document or "".
    """

    id: str
    subject: str
    year: int
    level1: str
    level2: str
    name: str
    operator: str
    weight: Decimal
    value: Decimal | None = None
    words: str = ""
    unit: str = ""
    last: Decimal | None = None
    evidence: str = ""
    reference: str = ""
    section: str = ""
    duty: str = ""
    rule: str = ""
    file: str = "performance/targets.csv"
    row: int = 0

    @property
    def qualitative(self) -> bool:
        """Say whether it is judged in grades."""
        return self.operator == "qualitative"

    @property
    def unset(self) -> bool:
        """Say whether no target was set (未设目标)."""
        return not self.words if self.qualitative else self.value is None


Row = dict[str, Any]


@dataclass(slots=True)
class Plan:
    """A book's performance tables as typed rows, its targets and projects; `faults` are those of their cells.

    `rules` are those it is judged by: the shipped ones and its own.
    """

    book: Path
    department: str
    year: int
    targets: list[Target] = field(default_factory=list)
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    projects: Mapping[str, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rules: Rules = field(default_factory=data)

    def of(self, subject: str) -> list[Target]:
        """Return the targets of a subject in their order."""
        return [target for target in self.targets if target.subject == subject]

    def subjects(self) -> list[str]:
        """Return the subjects that have targets, the department first, projects as projects.csv lists them."""
        there = {target.subject for target in self.targets}
        return [one for one in (DEPARTMENT, *self.projects) if one in there]

    def name(self, subject: str) -> str:
        """Return what a subject is called."""
        return self.department if subject == DEPARTMENT else str(self.projects.get(subject, {}).get("name") or subject)

    def scheme(self, subject: str) -> str:
        """Return the name of the scoring scheme of a subject."""
        return next((row["scheme"] for row in self.rows["schemes"] if row["subject"] == subject), "standard")

    def deviation(self, target: str) -> Row | None:
        """Return what was said of a target's deviation."""
        return next((row for row in self.rows["deviations"] if row["target"] == target), None)

    def result(self, target: str, at: date) -> Row | None:
        """Return the latest result of a target by a day."""
        known = [row for row in self.rows["results"] if row["target"] == target and row["date"] and row["date"] <= at]
        return max(known, key=lambda row: row["date"], default=None)


def read_plan(book: Path) -> Plan:
    """Read the tables, with what is wrong in their cells beside them. Unusable where the book cannot be read."""
    recover(book)
    settings = settings_of(book)
    codes = codes_of(book, settings.year)
    plan = Plan(book, settings.department, settings.year, rules=rules_of(book))
    rows: dict[str, list[Row]] = {}
    for name in (*TABLES, "projects"):
        loaded = load(book, schema().tables[name], codes)
        plan.faults += loaded.faults
        rows[name] = loaded.table.to_pylist()
    measures = load_records(book, register_of(book, MEASURES))
    plan.faults += measures.faults
    if (book / _ONCE).exists():
        plan.faults.append(fault("perform.moved", _ONCE, to=MEASURES))
    rows[MEASURES] = measures.table.to_pylist()
    plan.rows = rows
    plan.projects = {row["code"]: row for row in rows["projects"] if row["code"]}
    plan.targets = [target for row in rows["targets"] if (target := _target(row)) is not None]
    return plan


def open_plan(book: Path) -> Plan:
    """Read the tables. Unusable where a cell is faulty: `juesuan perform check` lists them all."""
    plan = read_plan(book)
    for one in plan.faults:
        if one.severity == "error":
            raise Unusable(fault("book.cell", one.file, why=explain(one)))
    return plan


def _target(row: Row) -> Target | None:
    """Return a row as a target; None where what it needs is missing (its faults say so)."""
    needed = ("id", "subject", "year", "level1", "level2", "name", "operator", "weight")
    if any(row[name] is None for name in needed):
        return None
    words: Row = {
        name: row[name] or "" for name in ("words", "unit", "evidence", "reference", "section", "duty", "rule")
    }
    kept: Row = {name: row[name] for name in (*needed, "value", "last")}
    return Target(**kept, **words, file=row["_file"], row=row["_row"])
