"""Persons and person-months become one grid: for every row and programme which conditions fail, and the amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable
from juesuan.fund.programme import Programme
from juesuan.fund.rows import applied_for, calendar_of, each, fault_at, month_of, places, prepared, row_number, single
from juesuan.fund.sheet import UNKNOWN, Facts, Sheet, Spread, asked_of

__all__ = ["Grid", "grid_of"]


@dataclass(slots=True)
class Grid:
    """The rows of the person-months: whose and when, by programme what fails (bits), 分, and the months of its ceiling.

    `months` are those that occur, in order. `failing` is an array; `amount` and `days` (by programme and `until`,
    `former` or `again`) are `Spread`, asked by row.
    """

    persons: Any
    person: Any
    months: list[int]
    month: Any
    applied: Any
    failing: dict[str, Any]
    amount: dict[str, Spread]
    days: dict[tuple[str, str], Spread]


def grid_of(programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table) -> Grid:
    """Evaluate every condition and amount on every row. Unusable where a person, a month or a value is missing."""
    persons, months = prepared(persons, "persons"), prepared(months, "months")
    single(persons)
    applied = applied_for(programmes, months)
    calendar, months = calendar_of(months)
    asked = asked_of(programmes, months, calendar, applied)
    place = places(months, persons)
    facts = Facts(persons, months, calendar, place, coded=True)
    sheet = Sheet(facts, asked)
    with facts.connection:
        answers = sheet.answers()
    spread = _Spreader(sheet, answers, {"calendar": calendar.index, "people": place, "rows": None}, {})
    numbers = calendar.numbers
    grid = Grid(persons.column("person"), place, numbers.tolist(), numbers[calendar.index], applied, {}, {}, {})
    failing = each(lambda one: spread.failing(sheet.conditions[one.name]), asked)
    for one, bits in zip(asked, failing, strict=True):
        grid.failing[one.name] = bits
        grid.amount[one.name] = spread.numbers(sheet.amounts[one.name])
    grid.days = {key: spread.numbers(column) for key, column in sheet.days.items()}
    _unique(grid, months)
    return grid


@dataclass(frozen=True, slots=True)
class _Spreader:
    """Brings what was answered for months and persons to the rows."""

    sheet: Sheet
    answers: Mapping[str, Any]
    index: Mapping[str, Any]
    unmet: dict[str, Any]

    def numbers(self, column: str) -> Spread:
        """Return numbers, what is not known as UNKNOWN."""
        values = self.answers[column]
        values = pc.fill_null(values, UNKNOWN) if values.null_count else values
        return Spread(values.to_numpy(zero_copy_only=False), self.index[self.sheet.level(column)])

    def failing(self, conditions: Sequence[str]) -> Any:
        """Return which conditions fail, as bits, the first the lowest."""
        kind: Any = next(k for k, most in ((np.uint8, 8), (np.int32, 30), (np.int64, 62)) if len(conditions) <= most)
        fails: Any = None
        for level in ("rows", "people", "calendar"):
            mine = [(n, self._unmet(c)) for n, c in enumerate(conditions) if self.sheet.level(c) == level]
            shifted = [np.left_shift(flags, kind(n), dtype=kind) for n, flags in mine if flags is not None]
            if not shifted:
                continue
            index = self.index[level]
            bits = reduce(lambda some, more: np.bitwise_or(some, more, out=some), shifted)
            bits = bits if index is None else bits[index]
            fails = bits if fails is None else np.bitwise_or(fails, bits, out=fails)
        return np.zeros(len(self.index["people"]), kind) if fails is None else fails

    def _unmet(self, column: str) -> Any:
        """Return where a condition is not met, as bytes 1 and 0; None where it is met everywhere."""
        if column not in self.unmet:
            found = self.answers[column]
            flags = np.unpackbits(~np.frombuffer(found.buffers()[1], np.uint8), bitorder="little")
            flags = flags[found.offset : found.offset + len(found)]
            self.unmet[column] = flags if flags.any() else None
        return self.unmet[column]


def _unique(grid: Grid, months: pa.Table) -> None:
    """Refuse two rows of a person in a month for the same programme; a row for all is one for each."""
    if not len(grid.month):
        return
    first = int(grid.month.min())
    width = int(grid.month.max()) - first + 1
    key = grid.person.astype(np.int64) * width + (grid.month - first)
    if (key[1:] > key[:-1]).all():
        return
    if len(key) * 8 > len(grid.persons) * width:
        counts = np.bincount(key, minlength=1)
        if int(counts.max()) < 2:
            return
    order = np.argsort(key, kind="stable")
    twins = np.flatnonzero(np.diff(key[order]) == 0)
    for n in twins.tolist():
        one, other = int(order[n + 1]), int(order[n])
        if grid.applied is None or -1 in (grid.applied[one], grid.applied[other]) or _same(grid, key, one):
            said = {"person": months.column("person")[one], "month": f"{month_of(int(grid.month[one])):%Y-%m}"}
            other = row_number(months, other)
            raise Unusable(fault_at(months, "months", "fund.person_month_twice", "month", one, other=other, **said))


def _same(grid: Grid, key: Any, row: int) -> bool:
    """Say whether another row of the same person and month has the same programme."""
    twins = np.flatnonzero(key == key[row])
    return len(np.unique(grid.applied[twins])) < len(twins)
