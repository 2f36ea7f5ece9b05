"""A small book with a department's and a project's targets, and registers that answer what a test says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.books.conftest import TABLES, csv_text

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import open_book
from juesuan.books.schema import schema
from juesuan.perform.evidence import Evidence
from juesuan.perform.plan import Plan, open_plan
from juesuan.registers.packs import shipped

Row = dict[str, str]

OF = {"subject": "department", "year": "2024", "level1": "output", "level2": "quantity"}
TARGETS: list[Row] = [
    OF | {"id": "T1", "name": "培训人数", "operator": "≥", "value": "100", "unit": "人", "weight": "50",
          "evidence": "register", "reference": "training.persons", "section": "培训科"},
    OF | {"id": "T2", "level1": "benefit", "level2": "social", "name": "就业率", "operator": "≥", "value": "80",
          "unit": "%", "weight": "30", "evidence": "document"},
    OF | {"id": "T3", "level1": "satisfaction", "level2": "served", "name": "学员满意度", "operator": "≥",
          "value": "90", "unit": "%", "weight": "10", "evidence": "survey", "reference": "S1"},
    OF | {"id": "P1-1", "subject": "P1", "name": "项目成本", "level2": "cost", "operator": "≤", "value": "0.1",
          "unit": "万元", "weight": "60", "evidence": "fact", "reference": "expenditure[project=P1]"},
    OF | {"id": "P1-2", "subject": "P1", "level1": "benefit", "level2": "social", "name": "社会效果",
          "operator": "qualitative", "words": "明显", "weight": "30", "evidence": "document"},
]  # fmt: skip
SPENT = {
    "unit": "002",
    "function": "2080106",
    "economic": "30216",
    "project": "P1",
    "fund": "general",
    "nature": "project",
}
PERFORM: dict[str, list[Row]] = {
    "targets": TARGETS,
    "results": [
        {"target": "T2", "date": "2024-12-20", "value": "72", "document": "就业统计表"},
        {"target": "P1-2", "date": "2024-12-20", "grade": "partly", "percent": "70", "document": "评价意见"},
    ],
    "surveys": [
        {"id": "S1", "title": "调查", "date": "2024-12-01", "answered": "100", "satisfied": "95", "document": "问卷"}
    ],
    "deviations": [{"target": "T2", "reason": "专业不对口", "measure": "调整课程"}],
    "scores": [{"subject": "department", "score": "99"}],
    "schemes": [],
    "pace": [],
    "milestones": [],
    "factors": [],
    "quantities": [],
    "indices": [],
    "signals": [],
}  # fmt: skip
MEASURES: list[Row] = [
    {"id": "M1", "state": "doing", "subject": "department", "target": "T2", "problem": "就业率低", "measure": "改课程",
     "owner": "培训科", "due": "2024-11-30"},
    {"id": "M2", "state": "done", "subject": "P1", "problem": "资料不全", "measure": "补资料", "owner": "财务科",
     "due": "2024-10-31", "done": "2024-10-15"},
]  # fmt: skip
BUDGET = [
    SPENT | {"id": "B9", "date": "2024-01-01", "document": "甲", "stage": "initial", "amount": "1000.00"},
]
ENTRIES = [
    SPENT | {"id": "90", "date": "2024-06-30", "side": "expenditure", "amount": "400.00"},
    SPENT | {"id": "91", "date": "2024-11-30", "side": "expenditure", "amount": "450.00"},
]


def write(path: Path, changes: Mapping[str, list[Row]] | None = None) -> Path:
    """Write the book with some of its tables changed."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "book.toml").write_text('format = 1\ndepartment = "某局"\nyear = 2024\n', "utf-8")
    tables = {**TABLES, **PERFORM, **(changes or {})}
    (path / "registers").mkdir(exist_ok=True)
    (path / "registers/measures.csv").write_text(recorded(tables.pop("measures", MEASURES)), "utf-8")
    tables["budget"] = [*TABLES["budget"][:2], *BUDGET]
    tables["entries"] = [*TABLES["entries"], *ENTRIES]
    for name, rows in tables.items():
        target = path / schema().tables[name].file
        target.parent.mkdir(exist_ok=True)
        target.write_text(csv_text(name, rows), "utf-8")
    return path


def recorded(rows: list[Row]) -> str:
    """Return the register of measures as its file."""
    names = shipped()["measures"].table.names
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def changed(target: str, **cells: str) -> list[Row]:
    """Return the targets with one of them changed."""
    return [row | cells if row["id"] == target else row for row in TARGETS]


@dataclass
class Registers:
    """Registers by indicator: unit and the days of its records (the count is the value), or a value."""

    days: dict[str, list[date]] = field(default_factory=dict)
    values: dict[str, Decimal | None] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=lambda: {"training.persons": "人"})
    parts: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)

    def kept(self, register: str) -> bool:
        return any(name.startswith(f"{register}.") for name in (*self.days, *self.values))

    def unit(self, name: str) -> str | None:
        return self.units.get(name)

    def by(self, name: str, field: str, start: date, end: date) -> dict[str, Decimal]:
        return self.parts.get((name, field), {})

    def evaluate(self, name: str, start: date, end: date) -> SimpleNamespace:
        if name not in self.units:
            raise Unusable(fault("perform.register", "book", value=name, name="x", id="x"))
        counted = Decimal(sum(start <= day <= end for day in self.days.get(name, [])))
        return SimpleNamespace(value=self.values.get(name, counted), unit=self.units[name])


def days(count: int, year: int = 2024) -> list[date]:
    """Return so many days spread over a year."""
    return [date.fromordinal(date(year, 1, 1).toordinal() + n * 365 // count) for n in range(count)]


@dataclass
class Desk:
    """A book opened for its evaluation."""

    path: Path
    plan: Plan
    evidence: Evidence

    @property
    def book(self):
        return self.evidence.book


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    def opened(registers: Registers | None = None, **changes: list[Row]) -> Desk:
        path = write(tmp_path / "book", changes)
        plan = open_plan(path)
        return Desk(path, plan, Evidence(open_book(path), plan, registers))

    return opened


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
