"""What compiling a book gives and publishing takes (编制结果): exact facts in 分, printed by one policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from juesuan.facts import Coordinate

__all__ = ["Accounts", "Moved", "Tail", "Told"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that controlled rounding printed one quantum away from half-up: what half-up gives, what is printed."""

    coordinate: Coordinate
    half_up: Decimal
    printed: Decimal


@dataclass(frozen=True, slots=True)
class Tail:
    """A total that its printed parts miss by a rounding tail (尾差): the form, the total, and total less parts."""

    form: str
    coordinate: Coordinate
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator of a register that a text tells of (指标): its value as printed, and how it was counted.

    `version` is that of its definition, `start` and `end` the period, `records` how many records were counted.
    """

    value: Decimal
    unit: str
    title: str
    definition: str
    sql: str
    version: int = 1
    start: date | None = None
    end: date | None = None
    records: int = 0

    @property
    def period(self) -> str:
        """The period, both days included."""
        return f"{self.start}—{self.end}" if self.start and self.end else ""


@dataclass(slots=True)
class Accounts:
    """A department's final accounts of one year, consolidated over its units.

    `exact` is money in 分, `printed` the same coordinates in `unit` (万元, `places` decimals) by `policy` (half-up or
    controlled); one coordinate has one printed value everywhere. `counts` are numbers that are no money: 团组, 人次,
    批次, 车辆, 设备. A coordinate that is missing is zero, and its cell stays blank. Coordinates are those the readers
    bind (`taxonomy/dimensions.toml`): stage `initial` 年初预算, `final` 全年预算, `actual` 决算; last year's published
    figures stand at `year - 1`. `told` are the indicators of registers the texts ask for, by name (register.indicator).
    """

    organisation: str
    year: int
    exact: dict[Coordinate, int] = field(default_factory=dict)
    printed: dict[Coordinate, Decimal] = field(default_factory=dict)
    counts: dict[Coordinate, int] = field(default_factory=dict)
    unit: str = "万元"
    places: int = 2
    policy: str = "half-up"
    moved: list[Moved] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)

    def at(self, measure: str, stage: str = "actual", year: int | None = None, **members: str) -> Decimal:
        """Return the printed figure at a coordinate, zero where there is none."""
        return self.printed.get(Coordinate.of(measure, year or self.year, stage, **members), Decimal(0))

    def count(self, measure: str, stage: str = "actual", **members: str) -> int:
        """Return a count, zero where there is none."""
        return self.counts.get(Coordinate.of(measure, self.year, stage, **members), 0)
