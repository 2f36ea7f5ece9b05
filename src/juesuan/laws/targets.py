"""目标: a result said to have reached its target is no lower, or no higher where the target is a limit."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.disclosure import Claim, Disclosure
from juesuan.facts import COUNT_SCALES, Coordinate, Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.named import same_name, telling

__all__ = ["check"]


def check(disclosure: Disclosure) -> Outcome:
    """Judge every target said to be reached by the result beside it, or by what its name is told to be elsewhere."""
    outcome = Outcome()
    named = list(telling(disclosure.readings))
    for claim in disclosure.claims:
        target = claim.operands.get("target")
        if claim.kind != "reached" or not isinstance(target, Reading):
            continue
        actual = claim.operands["actual"]
        results = [actual] if isinstance(actual, Reading) else list(_results(actual, named))
        if not results or any(_noun(r) != _noun(target) for r in results):
            continue
        short = next((r for r in results if not _reaches(claim, r, target)), None)
        if short is None:
            outcome.proven += [target, *(results if isinstance(actual, Reading) else ())]
        elif isinstance(actual, Reading):
            outcome.contradicted += [target, short]
            params = {"stated": claim.text, "target": target.text, "actual": short.text}
            witnesses = [Witness.of(short, "stated"), Witness.of(target)]
            outcome.findings.append(Finding("performance.not_reached", witnesses, params, target.text))
    return outcome


def _results(about: Coordinate, named: list[Reading]) -> Iterator[Reading]:
    yield from (r for r in named if r.coordinate is not None and same_name(about, r.coordinate))


def _reaches(claim: Claim, actual: Reading, target: Reading) -> bool:
    """Say whether a result may have reached its target, rounding and 余 in its favour."""
    result, aim = actual.amount.interval(), target.amount.interval()
    return result.low <= aim.high if claim.word == "≤" else result.high >= aim.low


def _noun(reading: Reading) -> str:
    """Return what a figure counts, without its scale: people, 元, per cent."""
    unit = reading.amount.unit
    return "元" if reading.amount.is_money else unit[1:] if len(unit) > 1 and unit[0] in COUNT_SCALES else unit
