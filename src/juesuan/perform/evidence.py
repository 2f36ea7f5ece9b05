"""Evidence (佐证): what a register, the accounts, a survey or a document shows of a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from juesuan.books.faults import Unusable, explain
from juesuan.books.model import Book
from juesuan.compile.trace import trace
from juesuan.facts import Coordinate
from juesuan.perform.index import index
from juesuan.perform.numbers import converted
from juesuan.perform.plan import Plan, Target
from juesuan.perform.surveys import Share, share

__all__ = ["Actual", "Counted", "Evidence", "Query"]

_FEN_IN_WAN = Decimal(1_000_000)


class Counted(Protocol):
    """What a query over a register comes to."""

    @property
    def value(self) -> Decimal | None:
        """The value, None where a rate has nothing to be of."""

    @property
    def unit(self) -> str:
        """Its unit."""


class Query(Protocol):
    """Answers indicators (`register.name`) of a book's registers."""

    def kept(self, register: str) -> bool:
        """Say whether the book keeps records of a register; one that is not kept shows nothing, not zero."""

    def unit(self, name: str) -> str | None:
        """Return the unit of an indicator, None where there is none of that name."""

    def evaluate(self, name: str, start: date, end: date) -> Counted:
        """Return what the indicator comes to. Unusable where there is none of that name."""

    def by(self, name: str, field: str, start: date, end: date) -> dict[str, Decimal]:
        """Return what a count comes to for each value of a field. Unusable where it cannot be told apart by it."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What is shown of a target: a value in the target's unit, or a grade; `why` says why there is neither.

    `why` is a key of the command line's words (no_evidence, no_register, no_records, no_base, no_survey, early,
    no_result, no_fact, no_formula, no_component, unit); `said` what goes with it. `share` is the sample behind a
    satisfaction, `day` that of a document or a survey.
    """

    value: Decimal | None = None
    source: str = ""
    grade: str = ""
    percent: Decimal | None = None
    share: Share | None = None
    day: date | None = None
    why: str = ""
    said: str = ""

    @property
    def shown(self) -> bool:
        """Say whether anything is demonstrated."""
        return self.value is not None or bool(self.grade)


class Evidence:
    """Looks up what is shown of targets, on any day of the year."""

    def __init__(self, book: Book, plan: Plan, query: Query | None = None) -> None:
        self.book, self.plan, self.query = book, plan, query

    def actual(self, target: Target, at: date, start: date | None = None) -> Actual:
        """Return what is shown of a target from the start of the year (or `start`) to a day."""
        first = start or date(self.plan.year, 1, 1)
        if target.qualitative or target.evidence == "document":
            return self._document(target, at)
        if target.evidence == "register":
            return self._register(target, first, at)
        if target.evidence == "survey":
            return self._survey(target, at)
        if target.evidence == "fact":
            return self._fact(target, at)
        if target.evidence == "index":
            return self._index(target, first, at)
        return Actual(why="no_evidence")

    def _document(self, target: Target, at: date) -> Actual:
        row = self.plan.result(target.id, at)
        if row is None or (row["value"] is None and not row["grade"]):
            return Actual(why="no_result")
        return Actual(row["value"], row["document"] or "", row["grade"] or "", row["percent"], day=row["date"])

    def _register(self, target: Target, start: date, at: date) -> Actual:
        register = target.reference.partition(".")[0]
        if self.query is None:
            return Actual(why="no_register", said=target.reference)
        try:
            if not self.query.kept(register):
                return Actual(why="no_records", said=register)
            found = self.query.evaluate(target.reference, start, at)
        except Unusable as problem:
            return Actual(why="no_register", said=explain(problem.fault))
        if found.value is None:
            return Actual(why="no_base", said=target.reference)
        return self._in_unit(target, found.value, found.unit, target.reference)

    def _survey(self, target: Target, at: date) -> Actual:
        rows = [row for row in self.plan.rows["surveys"] if row["id"] == target.reference and row["date"]]
        row = next((row for row in rows if row["date"] <= at), None)
        if row is None and rows:
            return Actual(why="early", said=f"{target.reference} {rows[0]['date']}")
        found = share(row["satisfied"] or 0, row["answered"] or 0, row["population"]) if row else None
        if row is None or found is None:
            return Actual(why="no_survey", said=target.reference)
        return Actual(found.value, row["document"] or row["title"], share=found, day=row["date"])

    def _index(self, target: Target, start: date, at: date) -> Actual:
        found = index(target.reference, self, at, start)
        return Actual(found.value, found.title) if found.value is not None else Actual(why=found.why, said=found.said)

    def _fact(self, target: Target, at: date) -> Actual:
        try:
            about = Coordinate.parse(target.reference, self.plan.year)
        except ValueError:
            return Actual(why="no_fact", said=target.reference)
        found = trace(self.book, about, 1, until=at)
        if not found.count:
            return Actual(why="no_fact", said=target.reference)
        return self._in_unit(target, Decimal(found.cents) / _FEN_IN_WAN, "万元", str(about))

    def _in_unit(self, target: Target, value: Decimal, unit: str, source: str) -> Actual:
        made = converted(value, unit, target.unit)
        return Actual(why="unit", said=f"{unit} / {target.unit}") if made is None else Actual(made, source)
