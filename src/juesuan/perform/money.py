"""The money of a subject (资金): budget and payments from the ledger, on any day, in exact 分."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from juesuan.books.model import Book
from juesuan.compile.ledger import ledger
from juesuan.perform.plan import DEPARTMENT

__all__ = ["FUNDS", "NATURES", "Money", "money_of"]

FUNDS = {"fiscal": ("general", "government_fund", "state_capital"), "other": ("nonfiscal",)}
"""The kinds of money the statutory forms tell apart, by the funds of the ledger."""
NATURES = {"basic": ("basic",), "project": ("project", "operating")}
"""The natures of a department's expenditure, as its form tells them apart; what units pass on to others is neither."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Money:
    """分 of a subject by a day: the initial budget, with all its adjustments, and what was paid; by kind in `parts`."""

    initial: int = 0
    budget: int = 0
    paid: int = 0
    parts: dict[str, Money] = field(default_factory=dict)

    @property
    def rate(self) -> Decimal | None:
        """What was paid of the budget, in per cent; None without a budget."""
        return _HUNDRED * self.paid / self.budget if self.budget > 0 else None


def money_of(book: Book, subjects: Iterable[str], at: date) -> dict[str, Money]:
    """Return the money of the department and of projects; payments between its own units are left out."""
    with ledger(book.path) as db:
        budget = db.execute(
            "SELECT project, fund, nature, stage, CAST(sum(amount) * 100 AS BIGINT) FROM budget "
            "WHERE date <= ? GROUP BY ALL", [at.isoformat()]
        ).fetchall()  # fmt: skip
        own = "id NOT IN (SELECT paid FROM transfers)"
        paid = db.execute(
            "SELECT project, fund, nature, CAST(sum(amount) * 100 AS BIGINT) FROM entries "
            f"WHERE side = 'expenditure' AND date <= ? AND {own} GROUP BY ALL", [at.isoformat()]
        ).fetchall()  # fmt: skip
    return {one: _money(one, budget, paid) for one in subjects}


def _money(subject: str, budget: list[Any], paid: list[Any]) -> Money:
    """Return a subject's money: of the department by nature, of a project by kind of fund."""
    budget, paid = ([row for row in rows if subject in (DEPARTMENT, row[0])] for rows in (budget, paid))
    if subject == DEPARTMENT:
        parts = {name: _part(budget, paid, 2, of) for name, of in NATURES.items()}
    else:
        parts = {name: _part(budget, paid, 1, of) for name, of in FUNDS.items()}
    whole = [part for part in parts.values() if part.initial or part.budget or part.paid]
    return Money(sum(p.initial for p in whole), sum(p.budget for p in whole), sum(p.paid for p in whole), parts)


def _part(budget: list[Any], paid: list[Any], column: int, of: tuple[str, ...]) -> Money:
    """Add up the rows whose fund or nature is one of some."""
    budgeted = [row for row in budget if row[column] in of]
    initial = sum(row[4] for row in budgeted if row[3] == "initial")
    return Money(initial, sum(row[4] for row in budgeted), sum(row[3] for row in paid if row[column] in of))
