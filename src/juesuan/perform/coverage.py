"""Coverage (自评覆盖面): which projects are evaluated, and how much of the money for projects that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from juesuan.perform.money import Money
from juesuan.perform.plan import DEPARTMENT, Plan

__all__ = ["Coverage", "coverage"]

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Projects with targets and all of them, 分 paid for those and for all projects, and the codes left out."""

    evaluated: int
    projects: int
    paid: int
    whole: int
    missing: tuple[str, ...]

    @property
    def share(self) -> Decimal | None:
        """The money covered in per cent, None where nothing was paid."""
        return _HUNDRED * self.paid / self.whole if self.whole else None


def coverage(plan: Plan, money: Mapping[str, Money]) -> Coverage:
    """Return how far the projects' expenditure is covered; `money` is of the department and of every project."""
    there = set(plan.subjects())
    covered = [code for code in plan.projects if code in there]
    whole = money[DEPARTMENT].parts["project"].paid
    paid = sum(money[code].paid for code in covered)
    return Coverage(len(covered), len(plan.projects), paid, whole, tuple(c for c in plan.projects if c not in there))
