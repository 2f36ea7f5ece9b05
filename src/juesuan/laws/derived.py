"""派生: a stated share, completion, growth or direction follows from its operands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Amount, Reading, facts_of
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check"]

_DOWN = ("下降", "减少", "降低")
_LESS, _MORE, _SAME = ("小于", "低于"), ("大于", "高于"), ("等于", "持平")


def check(disclosure: Disclosure) -> Outcome:
    """Recompute every claim over the whole range of true values its operands allow."""
    facts = facts_of(r for r in disclosure.readings if not r.blank)
    values = {coordinate: fact.readings[0] for coordinate, fact in facts.items()}
    outcome = Outcome()
    for claim in disclosure.claims:
        figures = {role: o if isinstance(o, Reading) else values.get(o) for role, o in claim.operands.items()}
        if claim.kind in ("share", "completion"):
            _ratio(claim, figures, outcome)
        elif claim.kind == "direction":
            _direction(claim, figures, outcome)
    _growth(disclosure.claims, outcome)
    return outcome


def _ratio(claim: Claim, figures: dict[str, Reading | None], outcome: Outcome) -> None:
    top, bottom = figures.get("part") or figures.get("actual"), figures.get("whole") or figures.get("base")
    if claim.stated is None or top is None or bottom is None:
        return
    if not bottom.amount.value:
        where = [Witness.of(claim.stated, "stated"), Witness.of(bottom)]
        known = next((f for f in outcome.findings if f.code == "derived.zero_base"), None)
        if known is None:  # three conventions for nothing divided by nothing are one finding, not fourteen
            outcome.findings.append(Finding("derived.zero_base", where, {"stated": claim.stated.text}))
        else:
            known.witnesses += where
        return
    _compare(claim, claim.stated, _quotient(top, bottom), [top, bottom], f"derived.{claim.kind}", outcome)


def _quotient(top: Reading, bottom: Reading) -> tuple[Fraction, Fraction, Fraction]:
    """Return the least, printed and greatest percentage that two figures allow."""
    a, b = top.amount.interval(), bottom.amount.interval()
    middle = 100 * Fraction(top.amount.base) / Fraction(bottom.amount.base)
    if b.low <= 0:
        return middle, middle, middle
    ends = [100 * x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(ends), middle, max(ends)


def _compare(
    claim: Claim,
    stated: Reading,
    span: tuple[Fraction, Fraction, Fraction],
    operands: list[Reading],
    code: str,
    outcome: Outcome,
) -> None:
    low, middle, high = span
    for quanta, verdict in ((Fraction(1, 2), "holds"), (Fraction(1), "tail")):
        printed = stated.amount.interval(quanta)
        if printed.low <= high and low <= printed.high:
            outcome.proven += [stated, *operands]
            if verdict == "tail":
                outcome.findings.append(_finding("derived.tail", claim, stated, operands, middle))
            return
    outcome.contradicted.append(stated)
    finding = _finding(code, claim, stated, operands, middle)
    outcome.findings.append(finding)


def _finding(code: str, claim: Claim, stated: Reading, operands: list[Reading], middle: Fraction) -> Finding:
    expected = shown(middle, stated.amount)
    gap = stated.amount.value - expected
    witnesses = [Witness.of(stated, "stated"), *(Witness.of(o) for o in operands)]
    unit = stated.amount.unit
    return Finding(code, witnesses, {"stated": stated.text, "claim": claim.text}, f"{expected}{unit}", f"{gap}{unit}")


def shown(value: Fraction, like: Amount) -> Decimal:
    """Round a value in base units to the unit and the last place of a printed amount, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) / like.scale
    return exact.quantize(like.quantum, "ROUND_HALF_UP")


def _direction(claim: Claim, figures: dict[str, Reading | None], outcome: Outcome) -> None:
    left, right = figures.get("left"), figures.get("right")
    if left is None or right is None:
        return
    a, b = left.amount.base, right.amount.base
    true = "等于" if a == b else "大于" if a > b else "小于"
    said = "等于" if claim.word in _SAME else "大于" if claim.word in _MORE else "小于" if claim.word in _LESS else true
    if said == true or (said == "等于" and left.amount.interval().meets(right.amount.interval())):
        outcome.proven += [left, right]
        return
    words = Witness("stated", claim.place, claim.text)
    params = {"stated": claim.text, "left": left.text, "right": right.text, "word": true}
    outcome.findings.append(Finding("derived.direction", [words, Witness.of(left), Witness.of(right)], params, true))


def _growth(claims: list[Claim], outcome: Outcome) -> None:
    """A difference and a percentage about the same figure share one unknown: last year's value."""
    pairs: dict[int, dict[str, Claim]] = {}
    for claim in claims:
        current = claim.operands.get("current")
        if claim.kind in ("growth", "difference") and isinstance(current, Reading):
            pairs.setdefault(id(current), {}).setdefault(claim.kind, claim)
    for pair in pairs.values():
        if len(pair) < 2 or pair["growth"].stated is None or pair["difference"].stated is None:
            continue
        current, gap, rate = pair["growth"].operands["current"], pair["difference"].stated, pair["growth"].stated
        if not isinstance(current, Reading):
            continue
        down = pair["difference"].word in _DOWN
        a, d = current.amount.interval(), gap.amount.interval()
        sign = 1 if down else -1
        ends = [(x, y) for x in (a.low, a.high) for y in (d.low, d.high)]
        if any(x + sign * y <= 0 for x, y in ends):
            continue
        base = Fraction(current.amount.base) + sign * Fraction(gap.amount.base)
        middle = 100 * Fraction(gap.amount.base) / base if base > 0 else Fraction(0)
        spans = [100 * y / (x + sign * y) for x, y in ends]
        _compare(pair["growth"], rate, (min(spans), middle, max(spans)), [current, gap], "derived.growth", outcome)
