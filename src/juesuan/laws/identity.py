"""同一: one coordinate has one value, wherever it is printed."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from juesuan.disclosure import Disclosure
from juesuan.facts import facts_of
from juesuan.laws.relations import Relation, Term

__all__ = ["relations"]


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return every two readings of one coordinate as a relation; words like 约 widen it by ten quanta."""
    found = []
    for fact in facts_of(r for r in disclosure.readings if not r.blank).values():
        if fact.coordinate.measure == "quantity":
            continue  # known by its name only: `named` judges it
        for one, other in combinations(fact.readings[:8], 2):
            vague = max((Fraction(r.amount.step) * 10 for r in (one, other) if r.approximate), default=Fraction(0))
            found.append(Relation("identity.value", [Term(Fraction(1), one), Term(Fraction(-1), other)], vague))
    return found
