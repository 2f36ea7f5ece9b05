"""Facts to findings: a handful of laws over coordinates, run over one disclosure."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan.books.terms import Term
from juesuan.disclosure import Disclosure
from juesuan.facts import Reading
from juesuan.findings import Finding, NotRun, Outcome, Report, Status, Witness
from juesuan.laws import (
    aggregation,
    balance,
    bounds,
    classification,
    counts,
    cross_document,
    derived,
    disclosure_law,
    identity,
    named,
    performance,
    repeats,
    rosters,
    scope,
    tallies,
    targets,
)
from juesuan.laws import terms as spelling
from juesuan.laws.feasibility import conflicts
from juesuan.laws.relations import Relation, Verdict, judge
from juesuan.laws.repair import localise

__all__ = ["run"]

_RELATING = frozenset({"identity", "aggregation", "balance", "derived", "cross-document"})
"""Laws whose findings name figures that cannot all be right."""


def run(
    disclosure: Disclosure,
    prior: Disclosure | None = None,
    budget: Disclosure | None = None,
    units: Sequence[Disclosure] = (),
    terms: Sequence[Term] = (),
) -> Report:
    """Run every law; `terms` are how words are to be written.

    What could not run is said; every printed figure ends proven, contradicted or unchecked.
    """
    relations = [
        r for law in (identity, aggregation, balance, derived, counts, performance) for r in law.relations(disclosure)
    ]
    judge(relations)
    outcome = Outcome(localise(relations))
    outcome.findings += _tails(relations)
    for relation in relations:
        (outcome.contradicted if relation.verdict is Verdict.BROKEN else outcome.proven).extend(relation.readings)
    wrong = {f.witnesses[0].place for f in outcome.findings if f.suspects}
    trusted = frozenset(id(r) for x in relations if x.verdict is not Verdict.BROKEN for r in x.readings)
    more = derived.check(disclosure, trusted)
    more.findings = [f for f in more.findings if not any(w.place in wrong for w in f.witnesses)]
    joint = conflicts(relations, more.held)
    outcome.findings += localise([r for r in joint if r.verdict is Verdict.BROKEN]) + _tails(joint)
    outcome.extend(more)  # a figure already found wrong is not accused again through what follows from it
    outcome.extend(identity.check(disclosure))
    outcome.extend(scope.check(disclosure))
    outcome.extend(performance.check(disclosure))
    outcome.extend(classification.check(disclosure))
    outcome.extend(named.check(disclosure))
    outcome.extend(repeats.check(disclosure))
    outcome.extend(rosters.check(disclosure))
    outcome.extend(counts.check(disclosure))
    outcome.extend(tallies.check(disclosure))
    outcome.extend(targets.check(disclosure))
    outcome.extend(bounds.check(disclosure))
    outcome.extend(disclosure_law.check(disclosure))
    outcome.findings += spelling.check(disclosure, terms)
    outcome.extend(cross_document.check(disclosure, prior, budget, units))
    outcome.not_run += _not_run(disclosure, prior, budget, units)
    return Report(_once(outcome.findings), outcome.not_run, _statuses(disclosure, outcome))


def _once(findings: list[Finding]) -> list[Finding]:
    """Leave out what was said already: the same check at the start of the same words."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for finding in findings:
        place = finding.witnesses[0].place if finding.witnesses else None
        key = (finding.code, place and (place.page, place.line, place.start, place.cell, place.box and place.box[:2]))
        if place is None or key not in seen:
            kept.append(finding)
        seen.add(key)
    return kept


def _tails(relations: list[Relation]) -> list[Finding]:
    """Gather the rounding tails (尾差) of a document into one finding a law."""
    found = []
    for law in sorted({r.code.partition(".")[0] for r in relations if r.verdict is Verdict.TAIL}):
        mine = [r for r in relations if r.verdict is Verdict.TAIL and r.code.partition(".")[0] == law]
        witnesses = [Witness.of(r.readings[0], "stated") for r in mine]
        found.append(Finding(f"{law}.tail", witnesses, {"count": str(len(mine))}))
    return found


def _not_run(
    disclosure: Disclosure, prior: Disclosure | None, budget: Disclosure | None, units: Sequence[Disclosure]
) -> list[NotRun]:
    given = {"no_prior": prior, "no_budget": budget, "no_units": units or None}
    found = [NotRun("cross-document", why) for why, document in given.items() if document is None]
    if not disclosure.evaluations:
        found.append(NotRun("performance", "no_evaluations"))
    if not disclosure.forms:
        found += [NotRun(law, "no_forms") for law in ("aggregation", "balance")]
    return found


def _statuses(disclosure: Disclosure, outcome: Outcome) -> list[tuple[Reading, Status]]:
    """Give every figure its status. A figure that only a broken relation speaks of is contradicted with it."""
    wrong, right = {id(r) for r in outcome.contradicted}, {id(r) for r in outcome.proven}
    named = {w.place for f in outcome.findings if _relates(f) for w in f.witnesses if w.value is not None}
    wrong |= {id(r) for r in disclosure.readings if id(r) not in right and r.place in named}
    return [
        (r, Status.CONTRADICTED if id(r) in wrong else Status.PROVEN if id(r) in right else Status.UNCHECKED)
        for r in disclosure.readings
        if not r.blank
    ]


def _relates(finding: Finding) -> bool:
    """Say whether a finding is about figures that contradict each other, which rounding and wording do not."""
    law, _, check = finding.code.partition(".")
    return law in _RELATING and check not in ("tail", "shown")
