"""复述: what a document tells twice in the same words it tells with the same figures."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check"]

_PEOPLE = ("人", "名", "人次", "人数")


def check(disclosure: Disclosure) -> Outcome:
    """Compare the figures of each stretch told twice: all agree, or the few that do not are named."""
    outcome = Outcome()
    accused: set[int] = set()
    for claim in disclosure.claims:
        if claim.kind == "recounted":
            _recounted(claim, outcome)
        if claim.kind != "repeated":
            continue
        pairs = list(_pairs(claim))
        odd = [(one, other) for one, other in pairs if not one.meets(other)]
        if len(pairs) > 1 and 2 * len(odd) > len(pairs):
            continue  # so many differences tell of another time
        outcome.proven += [r for pair in pairs if pair not in odd for r in pair]
        for one, other in odd:
            if id(one) not in accused:
                accused.add(id(one))
                outcome.contradicted += [one, other]
                outcome.findings.append(_finding(one, other))
    return outcome


def _recounted(claim: Claim, outcome: Outcome) -> None:
    """Compare a figure of a story with the result in the table of the story: one value, and people are no things."""
    one, other = claim.operands["one"], claim.operands.get("other")
    if not isinstance(one, Reading) or not isinstance(other, Reading):
        return
    if one.meets(other) and _people(one) == _people(other):
        outcome.proven += [one, other]
        return
    outcome.contradicted += [one, other]
    params = {"name": claim.word, "stated": one.text, "other": other.text}
    witnesses = [Witness.of(one, "stated"), Witness.of(other)]
    outcome.findings.append(Finding("identity.named", witnesses, params, other.text))


def _people(reading: Reading) -> bool:
    return reading.amount.unit.endswith(_PEOPLE)


def _pairs(claim: Claim) -> Iterator[tuple[Reading, Reading]]:
    for n in range(1, len(claim.operands) // 2 + 1):
        one, other = claim.operands[f"one{n}"], claim.operands[f"other{n}"]
        if isinstance(one, Reading) and isinstance(other, Reading):
            yield one, other


def _finding(one: Reading, other: Reading) -> Finding:
    params = {"stated": one.text, "other": other.text}
    return Finding("identity.repeated", [Witness.of(one, "stated"), Witness.of(other)], params, other.text)
