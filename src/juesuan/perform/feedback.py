"""Feedback (结果反馈): what evaluations found, what is done about it, by whom, until when; what is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from juesuan.perform.evaluation import Evaluation
from juesuan.perform.plan import DEPARTMENT, Plan
from juesuan.perform.scoring import SCORED

__all__ = ["Measure", "feedback", "unanswered"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure on a day: `overdue` is by how many days it is late, 0 where it is not."""

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
    """Return all measures, the latest first, then by due date; a finished one is late by the day it was finished."""
    found = []
    for row in plan.rows["feedback"]:
        until = row["done"] if row["state"] == "done" and row["done"] else at
        late = max((until - row["due"]).days, 0) if row["due"] else 0
        subject, state = plan.name(row["subject"] or DEPARTMENT), row["state"] or "open"
        target, problem, measure, owner = (row[name] or "" for name in ("target", "problem", "measure", "owner"))
        found.append(Measure(row["id"], subject, target, problem, measure, owner, row["due"], state, row["done"], late))
    return sorted(found, key=lambda one: (one.state == "done", -one.overdue, one.due or date.max, one.id))


def unanswered(plan: Plan, evaluations: Iterable[Evaluation]) -> list[str]:
    """Return the ids of targets that lost points and that no measure answers."""
    answered = {row["target"] for row in plan.rows["feedback"] if row["target"]}
    lost = [
        one.target.id
        for evaluation in evaluations
        for one in evaluation.targets
        if one.score.state != SCORED or one.score.points < one.score.weight
    ]
    return [name for name in lost if name not in answered]
