"""完成: results against targets: missed or far exceeded and why, units, years, rates, names printed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from juesuan.blocks import Text
from juesuan.disclosure import Evaluation, Indicator
from juesuan.facts import COUNT_SCALES, Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.slips import shown
from juesuan.taxonomy.claims import patterns

__all__ = ["check", "missed", "pair_of", "unexplained"]

_FAR = Fraction(13, 10)
"""A result this many times its target asks for the reason.

财预〔2020〕10号 wants one where a target was plainly too low; the 30 % are those of many departments' forms.
"""

_EXECUTION = re.compile(r"(?:预算|资金)*执行(?:率|情况|进度)?(?:（.*）)?")
"""The row of the execution's points among indicators: what it loses follows from the rate."""
_NOTHING = re.compile(r"[\s—\-–/\\、。.]*|无|不适用|没有")
_PERCENT = re.compile(r"[%‰]")
_TIME = re.compile(r"天|日|个?月|年|小时|分钟|秒|周|个?工作日|季度")
_PERSONS = re.compile(r"人|人次|名|位")
_THINGS = re.compile(r"场|场次|期|件|台|套|台（套）|辆|份|批|批次|平方米|公里|米|吨|亩|本|所|家|户|篇|座|栋")
_YEARS = re.compile(r"(?<!\d)20\d\d(?=年|[./-]\d)")
_SPENT = ("成本", "时效")
"""Kinds of which less is better."""


def pair_of(indicator: Indicator) -> tuple[Reading, Reading] | None:
    """Return target and result where both are numbers of one unit; a unit only one of them prints is that of both."""
    target, actual = indicator.target_value, indicator.actual_value
    if target is None or actual is None:
        return None
    one, other = target.amount.unit, actual.amount.unit
    if one != other and not (target.amount.is_money and actual.amount.is_money) and _noun(one) != _noun(other):
        if one and other and one not in COUNT_SCALES and other not in COUNT_SCALES:
            return None
        longer = max(one, other, key=len)
        if not longer.startswith(min(one, other, key=len)):
            return None
        target, actual = (replace(r, amount=replace(r.amount, unit=longer)) for r in (target, actual))
    return target, actual


def _noun(unit: str) -> str:
    return unit[1:] if len(unit) > 1 and unit[0] in COUNT_SCALES else unit


def missed(indicator: Indicator) -> bool:
    """Say whether the target is surely missed: ≥ and a lower value, or ≤ and a higher one. Targets are exact."""
    pair = pair_of(indicator)
    if pair is None or pair[0].approximate or pair[1].approximate:
        return False
    target, actual = Fraction(pair[0].amount.base), pair[1].amount.interval()
    if indicator.operator in ("≥", ">"):
        below = indicator.bound == "<" and Fraction(pair[1].amount.base) <= target
        return below or (indicator.bound not in ("≥", ">") and actual.high < target)
    return indicator.operator in ("≤", "<") and indicator.bound not in ("≤", "<") and actual.low > target


def _exceeded(indicator: Indicator) -> bool:
    """Say whether a result is far above a target that more than fulfils it."""
    pair = pair_of(indicator)
    counted = indicator.operator in ("≥", ">") or (not indicator.operator and indicator.kind == "数量")
    if pair is None or not counted or indicator.kind in _SPENT or indicator.bound in ("≤", "<"):
        return False
    target, actual = Fraction(pair[0].amount.base), pair[1].amount.interval()
    return target > 0 and actual.low >= _FAR * target


def _short(indicator: Indicator) -> bool:
    weight, score = indicator.weight, indicator.score
    return weight is not None and score is not None and score.amount.value < weight.amount.value


def _full(indicator: Indicator) -> bool:
    """Say whether all points were given, which is another fault where the target was missed."""
    return indicator.weight is not None and indicator.score is not None and not _short(indicator)


def unexplained(evaluation: Evaluation) -> list[Indicator]:
    """Return the indicators without a reason, where the form asks for reasons and gives none for all of them."""
    asked = "reason" in evaluation.columns or evaluation.causes is not None
    if not asked or not _NOTHING.fullmatch(evaluation.causes or ""):
        return []
    silent = (one for one in evaluation.indicators if _NOTHING.fullmatch(one.reason))
    return [one for one in silent if one.target is not None or not _EXECUTION.fullmatch(_name(one))]


def check(evaluation: Evaluation, year: int | None, outcome: Outcome) -> None:
    """Check every result of a form against its target."""
    for part in (_reasons, _units, _bounded, _twice):
        outcome.findings += part(evaluation)
    for indicator in evaluation.indicators:
        _completion(indicator, outcome)
        if year is not None and (finding := _year(indicator, year)):
            outcome.findings.append(finding)


def _reasons(evaluation: Evaluation) -> Iterator[Finding]:
    """Points lost, targets missed or far exceeded, and nothing says why: one finding each for all of a form."""
    silent = unexplained(evaluation)
    lost = [one for one in silent if _short(one) or (missed(one) and not _full(one))]
    if lost:
        witnesses = [w for one in lost for w in _row(one)]
        yield Finding("performance.reason", witnesses, {"count": str(len(lost)), "stated": _name(lost[0])})
    far = [one for one in silent if not _short(one) and _exceeded(one)]
    if far:
        witnesses = [w for one in far for w in _row(one)]
        params = {"count": str(len(far)), "stated": _name(far[0]), "share": _times(far[0])}
        yield Finding("performance.exceeded", witnesses, params)


def _row(indicator: Indicator) -> list[Witness]:
    """Point at what a row says: its name, its target, its result, its score."""
    named = Witness("stated", indicator.name.place(), _name(indicator))
    cells = [_words(text) for text in (indicator.target, indicator.actual) if text is not None]
    return [named, *cells, *([Witness.of(indicator.score)] if indicator.score is not None else [])]


def _words(text: Text, role: str = "operand") -> Witness:
    return Witness(role, text.place(), text.text)


def _name(indicator: Indicator) -> str:
    return re.sub(r"^(?:指标)?\s*\d{1,2}\s*[.、．:：]\s*", "", "".join(indicator.name.text.split()))


def _times(indicator: Indicator) -> str:
    pair = pair_of(indicator)
    return f"{100 * pair[1].amount.base / pair[0].amount.base:.0f}%" if pair else ""


def _category(unit: str) -> str:
    """Return what a unit measures: per cent, money, time, persons, things; "" where nobody can say."""
    noun = _noun(unit)
    kinds = {"%": _PERCENT, "时间": _TIME, "人": _PERSONS, "物": _THINGS}
    money = "元" if noun.endswith("元") else ""
    return money or next((kind for kind, regex in kinds.items() if regex.fullmatch(noun)), "")


def _units(evaluation: Evaluation) -> Iterator[Finding]:
    """A target in per cent and a result in persons cannot be compared."""
    for one in evaluation.indicators:
        target, actual = one.target_value, one.actual_value
        if target is None or actual is None:
            continue
        kinds = _category(target.amount.unit), _category(actual.amount.unit)
        if all(kinds) and kinds[0] != kinds[1]:
            params = {"stated": actual.text.strip(), "target": target.text.strip(), "name": _name(one)}
            yield Finding("performance.unit", [Witness.of(actual, "stated"), Witness.of(target)], params)


def _bounded(evaluation: Evaluation) -> Iterator[Finding]:
    """Rates of a whole are at most 100 %: satisfaction, pass rates."""
    nouns = re.compile(patterns()["bounded"]["nouns"])
    for one in evaluation.indicators:
        match = nouns.search(_name(one))
        for value in (one.target_value, one.actual_value):
            if match and value is not None and value.amount.unit == "%" and value.amount.value > 100:
                params = {"stated": value.text.strip(), "noun": match[0]}
                yield Finding("derived.bounded", [Witness.of(value, "stated")], params, "0%—100%")


def _twice(evaluation: Evaluation) -> Iterator[Finding]:
    """One indicator printed twice with one target has one result."""
    seen: dict[tuple[str, ...], Indicator] = {}
    for one in evaluation.indicators:
        target = "".join(one.target.text.split()) if one.target is not None else ""
        first = seen.setdefault((one.group, one.kind, _name(one), target), one)
        mine, other = one.actual_value, first.actual_value
        if first is one or not target or mine is None or other is None or mine.amount.unit != other.amount.unit:
            continue
        if not _one_value(mine, other):
            params = {"stated": mine.text.strip(), "other": other.text.strip(), "name": _name(one)}
            yield Finding("performance.twice", [Witness.of(mine, "stated"), Witness.of(other)], params)


def _one_value(one: Reading, other: Reading) -> bool:
    """Say whether two figures are roundings of one value; those that only touch are not."""
    mine, its = one.amount.interval(), other.amount.interval()
    return one.amount.base == other.amount.base or (mine.low < its.high and its.low < mine.high)


def _completion(indicator: Indicator, outcome: Outcome) -> None:
    """完成率 = result / target; a form may hold it at 100 %."""
    stated, pair = indicator.completion, pair_of(indicator)
    if stated is None or pair is None or indicator.operator in ("≤", "<") or indicator.kind in _SPENT:
        return
    if not pair[0].amount.value or indicator.bound in ("≥", "≤", "<", ">"):
        return
    equation = Equation(stated, [pair[1], pair[0]], lambda x: 100 * x[0] / x[1])
    held = stated.amount.value == 100 and pair[1].amount.base >= pair[0].amount.base
    if held or equation.holds(Fraction(1)):
        outcome.proven.append(stated)
        return
    outcome.contradicted.append(stated)
    witnesses = [Witness.of(stated, "stated"), Witness.of(pair[1]), Witness.of(pair[0])]
    expected = f"{shown(equation.middle(), stated.amount)}%"
    finding = Finding("performance.completion", witnesses, {"stated": stated.text.strip()}, expected)
    accuse(finding, equation, frozenset())
    outcome.findings.append(finding)


def _year(indicator: Indicator, year: int) -> Finding | None:
    """A target of which every year is past was set for another year."""
    text = indicator.target
    found = list(_YEARS.finditer(text.text)) if text is not None else []
    if text is None or not found or any(int(m[0]) >= year for m in found) or _YEARS.search(indicator.name.text):
        return None
    where = text.place(found[-1].start(), found[-1].end())
    params = {"stated": "".join(text.text.split()), "name": _name(indicator)}
    return Finding(
        "performance.year", [Witness("stated", where, found[-1][0], Decimal(found[-1][0]))], params, str(year)
    )
