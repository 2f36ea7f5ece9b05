"""What every other room speaks of: coordinates, amounts, places, readings and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

__all__ = ["MONEY_UNITS", "Amount", "Coordinate", "Fact", "Interval", "Place", "Reading", "facts_of"]

MONEY_UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
"""Money units and what one of each is in yuan."""

COUNT_SCALES: dict[str, Decimal] = {"万": Decimal(10_000), "千": Decimal(1000), "亿": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Interval:
    """The true values a printed figure allows, as exact fractions of the base unit."""

    low: Fraction
    high: Fraction

    def meets(self, other: Interval) -> bool:
        """Say whether the two intervals share a value."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number: its value and quantum in its own unit (元, 万元, %, 人 …).

    `quantum` is one unit in the last printed place: 18,777.46 万元 has 0.01, 2 万人 has 1.
    """

    value: Decimal
    quantum: Decimal
    unit: str = ""

    @property
    def scale(self) -> Decimal:
        """What one of this unit is in the base unit (yuan, or one person, piece, per cent)."""
        if self.unit in MONEY_UNITS:
            return MONEY_UNITS[self.unit]
        return COUNT_SCALES.get(self.unit[:1], Decimal(1)) if len(self.unit) > 1 else Decimal(1)

    @property
    def is_money(self) -> bool:
        """Say whether the unit is one of money."""
        return self.unit in MONEY_UNITS

    @property
    def base(self) -> Decimal:
        """The value in the base unit: yuan for money, one for counts, per cent for shares."""
        return self.value * self.scale

    @property
    def step(self) -> Decimal:
        """The quantum in the base unit."""
        return self.quantum * self.scale

    def interval(self, quanta: Fraction = Fraction(1, 2)) -> Interval:
        """Return the true values within `quanta` quanta of the printed one, in the base unit."""
        base, scale = self.base.as_integer_ratio()
        step, part = self.step.as_integer_ratio()
        middle, reach = base * part * quanta.denominator, step * scale * quanta.numerator
        whole = scale * part * quanta.denominator
        return Interval(Fraction(middle - reach, whole), Fraction(middle + reach, whole))


_WRITTEN = re.compile(
    r"((?P<unit>[^/@\[]+)/)?(?P<measure>\w+)(@(?P<year>\d{4}):(?P<stage>\w+))?(\[(?P<members>[^\]]*)\])?"
)


@dataclass(frozen=True, slots=True)
class Coordinate:
    """What a number is about: measure, stage, year, unit (预算单位) and one member per dimension.

    A dimension not named stands at its total. `members` is kept sorted so that equal coordinates compare equal.
    `unit` is empty for the disclosing body itself. The vocabulary is in `taxonomy/dimensions.toml`.
    """

    measure: str
    year: int
    stage: str = "actual"
    members: tuple[tuple[str, str], ...] = ()
    unit: str = ""

    @classmethod
    def of(cls, measure: str, year: int, stage: str = "actual", unit: str = "", **members: str) -> Coordinate:
        """Build a coordinate from keywords: `Coordinate.of("expenditure", 2024, fund="general")`."""
        return cls(measure, year, stage, tuple(sorted(members.items())), unit)

    @classmethod
    def parse(cls, text: str, year: int = 0) -> Coordinate:
        """Read what `str` writes; where the text has no year and stage, they are `year` and actual.

        Raises ValueError where it is no coordinate.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        pairs = (pair.partition("=") for pair in (match["members"] or "").split(",") if pair)
        members = {key.strip(): value.strip() for key, _, value in pairs}
        at = int(match["year"] or year)
        return cls.of(match["measure"], at, match["stage"] or "actual", match["unit"] or "", **members)

    def get(self, dimension: str) -> str | None:
        """Return the member on `dimension`, or None where it stands at its total."""
        for key, member in self.members:
            if key == dimension:
                return member
        return None

    def with_(self, **members: str | None) -> Coordinate:
        """Return a copy with other members; None puts a dimension back to its total."""
        merged = {**dict(self.members), **members}
        kept = tuple(sorted((k, v) for k, v in merged.items() if v is not None))
        return Coordinate(self.measure, self.year, self.stage, kept, self.unit)

    def at(self, *, year: int | None = None, stage: str | None = None, measure: str | None = None) -> Coordinate:
        """Return a copy at another year, stage or measure."""
        return Coordinate(measure or self.measure, year or self.year, stage or self.stage, self.members, self.unit)

    def __str__(self) -> str:
        """Write it as `expenditure@2024:actual[fund=general,function=2080101]`."""
        inside = ",".join(f"{k}={v}" for k, v in self.members)
        where = f"{self.unit}/" if self.unit else ""
        return f"{where}{self.measure}@{self.year}:{self.stage}" + (f"[{inside}]" if inside else "")


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: page (1-based) and box (points, origin top left) or line (1-based) and columns (0-based).

    `form`, `row` and `column` name the cell of a recognised form; `section` the heading path of a sentence; `cell` is
    the row and column (from 0) of the table as printed.
    """

    page: int | None = None
    box: Box | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    section: str | None = None
    form: str | None = None
    row: str | None = None
    column: str | None = None
    sheet: str | None = None
    cell: tuple[int, int] | None = None


_ABOVE = frozenset({"above", "least"})
_MORE = _ABOVE | {"more"}
_BELOW = frozenset({"below", "most"})
_LESS = _BELOW | {"nearly"}
"""Kinds of words beside a figure: the true value is above it (without an end, or not), or below it."""


@dataclass(slots=True, eq=False)
class Reading:
    """A fact as somebody printed it: the text, the amount and the place.

    `origin` is `form` or `text`. `coordinate` is None while nobody knows what the number is about.
    `blank` marks an empty cell of a recognised form (text "", amount 0): it may mean zero, and is never counted
    as a figure. `approximate` is the kind of a word beside it such as 余, 近, 超 or 约 (`taxonomy/rounded.toml`).
    Readings compare by identity.
    """

    text: str
    amount: Amount
    place: Place
    origin: str = "text"
    coordinate: Coordinate | None = None
    blank: bool = False
    approximate: str = ""
    label: str = ""

    @property
    def reach(self) -> Fraction:
        """How far the true value may lie, in the base unit: half a quantum, further where a word like 余 or 近 says so.

        Such a word leaves open ten quanta, and of a round number the place of its last digit that is not nought:
        9,000 余 may be 9,900.
        """
        if not self.approximate:
            return Fraction(self.amount.step) / 2
        quanta = int(self.amount.value / self.amount.quantum)
        noughts = len(str(quanta)) - len(str(quanta).rstrip("0")) if quanta else 0
        return Fraction(self.amount.step) * Fraction(10) ** max(1, noughts)

    @property
    def window(self) -> tuple[Fraction | None, Fraction | None]:
        """The true values the words allow, in the base unit: 余 none below the figure, 近 none above it.

        An end that is None is not there: 超 30,000 may be any more.
        """
        base = Fraction(self.amount.base)
        low = None if self.approximate in _BELOW else base - (0 if self.approximate in _MORE else self.reach)
        high = None if self.approximate in _ABOVE else base + (0 if self.approximate in _LESS else self.reach)
        return low, high

    def meets(self, other: Reading) -> bool:
        """Say whether two readings allow one value."""
        (low, high), (bottom, top) = self.window, other.window
        return not (
            (low is not None and top is not None and low > top)
            or (high is not None and bottom is not None and bottom > high)
        )


@dataclass(slots=True)
class Fact:
    """One coordinate and every reading of it."""

    coordinate: Coordinate
    readings: list[Reading] = field(default_factory=list)


def facts_of(readings: Iterable[Reading]) -> dict[Coordinate, Fact]:
    """Group readings by coordinate, in order of first appearance; readings without one are left out."""
    found: dict[Coordinate, Fact] = {}
    for reading in readings:
        if reading.coordinate is not None:
            found.setdefault(reading.coordinate, Fact(reading.coordinate)).readings.append(reading)
    return found
