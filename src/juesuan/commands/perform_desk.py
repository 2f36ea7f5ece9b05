"""What the commands of `juesuan perform` work on: a book opened on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from juesuan.books.model import Book
from juesuan.books.open import open_book
from juesuan.commands.common import day_of, guarded, stop
from juesuan.commands.documents import Cover
from juesuan.commands.options import At, Format, Out
from juesuan.commands.options import Book as BookPath
from juesuan.perform.application import Proposal, apply
from juesuan.perform.evaluation import Evaluation, evaluate
from juesuan.perform.evidence import Evidence
from juesuan.perform.money import money_of
from juesuan.perform.plan import Plan, open_plan
from juesuan.perform.registers import BookRegisters
from juesuan.perform.requests import Request, requests
from juesuan.report.strings import say

__all__ = ["At", "BookPath", "Desk", "Format", "Out", "Subject", "opened"]

Subject = Annotated[list[str] | None, typer.Option("--subject", "-s")]


@dataclass(slots=True)
class Desk:
    """What a command works on: the book, its plan, the day, the evidence."""

    book: Book
    plan: Plan
    at: date
    evidence: Evidence
    lang: str

    def evaluations(self, subjects: list[str] | None = None) -> list[Evaluation]:
        """Evaluate the subjects asked for, all that have targets where none is; stop where one has none."""
        known = self.plan.subjects()
        for subject in subjects or ():
            if subject not in known:
                stop(say("perform.no_subject", self.lang, value=subject, expected=" ".join(known) or "—"))
        return evaluate(self.book, self.plan, self.at, self.evidence, subjects or known)

    def cover(self, key: str) -> Cover:
        """Return the cover of a report, whose title is a key of the words."""
        title = say(f"perform.{key}", self.lang, name=self.plan.department, year=self.plan.year)
        return Cover(title, self.plan.department, self.plan.year, self.at)

    def requests(self) -> dict[str, Request]:
        """Return what the lines with a formula come to."""
        return requests(self.plan, self.evidence, self.at)

    def proposals(self) -> list[Proposal]:
        """Return what the results propose for next year's lines, on what their factors come to."""
        money = money_of(self.book, self.plan.projects, self.at)
        return apply(self.plan, self.evaluations(), money, self.requests())


@contextmanager
def opened(path: Path, at: str | None, lang: str, *, bare: bool = False) -> Iterator[Desk]:
    """Open a book on a day; what is wrong with it is one line, and that it has no targets, unless it may be `bare`."""
    if not path.is_dir():
        stop(say("cli.missing", lang, path=path))
    with guarded(path, lang):
        book, plan = open_book(path), open_plan(path)
        if not plan.targets and not bare:
            stop(say("perform.no_targets", lang, path=path))
        yield Desk(book, plan, _day(at, plan.year, lang), Evidence(book, plan, BookRegisters(path)), lang)


def _day(text: str | None, year: int, lang: str) -> date:
    """Return the day asked for, the last of the book's year where none is."""
    day = day_of(text, lang, date(year, 12, 31))
    if not date(year, 1, 1) <= day:
        stop(say("perform.early_day", lang, value=day, year=year))
    return day
