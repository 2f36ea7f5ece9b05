"""Equations a sentence makes between figures: whether they can hold, and what each figure would have to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from juesuan.facts import Amount, Interval, Reading
from juesuan.findings import Finding, Suspect
from juesuan.laws.slips import candidates, shown

__all__ = ["Equation", "accuse"]

_NEAR = 20
"""What a slip made of the right value is looked for within a twentieth of what the other figures ask for."""

Formula = Callable[[Sequence[Fraction]], Fraction]
"""A function of the operands in base units, monotone and of the form (αx + β)/(γx + δ) in each of them."""


@dataclass(frozen=True, slots=True)
class Equation:
    """stated = formula(operands): a share, a completion, a growth, an amount a head."""

    stated: Reading
    operands: list[Reading]
    formula: Formula

    @property
    def readings(self) -> list[Reading]:
        """The stated figure and the operands, in the order of a finding's witnesses."""
        return [self.stated, *self.operands]

    def middle(self) -> Fraction:
        """Return what the operands as printed give."""
        return self.formula([Fraction(r.amount.base) for r in self.operands])

    def holds(self, quanta: Fraction = Fraction(1, 2)) -> bool:
        """Say whether true values within half a quantum of the operands, and `quanta` of the stated, agree."""
        return self._meet(self.stated.amount.interval(quanta), [r.amount.interval() for r in self.operands])

    def holds_with(self, place: int, amount: Amount) -> bool:
        """Say whether the equation would hold with another amount at one place (0 is the stated one)."""
        spans = [r.amount.interval() for r in self.readings]
        spans[place] = amount.interval()
        return self._meet(spans[0], spans[1:])

    def _meet(self, stated: Interval, spans: list[Interval]) -> bool:
        if any(s.low <= 0 < s.high for s in spans):
            spans = [Interval(m, m) for m in ((s.low + s.high) / 2 for s in spans)]
        try:
            ends = [self.formula(corner) for corner in product(*((s.low, s.high) for s in spans))]
        except ZeroDivisionError:
            return False
        return stated.low <= max(ends) and min(ends) <= stated.high

    def solve(self, place: int) -> Fraction | None:
        """Return the value at one place that the others as printed ask for."""
        if place == 0:
            return self.middle()
        values = [Fraction(r.amount.base) for r in self.operands]
        own = values[place - 1] or Fraction(1)

        def at(x: Fraction) -> Fraction:
            return self.formula([*values[: place - 1], x, *values[place:]])

        wanted = Fraction(self.stated.amount.base)
        try:  # a function of this form keeps the cross-ratio of four points
            x1, x2, x3 = own, own * Fraction(3, 2), own * 2
            f1, f2, f3 = at(x1), at(x2), at(x3)
            ratio = (wanted - f1) * (f2 - f3) / ((wanted - f3) * (f2 - f1)) * (x2 - x1) / (x2 - x3)
            return (x1 - ratio * x3) / (1 - ratio)
        except ZeroDivisionError:
            return None


def accuse(finding: Finding, equation: Equation, trusted: frozenset[int]) -> None:
    """Name the suspects of an equation that fails: figures nothing else vouches for, those a slip explains first."""
    ranked: list[tuple[tuple[bool, bool, int], Suspect]] = []
    for place, reading in enumerate(equation.readings):
        value, why = _repair(equation, place)
        if value is not None:
            vouched = place > 0 and id(reading) in trusted
            ranked.append(((vouched, why == "fit", place), Suspect(place, f"{value}", why)))
    ranked.sort(key=lambda pair: pair[0])
    finding.suspects = [suspect for rank, suspect in ranked if not rank[0]]


def _repair(equation: Equation, place: int) -> tuple[Decimal | None, str]:
    """Return the value one figure would have to have: one a slip turned into the printed one, or any that fits."""
    amount = equation.readings[place].amount
    fit = equation.solve(place)
    near = Fraction(1) if fit is None else abs(fit) / _NEAR + 2 * Fraction(amount.step)
    for value, why in candidates(amount):
        if fit is not None and abs(Fraction(value * amount.scale) - fit) > near:
            continue
        if equation.holds_with(place, Amount(value, amount.quantum, amount.unit)):
            return value, why
    return (None, "fit") if fit is None else (shown(fit, amount), "fit")
