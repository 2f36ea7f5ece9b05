"""口径: 机关运行经费 is the public expenses of offices, and so at most those of all the units that are consolidated."""

from __future__ import annotations

import re
from fractions import Fraction

from juesuan.disclosure import Disclosure
from juesuan.facts import Coordinate, Reading, facts_of
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check"]

_MERIT_PAY = "30107"
"""绩效工资: paid to the staff of institutions (事业单位), whose public expenses are no 机关运行经费."""

_SHARP = Fraction(1, 1000)
"""How wide what a printed figure may stand for is at most, beside it, for two equal ones to be said to be one."""

_COVERED = re.compile(
    r"事业单位[^。]{0,12}(?:无|没有|未)[^。]{0,30}公用经费|公用经费(?:已)?全部(?:列入|计入|属于)机关运行经费"
)


def check(disclosure: Disclosure) -> Outcome:
    """Compare 机关运行经费 with 公用经费 of form 06."""
    outcome = Outcome()
    year = disclosure.year
    if year is None:
        return outcome
    facts = facts_of(r for r in disclosure.readings if not r.blank)
    stated = facts.get(Coordinate.of("operating_cost", year))
    public = facts.get(Coordinate.of("expenditure", year, fund="general", nature="public"))
    if stated is None or public is None:
        return outcome
    cost, whole = stated.readings[0], public.readings[0]
    merit = _merit_pay(disclosure)
    witnesses = [Witness.of(cost, "stated"), Witness.of(whole)]
    params = {"stated": cost.text, "public": whole.text}
    if cost.amount.interval().low > whole.amount.interval().high:
        outcome.findings.append(Finding("balance.operating_cost", witnesses, params))
    elif cost.amount.interval().meets(whole.amount.interval()):
        outcome.proven += [cost, whole]
        if merit is not None and _sharp(cost, whole) and not _told(disclosure):
            params["merit"] = merit.text
            outcome.findings.append(Finding("balance.operating_scope", [*witnesses, Witness.of(merit)], params))
    return outcome


def _sharp(cost: Reading, whole: Reading) -> bool:
    """Say whether the two are the same by more than chance: figures of a few units of their last place meet anyhow."""
    return all(abs(Fraction(r.amount.value)) * _SHARP >= r.amount.quantum for r in (cost, whole))


def _told(disclosure: Disclosure) -> bool:
    """Say whether the section says that the institutions have no public expenses, or that there are none."""
    return any(p.section.topic == "operating_cost" and _COVERED.search(p.text.text) for p in disclosure.paragraphs)


def _merit_pay(disclosure: Disclosure) -> Reading | None:
    for reading in disclosure.readings:
        if reading.coordinate is not None and reading.coordinate.get("economic") == _MERIT_PAY and reading.amount.value:
            return reading
    return None
