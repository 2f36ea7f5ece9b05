"""Linear relations over readings, judged exactly: rounding is a proof, not a tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from juesuan.facts import Reading

__all__ = ["Relation", "Term", "Verdict", "judge"]


COUNTED = frozenset(
    ["人", "人次", "名", "户", "户次", "家", "个", "批", "批次", "次", "件", "辆", "台", "套", "台（套）", "项", "所"]
)
"""Units of what is counted one by one."""


class Verdict(IntEnum):
    """Holds within half a quantum, only within a full one (尾差), or not at all."""

    HOLDS = 0
    TAIL = 1
    BROKEN = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A reading times a factor."""

    factor: Fraction
    reading: Reading


@dataclass(slots=True, eq=False)
class Relation:
    """Σ factor·reading + constant = 0 in base units, over the true values behind the printed ones.

    `code` is the register's; `slack` is what the relation may miss by besides rounding.
    """

    code: str
    terms: list[Term]
    slack: Fraction = Fraction(0)
    verdict: Verdict = field(default=Verdict.HOLDS)
    constant: Fraction = Fraction(0)

    @property
    def readings(self) -> list[Reading]:
        """The figures that are printed: blank cells count as zero and are nobody's fault."""
        return [t.reading for t in self.terms if not t.reading.blank]

    def residual(self) -> Fraction:
        """Return the sum over the printed values."""
        total = self.constant
        for term in self.terms:
            if not term.reading.blank:
                base = Fraction(term.reading.amount.base)
                total += base if term.factor == 1 else -base if term.factor == -1 else term.factor * base
        return total

    def reach(self) -> Fraction:
        """Return how far rounding at half a quantum can move the sum."""
        finest = self._finest()
        steps = Counter((abs(t.factor), _step(t.reading, finest)) for t in self.terms if not t.reading.blank)
        return sum((many * factor * step for (factor, step), many in steps.items()), Fraction(0)) / 2 + self.slack

    def _finest(self) -> dict[str, Fraction]:
        """Return the coarsest step of the figures other than 0, by unit: a bare 0 beside 4.22 is 0.00."""
        found: dict[str, Fraction] = {}
        for reading in self.readings:
            if reading.amount.value:
                found[reading.amount.unit] = max(
                    found.get(reading.amount.unit, Fraction(0)), Fraction(reading.amount.step)
                )
        return found

    def fit(self, reading: Reading) -> Fraction:
        """Return the value in base units that `reading` would have, were all others right."""
        own = sum((t.factor for t in self.terms if t.reading is reading), Fraction(0))
        rest = sum(
            (t.factor * Fraction(t.reading.amount.base) for t in self.terms if t.reading is not reading), self.constant
        )
        return -rest / own if own else Fraction(0)


def _step(reading: Reading, finest: dict[str, Fraction]) -> Fraction:
    """Return the step of a figure in base units: people and things counted one by one are not rounded."""
    amount = reading.amount
    step = Fraction(amount.step)
    if amount.unit in COUNTED and step <= 1 and not reading.approximate:
        return Fraction(0)
    return step if amount.value else min(step, finest.get(amount.unit, step))


def judge(relations: Sequence[Relation]) -> None:
    """Give each relation its verdict."""
    for relation in relations:
        off, reach = abs(relation.residual()), relation.reach()
        relation.verdict = Verdict.HOLDS if off <= reach else Verdict.TAIL if off <= 2 * reach else Verdict.BROKEN
