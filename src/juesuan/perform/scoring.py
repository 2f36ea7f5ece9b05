"""The score of a target (得分): a rule over target and evidence, with its arithmetic; nothing shown scores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from juesuan.perform.evidence import Actual
from juesuan.perform.numbers import COMPARE, plain, points, shown
from juesuan.perform.plan import Target
from juesuan.perform.rules import Rules, rule_of, tell

__all__ = ["SCORED", "UNDEMONSTRATED", "UNSET", "Score", "reached", "score"]

SCORED, UNSET, UNDEMONSTRATED = "scored", "unset", "undemonstrated"
_ZERO, _LEAST = Decimal(0), Decimal("0.01")
_GRADES = {"reached": "达成", "partly": "部分达成", "missed": "未达成"}


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a weight: `state` says whether a target was set and anything demonstrated.

    `rule` is the rule's name, `step` the key of its arithmetic in words and `operands` what those are filled with.
    `met` says whether the target was reached (None where nobody knows).
    """

    state: str
    points: Decimal
    weight: Decimal
    rule: str
    step: str
    operands: Mapping[str, str] = field(default_factory=dict)
    met: bool | None = None

    def explain(self, lang: str = "zh") -> str:
        """Return the arithmetic in words."""
        return tell(self.step, lang, self.operands)


def reached(target: Target, value: Decimal) -> bool:
    """Say whether a value reaches a target that is a number."""
    assert target.value is not None
    return COMPARE[target.operator](value, target.value)


def score(target: Target, actual: Actual, weight: Decimal, rule: str, rules: Rules | None = None) -> Score:
    """Score a target by a rule's name, among the shipped ones unless others are given.

    Raises KeyError where there is no such rule.
    """
    said = rule_of(rule, rules=rules)
    if said is None:
        raise KeyError(rule)
    if target.unset:
        return Score(UNSET, _ZERO, weight, rule, "unset")
    if not actual.shown:
        return Score(UNDEMONSTRATED, _ZERO, weight, rule, "undemonstrated")
    with localcontext(prec=28):
        if target.qualitative or actual.value is None:
            return _graded(actual, weight, rule, said)
        return _measured(target, actual.value, weight, rule, said)


def _made(weight: Decimal, rule: str, step: str, got: Decimal, met: bool, **operands: object) -> Score:
    said = {name: plain(one) if isinstance(one, Decimal) else str(one) for name, one in operands.items()}
    said |= {"weight": plain(weight), "points": plain(points(got))}
    return Score(SCORED, points(got), weight, rule, step, said, met)


def _graded(actual: Actual, weight: Decimal, rule: str, said: Mapping[str, Any]) -> Score:
    """Score a grade: the per cent given, held within the grade; the least of the grade where none is given."""
    if not actual.grade:  # a number where a grade was asked for shows nothing of it
        return Score(UNDEMONSTRATED, _ZERO, weight, rule, "undemonstrated")
    grade, met = _GRADES[actual.grade], actual.grade == "reached"
    if said["kind"] != "grades":
        return _made(weight, rule, "grade", weight if met else _ZERO, met, grade=grade, percent=100 if met else 0)
    low, high = (Decimal(one) for one in said["grades"][actual.grade])
    if actual.percent is None:
        return _made(weight, rule, "grade_low", weight * low / 100, met, grade=grade, percent=low)
    used = min(max(actual.percent, low), high)
    step = "grade" if used == actual.percent else "grade_out"
    limits = {"low": low, "high": high, "used": used}
    return _made(weight, rule, step, weight * used / 100, met, grade=grade, percent=actual.percent, **limits)


def _measured(target: Target, value: Decimal, weight: Decimal, rule: str, said: Mapping[str, Any]) -> Score:
    """Score a number against a number."""
    aim = target.value
    assert aim is not None
    met = reached(target, value)
    words = {"actual": shown(value, target.operator, aim), "target": aim, "operator": target.operator}
    if met:
        return _exceeding(value, aim, weight, rule, said, words)
    if said["kind"] != "proportional":
        return _made(weight, rule, "missed", _ZERO, met, **words)
    if aim <= 0 or value < 0:
        return _made(weight, rule, "zero", _ZERO, met, **words)
    return _short(target, value, weight, rule, said)


def _exceeding(
    value: Decimal, aim: Decimal, weight: Decimal, rule: str, said: Mapping[str, Any], words: Mapping[str, object]
) -> Score:
    """Score a target that was reached: all its points, less a deduction where it was exceeded beyond a limit."""
    excess = 100 * (value - aim) / aim if aim > 0 else _ZERO
    over = said.get("over")
    if over is None or excess <= over:
        return _made(weight, rule, "reached", weight, True, **words)
    cut = min(points(excess - over), Decimal(said["most"]))
    kept = weight * (100 - cut) / 100
    return _made(weight, rule, "over", kept, True, **words, excess=points(excess), over=Decimal(over), cut=cut)


def _short(target: Target, value: Decimal, weight: Decimal, rule: str, said: Mapping[str, Any]) -> Score:
    """Score a target that was missed in proportion to how far it was reached, never all its points."""
    aim = target.value
    assert aim is not None
    top, bottom = (value, aim) if value < aim else (aim, value)
    words = {"top": plain(top), "bottom": plain(bottom)}
    if top == bottom:  # > and < with the very value: missed by the least
        return _made(weight, rule, "missed", _ZERO, False, **_words(target, value))
    ratio = 100 * top / bottom
    if "floor" in said and ratio < said["floor"]:
        return _made(weight, rule, "floor", _ZERO, False, **words, ratio=points(ratio), floor=Decimal(said["floor"]))
    if "cap" in said and ratio > said["cap"]:
        cap = Decimal(said["cap"])
        return _made(weight, rule, "cap", weight * cap / 100, False, **words, cap=cap)
    got = weight * top / bottom
    if points(got) >= weight:  # rounding must not give a missed target all its points
        return _made(weight, rule, "share_down", weight - _LEAST, False, **words)
    return _made(weight, rule, "share", got, False, **words)


def _words(target: Target, value: Decimal) -> dict[str, object]:
    return {"actual": shown(value, target.operator, target.value), "target": target.value, "operator": target.operator}
