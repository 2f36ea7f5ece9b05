"""公务: money of receptions, trips and vehicles against what it paid for; what small firms got of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import Coordinate, Fact, Interval, Reading, facts_of
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.relations import Relation, Term

__all__ = ["check", "relations"]

_COUNTS = frozenset({"groups", "persons", "visits"})
_GUESTS = ("reception_domestic", "reception_foreign")
_KINDS = ("goods", "works", "services")

Facts = dict[Coordinate, Fact]


def relations(disclosure: Disclosure) -> list[Relation]:
    """Return 公务接待费 = visitors from home + from abroad, where all three are printed."""
    found = []
    for whole, parts in _receptions(_facts(disclosure)):
        if len(parts) == len(_GUESTS):
            terms = [Term(Fraction(1), whole), *(Term(Fraction(-1), p) for p in parts)]
            found.append(Relation("aggregation.sum", terms))
    return found


def check(disclosure: Disclosure) -> Outcome:
    """Prove counts by their money and visits from home that are all there was; judge shares of small firms."""
    outcome = Outcome()
    facts = _facts(disclosure)
    for whole, parts in _receptions(facts):
        if len(parts) == 1 and parts[0].amount.interval().meets(whole.amount.interval()):
            outcome.proven += [whole, *parts]
    _printed(facts, outcome)
    _small_firms(disclosure, facts, outcome)
    return outcome


def _facts(disclosure: Disclosure) -> Facts:
    return facts_of(r for r in disclosure.readings if not r.blank)


def _receptions(facts: Facts) -> Iterator[tuple[Reading, list[Reading]]]:
    for coordinate, fact in facts.items():
        if coordinate.measure == "expenditure" and coordinate.get("sangong") == "reception":
            parts = [facts[c].readings[0] for k in _GUESTS if (c := coordinate.with_(sangong=k)) in facts]
            yield fact.readings[0], parts


def _printed(facts: Facts, outcome: Outcome) -> None:
    """A count of a form and its money are both nothing or both something; one without the other is the text's law."""
    for coordinate, fact in facts.items():
        kind = coordinate.get("sangong") or ""
        bought = coordinate.measure == "vehicles" and kind.startswith("vehicle")
        if not bought and coordinate.measure not in _COUNTS:
            continue
        spent = Coordinate.of("expenditure", coordinate.year, sangong=kind)
        money = facts.get(spent) or facts.get(spent.with_(sangong=kind.split("_")[0]))
        others = (facts.get(coordinate.at(measure=m)) for m in _COUNTS - {coordinate.measure})
        if not bought and not fact.readings[0].amount.value and any(_nothing(o) for o in others if o is not None):
            outcome.proven += fact.readings  # no visits and no visitors
        if money is not None and bool(money.readings[0].amount.value) == bool(fact.readings[0].amount.value):
            outcome.proven += [r for r in fact.readings if r.origin == "form"]


def _nothing(fact: Fact) -> bool:
    return not fact.readings[0].amount.value


def _small_firms(disclosure: Disclosure, facts: Facts, outcome: Outcome) -> None:
    """货物、工程、服务采购授予中小企业合同金额占比: what they make of each kind adds up to what small firms got."""
    year = disclosure.year or 0
    total = facts.get(Coordinate.of("procurement", year, size="sme"))
    kinds = {k: facts.get(Coordinate.of("procurement", year, procurement=k)) for k in _KINDS}
    shares = {k: c.stated for c in disclosure.claims if (k := _kind(c)) and c.stated is not None}
    spent = {k: f.readings[0] for k, f in kinds.items() if f is not None and f.readings[0].amount.value}
    if total is None or not spent or any(k not in shares for k in spent):
        return
    mine = [shares[k] for k in spent]
    wide = _got(spent, shares, Fraction(1))
    stated = total.readings[0]
    if wide.meets(stated.amount.interval(Fraction(1))):
        outcome.proven += [stated, *mine]
        return
    witnesses = [Witness.of(mine[0], "stated"), *(Witness.of(r) for r in [*mine[1:], stated, *spent.values()])]
    outcome.findings.append(Finding("derived.small_firms", witnesses, {"stated": mine[0].text, "total": stated.text}))


def _kind(claim: Claim) -> str:
    """Return which kind of procurement a share of small firms is about, where its own amount is not said."""
    part = claim.operands.get("part")
    if claim.kind != "share" or not isinstance(part, Coordinate) or part.get("size") != "sme":
        return ""
    return part.get("procurement") or ""


def _got(spent: dict[str, Reading], shares: dict[str, Reading], quanta: Fraction) -> Interval:
    low = high = Fraction(0)
    for kind, reading in spent.items():
        share, money = shares[kind].amount.interval(quanta), reading.amount.interval(quanta)
        low, high = low + share.low * money.low / 100, high + share.high * money.high / 100
    return Interval(low, high)
