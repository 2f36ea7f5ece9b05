"""What programmes ask of the facts becomes SQL, each question put to the smallest table that has its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from threading import Lock
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from juesuan.books.faults import Unusable
from juesuan.fund.expression import MACROS, names, render, words
from juesuan.fund.facts import Term, terms
from juesuan.fund.programme import Programme, Value
from juesuan.fund.rows import Calendar, each, fault_at

__all__ = ["UNKNOWN", "Facts", "Sheet", "Spread", "asked_of", "facts_used", "values_used"]

UNKNOWN = -1
"""The month of a date that is not known."""
_BATCH = 32_768
"""Rows a thread takes at a time."""
LEVELS = ("calendar", "people", "rows")
"""The tables of a question: the months that occur, the persons, the person-months."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Values of fewer rows than there are, and which of them each row has; `index` None where each has its own."""

    values: Any
    index: Any = None

    def __getitem__(self, rows: Any) -> Any:
        """Return the values of rows."""
        return self.values[rows] if self.index is None else self.values[self.index[rows]]

    @property
    def all(self) -> Any:
        """The values of all rows."""
        return self.values if self.index is None else self.values[self.index]


def values_used(one: Programme) -> list[str]:
    """Return the values a programme's rules need."""
    used = [n for sql in (*(c.sql for c in one.conditions), one.amount) for n in names(sql) if n in one.values]
    if one.ceiling:
        used += [name for name in (one.ceiling.months, one.ceiling.near, one.ceiling.terms) if name]
    return list(dict.fromkeys(used))


def facts_used(one: Programme) -> list[str]:
    """Return the facts a programme's rules need, those behind facts that are made included."""
    sql = [*(c.sql for c in one.conditions), one.amount, *_days_of(one).values()]
    used = [n for text in sql if text for n in names(text) if n not in one.values and n != "month"]
    deeper = [n for name in used if terms()[name].sql for n in names(terms()[name].sql)]
    return list(dict.fromkeys([*used, *deeper]))


def _days_of(one: Programme) -> dict[str, str]:
    """Return the facts a ceiling compares months with: up to when, up to when formerly, from when anew."""
    named = {key: getattr(one.ceiling, key, "") for key in ("until", "former", "again")}
    return {key: name for key, name in named.items() if name}


def asked_of(
    programmes: Mapping[str, Programme], months: pa.Table, calendar: Calendar, applied: Any
) -> list[Programme]:
    """Return the programmes some row applies for. Unusable, with the first such row, where a month has no value."""
    wanted = None if applied is None else set(np.unique(applied).tolist())
    asked = [p for n, p in enumerate(programmes.values()) if wanted is None or n in wanted or -1 in wanted]
    for one in asked:
        for name in values_used(one):
            for n, day in enumerate(calendar.days):
                if one.values[name].at(day) is None:
                    row = int(np.argmax(calendar.index == n))
                    raise Unusable(fault_at(months, "months", "fund.no_value", "month", row, **one.without(name, day)))
    return asked


@cache
def _engine() -> Any:
    """Return the one database in memory that knows the functions of the rules; each use has a cursor of its own."""
    connection = duckdb.connect()
    for macro in MACROS:
        connection.execute(macro)
    return connection


class Facts:
    """The facts of persons and months as rules see them, and a connection to ask of them.

    `coded` keeps choices as numbers, which is faster and cannot be shown to anybody.
    """

    def __init__(
        self, persons: pa.Table, months: pa.Table, calendar: Calendar, place: Any, *, coded: bool = False
    ) -> None:
        self.connection = _engine().cursor()
        self.months, self.calendar, self.place, self.coded = months, calendar, place, coded
        self._codes, self._lock = dict(words()) if coded else {}, Lock()
        self.persons = _with_made(self.connection, persons, months)

    def columns(self, used: Iterable[str]) -> dict[str, str]:
        """Return where each fact is found: in a register, or made of others."""
        made: dict[str, str] = {}
        for name in sorted(used, key=lambda n: bool(terms()[n].sql)):
            held = [(a, table) for a, table in (("m", self.months), ("p", self.persons)) if name in table.column_names]
            term = terms()[name]
            if held:
                places = [f"{a}_{name}" for a, _ in held]
                made[name] = places[0] if len(places) == 1 else self._either(term)
            elif term.sql:
                made[name] = f"({self.render(term.sql, made)})"
            else:
                made[name] = f"cast(null as {self._kind(term)})"
        return made

    def names(self, one: Programme) -> dict[str, str]:
        """Return what each name of a programme's rules is in SQL."""
        known = self.columns(facts_used(one))
        known |= {name: _dated(one.values[name], self.calendar.days) for name in values_used(one)}
        return known | {"month": "month"}

    def render(self, sql: str, known: Mapping[str, str]) -> str:
        """Write a rule as SQL over these facts."""
        return render(sql, known, self._codes)

    def load(self, level: str, sql: Iterable[str]) -> None:
        """Make the table of a level with the facts the expressions ask for, in their order and numbered by `row_`."""
        used = {word for text in sql for word in re.findall(r"\b[mp]_\w+|\bmonth\b", text)}
        size = {"calendar": len(self.calendar.days), "people": len(self.persons), "rows": len(self.months)}[level]
        made: dict[str, Any] = {"row_": pa.array(np.arange(size, dtype=np.int32))}
        if "month" in used:
            days = pa.array(self.calendar.days, pa.date32())
            made["month"] = days if level == "calendar" else self.months.column("month")
        facts = sorted(used - {"month"})
        made |= zip(facts, each(lambda name: self._column(name, level), facts), strict=True)
        table = pa.table(made).combine_chunks()
        self.connection.register(level, pa.Table.from_batches(table.to_batches(_BATCH), table.schema))

    def _column(self, name: str, level: str) -> Any:
        table = self.months if name[0] == "m" else self.persons
        column = table.column(name[2:]).combine_chunks()
        seen = self._seen(name[2:], column)
        return seen.take(pa.array(self.place)) if name[0] == "p" and level == "rows" else seen

    def _seen(self, name: str, column: Any) -> Any:
        """Return a fact as a rule sees it: money in 分, choices by their code."""
        kind = terms()[name].type
        if kind == "choice" and self.coded:
            return self._numbered(column)
        if kind != "money":
            return column
        # The low half of what Arrow keeps for each amount: 分 fit into it.
        low = np.frombuffer(column.buffers()[1], "<i8")[::2][column.offset : column.offset + len(column)]
        mask = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
        return pa.array(np.ascontiguousarray(low), mask=mask)

    def _numbered(self, column: Any) -> Any:
        """Return a choice as numbers: those of the vocabulary, and further ones for words that are not in it."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        words = column.dictionary.to_pylist()
        with self._lock:
            codes = [self._codes.setdefault(word, len(self._codes)) for word in words]
        return pa.array(codes, pa.int16()).take(column.indices)

    def _either(self, term: Term) -> str:
        """Take the month's fact before the person's; texts as texts, for the choices of two registers may differ."""
        plain = "::varchar" if self._kind(term) == "varchar" else ""
        return f"coalesce(m_{term.name}{plain}, p_{term.name}{plain})"

    def _kind(self, term: Term) -> str:
        return "smallint" if self.coded and term.type == "choice" else term.duckdb


def _with_made(connection: Any, persons: pa.Table, months: pa.Table) -> pa.Table:
    """Add to the register of persons what is made of their facts alone: worked out once a person, not once a month."""
    known = {name for name in persons.column_names if name in terms()}
    made = [
        term
        for term in terms().values()
        if term.sql
        and term.name not in {*persons.column_names, *months.column_names}
        and known.issuperset(names(term.sql))
        and not set(names(term.sql)) & set(months.column_names)
    ]
    if not made:
        return persons
    sql = ", ".join(f"({term.sql}) as {term.name}" for term in made)
    needed = sorted({name for term in made for name in names(term.sql)})
    number = pa.array(np.arange(len(persons), dtype=np.int32))
    known_of = persons.select(needed).append_column("row_", number).combine_chunks()
    connection.register("persons", pa.Table.from_batches(known_of.to_batches(_BATCH), known_of.schema))
    found = in_order(connection.sql(f"select row_, {sql} from persons").to_arrow_table())
    connection.unregister("persons")
    for term in made:
        persons = persons.append_column(term.name, found.column(term.name))
    return persons


def in_order(found: pa.Table) -> pa.Table:
    """Return the rows of an answer in the order of the question, by `row_`."""
    found = found.combine_chunks()
    row = found.column("row_").to_numpy()
    return found.take(pa.array(np.argsort(row, kind="stable"))) if (np.diff(row) < 0).any() else found


@dataclass(slots=True)
class Sheet:
    """What is asked in one query a level: what programmes have in common once; by programme, its columns."""

    facts: Facts
    asked: Sequence[Programme]
    conditions: dict[str, list[str]] = field(default_factory=dict)
    amounts: dict[str, str] = field(default_factory=dict)
    days: dict[tuple[str, str], str] = field(default_factory=dict)
    _columns: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the columns."""
        for one in self.asked:
            known = self.facts.names(one)
            met = [f"({self.facts.render(c.sql, known)}) is not distinct from true" for c in one.conditions]
            self.conditions[one.name] = [self._column(sql) for sql in met]
            amount = self.facts.render(one.amount, known)
            self.amounts[one.name] = self._column(f"cast(coalesce({amount}, 0) as bigint)")
            for key, name in _days_of(one).items():
                sql = f"cast(coalesce(ym({known[name]}), {UNKNOWN}) as integer)"
                self.days[one.name, key] = self._column(sql)

    def _column(self, sql: str) -> str:
        name = self._columns.setdefault(sql, f"c{len(self._columns)}")
        self._levels[name] = _level(sql)
        return name

    def level(self, column: str) -> str:
        """Say which table a column is asked of."""
        return self._levels[column]

    def answers(self) -> dict[str, Any]:
        """Ask everything; return each column as an Arrow array of its level."""
        found: dict[str, Any] = {}
        for level in LEVELS:
            asked = {sql: name for sql, name in self._columns.items() if self._levels[name] == level}
            if not asked:
                continue
            self.facts.load(level, asked)
            query = f"select row_, {', '.join(f'{sql} as {name}' for sql, name in asked.items())} from {level}"
            answer = in_order(self.facts.connection.sql(query).to_arrow_table())
            found |= {name: answer.column(name).combine_chunks() for name in asked.values()}
        return found


def _level(sql: str) -> str:
    """Return the smallest table that has what an expression asks for."""
    used = set(re.findall(r"\b(m_|p_|month\b)", sql))
    if "m_" in used or {"p_", "month"} <= used:
        return "rows"
    return "people" if "p_" in used else "calendar"


def _dated(value: Value, held: Sequence[date]) -> str:
    """Write a value as SQL: a number, or a case where it changes within the months that occur."""
    changes: list[tuple[date, str]] = []
    for month in held:
        found = value.at(month)
        text = "null" if found is None else _literal(found.value)
        if not changes or changes[-1][1] != text:
            changes.append((month, text))
    if len(changes) < 2:
        return changes[0][1] if changes else "null"
    cases = " ".join(f"when month >= date '{start}' then {text}" for start, text in reversed(changes))
    return f"(case {cases} end)"


def _literal(value: int | tuple[int, int]) -> str:
    return f"{{'n': {value[0]}, 'd': {value[1]}}}" if isinstance(value, tuple) else str(value)
