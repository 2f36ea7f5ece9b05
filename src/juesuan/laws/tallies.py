"""列举: figures that no form knows are vouched for by a list that adds up, or a share of it.

What does not add up accuses nobody: parts may overlap, or be fewer than all. A share of a whole that does add up must
follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.slips import shown

__all__ = ["check"]


def check(disclosure: Disclosure) -> Outcome:
    """Prove lists that add up and judge shares of them."""
    outcome = Outcome()
    for claim in disclosure.claims:
        figures = {role: r for role, r in claim.operands.items() if isinstance(r, Reading)}
        if claim.kind == "tally" and _adds_up(claim, figures):
            outcome.proven += figures.values()
        elif claim.kind == "portion" and claim.stated is not None:
            _portion(claim, claim.stated, figures, outcome)
    return outcome


def _adds_up(claim: Claim, figures: dict[str, Reading]) -> bool:
    """Say whether the parts may be the whole; a body that counts itself is one more."""
    signed = {id(r): (_sign(role), r) for role, r in figures.items() if role != "of"}.values()
    low = high = Fraction(claim.word == "own")
    exact = _exact(r for _, r in signed)
    for sign, reading in signed:
        span = reading.amount.interval(Fraction(0) if exact else Fraction(1, 2))
        ends = (sign * span.low, sign * span.high)
        low, high = low + min(ends), high + max(ends)
    return low <= 0 <= high


def _sign(role: str) -> int:
    """Parts add, the whole takes away; what declined (−) the other way round."""
    return (-1 if role.startswith("-") else 1) * (-1 if role.endswith("whole") else 1)


def _exact(readings: Iterable[Reading]) -> bool:
    """Say whether all count people or things one by one, or are said in round numbers: those have no half."""
    some = list(readings)
    return any(r.approximate for r in some) or all(not r.amount.is_money and r.amount.step == 1 for r in some)


def _portion(claim: Claim, stated: Reading, figures: dict[str, Reading], outcome: Outcome) -> None:
    part, whole = figures.pop("of"), figures.get("whole")
    if whole is None or not whole.amount.value:
        return
    equation = Equation(stated, [part, whole], lambda x: 100 * x[0] / x[1])
    if equation.holds(Fraction(1)):
        outcome.proven.append(stated)
    elif _adds_up(claim, figures):
        outcome.contradicted.append(stated)
        expected = f"{shown(equation.middle(), stated.amount)}%"
        witnesses = [Witness.of(stated, "stated"), Witness.of(part), Witness.of(whole)]
        finding = Finding("derived.share", witnesses, {"stated": stated.text, "claim": claim.text}, expected)
        accuse(finding, equation, frozenset({id(part), id(whole)}))
        outcome.findings.append(finding)
