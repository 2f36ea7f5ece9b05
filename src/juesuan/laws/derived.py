"""派生: a stated share, completion, growth, difference, sum or direction follows from its operands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Coordinate, Reading, facts_of
from juesuan.findings import Finding, Outcome, Severity, Witness
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.relations import Relation, Term
from juesuan.laws.slips import shown
from juesuan.taxonomy.claims import direction_of

__all__ = ["Derivation", "check", "relations"]

_NEARLY = Fraction(1, 20)
"""基本持平 is said of a change of at most a twentieth."""


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return the sums the text lists in full, and the differences from a figure that is itself known."""
    look = _Lookup(disclosure.readings)
    found = []
    for claim in disclosure.claims:
        figures = {role: look(operand) for role, operand in claim.operands.items()}
        if claim.kind == "sum" and not claim.partial:
            terms = [Term(Fraction(-1 if role == "whole" else 1), r) for role, r in figures.items() if r is not None]
            found.append(Relation("derived.sum", terms))
        current, prior = figures.get("current"), figures.get("prior")
        if claim.kind == "difference" and claim.stated is not None and current is not None and prior is not None:
            sign = Fraction(-(direction_of(claim.word) or 1))
            terms = [Term(Fraction(1), current), Term(Fraction(-1), prior), Term(sign, claim.stated)]
            found.append(Relation("derived.difference", terms))
    return found


def check(disclosure: Disclosure, trusted: frozenset[int] = frozenset()) -> Derivation:
    """Recompute every claim over the whole range of true values its operands allow.

    `trusted` are the ids of figures that other laws vouch for: they are not suspected of a claim that fails.
    """
    look = _Lookup(disclosure.readings)
    outcome = Derivation()
    for claim in disclosure.claims:
        figures = {role: look(operand) for role, operand in claim.operands.items()}
        if judge := _JUDGES.get(claim.kind):
            judge(claim, figures, outcome)
    _growths(disclosure.claims, look, outcome)
    for finding, equation in outcome.accused:
        accuse(finding, equation, trusted)
    return outcome


@dataclass(slots=True)
class Derivation(Outcome):
    """An outcome, with the equations that hold and those of which some figure must be wrong."""

    accused: list[tuple[Finding, Equation]] = field(default_factory=list)
    held: list[Equation] = field(default_factory=list)


class _Lookup:
    """Look up an operand: a figure is itself, a coordinate the first figure printed at it."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        facts = facts_of(r for r in readings if not r.blank)
        self._values = {coordinate: fact.readings[0] for coordinate, fact in facts.items()}

    def __call__(self, operand: Reading | Coordinate) -> Reading | None:
        return operand if isinstance(operand, Reading) else self._values.get(operand)


Figures = Mapping[str, Reading | None]


def _ratio(claim: Claim, figures: Figures, outcome: Derivation) -> None:
    top = figures.get("part") or figures.get("actual") or figures.get("amount")
    bottom = figures.get("whole") or figures.get("base") or figures.get("count")
    if claim.stated is None:
        return
    if bottom is None:  # nothing of whatever it is of
        outcome.proven += [claim.stated] if top and not top.amount.value and not claim.stated.amount.value else []
        return
    if not bottom.amount.value:
        _zero_base(
            claim.stated, bottom, outcome, "derived.zero_whole" if claim.kind == "share" else "derived.zero_base"
        )
        return
    if top is None:
        return
    if claim.kind == "rate":
        _rate(claim, Equation(claim.stated, [top, bottom], lambda x: x[0] / x[1]), outcome)
        return
    _compare(
        claim, Equation(claim.stated, [top, bottom], lambda x: 100 * x[0] / x[1]), f"derived.{claim.kind}", outcome
    )


def _rate(claim: Claim, equation: Equation, outcome: Derivation) -> None:
    """An amount a month is no amount a head: where it equals one, its unit is wrong; else months are not known."""
    timed = claim.word if any(c in claim.word for c in "月天") else ""
    stated = equation.stated
    if not timed:
        _compare(claim, equation, "derived.rate", outcome)
    elif equation.holds():
        outcome.contradicted.append(stated)
        witnesses = [Witness.of(stated, "stated"), *(Witness.of(o) for o in equation.operands)]
        outcome.findings.append(Finding("derived.rate_unit", witnesses, {"stated": stated.text, "unit": timed}))


def _zero_base(stated: Reading, base: Reading, outcome: Derivation, code: str = "derived.zero_base") -> None:
    """Three conventions for nothing divided by nothing are one finding, not fourteen."""
    where = [Witness.of(stated, "stated"), Witness.of(base)]
    known = next((f for f in outcome.findings if f.code == code), None)
    outcome.contradicted.append(stated)
    if known is None:
        outcome.findings.append(Finding(code, where, {"stated": stated.text}))
    else:
        known.witnesses += where


def _compare(claim: Claim, equation: Equation, code: str, outcome: Derivation) -> None:
    """Prove the figures of an equation that holds; report one that does not, or holds at a full quantum only."""
    stated = equation.stated
    if equation.holds():
        outcome.proven += [stated, *equation.operands]
        outcome.held.append(equation)
    elif equation.holds(Fraction(1)):
        outcome.proven += [stated, *equation.operands]
        finding = _finding("derived.tail", claim, stated, equation.operands, equation.middle())
        if stated.amount.value and not shown(equation.middle(), stated.amount):
            finding.severity = Severity.WARNING  # something where rounding leaves nothing is more than its last digit
        outcome.findings.append(finding)
    else:
        outcome.contradicted.append(stated)
        finding = _finding(code, claim, stated, equation.operands, equation.middle())
        outcome.findings.append(finding)
        outcome.accused.append((finding, equation))


def _finding(code: str, claim: Claim, stated: Reading, operands: list[Reading], middle: Fraction) -> Finding:
    expected = shown(middle, stated.amount)
    gap = stated.amount.value - expected
    witnesses = [Witness.of(stated, "stated"), *(Witness.of(o) for o in operands)]
    unit = stated.amount.unit
    return Finding(code, witnesses, {"stated": stated.text, "claim": claim.text}, f"{expected}{unit}", f"{gap}{unit}")


_ORDERS = {"小于": -1, "低于": -1, "等于": 0, "持平": 0, "一致": 0, "大于": 1, "高于": 1}


def _direction(claim: Claim, figures: Figures, outcome: Derivation) -> None:
    left, right = figures.get("left"), figures.get("right")
    if left is None or right is None:
        return
    a, b = Fraction(left.amount.base), Fraction(right.amount.base)
    true = (a > b) - (a < b)
    nearly = claim.word.startswith("基本")
    said = _ORDERS.get(claim.word.removeprefix("基本").removesuffix("于"), _ORDERS.get(claim.word, true))
    close = left.amount.interval().meets(right.amount.interval())
    if said == true or (said == 0 and (close or (nearly and abs(a - b) <= _NEARLY * max(abs(a), abs(b))))):
        outcome.proven += [left, right]
        return
    words = Witness("stated", claim.place, claim.text)
    word = {-1: "小于", 0: "等于", 1: "大于"}[true]
    params = {"stated": claim.text, "left": left.text, "right": right.text, "word": word}
    code = "derived.nearly" if nearly else "derived.direction"
    outcome.findings.append(Finding(code, [words, Witness.of(left), Witness.of(right)], params, word))


def _rate_direction(claim: Claim, figures: Figures, outcome: Derivation) -> None:
    """完成预算 100%，决算数与预算数持平: a completion and the word beside it, of a budget that is not printed."""
    rate = figures.get("rate")
    said = _ORDERS.get(claim.word.removeprefix("基本").removesuffix("于"))
    if rate is None or said is None or claim.word.startswith("基本"):
        return
    span = rate.amount.interval()
    if said == 0 and rate.amount.value == 100:
        outcome.proven.append(rate)
    elif (said < 0 and span.low >= 100) or (said > 0 and span.high <= 100) or (said == 0 and rate.amount.value != 100):
        outcome.contradicted.append(rate)
        words = Witness("operand", claim.place, claim.text)
        params = {"stated": rate.text, "claim": claim.text}
        outcome.findings.append(Finding("derived.rate_direction", [Witness.of(rate, "stated"), words], params))


def _partial(claim: Claim, figures: Figures, outcome: Derivation) -> None:
    """Some of the parts may not be more than the whole."""
    whole = figures.get("whole")
    parts = [r for role, r in figures.items() if r is not None and role != "whole"]
    if not claim.partial or whole is None or not parts:
        return
    least = sum((r.amount.interval().low for r in parts), Fraction(0))
    most = sum((r.amount.interval().high for r in parts), Fraction(0))
    if least <= whole.amount.interval().high:
        if most >= whole.amount.interval().low:
            outcome.proven += [whole, *parts]  # what is listed is all of it
        return
    total = sum((Fraction(r.amount.base) for r in parts), Fraction(0))
    outcome.contradicted.append(whole)
    outcome.findings.append(_finding("derived.part", claim, whole, parts, total))


def _accompany(_claim: Claim, figures: Figures, outcome: Derivation) -> None:
    """Nothing was spent where nobody travelled, and the other way round."""
    count, amount = figures.get("count"), figures.get("amount")
    if count is None or amount is None:
        return
    if bool(count.amount.value) == bool(amount.amount.value):
        outcome.proven.append(count)
        if not count.amount.value:
            outcome.proven.append(amount)
        return
    params = {"count": count.text, "amount": amount.text}
    outcome.findings.append(Finding("derived.accompany", [Witness.of(count, "stated"), Witness.of(amount)], params))


def _orphan(claim: Claim, _figures: Figures, outcome: Derivation) -> None:
    if claim.stated is not None:
        outcome.contradicted.append(claim.stated)
        outcome.findings.append(Finding("derived.orphan", [Witness.of(claim.stated, "stated")], {"stated": claim.text}))


_JUDGES = {
    "share": _ratio,
    "completion": _ratio,
    "rate": _ratio,
    "direction": _direction,
    "rate_direction": _rate_direction,
    "sum": _partial,
    "accompany": _accompany,
    "orphan": _orphan,
}


def _growths(claims: list[Claim], look: _Lookup, outcome: Derivation) -> None:
    """Judge every growth by last year's figure where it is known, else by the difference said beside it."""
    differences: dict[object, Claim] = {}
    for claim in claims:
        if claim.kind == "difference" and claim.stated is not None:
            differences.setdefault(_about(claim), claim)
    for claim in claims:
        if claim.kind != "growth" or claim.stated is None:
            continue
        current, prior = look(claim.operands["current"]), look(claim.operands["prior"])
        beside = differences.get(_about(claim))
        if current is not None and prior is not None:
            _growth(claim, claim.stated, current, prior, outcome)
        elif current is not None and beside is not None and beside.stated is not None:
            _joint(claim, claim.stated, current, beside, beside.stated, outcome)


def _about(claim: Claim) -> object:
    """Return what a claim of change compares: the same figure with the same base."""
    operands = [claim.operands[role] for role in ("current", "prior")]
    return tuple(id(o) if isinstance(o, Reading) else o for o in operands)


def _growth(claim: Claim, stated: Reading, current: Reading, prior: Reading, outcome: Derivation) -> None:
    if not prior.amount.value:
        if current.amount.value or stated.amount.value:
            _zero_base(stated, prior, outcome)
        else:
            outcome.proven += [stated, current, prior]  # nothing before, nothing now: no change
        return
    true = current.amount.base - prior.amount.base
    down = direction_of(claim.word) < 0 or (not claim.word and stated.amount.value > 0 > true)
    sign = -1 if down else 1
    equation = Equation(stated, [current, prior], lambda x: sign * 100 * (x[0] - x[1]) / x[1])
    _compare(claim, equation, "derived.growth", outcome)


def _joint(claim: Claim, rate: Reading, current: Reading, beside: Claim, gap: Reading, outcome: Derivation) -> None:
    """A difference and a percentage about the same figure share one unknown: last year's value."""
    sign = 1 if direction_of(beside.word) < 0 else -1
    base = current.amount.base + sign * gap.amount.base
    if base == 0 and not (gap.amount.value or rate.amount.value):
        outcome.proven += [rate, gap]
        return
    if base == 0:
        _zero_base(rate, gap, outcome)  # all of it is new: there is nothing it grew from
    if base <= 0:
        return
    said, true = rate.amount.value < 0, gap.amount.value < 0
    turn = -1 if said != true and direction_of(claim.word) != direction_of(beside.word) else 1
    equation = Equation(rate, [current, gap], lambda x: turn * 100 * x[1] / (x[0] + sign * x[1]))
    _compare(claim, equation, "derived.growth", outcome)
