"""同一: one coordinate has one value, wherever it is printed."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from juesuan.disclosure import Disclosure
from juesuan.facts import Fact, Reading, facts_of
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.relations import Relation, Term

__all__ = ["check", "relations"]


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return every two readings of one coordinate as a relation; words like 约 widen it as far as they reach."""
    found = []
    for fact in _facts(disclosure):
        for one, other in combinations(fact.readings[:8], 2):
            vague = max((r.reach for r in (one, other) if r.approximate), default=Fraction(0))
            found.append(Relation("identity.value", [Term(Fraction(1), one), Term(Fraction(-1), other)], vague))
    return found


def check(disclosure: Disclosure) -> Outcome:
    """Report figures printed in two ways that rounding both allows; an empty cell of a form proves a nought."""
    outcome = Outcome()
    for fact in _facts(disclosure):
        if differing := _shown(fact):
            first, second = differing
            params = {"stated": second.text, "other": first.text, "what": second.label or second.place.section or ""}
            witnesses = [Witness.of(second, "stated"), *(Witness.of(r) for r in fact.readings if r is not second)]
            outcome.findings.append(Finding("identity.shown", witnesses, params))
    empty = {r.coordinate for r in disclosure.readings if r.blank}
    outcome.proven += [r for r in disclosure.readings if not r.blank and not r.amount.value and r.coordinate in empty]
    return outcome


def _facts(disclosure: Disclosure) -> list[Fact]:
    """Return the printed facts but those known by name only, which `named` judges."""
    facts = facts_of(r for r in disclosure.readings if not r.blank).values()
    return [fact for fact in facts if fact.coordinate.measure != "quantity"]


def _shown(fact: Fact) -> tuple[Reading, Reading] | None:
    """Return two readings of one quantum that differ by it, where rounding at half of it allows one value for all."""
    plain = [r for r in fact.readings if not r.approximate]
    low = max((r.amount.interval().low for r in plain), default=Fraction(0))
    high = min((r.amount.interval().high for r in plain), default=Fraction(0))
    if low > high:
        return None
    pairs = combinations(plain, 2)
    return next(((a, b) for a, b in pairs if a.amount.step == b.amount.step and a.amount.base != b.amount.base), None)
