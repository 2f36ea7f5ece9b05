"""Application (结果应用): what the results propose for the next year's budget lines, on what their factors come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from juesuan.perform.evaluation import Evaluation
from juesuan.perform.money import Money
from juesuan.perform.plan import DEPARTMENT, Plan
from juesuan.perform.requests import Request

__all__ = ["Proposal", "apply"]

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line's results propose: `action` is keep, cut, stop or hold (too little is known); 分.

    `base` is what its factors come to (`formula` says so), else this year's budget with its adjustments; `cut` is the
    per cent taken off, `next` what is left; `score` is of 100 points, `why` names the row of the rules that applied and
    `limit` what it asks for.
    """

    code: str
    name: str
    base: int
    rate: Decimal | None
    score: Decimal | None
    action: str
    cut: Decimal
    next: int
    why: str
    formula: bool = False
    limit: str = ""


def apply(
    plan: Plan,
    evaluations: Iterable[Evaluation],
    money: Mapping[str, Money],
    requested: Mapping[str, Request] | None = None,
) -> list[Proposal]:
    """Propose for every project of the book; one without an evaluation is held at what it has until it has targets.

    What the factors of a line come to (`requested`) stands in the place of this year's budget; a line of whose factors
    one is missing is held at this year's budget.
    """
    scores = {one.subject: one for one in evaluations if one.subject != DEPARTMENT}
    made = requested or {}
    return [_proposal(plan, code, scores.get(code), money.get(code, Money()), made.get(code)) for code in plan.projects]


def _proposal(plan: Plan, code: str, evaluation: Evaluation | None, money: Money, request: Request | None) -> Proposal:
    rate, formula, name = money.rate, request is not None, plan.name(code)
    amount = request.amount if request is not None else None
    if request is not None and amount is None:
        return Proposal(code, name, money.budget, rate, None, "hold", Decimal(0), money.budget, "no_quantity", True)
    base = money.budget if amount is None else amount
    if evaluation is None or not evaluation.whole:
        return Proposal(code, name, base, rate, None, "hold", Decimal(0), base, "no_targets", formula)
    with localcontext(prec=28):
        score = _HUNDRED * evaluation.total / evaluation.whole
        unknown = _HUNDRED * evaluation.unknown / evaluation.whole
        row = next(one for one in plan.rules["application"] if _fits(one["when"], score, rate, unknown))
        cut = _cut(row, rate)
        left = (Decimal(base) * (_HUNDRED - cut) / _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP)
    why = next(iter(row["when"]), "good")
    limit = str(row["when"].get(why, ""))
    return Proposal(code, name, base, rate, score, row["action"], cut, int(left), why, formula, limit)


def _fits(when: Mapping[str, Any], score: Decimal, rate: Decimal | None, unknown: Decimal) -> bool:
    """Say whether a row of the rules is for these results; a rate nobody can compute is below nothing."""
    if "unknown_above" in when and unknown <= when["unknown_above"]:
        return False
    below = {"score_below": score, "rate_below": rate}
    return all(value is not None and value < when[key] for key, value in below.items() if key in when)


def _cut(row: Mapping[str, Any], rate: Decimal | None) -> Decimal:
    """Return the per cent taken off a line."""
    if row["action"] == "stop":
        return _HUNDRED
    said = row.get("cut", 0)
    if said != "unspent":
        return Decimal(said)
    return (_HUNDRED - (rate or Decimal(0))).quantize(Decimal("0.01"), ROUND_HALF_UP)
