"""Feedback (结果反馈): what evaluations found, what is done about it, by whom, until when; what is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from juesuan.perform.evaluation import Evaluation
from juesuan.perform.plan import DEPARTMENT, MEASURES, Plan
from juesuan.perform.scoring import SCORED
from juesuan.registers.clocks import deadline
from juesuan.registers.workdays import days_between

__all__ = ["OPEN", "Measure", "feedback", "unanswered"]

OPEN = ("open", "doing")
"""The states in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure on a day: `overdue` is by how many working days it is late, 0 where it is not."""

    id: str
    subject: str
    target: str
    problem: str
    measure: str
    owner: str
    due: date | None
    state: str
    done: date | None
    overdue: int


def feedback(plan: Plan, at: date) -> list[Measure]:
    """Return all measures, the latest first, then by due date; a finished one is late by the day it was finished.

    Unusable where one is over that was due in a year whose working days are not known.
    """
    found = []
    for row in plan.rows[MEASURES]:
        subject, state = plan.name(row["subject"] or DEPARTMENT), row["state"] or "open"
        ended = row["dropped"] if state == "dropped" else row["done"] if state not in OPEN else None
        target, problem, measure, owner = (row[name] or "" for name in ("target", "problem", "measure", "owner"))
        late = _late(row["due"], min(ended or at, at))
        found.append(Measure(row["id"], subject, target, problem, measure, owner, row["due"], state, ended, late))
    return sorted(found, key=lambda one: (one.state not in OPEN, -one.overdue, one.due or date.max, one.id))


def _late(due: date | None, until: date) -> int:
    """Return by how many working days a day lies behind what is due, which a day off puts to the next day worked."""
    return max(days_between(deadline(due, 0), until), 0) if due is not None and until > due else 0


def unanswered(plan: Plan, evaluations: Iterable[Evaluation]) -> list[str]:
    """Return the ids of targets that lost points and that no measure answers; one that failed is no answer."""
    answered = {row["target"] for row in plan.rows[MEASURES] if row["target"] and row["state"] != "failed"}
    lost = [
        one.target.id
        for evaluation in evaluations
        for one in evaluation.targets
        if one.score.state != SCORED or one.score.points < one.score.weight
    ]
    return [name for name in lost if name not in answered]
