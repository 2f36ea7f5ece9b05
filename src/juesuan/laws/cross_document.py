"""跨文档: last year's disclosure, this year's budget and the units' own disclosures against this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from juesuan.disclosure import Disclosure
from juesuan.facts import Coordinate, Interval, Reading, facts_of
from juesuan.findings import Finding, NotRun, Outcome, Witness
from juesuan.laws.slips import shown
from juesuan.taxonomy.claims import direction_of

__all__ = ["check"]

Facts = dict[Coordinate, Reading]
"""The figure printed at each coordinate, those of the forms before those of the text."""

_TOTALS = ("revenue", "expenditure")


def check(
    disclosure: Disclosure, prior: Disclosure | None, budget: Disclosure | None, units: Sequence[Disclosure]
) -> Outcome:
    """Compare with every document that was given; one of another body or year is said to be so and left out."""
    outcome = Outcome()
    year = disclosure.year
    if year is None:
        return outcome
    mine = _facts(disclosure)
    if prior is not None and _fits(disclosure, prior, year - 1, "prior", outcome):
        _prior(disclosure, mine, _facts(prior), outcome)
    if budget is not None and _fits(disclosure, budget, year, "budget", outcome):
        _budget(mine, _facts(budget), outcome)
    ours = [u for u in units if _fits(disclosure, u, year, "unit", outcome, alike=False)]
    if ours:
        _units(mine, [_facts(u) for u in ours], outcome)
    return outcome


def _facts(disclosure: Disclosure) -> Facts:
    readings = [r for r in disclosure.readings if not r.blank and not r.approximate]
    readings.sort(key=lambda r: r.origin != "form")
    return {c: f.readings[0] for c, f in facts_of(readings).items() if c.measure != "quantity"}


def _fits(
    disclosure: Disclosure, other: Disclosure, year: int, what: str, outcome: Outcome, *, alike: bool = True
) -> bool:
    """Say whether the other document is of the body and year it was given for; report it where not."""
    same = not alike or not other.organisation or not disclosure.organisation
    same = same or other.organisation in disclosure.organisation or disclosure.organisation in other.organisation
    if other.year in (None, year) and same:
        return True
    title = next((t for f in disclosure.forms for t in f.titles), None)
    witness = [Witness("stated", title.place(0, len(title.text)), title.text)] if title is not None else []
    params = {"organisation": other.organisation, "year": str(other.year), "wanted": str(year)}
    outcome.findings.append(Finding("cross-document.other", witness, params))
    outcome.not_run.append(NotRun("cross-document", f"other_{what}"))
    return False


def _prior(disclosure: Disclosure, mine: Facts, theirs: Facts, outcome: Outcome) -> None:
    """Figures of last year stated here, balances carried over, and changes against last year."""
    for coordinate, reading in mine.items():
        if coordinate.measure == "opening":
            before = theirs.get(coordinate.at(measure="closing", year=coordinate.year - 1))
            _same(reading, before, "cross-document.opening", outcome)
        elif coordinate.year == (disclosure.year or 0) - 1:
            _same(reading, theirs.get(coordinate), "cross-document.prior", outcome)
    for claim in disclosure.claims:
        current, stated = claim.operands.get("current"), claim.stated
        if claim.kind != "difference" or stated is None or not isinstance(current, Reading):
            continue
        about, base = current.coordinate, claim.operands.get("prior")
        if about is None:
            continue
        before = theirs.get(about.at(year=about.year - 1))
        last = isinstance(base, Coordinate) and base.year == about.year - 1
        if last and before is not None:
            _change(stated, current, before, direction_of(claim.word) or 1, outcome)


def _same(reading: Reading, other: Reading | None, code: str, outcome: Outcome) -> None:
    if other is None:
        return
    if reading.amount.interval().meets(other.amount.interval()):
        outcome.proven.append(reading)
        return
    outcome.contradicted.append(reading)
    outcome.findings.append(_finding(code, reading, other.text, shown(Fraction(other.amount.base), reading.amount)))


def _change(stated: Reading, current: Reading, before: Reading, sign: int, outcome: Outcome) -> None:
    """A change said against last year = this year's figure − the figure last year's disclosure prints."""
    a, b = current.amount.interval(), before.amount.interval()
    ends = sorted(sign * x for x in (a.low - b.high, a.high - b.low))
    if stated.amount.interval().meets(Interval(ends[0], ends[1])):
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    true = sign * (Fraction(current.amount.base) - Fraction(before.amount.base))
    outcome.findings.append(_finding("cross-document.change", stated, before.text, shown(true, stated.amount)))


def _finding(code: str, reading: Reading, other: str, expected: object) -> Finding:
    unit = reading.amount.unit
    params = {"stated": reading.text, "other": other}
    return Finding(code, [Witness.of(reading, "stated")], params, f"{expected}{unit}")


def _budget(mine: Facts, theirs: Facts, outcome: Outcome) -> None:
    """年初预算 here is what the published budget says, which calls it the budget or nothing at all."""
    for coordinate, reading in mine.items():
        if coordinate.stage == "initial":
            plain = theirs.get(coordinate) or theirs.get(coordinate.at(stage="actual"))
            _same(reading, plain, "cross-document.budget", outcome)


def _units(mine: Facts, theirs: list[Facts], outcome: Outcome) -> None:
    """The totals of all units are at least the consolidated one; transfers between them are left out of it."""
    for coordinate, reading in _totals(mine):
        parts = [facts[coordinate] for facts in theirs if coordinate in facts]
        if len(parts) != len(theirs):
            continue
        high = sum((p.amount.interval().high for p in parts), Fraction(0))
        total = sum((Fraction(p.amount.base) for p in parts), Fraction(0))
        if high >= reading.amount.interval().low:
            outcome.proven.append(reading)
        else:
            said = shown(total, reading.amount)
            outcome.findings.append(_finding("cross-document.units", reading, f"{said}{reading.amount.unit}", said))


def _totals(facts: Facts) -> Iterator[tuple[Coordinate, Reading]]:
    for coordinate, reading in facts.items():
        if coordinate.measure in _TOTALS and coordinate.stage == "actual" and not coordinate.members:
            yield coordinate, reading
