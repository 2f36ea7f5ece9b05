"""Months are decided one after another: what is paid already, what excludes what, and how many months are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from juesuan.fund.exclusion import SCOPES, matrix
from juesuan.fund.grid import Grid
from juesuan.fund.programme import Ceiling, Programme
from juesuan.fund.rows import each, month_of
from juesuan.fund.sheet import UNKNOWN

__all__ = ["History", "Outcome", "Rules", "State", "begin", "decide", "early", "rules_of"]

NEVER = np.iinfo(np.int32).max
_WIDTH = 64
"""Months that are bits of one number."""
AMOUNT, PAID, CEILING = "amount", "already_paid", "ceiling"
"""What fails besides a programme's own conditions; an exclusion is named `excluded:PROGRAMME`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A programme as it is decided: its place, what excludes it by scope (bits), the names of what fails."""

    programme: Programme
    number: int
    excluded: Mapping[str, int]
    fails: tuple[str, ...]

    def bit(self, name: str) -> int:
        """Return the bit of what fails."""
        return 1 << self.fails.index(name)


@dataclass(slots=True)
class History:
    """What was paid before, by row: person, the programme's number, month, and the number of person and employer."""

    person: Any
    programme: Any
    month: Any
    pair: Any


@dataclass(slots=True)
class Outcome:
    """By programme, row by row: what fails (bits), and where traced the months used before and the first."""

    failing: dict[str, Any] = field(default_factory=dict)
    used: dict[str, Any] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)


def rules_of(programmes: Mapping[str, Programme]) -> list[Rules]:
    """Return the rules in the order given; an exclusion written on one side holds on both."""
    numbers = {name: n for n, name in enumerate(programmes)}
    scopes = matrix(programmes)
    found = []
    for name, one in programmes.items():
        excluded = {s: sum(1 << n for o, n in numbers.items() if s in scopes.get((name, o), ())) for s in SCOPES}
        others = [o for o in numbers if any(excluded[s] >> numbers[o] & 1 for s in SCOPES)]
        own = (*(c.name for c in one.conditions), AMOUNT, PAID, *(f"excluded:{o}" for o in others), CEILING)
        found.append(Rules(one, numbers[name], excluded, own))
    return found


@dataclass(slots=True)
class Term:
    """The months counted anew by person: from which month on, how many, and the first."""

    start: Any
    used: Any
    first: Any


@dataclass(slots=True)
class State:
    """What is known of every person while months pass; `anew` by group where somebody has a second term."""

    ever: Any
    pair: Any
    now: Any
    used: dict[str, Any]
    first: dict[str, Any]
    last: dict[str, Any]
    anew: dict[str, Term] = field(default_factory=dict)


def decide(
    grid: Grid, programmes: Mapping[str, Programme], history: History, state: State, pair: Any, *, trace: bool
) -> Outcome:
    """Decide every row of the grid. `pair` numbers person and employer by row, None where no rule asks for it.

    Within a month programmes are decided in their order, months in theirs: what was granted first stays, and what was
    paid before counts wherever its month lies. `state` is what `begin` made of the history; it is used up.
    """
    rules = [one for one in rules_of(programmes) if one.programme.name in grid.failing]
    if pair is not None:
        _pair_up(state, history, pair)
    outcome = Outcome()
    for one in rules:
        _begin_anew(one, grid, history, state, programmes)
    able = each(lambda one: _able(one, grid, outcome), rules)
    ready = {one.number: rows for one, rows in zip(rules, able, strict=True)}
    for one in rules if trace else ():
        outcome.used[one.programme.name] = np.zeros(len(grid.month), np.int32)
        outcome.first[one.programme.name] = np.full(len(grid.month), NEVER, np.int32)
    year = 0
    for month in grid.months:
        if month // 12 != year:
            year = month // 12
            _new_year(state, history, year, programmes)
        paid = _paid_now(state, history, month)
        for one in rules:
            if trace and one.programme.ceiling:
                _trace(month, one, grid, state, outcome)
            rows = ready[one.number].get(month)
            if rows is not None:
                _grant(month, rows, one, grid, state, paid, pair, outcome.failing[one.programme.name])
    return outcome


def _able(one: Rules, grid: Grid, outcome: Outcome) -> dict[int, Any]:
    """Note where nothing is due though conditions are met; return by month the rows that are left to decide."""
    name = one.programme.name
    kind = next(k for k, most in ((np.int16, 15), (np.int32, 31), (np.int64, 63)) if len(one.fails) <= most)
    failing, amount = grid.failing[name].astype(kind), grid.amount[name]
    outcome.failing[name] = failing
    rows = np.flatnonzero(failing == 0)
    due = amount[rows] > 0
    if not due.all():
        failing[rows[~due]] = one.bit(AMOUNT)
        rows = rows[due]
    if grid.applied is not None:
        rows = rows[np.isin(grid.applied[rows], (-1, one.number))]
    if not len(rows):
        return {}
    short = (grid.month[rows] - grid.months[0]).astype(np.int16)
    order = np.argsort(short, kind="stable")
    edges = np.flatnonzero(np.diff(short[order])) + 1
    pieces = np.split(rows[order], edges)
    return {int(grid.month[piece[0]]): piece for piece in pieces}


def _trace(month: int, one: Rules, grid: Grid, state: State, outcome: Outcome) -> None:
    """Keep what a ceiling is compared with in a month."""
    assert one.programme.ceiling is not None
    rows = np.flatnonzero(grid.month == month)
    name = one.programme.name
    group, person = one.programme.ceiling.group, grid.person[rows]
    again = _again(month, one.programme, one.programme.ceiling, state)
    outcome.used[name][rows] = _used(month, person, group, state, again)
    outcome.first[name][rows] = _first(month, person, group, state, again)


def begin(people: int, history: History, programmes: Mapping[str, Programme]) -> State:
    """Return what is known of so many persons before the first month is decided."""
    state = State(np.zeros(people, np.uint64), None, np.zeros(people, np.uint64), {}, {}, {})
    np.bitwise_or.at(state.ever, history.person, _bits(history.programme))
    for group in _groups(programmes).values():
        person, month = _paid_months(history, group, programmes)
        state.used[group] = _counted(people, person, month)
        state.first[group] = np.full(people, NEVER, np.int32)
        np.minimum.at(state.first[group], person, month.astype(np.int32))
        state.last[group] = np.full(people, UNKNOWN, np.int32)
    return state


def _begin_anew(one: Rules, grid: Grid, history: History, state: State, programmes: Mapping[str, Programme]) -> None:
    """Count apart what was paid since a second term began, where a programme knows of one."""
    said, ceiling = grid.days.get((one.programme.name, "again")), one.programme.ceiling
    if ceiling is None or said is None or not (said.values != UNKNOWN).any():
        return
    start = np.full(len(state.ever), NEVER, np.int32)
    known = np.flatnonzero(said.all != UNKNOWN)
    np.minimum.at(start, grid.person[known], said[known])
    person, month = _paid_months(history, ceiling.group, programmes)
    since = month >= start[person]
    term = Term(start, np.bincount(person[since], minlength=len(start)).astype(np.int32), np.full_like(start, NEVER))
    np.minimum.at(term.first, person[since], month[since].astype(np.int32))
    state.anew[ceiling.group] = term


def _groups(programmes: Mapping[str, Programme]) -> dict[str, str]:
    """Return the groups months are counted in; by a programme of each."""
    found = {one.ceiling.group: name for name, one in programmes.items() if one.ceiling}
    return {name: group for group, name in found.items()}


def _bits(numbers: Any) -> Any:
    return np.left_shift(np.uint64(1), numbers.astype(np.uint64))


def _pair_up(state: State, history: History, pair: Any) -> None:
    """Note what was paid before to every person with an employer."""
    size = 1 + max(int(pair.max(initial=0)), int(history.pair.max(initial=0)))
    state.pair = np.zeros(size, np.uint64)
    np.bitwise_or.at(state.pair, history.pair, _bits(history.programme))


def _paid_months(history: History, group: str, programmes: Mapping[str, Programme]) -> tuple[Any, Any]:
    """Return person and month of every month paid in a group."""
    counted = np.array([bool(one.ceiling and one.ceiling.group == group) for one in programmes.values()], np.bool_)
    chosen = counted[history.programme]
    return history.person[chosen], history.month[chosen]


def _counted(people: int, person: Any, month: Any) -> Any:
    """Return how many different months each person has: a month is a bit, so what stands twice is counted once."""
    count = np.zeros(people, np.int32)
    start, last = int(month.min(initial=NEVER)), int(month.max(initial=UNKNOWN))
    for first in range(start, last + 1, _WIDTH):
        within = (month >= first) & (month < first + _WIDTH)
        held = np.zeros(people, np.uint64)
        np.bitwise_or.at(held, person[within], _bits(month[within] - first))
        count += np.bitwise_count(held)
    return count


def _new_year(state: State, history: History, year: int, programmes: Mapping[str, Programme]) -> None:
    """Count the groups anew that are counted by the year."""
    for name, group in _groups(programmes).items():
        ceiling = programmes[name].ceiling
        if ceiling and ceiling.per == "year":
            person, month = _paid_months(history, group, programmes)
            chosen = month // 12 == year
            state.used[group] = _counted(len(state.ever), person[chosen], month[chosen])


def _paid_now(state: State, history: History, month: int) -> Any:
    """Begin a month with what was paid for it before; return that as bits by person, None where nothing was."""
    state.now[:] = 0
    chosen = np.flatnonzero(history.month == month)
    if not len(chosen):
        return None
    np.bitwise_or.at(state.now, history.person[chosen], _bits(history.programme[chosen]))
    return state.now.copy()


def _grant(month: int, rows: Any, one: Rules, grid: Grid, state: State, paid: Any, pair: Any, failing: Any) -> None:
    """Decide the rows whose conditions hold, note what fails, and count what is granted."""
    person = grid.person[rows].astype(np.intp)  # asked for a dozen times: any other type is turned into this each time
    bit = np.uint64(1 << one.number)
    fails = np.zeros(len(rows), np.int64)
    if paid is not None:
        fails |= np.where(paid[person] & bit, one.bit(PAID), 0)
    fails |= _excluded(person, rows, one, state, pair)
    ceiling = one.programme.ceiling
    if ceiling:
        full = _full(month, person, rows, one.programme, ceiling, grid, state)
        fails |= np.where(full & (fails == 0), one.bit(CEILING), 0)
    failing[rows] = fails
    granted = fails == 0
    person = person[granted]
    state.now[person] |= bit
    state.ever[person] |= bit
    if state.pair is not None:
        state.pair[pair[rows[granted]]] |= bit
    if ceiling:
        _count(month, person, ceiling.group, state)


def _count(month: int, person: Any, group: str, state: State) -> None:
    """Count a month that is granted, once for all programmes of a group."""
    fresh = person[state.last[group][person] != month]
    state.used[group][fresh] += 1
    state.last[group][fresh] = month
    state.first[group][fresh] = np.minimum(state.first[group][fresh], month)
    term = state.anew.get(group)
    if term is not None:
        since = fresh[term.start[fresh] <= month]
        term.used[since] += 1
        term.first[since] = np.minimum(term.first[since], month)


def _excluded(person: Any, rows: Any, one: Rules, state: State, pair: Any) -> Any:
    """Return the bits of the programmes that exclude this one."""
    found = np.zeros(len(rows), np.uint64)
    if one.excluded["month"]:
        found |= state.now[person] & np.uint64(one.excluded["month"])
    if one.excluded["ever"]:
        found |= state.ever[person] & np.uint64(one.excluded["ever"])
    if one.excluded["employer"] and pair is not None:
        found |= state.pair[pair[rows]] & np.uint64(one.excluded["employer"])
    fails = np.zeros(len(rows), np.int64)
    if not found.any():
        return fails
    everything = one.excluded["month"] | one.excluded["ever"] | one.excluded["employer"]
    numbers = [n for n in range(everything.bit_length()) if everything >> n & 1]
    offset = len(one.programme.conditions) + 2
    for n, number in enumerate(numbers):
        fails |= np.where(found & np.uint64(1 << number), 1 << offset + n, 0)
    return fails


def _full(month: int, person: Any, rows: Any, programme: Programme, ceiling: Ceiling, grid: Grid, state: State) -> Any:
    """Say who has had all the months there are, and does not go on up to retirement."""
    day = month_of(month)
    again = _again(month, programme, ceiling, state)
    full = _used(month, person, ceiling.group, state, again) >= programme.value(ceiling.months, day).value
    if not ceiling.near or not full.any():
        return full
    first = np.minimum(_first(month, person, ceiling.group, state, again), month)
    until = grid.days[programme.name, "until"][rows]
    if ceiling.former:
        former = grid.days[programme.name, "former"][rows]
        until = np.where(early(ceiling, first, until, former), former, until)
    return full & ~((until != UNKNOWN) & (until - first < programme.value(ceiling.near, day).value))


def early(ceiling: Ceiling, first: Any, until: Any, former: Any) -> Any:
    """Say which first months are measured against what held before the law changed, if that is known and earlier."""
    assert ceiling.changed is not None
    before = first < ceiling.changed.year * 12 + ceiling.changed.month - 1
    return before & (former != UNKNOWN) & ((until == UNKNOWN) | (former < until))


def _again(month: int, programme: Programme, ceiling: Ceiling, state: State) -> Term | None:
    """Return what is counted anew, where the programme allows a second term and somebody has one."""
    term = state.anew.get(ceiling.group)
    if term is None or not ceiling.again or programme.value(ceiling.terms, month_of(month)).value in (0, 1):
        return None
    return term


def _used(month: int, person: Any, group: str, state: State, again: Term | None) -> Any:
    """Return the months used, of the second term where one has begun, else of the first."""
    used = state.used[group][person]
    return (
        used if again is None else np.where(again.start[person] <= month, again.used[person], used - again.used[person])
    )


def _first(month: int, person: Any, group: str, state: State, again: Term | None) -> Any:
    """Return the first month of what `_used` counts."""
    first = state.first[group][person]
    return first if again is None else np.where(again.start[person] <= month, again.first[person], first)
