"""Self-evaluation (自评) of a subject: the execution's points, a score for every target, the total, claims compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from juesuan.books.faults import Unusable, fault
from juesuan.books.model import Book
from juesuan.perform.evidence import Actual, Evidence
from juesuan.perform.money import Money, money_of
from juesuan.perform.numbers import plain, points
from juesuan.perform.plan import Plan, Target
from juesuan.perform.rules import Rules, Scheme, data, rule_of, scheme_of
from juesuan.perform.scoring import SCORED, UNSET, Score, score

__all__ = ["Claim", "Evaluation", "Scored", "evaluate", "executed"]

_ZERO = Decimal(0)
_FEN = Decimal(100)


@dataclass(frozen=True, slots=True)
class Scored:
    """A target with what is shown of it and its score."""

    target: Target
    actual: Actual
    score: Score


@dataclass(frozen=True, slots=True)
class Claim:
    """A score somebody claims: of a target, or in all where `target` is ""; `computed` is what the evidence gives."""

    subject: str
    target: str
    claimed: Decimal
    computed: Decimal
    document: str
    file: str
    row: int

    @property
    def agrees(self) -> bool:
        """Say whether the claim is what the evidence gives."""
        return self.claimed == self.computed


@dataclass(slots=True)
class Evaluation:
    """A subject's self-evaluation on a day by a scheme; `total` is the sum of the points, out of `whole`.

    `rules` are those its scores name.
    """

    subject: str
    name: str
    at: date
    scheme: Scheme
    money: Money
    execution: Score
    targets: list[Scored] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    rules: Rules = field(default_factory=data)

    @property
    def total(self) -> Decimal:
        """The points in all."""
        return self.execution.points + sum((one.score.points for one in self.targets), _ZERO)

    @property
    def whole(self) -> Decimal:
        """The points there are."""
        return self.execution.weight + sum((one.score.weight for one in self.targets), _ZERO)

    @property
    def unknown(self) -> Decimal:
        """The points of targets that were not set or not demonstrated."""
        return sum((one.score.weight for one in self.targets if one.score.state != SCORED), _ZERO)

    def count(self, state: str) -> int:
        """Return how many targets are scored, unset or undemonstrated."""
        return sum(one.score.state == state for one in self.targets)


def evaluate(
    book: Book, plan: Plan, at: date, evidence: Evidence, subjects: Iterable[str] | None = None
) -> list[Evaluation]:
    """Evaluate subjects on a day. Unusable where a scheme or rule is named that there is none of."""
    wanted = list(subjects) if subjects is not None else plan.subjects()
    money = money_of(book, wanted, at)
    return [_evaluation(plan, subject, at, evidence, money[subject]) for subject in wanted]


def _evaluation(plan: Plan, subject: str, at: date, evidence: Evidence, money: Money) -> Evaluation:
    named = plan.scheme(subject)
    scheme = scheme_of(named, plan.rules)
    if scheme is None:
        known = " ".join(plan.rules["schemes"])
        raise Unusable(fault("perform.scheme", "performance/schemes.csv", None, "scheme", value=named, expected=known))
    made = Evaluation(
        subject, plan.name(subject), at, scheme, money, executed(money, scheme, plan.rules), rules=plan.rules
    )
    for target in plan.of(subject):
        actual = evidence.actual(target, at)
        rule = target.rule or (scheme.qualitative if target.qualitative else scheme.quantitative)
        if rule_of(rule, rules=plan.rules) is None:
            said = {"value": rule, "expected": " ".join(plan.rules["rules"]), "name": target.name, "id": target.id}
            raise Unusable(fault("perform.rule", target.file, target.row, "rule", **said))
        made.targets.append(Scored(target, actual, score(target, actual, target.weight, rule, plan.rules)))
    made.claims = [claim for row in plan.rows["scores"] if (claim := _claim(row, made)) is not None]
    return made


def _claim(row: dict[str, object], made: Evaluation) -> Claim | None:
    """Return a claimed score of this subject beside what the evidence gives."""
    if row["subject"] != made.subject or not isinstance(row["score"], Decimal):
        return None
    target = str(row["target"] or "")
    computed = made.total
    if target:
        mine = [one.score.points for one in made.targets if one.target.id == target]
        if not mine:
            return None
        computed = mine[0]
    document, file, number = str(row["document"] or ""), str(row["_file"]), row["_row"]
    return Claim(made.subject, target, row["score"], computed, document, file, int(str(number)))


def executed(money: Money, scheme: Scheme, rules: Rules | None = None) -> Score:
    """Score the execution of the budget."""
    weight, name = scheme.execution, scheme.execution_rule
    said = rule_of(name, "execution", rules) or {}
    rate = money.rate
    if rate is None:
        return Score(UNSET, _ZERO, weight, name, "no_budget")
    with localcontext(prec=28):
        if said["kind"] == "reached":
            got = weight if rate >= said["threshold"] else _ZERO
            step = "execution_reached" if rate >= said["threshold"] else "execution_missed"
            used = Decimal(said["threshold"])
        else:
            used, step = min(rate, Decimal(100)), "rate"
            if said["kind"] == "bands":
                used = next((Decimal(share) for least, share in said["bands"] if rate >= least), _ZERO)
            used = max(used, _ZERO)
            got = weight * used / 100
    operands = {
        "paid": f"{money.paid / _FEN:,.2f}", "budget": f"{money.budget / _FEN:,.2f}", "rate": plain(points(rate)),
        "used": plain(points(used)), "threshold": plain(used), "weight": plain(weight), "points": plain(points(got)),
    }  # fmt: skip
    return Score(SCORED, points(got), weight, name, step, operands, rate >= 100)
