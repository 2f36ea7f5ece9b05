"""Typists' slips: what a figure would have been, had one of them not been made."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from juesuan.facts import Amount, Reading

__all__ = ["candidates", "shown", "slip"]


def shown(value: Fraction, like: Amount) -> Decimal:
    """Round a value in base units to the unit and the last place of a printed amount, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) / like.scale
    return exact.quantize(like.quantum, "ROUND_HALF_UP")


def slip(reading: Reading, fit: Fraction) -> str:
    """Name the slip that turns the fitting value into the printed one, or `fit`."""
    right, printed = shown(fit, reading.amount), reading.amount.value
    if printed and right == -printed:
        return "sign"
    if printed == 0:
        return "zero"
    if right * 10_000 == printed or right == printed * 10_000:
        return "unit"
    if right * 10 == printed or right == printed * 10 or right * 100 == printed or right == printed * 100:
        return "point"
    a, b = _digits(right), _digits(printed)
    if len(a) == len(b) and sorted(a) == sorted(b):
        return "swap" if sum(x != y for x, y in zip(a, b, strict=True)) == 2 else "fit"
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if len(longer) == len(shorter) + 1 and any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))):
        return "lost_digit"
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return "digit"
    return "fit"


def candidates(amount: Amount) -> Iterator[tuple[Decimal, str]]:
    """Yield the values a slip would have turned into the printed one, the commonest slips first.

    Two digits swapped, one lost or added, the sign, the decimal point, the unit, one digit mistyped.
    """
    value, digits = amount.value, _digits(amount.value)
    places = -int(amount.quantum.as_tuple().exponent) if amount.quantum < 1 else 0
    sign = -1 if value < 0 else 1

    def number(text: str) -> Decimal:
        return sign * Decimal(int(text or "0")).scaleb(-places)

    for n in range(len(digits) - 1):
        if digits[n] != digits[n + 1]:
            yield number(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]), "swap"
    for n in range(len(digits) + 1):
        for new in "0123456789":
            yield number(digits[:n] + new + digits[n:]), "lost_digit"
    for n in range(len(digits)):
        yield number(digits[:n] + digits[n + 1 :]), "lost_digit"
    yield -value, "sign"
    for power, why in ((1, "point"), (2, "point"), (4, "unit")):
        yield value.scaleb(power), why
        yield value.scaleb(-power), why
    for n in range(len(digits)):
        for new in "0123456789":
            yield number(digits[:n] + new + digits[n + 1 :]), "digit"


def _digits(value: Decimal) -> str:
    return "".join(c for c in str(abs(value)) if c.isdigit())
