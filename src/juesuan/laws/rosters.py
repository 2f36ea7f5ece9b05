"""名单: the bodies a document compiles the accounts of are as many as it says, wherever it says so, and as it lists."""

from __future__ import annotations

import re

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check"]

_ITSELF = re.compile(r"本级|机关|本部")


def check(disclosure: Disclosure) -> Outcome:
    """Compare every count of bodies with the list below it and with the counts said before."""
    outcome = Outcome()
    for claim in disclosure.claims:
        if claim.kind == "bodies" and claim.stated is not None:
            _listed(claim, claim.stated, outcome)
            _said_before(claim, claim.stated, outcome)
    return outcome


def _listed(claim: Claim, stated: Reading, outcome: Outcome) -> None:
    names = [name for name, _ in claim.names]
    if len(names) < 2:
        return
    itself = any(_ITSELF.search(name) for name in names)
    allowed = {len(names)} if claim.word == "all" else {len(names) - 1 if itself else len(names)}
    if stated.amount.value in allowed:
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    witnesses = [Witness.of(stated, "stated"), *(Witness("operand", place, name) for name, place in claim.names)]
    outcome.findings.append(Finding("identity.roster", witnesses, {"stated": stated.text}, f"{min(allowed)}"))


def _said_before(claim: Claim, stated: Reading, outcome: Outcome) -> None:
    """The same count is the same; all of them are those below and perhaps the body itself."""
    for kind, other in claim.operands.items():
        if not isinstance(other, Reading):
            continue
        more = 0 if kind == claim.word else 1 if claim.word == "all" else -1
        fits = {other.amount.value, other.amount.value + more}
        if stated.amount.value in fits:
            outcome.proven += [stated, other]
        elif not more:
            outcome.contradicted += [stated, other]
            witnesses = [Witness.of(stated, "stated"), Witness.of(other)]
            outcome.findings.append(Finding("identity.roster", witnesses, {"stated": stated.text}, other.text))
