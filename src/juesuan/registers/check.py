"""Checking registers (台账检查): every cell, limit, rule, link, state and row of history; faults, the gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.sql import quoted
from juesuan.books.store import recover
from juesuan.books.tables import codes_of, files_of, load
from juesuan.registers import past
from juesuan.registers.clocks import Running, clock_columns, clock_table, placed
from juesuan.registers.machine import Past
from juesuan.registers.model import TELLING, Register
from juesuan.registers.packs import registers, shipped
from juesuan.registers.protected import proven, veiled
from juesuan.registers.protection import tells
from juesuan.registers.workdays import FIRST, KNOWN, LAST
from juesuan.vault.leaks import id_in_text
from juesuan.vault.sealing import Vault, bound

__all__ = ["check_registers", "kept", "overdue", "row_faults"]

_OPENED = "__opened"
_MANY = r"\d{6}\D?\d{8}"
"""What a text has in which an ID number may stand."""
_RANK = {"error": 0, "warning": 1, "info": 2}


def kept(book: Path) -> dict[str, Register]:
    """Return the registers a book keeps: those with a file of records or of history, and those it wrote itself."""
    own = {path.stem for path in (book / "registers").glob("*.toml")}
    return {
        name: one
        for name, one in registers(book).items()
        if name in own or files_of(book, one.table) or (book / one.history).exists()
    }


def check_registers(book: Path, names: list[str] | None = None, vault: Vault | None = None) -> list[Fault]:
    """Return everything wrong with a book's registers, or with some of them. Unusable where it cannot be read.

    Protected numbers are proven with the key of `vault`; without it the faults say how many were not.
    """
    recover(book)
    if vault is not None:
        bound(book, vault)
    codes = codes_of(book, settings_of(book).year)
    db = duckdb.connect()
    faults: list[Fault] = []
    known = kept(book)
    for name, register in known.items():
        loaded = load(book, register.table, codes)
        db.register(name, loaded.table)
        faults += loaded.faults if names is None or name in names else []
    for name in names if names is not None else known:
        if name in known:
            faults += _numbers(db, known[name], vault)
            faults += [*row_faults(db, known[name], known), *_past(db, book, known[name])]
    return sorted(faults, key=lambda one: (_RANK[one.severity], one.file, one.row or 0, one.code))


def _numbers(db: Any, register: Register, vault: Vault | None) -> list[Fault]:
    """Check the protected numbers of a register and leave for its rules a table with them, or without any mark."""
    if not register.secrets:
        return []
    table, faults = proven(register, db.table(register.name).to_arrow_table(), vault)
    db.register(f"{register.name}{_OPENED}", table)
    return faults


def _ask(db: Any, sql: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = db.execute(sql).fetchall()
    return found


def row_faults(db: Any, register: Register, known: dict[str, Register], opened: str = _OPENED) -> Iterator[Fault]:
    """Check the records in a connection: repeated ids, limits, what a state needs, rules, links.

    Rules are about numbers as they are: a register with protected ones has another table for them, its name ending in
    `opened`.
    """
    name = register.name
    twice = f"""select _file, _row, id, first(_row) over w, first(_file) over w from {quoted(name)}
        window w as (partition by id order by _file, _row) qualify row_number() over w > 1 order by 1, 2"""
    for file, row, value, first, where in _ask(db, twice):
        yield fault("key.duplicate", file, row, "id", value=value, first=first, where=where)
    yield from _limits(db, register)
    yield from _clocked(db, register)
    for state, field in _needs(register):
        title = next((one.column.title for one in register.fields if one.name == field), field)
        sql = (
            f"select _file, _row from {quoted(name)} where state = '{state}' and {quoted(field)} is null order by 1, 2"
        )
        for file, row in _ask(db, sql):
            yield fault(
                "register.needs",
                file,
                row,
                field,
                state=state,
                state_zh=register.states[state],
                title=field,
                title_zh=title,
            )
    ruled = f"{quoted(f'{name}{opened}')} as {quoted(name)}" if register.secrets else quoted(name)
    for rule in register.rules:
        try:
            bad = _ask(db, f"select _file, _row from {ruled} where not ({rule.test}) order by 1, 2")
        except duckdb.Error as error:
            raise Unusable(fault("register.query", f"registers/{name}.toml", why=str(error).splitlines()[0])) from error
        for file, row in bad:
            yield fault("register.rule", file, row, None, zh=rule.zh, en=rule.en)
    yield from _loose(db, register)
    yield from _links(db, register, known)


def _loose(db: Any, register: Register) -> Iterator[Fault]:
    """Name the texts in which somebody's ID number stands."""
    for name in (one.name for one in register.form.columns if one.type in TELLING):
        text = quoted(name)
        where = f"regexp_matches({text}, '{_MANY}') order by 1, 2"
        sql = f"select _file, _row, {text} from {quoted(register.name)} where {where}"
        for file, row, text in _ask(db, sql):
            if number := id_in_text(text):
                yield fault("register.loose_number", file, row, name, value=number)


def _limits(db: Any, register: Register) -> Iterator[Fault]:
    for field in register.fields:
        low, high, column = field.minimum, field.maximum, quoted(field.name)
        tests = [f"{column} < {low}"] * (low is not None) + [f"{column} > {high}"] * (high is not None)
        if not tests:
            continue
        expected = f"{'' if low is None else low}–{'' if high is None else high}{field.unit}"
        sql = f"select _file, _row, {column} from {quoted(register.name)} where {' or '.join(tests)} order by 1, 2"
        for file, row, value in _ask(db, sql):
            yield fault("register.limit", file, row, field.name, value=value, expected=expected)


def _clocked(db: Any, register: Register) -> Iterator[Fault]:
    """Name the clocks that start in a year the calendar does not know."""
    for clock in register.clocks:
        start = quoted(clock.start)
        sql = f"""select _file, _row, {start} from {quoted(register.name)}
            where {start} < date '{FIRST}' or year({start}) > {LAST.year + 1} order by 1, 2"""
        for file, row, value in _ask(db, sql):
            if clock.holds(value):
                yield fault("register.calendar", file, row, clock.start, value=value, title=clock.title, expected=KNOWN)


def _needs(register: Register) -> list[tuple[str, str]]:
    """Return state and field where every move into the state needs the field."""
    found = []
    for state in register.states:
        entries = [set(move.needs) for move in register.moves if move.to == state]
        found += [(state, name) for name in sorted(set.intersection(*entries))] if entries else []
    return found


def _links(db: Any, register: Register, known: dict[str, Register]) -> Iterator[Fault]:
    for field in register.fields:
        target, key = field.column.target
        if field.column.type != "link" or not target:
            continue
        there = f"select {quoted(key)} from {quoted(target)}" if target in known else "select null where false"
        column = quoted(field.name)
        sql = f"""select _file, _row, {column} from {quoted(register.name)} where {column} is not null
            and {column} not in (select k from ({there}) t(k) where k is not null) order by 1, 2"""
        to = f"registers/{target}.csv"
        title = {**shipped(), **known}[target].title if target in {**shipped(), **known} else target
        for file, row, value in _ask(db, sql):
            yield fault("cell.link", file, row, field.name, value=veiled(value), title=title, to=to)


def _past(db: Any, book: Path, register: Register) -> Iterator[Fault]:
    """Check the history: its chain, each move, and that it ends in the state each record has."""
    if (found := past.broken(book, register)) is not None:
        yield found
        return
    entries = past.entries(book, register)
    if told := [number for number, one in enumerate(entries, 2) if register.secrets and tells(one, register)]:
        yield fault("register.plain_history", register.history, told[0], None, count=len(told))
    there_ = f"select id, state, _file, _row from {quoted(register.name)} where id is not null order by 3 desc, 4 desc"
    rows = _ask(db, there_)
    there = {identity: (state, file, row) for identity, state, file, row in rows}
    stand = past.standing(entries)
    came = {file: who for file, (who, _) in past.importers(entries).items()}
    states: dict[str, str] = {}
    did: dict[str, dict[str, str]] = {}
    for one in stand:
        if one.record:
            importer = came.get(there[one.record][1]) if one.record in there else None
            did.setdefault(one.record, dict.fromkeys(register.states, importer) if importer else {})
            yield from _step(register, one, int(one.number) + 1, states, did)
    for identity, state in states.items():
        if identity not in there:
            yield fault("register.lost", register.history, None, None, id=identity)
        elif there[identity][0] != state:
            said, file, row = there[identity]
            yield fault(
                "register.state",
                file,
                row,
                "state",
                value=said,
                expected=state,
                value_zh=register.states.get(said, said),
                expected_zh=register.states.get(state, state),
            )
    for file, count in _unrecorded(stand, there, states):
        yield fault("register.unrecorded", file, None, None, count=count)


def _unrecorded(
    entries: list[past.Entry], there: dict[str, tuple[str, str, int]], states: dict[str, str]
) -> Iterator[tuple[str, int]]:
    """Yield by file how many records neither were added nor came with an import."""
    found = Counter(file for identity, (_, file, _) in there.items() if identity not in states)
    whole = Counter(file for _, file, _ in there.values())
    came: Counter[str] = Counter()
    for one in entries:
        if not one.record:
            came[str(one.detail.get("into", ""))] += int(one.detail.get("rows", 0))
    anywhere = came.pop("", 0)  # of imports that do not say where to
    for file, count in sorted(found.items()):
        strange = max(0, whole[file] - came[file]) if file in came else count
        anywhere, strange = max(0, anywhere - strange), max(0, strange - anywhere)
        if strange:
            yield file, strange


def _step(
    register: Register, one: past.Entry, number: int, states: dict[str, str], did: dict[str, dict[str, str]]
) -> Iterator[Fault]:
    """Check one row of the history against what was done to the record before."""
    before = states.get(one.record, one.source if one.source else "")
    done = did.setdefault(one.record, {})
    if not one.to:
        states.setdefault(one.record, one.source)
        return
    move = register.move(one.source, one.to)
    if one.source and (move is None or before != one.source):
        said = {"id": one.record, "from": one.source, "to": one.to, "expected": before or "—"}
        said |= {f"{name}_zh": register.states.get(key, key) for name, key in said.items() if name != "id"}
        yield fault("register.move", register.history, number, "to", **said)
    elif move is not None and any(done.get(state) == one.who for state in move.apart):
        mine = next(state for state in move.apart if done.get(state) == one.who)
        said = {"id": one.record, "from": one.source, "to": one.to, "who": one.who, "did": mine}
        said |= {"did_zh": register.states[mine], "to_zh": register.states.get(one.to, one.to)}
        yield fault("register.apart", register.history, number, "who", **said)
    states[one.record] = one.to
    done[one.to] = one.who


def overdue(book: Path, register: Register, at: date) -> list[Running]:
    """Return the clocks that are, or were, late at a day: the latest first."""
    db = duckdb.connect()
    recover(book)
    db.register("r", load(book, register.table, codes_of(book, settings_of(book).year)).table)
    rows = db.sql(f"select {clock_columns(register)} from r").to_arrow_table()
    pasts: dict[str, list[Past]] = past.pasts_of(book, register)
    with placed(book, register):
        table = clock_table(register, rows, pasts, at)
    names = ("record", "clock", "start", "due", "stop", "late", "paused")
    late = [Running(**{name: row[name] for name in names}) for row in table.to_pylist() if row["late"] > 0]
    return sorted(late, key=lambda one: (-one.late, one.record))
