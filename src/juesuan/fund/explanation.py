"""One person's decisions explained: month by month which condition, which fact, which article, what would change it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.fund.changes import changes_of
from juesuan.fund.entitlement import PAID, decided
from juesuan.fund.expression import names
from juesuan.fund.facts import Term, terms
from juesuan.fund.grid import Grid
from juesuan.fund.programme import Programme
from juesuan.fund.rows import calendar_of, month_of, places, prepared
from juesuan.fund.sequence import Outcome, Rules, early, rules_of
from juesuan.fund.sheet import UNKNOWN, Facts, facts_used

__all__ = ["Check", "Explained", "Used", "explain", "shown"]


@dataclass(frozen=True, slots=True)
class Used:
    """A fact or value a check looked at: its name, title and what it is, in words."""

    name: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing asked: whether it is met, in words what would satisfy it, its article, what was looked at.

    `change` names, for a check that is not met, each single fact that would make it met, and what it would have to be.
    """

    name: str
    met: bool
    wording: str
    article: str
    used: tuple[Used, ...] = ()
    change: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision on a person's month; `due_fen` is what would be due if every check were met."""

    person: str
    programme: str
    month: date
    met: bool
    amount_fen: int
    due_fen: int
    amount_article: str
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that are not met."""
        return tuple(one for one in self.checks if not one.met)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("juesuan.fund") / "checks.toml").read_text("utf-8"))


def explain(
    programmes: Mapping[str, Programme],
    programme: str,
    person: str,
    persons: pa.Table,
    months: pa.Table,
    paid: pa.Table | None = None,
    *,
    month: date | None = None,
    lang: str = "zh",
) -> list[Explained]:
    """Explain the decisions on one person for one programme, all months of the register or one.

    Takes what `entitled` takes, and decides with it: the answers are the same. Unusable where the programme or the
    person is not there, and for what `entitled` refuses.
    """
    if programme not in programmes:
        raise Unusable(fault("fund.no_programme", "", None, None, value=programme, expected=" ".join(programmes)))
    register = persons.column("_file")[0].as_py() if "_file" in persons.column_names and len(persons) else "persons"
    persons, months = _of(persons, person), _of(months, person)
    if not persons.num_rows:
        raise Unusable(fault("fund.no_person", register, None, "person", person=person))
    paid = _of(PAID.empty_table() if paid is None else paid, person)
    grid, outcome = decided(programmes, persons, months, paid, trace=True)
    rules = next(one for one in rules_of(programmes) if one.programme.name == programme)
    if programme not in grid.failing:
        return []
    persons, months = prepared(persons, "persons"), prepared(months, "months")
    asked = _Asked(programmes, rules, persons, months, lang)
    found = []
    for row in np.argsort(grid.month, kind="stable").tolist():
        of_all = grid.applied is None or grid.applied[row] in (-1, rules.number)
        wanted = month is None or (month.year * 12 + month.month - 1) == grid.month[row]
        if of_all and wanted:
            found.append(_explained(asked, grid, outcome, row, person, paid))
    return found


def _of(table: pa.Table, person: str) -> pa.Table:
    return table.filter(pc.equal(table.column("person").cast(pa.string()), person))


class _Asked:
    """Every condition and fact of a programme over one person's rows."""

    def __init__(
        self, programmes: Mapping[str, Programme], rules: Rules, persons: pa.Table, months: pa.Table, lang: str
    ) -> None:
        self.programmes, self.rules, self.one, self.lang = programmes, rules, rules.programme, lang
        calendar, months = calendar_of(months)
        facts = Facts(persons, months, calendar, places(months, persons))
        self.connection, columns, self.known = (
            facts.connection,
            facts.columns(facts_used(self.one)),
            facts.names(self.one),
        )
        met = [facts.render(c.sql, self.known) for c in self.one.conditions]
        wanted = [f"coalesce({sql}, false) as met_{n}" for n, sql in enumerate(met)]
        wanted += [f"{columns[name]} as fact_{name}" for name in facts_used(self.one)]
        facts.load("rows", [*wanted, *self.known.values(), *columns.values()])
        self.rows = self.connection.sql(
            f"select {', '.join(['row_', *wanted])} from rows order by row_"
        ).to_arrow_table()

    def cell(self, column: str, row: int) -> Any:
        """Return a value of a row."""
        return self.rows.column(column)[row].as_py()

    def say(self, table: str, key: str, **params: object) -> str:
        """Return words of checks.toml."""
        return _words()[table][f"{key}_{self.lang}" if key else self.lang].format(**params)

    def used(self, sql: str, row: int, month: date) -> tuple[Used, ...]:
        """Return the facts and values an expression looks at."""
        found = []
        for name in names(sql):
            if name in self.one.values:
                value = self.one.value(name, month)
                found.append(Used(name, self.one.values[name].title, value.text))
            elif name in terms():
                found.append(
                    Used(name, terms()[name].title, shown(terms()[name], self.cell(f"fact_{name}", row), self.lang))
                )
        return tuple(found)

    def wording(self, words: Mapping[str, str], month: date) -> str:
        """Return a wording with the values of the month in it."""
        said = {name: self.one.value(name, month).text for name in self.one.values if f"{{{name}}}" in words[self.lang]}
        return words[self.lang].format(**said)


def shown(term: Term, value: Any, lang: str = "zh") -> str:
    """Say a fact's value in words: choices by their label, money in yuan; `value` as a rule sees it."""
    words = _words()["words"]
    if value is None:
        return words[f"unknown_{lang}"]
    if term.type == "flag":
        return words[f"{'yes' if value else 'no'}_{lang}"]
    if term.type == "money":
        return f"{Decimal(value) / 100:,.2f}"
    if term.type == "choice" and lang == "zh":
        return dict(term.choices).get(value, str(value))
    return f"{value:%Y-%m}" if term.name in ("retires", "retires_undeferred") else str(value)


def _explained(asked: _Asked, grid: Grid, outcome: Outcome, row: int, person: str, paid: pa.Table) -> Explained:
    one, month = asked.one, month_of(int(grid.month[row]))
    bits = int(outcome.failing[one.name][row])
    failing = {name for n, name in enumerate(asked.rules.fails) if bits >> n & 1}
    checks = [_condition(asked, n, row, month) for n in range(len(one.conditions))]
    if not any(not c.met for c in checks):
        checks += _further(asked, grid, outcome, row, month, failing, paid)
    due, met = int(grid.amount[one.name][row]), bits == 0
    return Explained(person, one.name, month, met, due if met else 0, due, one.amount_article, tuple(checks))


def _condition(asked: _Asked, n: int, row: int, month: date) -> Check:
    condition = asked.one.conditions[n]
    met = bool(asked.cell(f"met_{n}", row))
    used = asked.used(condition.sql, row, month)
    change = []
    if not met:
        for term, value in changes_of(condition.sql, asked.one, asked.connection, asked.known, row, month):
            said = {"title": term.title, "name": term.name, "value": shown(term, value, asked.lang)}
            change.append(asked.say("words", "change", **said))
    wording = asked.wording(condition.wording, month)
    return Check(condition.name, met, wording, condition.article, used, tuple(change))


def _further(
    asked: _Asked, grid: Grid, outcome: Outcome, row: int, month: date, failing: set[str], paid: pa.Table
) -> list[Check]:
    """Return what is asked once a programme's own conditions are met."""
    one = asked.one
    found = [
        Check(
            "amount",
            "amount" not in failing,
            asked.say("amount", ""),
            one.amount_article,
            asked.used(one.amount, row, month),
        ),
        Check("already_paid", "already_paid" not in failing, asked.say("already_paid", ""), ""),
    ]
    for name in asked.rules.fails:
        if name.startswith("excluded:"):
            found.append(_exclusion(asked, grid, outcome, month, name, name not in failing, paid))
    if one.ceiling:
        found.append(_ceiling(asked, grid, outcome, row, month, "ceiling" not in failing))
    return found


def _exclusion(asked: _Asked, grid: Grid, outcome: Outcome, month: date, name: str, met: bool, paid: pa.Table) -> Check:
    other = asked.programmes[name.partition(":")[2]]
    mine = [e for e in asked.one.exclusions if e.programme == other.name]
    theirs = [e for e in other.exclusions if e.programme == asked.one.name]
    exclusion = (mine or theirs)[0]
    title = f"{other.title}（{asked.say('excluded', exclusion.scope)}）"
    used: tuple[Used, ...] = ()
    if not met:
        at = _standing(other, grid, outcome, paid, month if exclusion.scope == "month" else None)
        said = asked.say("excluded", "found", title=other.title, months=" ".join(f"{m:%Y-%m}" for m in at))
        used = (Used(other.name, other.title, said),)
    return Check(name, met, asked.say("excluded", "", title=title), exclusion.article, used)


def _standing(other: Programme, grid: Grid, outcome: Outcome, paid: pa.Table, month: date | None) -> list[date]:
    """Return the months another programme was paid before or is granted now."""
    rows = zip(paid.column("programme").to_pylist(), paid.column("month").to_pylist(), strict=True)
    found = {day.replace(day=1) for name, day in rows if name == other.name}
    if other.name in outcome.failing:
        found |= {month_of(int(n)) for n in grid.month[outcome.failing[other.name] == 0]}
    return sorted(m for m in found if month is None or m == month)


def _ceiling(asked: _Asked, grid: Grid, outcome: Outcome, row: int, month: date, met: bool) -> Check:
    one = asked.one
    ceiling = one.ceiling
    assert ceiling is not None
    most = one.value(ceiling.months, month)
    said = asked.say("ceiling", "used", used=int(outcome.used[one.name][row]), most=most.text)
    used = [Used("used", one.values[ceiling.months].title, said)]
    days = {key: int(days[row]) for (name, key), days in grid.days.items() if name == one.name}
    if UNKNOWN < days.get("again", UNKNOWN) <= grid.month[row]:
        said = asked.say("ceiling", "again", month=f"{month_of(days['again']):%Y-%m}")
        used.append(Used(ceiling.again, terms()[ceiling.again].title, said))
    first = min(int(outcome.first[one.name][row]), int(grid.month[row]))
    fact, until = ceiling.until, days.get("until", UNKNOWN)
    if ceiling.former and early(ceiling, first, until, days["former"]):
        fact, until = ceiling.former, days["former"]
    if until != UNKNOWN:
        near = one.value(ceiling.near, month).text
        known = {"first": f"{month_of(first):%Y-%m}", "until": f"{month_of(until):%Y-%m}"}
        used.append(
            Used(fact, terms()[fact].title, asked.say("ceiling", "first", **known, left=until - first, near=near))
        )
    return Check("ceiling", met, asked.wording(ceiling.wording, month), ceiling.article, tuple(used))
