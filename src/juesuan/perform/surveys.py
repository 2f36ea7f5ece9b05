"""Satisfaction by survey (满意度): the share with its sample and its interval of confidence by Wilson."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

__all__ = ["Share", "share"]

_Z = Decimal("1.959963984540054")
"""The normal quantile of a two-sided confidence of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent, how many it was asked of, and the interval (95 %, Wilson) the true share lies in."""

    value: Decimal
    sample: int
    low: Decimal
    high: Decimal
    population: int | None = None

    @property
    def margin(self) -> Decimal:
        """Half the interval, in percentage points."""
        return (self.high - self.low) / 2


def share(satisfied: int, answered: int, population: int | None = None) -> Share | None:
    """Return the share of the satisfied among valid answers; None where nobody answered or more were satisfied.

    Where the answers are a good part of a known population, the interval is narrowed by the finite population
    correction (the sample counts as n·(N−1)/(N−n)); where all answered there is none.
    """
    if answered <= 0 or not 0 <= satisfied <= answered:
        return None
    with localcontext(prec=28):
        p, n = Decimal(satisfied) / answered, Decimal(answered)
        if population is not None and population <= answered:
            return Share(100 * p, answered, 100 * p, 100 * p, population)
        if population is not None:
            n = n * (population - 1) / (population - answered)
        z2 = _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = _Z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt() / (1 + z2 / n)
        return Share(100 * p, answered, 100 * max(middle - reach, Decimal(0)), 100 * min(middle + reach, Decimal(1)),
                     population)  # fmt: skip
