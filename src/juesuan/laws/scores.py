"""得分: points of the execution, of an indicator by its rule, of a level, in all, and the class of the total."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from juesuan.disclosure import Evaluation, Funding, Indicator
from juesuan.facts import Interval, Reading
from juesuan.findings import Finding, Outcome, Severity, Witness
from juesuan.laws.bounds import widest
from juesuan.laws.relations import Relation, Term
from juesuan.laws.results import missed, pair_of

__all__ = ["check", "relations"]

_FULL = 100
_OWN_RULE = re.compile(r"[×*xX].{0,4}执行率")
_STEPS = 20
"""Bands of the execution give multiples of a twentieth of its points."""
_LEAST = 60
"""Per cent below which no scale gives the execution all its points."""
_FEW = 3
"""Forms of a document that share a way of scoring before it is the document's."""


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))
    return {name: re.compile(words) for name, words in data["rules"].items()}


def relations(evaluation: Evaluation) -> Iterator[Relation]:
    """The points a first level is said to have (产出指标（50分）) are the sum of its weights."""
    for share, indicators in evaluation.shares:
        weights = [one.weight for one in indicators if one.weight is not None]
        if weights and len(weights) == len(indicators):
            terms = [Term(Fraction(-1), share), *(Term(Fraction(1), weight) for weight in weights)]
            yield Relation("performance.shares", terms)


def check(evaluations: Sequence[Evaluation], outcome: Outcome) -> None:
    """Check the points of every form; how a document scores its execution is what most of its forms do."""
    common = _common(evaluations)
    for evaluation in evaluations:
        outcome.findings += [*_hundred(evaluation), *_execution(evaluation, common), *_grade(evaluation)]
        for indicator in evaluation.indicators:
            outcome.findings += _ruled(indicator)


def _printed(reading: Reading) -> Fraction:
    """Return one unit of the last place a score is printed with."""
    exponent = reading.amount.value.as_tuple().exponent
    return Fraction(10) ** (exponent if isinstance(exponent, int) else 0)


def _rate(funding: Funding) -> Interval | None:
    """Return the per cent of the budget that was spent, at most 100, from the money or else as printed."""
    budget, executed = funding.figures.get("budget"), funding.figures.get("executed")
    if budget is not None and executed is not None and budget.amount.value > 0:
        spent, whole = executed.amount.interval(), budget.amount.interval()
        if whole.low <= 0:
            return None
        low, high = 100 * spent.low / whole.high, 100 * spent.high / whole.low
        if executed.amount.base == budget.amount.base:
            low = high = Fraction(100)
    elif (rate := funding.figures.get("rate")) is not None:
        low, high = rate.amount.interval().low, rate.amount.interval().high
    else:
        return None
    return Interval(min(low, Fraction(100)), min(high, Fraction(100)))


def _scored(evaluation: Evaluation) -> tuple[Reading, Fraction, Interval] | None:
    """Return the score of the execution, its weight and the rate it follows from."""
    for funding in evaluation.funding[:1]:
        weight, score, rate = funding.figures.get("weight"), funding.figures.get("score"), _rate(funding)
        if weight is not None and score is not None and rate is not None and weight.amount.value > 0:
            return score, Fraction(weight.amount.value), rate
    return None


def _proportional(score: Reading, weight: Fraction, rate: Interval) -> bool:
    """Say whether weight × rate gives a score, rounded or cut off at its last place."""
    value, step = Fraction(score.amount.value), _printed(score)
    return weight * rate.low / 100 - step < value < weight * rate.high / 100 + step


def _common(evaluations: Sequence[Evaluation]) -> bool:
    """Say whether most forms of a document score the execution in proportion where less than all was spent."""
    known = [one for e in evaluations if (one := _scored(e)) is not None and one[2].high < _FULL]
    fits = sum(_proportional(*one) for one in known)
    return fits >= _FEW and fits >= 2 * (len(known) - fits)


def _execution(evaluation: Evaluation, common: bool) -> Iterator[Finding]:
    """The points of the execution are in proportion to the rate, or what a scale of bands may give."""
    known = _scored(evaluation)
    if known is None or _proportional(*known) or known[0].amount.value > known[1]:
        return  # points above their weight are another fault
    score, weight, rate = known
    funding = evaluation.funding[0].figures
    own = "score" in evaluation.money and _OWN_RULE.search(evaluation.money["score"].text) is not None
    share = Fraction(score.amount.value) / weight
    banded = (share * _STEPS).denominator == 1 and share <= 1 and rate.high < _FULL
    if not own and not common and banded and not (share == 1 and rate.high < _LEAST):
        return
    expected = f"{float(weight * (rate.low + rate.high) / 200):.4g}"
    witnesses = [Witness.of(score, "stated"), *(Witness.of(funding[k]) for k in ("weight", "rate") if k in funding)]
    finding = Finding("performance.execution", witnesses, {"stated": score.text.strip()}, expected)
    finding.severity = Severity.ERROR if own else None
    yield finding


def _hundred(evaluation: Evaluation) -> Iterator[Finding]:
    """All points there are make a hundred."""
    total, weights = evaluation.total_weight, [one.weight for one in evaluation.indicators if one.weight is not None]
    if evaluation.project is None or len(weights) != len(evaluation.indicators) or not weights:
        return
    if total is None and evaluation.total_score is None:
        return
    execution = next((f.figures["weight"] for f in evaluation.funding if "weight" in f.figures), None)
    own = execution.amount.value if execution is not None else Decimal(0)
    if total is not None:  # perhaps of the indicators only
        if total.amount.value not in (_FULL, _FULL - own) and (
            execution is not None or total.amount.value not in (90, 80)
        ):
            yield Finding("performance.hundred", [Witness.of(total, "stated")], {"stated": total.text.strip()}, "100")
        return
    found = sum((w.amount.value for w in weights), own)
    if found != _FULL and (execution is not None or found not in (90, 80)):
        witnesses = [Witness.of(w, "stated" if n == 0 else "operand") for n, w in enumerate(weights)]
        yield Finding("performance.hundred", witnesses, {"stated": str(found)}, "100")


def _grade(evaluation: Evaluation) -> Iterator[Finding]:
    """The class a form gives itself is that of its total, by the widest scale there is."""
    grade, total = evaluation.grade, evaluation.total_score
    whole = evaluation.total_weight
    if grade is None or total is None or (whole is not None and whole.amount.value != _FULL):
        return
    word = "".join(grade.text.split())
    span = widest(word)
    if span is not None and not span[0] <= total.amount.value <= span[1]:
        right = next(name for name in ("优", "良", "中", "差") if (widest(name) or (0, 0))[0] <= total.amount.value)
        params = {"stated": total.text.strip(), "class": word}
        witnesses = [Witness("stated", grade.place(), grade.text), Witness.of(total)]
        yield Finding("performance.grade", witnesses, params, right)


def _ruled(indicator: Indicator) -> Iterator[Finding]:
    """The score of an indicator is one its rule can give."""
    score, weight = indicator.score, indicator.weight
    rule = next((name for name, regex in _rules().items() if regex.search(indicator.rule)), "")
    if not rule or score is None or weight is None or weight.amount.value <= 0:
        return
    value, whole = Fraction(score.amount.value), Fraction(weight.amount.value)
    if rule == "all_or_nothing":
        wrong, expected = value not in (0, whole), f"0 / {weight.text.strip()}"
    else:
        wrong, expected = _off(indicator, value, whole, _printed(score))
    if wrong:
        params = {"stated": score.text.strip(), "rule": indicator.rule}
        yield Finding("performance.rule", [Witness.of(score, "stated"), Witness.of(weight)], params, expected)


def _off(indicator: Indicator, value: Fraction, whole: Fraction, step: Fraction) -> tuple[bool, str]:
    """Say whether a score is not in proportion to a missed target, and what would be."""
    pair = pair_of(indicator)
    if pair is None or not missed(indicator):
        return False, ""
    target, actual = Fraction(pair[0].amount.base), Fraction(pair[1].amount.base)
    more = indicator.operator in ("≤", "<")
    if target <= 0 or actual <= 0:
        return False, ""
    right = whole * (target / actual if more else actual / target)
    return abs(value - right) > max(step, Fraction(1, 20)) and value != 0, f"{float(right):.4g}"
