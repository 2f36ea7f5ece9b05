"""The report of registers for a period (台账报告): indicators with their evidence, states, and what is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from juesuan.registers.check import kept, overdue
from juesuan.registers.clocks import Running
from juesuan.registers.indicators import Desk, Value
from juesuan.registers.model import Register

__all__ = ["Summary", "summaries", "values"]


@dataclass(frozen=True, slots=True)
class Summary:
    """One register over a period: its indicators, its records by state now, and its late clocks at the period's end."""

    register: Register
    values: list[Value]
    states: dict[str, int]
    late: list[Running]


def values(desk: Desk, names: Sequence[str], start: date, end: date) -> list[Value]:
    """Evaluate indicators named in full (`register.indicator`) or all of a register (`register`).

    Unusable where there is no such register or indicator, or a query cannot be run.
    """
    wanted: list[str] = []
    for name in names:
        register = desk.registers.get(name)
        wanted += [name] if register is None else [f"{name}.{one.name}" for one in register.indicators]
    return desk.evaluate_all(wanted, start, end)


def summaries(
    book: Path, names: Sequence[str], start: date, end: date, tick: Callable[[str], object] = str
) -> list[Summary]:
    """Return the report of some registers, of all the book keeps where none are named; `tick` is told each.

    Unusable where a register is not known, cannot be read, or a clock needs a year the calendar does not know.
    """
    desk = Desk(book)
    found = []
    for name in names or kept(book):
        register = desk.register(name)
        late = [one for one in overdue(book, register, end) if _open(one, end) or _inside(one, start)]
        found.append(Summary(register, values(desk, [name], start, end), desk.states(name), late))
        tick(name)
    return found


def _open(one: Running, end: date) -> bool:
    return one.stop is None or one.stop > end


def _inside(one: Running, start: date) -> bool:
    """Say whether a late clock stopped within the period."""
    return one.stop is not None and one.stop >= start
