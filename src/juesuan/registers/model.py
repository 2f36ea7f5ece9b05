"""What a register (台账) is: fields, states, permitted moves, statutory clocks, rules and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from juesuan.books.schema import Column, Table

__all__ = ["KINDS", "TELLING", "Clock", "Field", "Indicator", "Move", "Register", "Rule", "Secret"]

KINDS = {"id_number": "id_number", "card": "account", "phone": "phone"}
"""The types of fields whose numbers are protected, and the kind of number they are to the vault."""
TELLING = ("text", "code", "link")
"""The types of fields that take any text, in which nobody's ID number may stand."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a register: `unit` of its numbers, their limits, whether it names a person (`person`)."""

    column: Column
    unit: str = ""
    person: bool = False
    minimum: int | None = None
    maximum: int | None = None

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name


@dataclass(frozen=True, slots=True)
class Secret:
    """A protected number (受保护的号码): the columns of its pseudonym, of what may be shown of it, and of its token.

    The token is encrypted for an `owner`: what stands in that column, or the record itself where none is named.
    """

    kind: str
    mark: str
    shown: str
    token: str
    owner: str = ""

    def owner_of(self, register: str, record: Mapping[str, Any]) -> str:
        """Return whom the token of a record is encrypted for."""
        return str(record[self.owner]) if self.owner else f"{register}/{record['id']}"


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted transition (流转) into the state `to`.

    `needs` are fields that must be filled by then, `sets` a date field that takes the day of the move if it is empty.
    Who moves may not have made one of the moves `apart` (four eyes): a move is named by its state, adding a record by
    the initial one. `reason` asks for a reason.
    """

    sources: tuple[str, ...]
    to: str
    title: str
    needs: tuple[str, ...] = ()
    sets: str = ""
    apart: tuple[str, ...] = ()
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A statutory time limit (法定期限) from the date field `start` to the date fields `stop`, whichever comes first.

    `days` are working or calendar days, or months (`kind`), the day of the start not counted; in the states `paused`
    the clock stands still. Where the date field `extended` is filled, the limit has `longer` days more. `law` is the
    article; where the law changed, a clock of the same name stands once for each, running in what started from `since`
    to `until`, both included.
    """

    name: str
    title: str
    start: str
    stop: tuple[str, ...]
    days: int
    kind: str = "calendar"
    paused: tuple[str, ...] = ()
    law: str = ""
    extended: str = ""
    longer: int = 0
    since: date | None = None
    until: date | None = None

    def holds(self, start: date) -> bool:
        """Say whether its law was in force on the day something started."""
        return (self.since is None or self.since <= start) and (self.until is None or start <= self.until)

    @property
    def dates(self) -> tuple[str, ...]:
        """The date fields it is read from."""
        return (self.start, *self.stop, *([self.extended] if self.extended else []))


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of every record: an SQL condition over its fields (null passes) and what to say where it fails."""

    name: str
    test: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that is a query (指标): of the records `where`, the aggregate `value`.

    With `part` it is a rate in %: of `value` over all, the share over those that meet `part`; with `per` it is `value`
    over `per`: a mean, or a rate in %. `counts` says what is counted (events, persons, person-times, money, rate, mean,
    days), `definition` how, `version` which definition that is.
    """

    name: str
    title: str
    unit: str
    counts: str
    definition: str
    where: str = "true"
    value: str = "count(*)"
    part: str = ""
    per: str = ""
    joins: str = ""
    version: int = 1


@dataclass(frozen=True)
class Register:
    """A register: `states` by name with their Chinese title, the first being the initial one."""

    name: str
    title: str
    version: int
    rule: str
    duty: str
    large: bool
    fields: tuple[Field, ...]
    states: Mapping[str, str]
    moves: tuple[Move, ...] = ()
    clocks: tuple[Clock, ...] = ()
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    declared: tuple[Secret, ...] = ()

    @property
    def initial(self) -> str:
        """The state a new record has."""
        return next(iter(self.states))

    @cached_property
    def protected(self) -> tuple[Secret, ...]:
        """The secrets of fields that hold a number somebody types in; it is put under lock before it is written."""
        names = [(one.name, KINDS[one.column.type]) for one in self.fields if one.column.type in KINDS]
        return tuple(Secret(kind, name, f"{name}_shown", f"{name}_sealed") for name, kind in names)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All secrets: of protected fields, and those whose parts are fields of their own (`declared`)."""
        return (*self.protected, *self.declared)

    @cached_property
    def table(self) -> Table:
        """The table its records stand in: those of the form, marks in the place of numbers, then their other parts."""
        kinds = {one.mark: one.kind for one in self.protected}
        columns = [_kept(one) if one.name in kinds else one for one in self.form.columns]
        for one in self.protected:
            title = self.form.column(one.mark).title
            columns.append(Column(one.shown, f"{title}（脱敏）", "text"))
            columns.append(Column(one.token, f"{title}（加密）", "token", kind=one.kind))
        return replace(self.form, columns=tuple(columns))

    @cached_property
    def form(self) -> Table:
        """What is filled in for a record: id, state, then the fields, with numbers as they are."""
        own = (
            Column("id", "编号", "code", key=True, required=True),
            Column("state", "状态", "choice", required=True, choices=tuple(self.states.items())),
        )
        columns = own + tuple(field.column for field in self.fields)
        return Table(self.name, self.title, f"registers/{self.name}.csv", self.rule, True, columns)

    @property
    def history(self) -> str:
        """The file its history stands in."""
        return f"registers/{self.name}.history.csv"

    def move(self, source: str, to: str) -> Move | None:
        """Return the move from one state to another, None where it is not permitted."""
        return next((one for one in self.moves if source in one.sources and one.to == to), None)

    def clock(self, name: str, start: date) -> Clock:
        """Return the clock of a name that runs in what started on a day; KeyError where there is none."""
        for one in self.clocks:
            if one.name == name and one.holds(start):
                return one
        raise KeyError(name)

    def indicator(self, name: str) -> Indicator | None:
        """Return an indicator by name."""
        return next((one for one in self.indicators if one.name == name), None)


def _kept(column: Column) -> Column:
    """Return the column a protected number stands in by its mark; its type says which number one still in plain is."""
    return replace(column, type="mark", kind=column.type)
