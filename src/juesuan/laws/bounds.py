"""界限: rates of a whole are at most 100 %, parts at most their whole, a score lies in its class, lists are counted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.slips import shown

__all__ = ["check", "widest"]

_FULL = Decimal(100)
_CLASSES = {"优": (90, 101), "良": (80, 90), "中": (60, 80), "差": (0, 60)}
"""From one score up to below another, as the Ministry of Finance's rules on evaluations have it (财预〔2020〕10号)."""

_WIDEST = {
    "优": (90, 100),
    "良": (75, 90),
    "中": (60, 80),
    "合格": (60, 80),
    "一般": (60, 80),
    "差": (0, 60),
    "不合格": (0, 60),
}
"""The same for means of scores, as wide as the scales of the provinces together."""

Figures = Mapping[str, Reading]


def widest(word: str) -> tuple[int, int] | None:
    """Return the lowest and highest score of a class (优, 良好, 合格 …) by any scale, None where it is none."""
    bare = word.removesuffix("等").removesuffix("级").removesuffix("秀").removesuffix("好")
    return _WIDEST.get(bare)


def check(disclosure: Disclosure) -> Outcome:
    """Check every bound the text sets its figures."""
    outcome = Outcome()
    for claim in disclosure.claims:
        if (judge := _JUDGES.get(claim.kind)) and claim.stated is not None:
            judge(claim, claim.stated, {k: r for k, r in claim.operands.items() if isinstance(r, Reading)}, outcome)
    return outcome


def _bounded(claim: Claim, stated: Reading, _figures: Figures, outcome: Outcome) -> None:
    if 0 <= stated.amount.value <= _FULL:
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    params = {"stated": stated.text, "noun": claim.word}
    outcome.findings.append(Finding("derived.bounded", [Witness.of(stated, "stated")], params, "0%—100%"))


def _part(claim: Claim, stated: Reading, figures: Figures, outcome: Outcome) -> None:
    whole = figures["whole"]
    if stated.amount.base <= whole.amount.base:
        outcome.proven += [stated, whole]
    elif not (stated.approximate or whole.approximate):
        outcome.contradicted += [stated, whole]
        witnesses = [Witness.of(whole, "stated"), Witness.of(stated)]
        params = {"stated": whole.text, "claim": claim.text}
        outcome.findings.append(Finding("derived.part", witnesses, params, stated.text))


def _limit(_claim: Claim, stated: Reading, figures: Figures, outcome: Outcome) -> None:
    whole = figures["whole"]
    if stated.amount.interval().low <= whole.amount.interval().high:
        outcome.proven += [stated, whole]
        return
    outcome.contradicted += [stated, whole]
    witnesses = [Witness.of(stated, "stated"), Witness.of(whole)]
    params = {"stated": stated.text, "whole": whole.text}
    outcome.findings.append(Finding("derived.limit", witnesses, params, whole.text))


def _average(_claim: Claim, stated: Reading, figures: Figures, outcome: Outcome) -> None:
    """The mean lies between what the lowest and highest scores of the classes give; it says little of their counts."""
    counts = [(_WIDEST[word.removesuffix("秀").removesuffix("好")], r) for word, r in figures.items()]
    many = sum((r.amount.value for _, r in counts), Decimal(0))
    if not many:
        return
    low = sum((r.amount.value * span[0] for span, r in counts), Decimal(0)) / many
    high = sum((r.amount.value * span[1] for span, r in counts), Decimal(0)) / many
    if low <= stated.amount.value <= high:
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    witnesses = [Witness.of(stated, "stated"), *(Witness.of(r) for _, r in counts)]
    outcome.findings.append(Finding("performance.average", witnesses, {"stated": stated.text}, f"{low:.4g}—{high:.4g}"))


def _ratio(claim: Claim, stated: Reading, figures: Figures, outcome: Outcome) -> None:
    part, whole = figures["part"], figures["whole"]
    if not whole.amount.value or part.approximate or whole.approximate:
        return
    equation = Equation(stated, [part, whole], lambda x: 100 * x[0] / x[1])
    if equation.holds(Fraction(1)):
        outcome.proven += equation.readings
    elif claim.word:
        outcome.contradicted.append(stated)
        expected = f"{shown(equation.middle(), stated.amount)}%"
        witnesses = [Witness.of(stated, "stated"), Witness.of(part), Witness.of(whole)]
        finding = Finding("derived.share", witnesses, {"stated": stated.text, "claim": claim.text}, expected)
        accuse(finding, equation, frozenset())
        outcome.findings.append(finding)


def _listing(claim: Claim, stated: Reading, _figures: Figures, outcome: Outcome) -> None:
    """A list as long as it says proves its count; another length accuses nobody, for a stroke may stand in a name."""
    if stated.amount.value == Decimal(claim.word) and not stated.approximate:
        outcome.proven.append(stated)


def _grade(claim: Claim, stated: Reading, _figures: Figures, outcome: Outcome) -> None:
    low, high = _CLASSES[claim.word]
    if low <= stated.amount.value < high:
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    right = next((name for name, (a, b) in _CLASSES.items() if a <= stated.amount.value < b), "")
    params = {"stated": stated.text, "class": claim.word}
    outcome.findings.append(Finding("performance.grade", [Witness.of(stated, "stated")], params, right))


_JUDGES = {
    "bounded": _bounded,
    "part": _part,
    "ratio": _ratio,
    "listing": _listing,
    "grade": _grade,
    "limit": _limit,
    "average": _average,
}
