"""What `juesuan register` shows, as tables; personal numbers are masked in every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from juesuan.books.cells import MARK, masked
from juesuan.books.faults import Fault, message, place
from juesuan.commands.register_desk import SHOWN
from juesuan.commands.sheets import Sheet
from juesuan.registers import past
from juesuan.registers.check import overdue
from juesuan.registers.clocks import Running
from juesuan.registers.indicators import Desk, Value
from juesuan.registers.model import KINDS, Field, Register
from juesuan.registers.report import Summary
from juesuan.registers.store import load_records
from juesuan.report.strings import say

__all__ = ["counted", "described", "faulty", "figure", "late", "listed", "one_record", "record",
           "records_sheet", "state_of", "summary"]  # fmt: skip


def _columns(lang: str, *keys: str) -> list[tuple[str, str]]:
    return [(key, say(f"register.col_{key}", lang)) for key in keys]


def listed(desk: Desk, wanted: Mapping[str, Register], lang: str) -> Sheet:
    """Return the registers with how many records they have."""
    keys = ("name", "title", "records", "states", "clocks", "indicators")
    sheet = Sheet(say("register.listed", lang, n=len(wanted)), _columns(lang, *keys), right=frozenset(["records"]))
    for name, one in wanted.items():
        states = {state: n for state, n in desk.states(name).items() if n}
        said = " ".join(f"{one.states[state]} {n:,}" for state, n in states.items())
        counts = (str(len(one.clocks)), str(len(one.indicators)))
        sheet.rows.append((name, one.title, f"{sum(states.values()):,}", said, *counts))
    return sheet


def described(book: Path, register: Register, lang: str) -> list[Sheet]:
    """Return what a register is (fields, moves, clocks) and its records, personal numbers masked."""
    fields = Sheet(
        f"{register.title} · {say('register.fields', lang)}", _columns(lang, "name", "title", "type", "must")
    )
    for one in register.fields:
        fields.rows.append((one.name, one.column.title, _type(one), say("register.yes", lang) * one.column.required))
    moves = Sheet(say("register.moves", lang), _columns(lang, "from", "to", "title", "needs", "apart"))
    for move in register.moves:
        sources = " ".join(register.states[one] for one in move.sources)
        apart = " ".join(register.states[one] for one in move.apart)
        moves.rows.append((sources, f"{move.to} {register.states[move.to]}", move.title, " ".join(move.needs), apart))
    clocks = Sheet(say("register.clocks", lang), _columns(lang, "title", "limit", "law"))
    for clock in register.clocks:
        clocks.rows.append((clock.title, say(f"register.days_{clock.kind}", lang, n=clock.days), clock.law))
    return [
        fields,
        moves,
        *([clocks] if register.clocks else []),
        records_sheet(register, load_records(book, register).table, lang),
    ]


def _type(field: Field) -> str:
    if field.column.type == "choice":
        return " ".join(f"{value}（{label}）" for value, label in field.column.choices)
    return " ".join(filter(None, [field.column.type, field.column.to, field.unit]))


def records_sheet(register: Register, rows: Any, lang: str) -> Sheet:
    """Return records, the first of many, personal numbers masked."""
    columns = [(one.name, one.title) for one in register.form.columns]
    sheet = Sheet(say("register.records", lang, n=rows.num_rows), columns)
    for row in rows.slice(0, SHOWN).to_pylist():
        sheet.rows.append([_shown(register, name, row) for name, _ in columns])
    if rows.num_rows > SHOWN:
        sheet.lines.append(say("register.more", lang, n=rows.num_rows - SHOWN))
    return sheet


def _shown(register: Register, name: str, row: Mapping[str, Any]) -> str:
    """Return a cell as it is shown: choices by label, of a protected number what may be shown of it."""
    value, column = row[name], register.form.column(name)
    if value is None:
        return ""
    if column.type in KINDS:
        return str(row[f"{name}_shown"] or _masked(value))
    if column.type == "token":
        return "…"
    if column.type == "choice":
        return dict(column.choices).get(str(value), str(value))
    return f"{value:,}" if column.type == "money" else str(value)


def record(book: Path, register: Register, identity: str) -> dict[str, Any] | None:
    """Return one record, None where there is none of this id."""
    import pyarrow.compute as pc

    rows = load_records(book, register).table
    found = rows.filter(pc.equal(rows.column("id"), identity)).to_pylist()
    return found[0] if found else None


def one_record(
    book: Path, register: Register, row: dict[str, Any], done: Sequence[past.Entry], at: date, lang: str
) -> list[Sheet]:
    """Return one record: its fields, what was done to it, and its late clocks at a day."""
    fields = Sheet(f"{register.title} {row['id']}", _columns(lang, "title", "value"))
    fields.rows = [(c.title, _shown(register, c.name, row)) for c in register.form.columns]
    steps = Sheet(say("register.history", lang), _columns(lang, "on", "who", "from", "to", "why", "fields"))
    for one in done:
        states = [register.states.get(state, state) for state in (one.source, one.to)]
        steps.rows.append((one.on, one.who, *states, one.why, _changes(register, one)))
    slow = [(register, one) for one in overdue(book, register, at) if one.record == row["id"]]
    return [fields, steps, *([late(slow, at, lang)] if slow else [])]


def _changes(register: Register, one: past.Entry) -> str:
    """Write the fields that changed: of protected numbers what may be shown, of tokens nothing."""
    changes, said = one.detail, []
    forms = {secret.mark: changes.get(secret.shown, [None, None]) for secret in register.protected}
    left_out = {name for secret in register.protected for name in (secret.shown, secret.token)}
    left_out |= {secret.token for secret in register.declared}
    for name, pair in changes.items():
        if name not in left_out:
            shown = [masked or _masked(v) if v and name in forms else "—" if v is None else str(v)
                     for v, masked in zip(pair, forms.get(name, pair), strict=True)]  # fmt: skip
            said.append(f"{name}: {shown[1]}" if pair[0] is None else f"{name}: {shown[0]} → {shown[1]}")
    return "; ".join(said)


def _masked(value: Any) -> str:
    """Return what a number that is not protected, or that nothing may be shown of, is told by."""
    return "…" if MARK.fullmatch(str(value)) else masked(str(value))


def state_of(register: Register, said: str) -> str:
    """Return a state by its name or its Chinese title; what is neither comes back as it is."""
    return next((name for name, title in register.states.items() if said == title), said)


def faulty(faults: Sequence[Fault], lang: str, most: int | None = None) -> Sheet:
    """Return faults with their place and what to do, at most so many of one kind."""
    sheet = Sheet(say("register.faults", lang, n=len(faults)), _columns(lang, "level", "place", "what"))
    seen: Counter[str] = Counter()
    for one in faults:
        seen[one.code] += 1
        if most is None or seen[one.code] <= most:
            sheet.rows.append((say(f"severity.{one.severity}", lang), place(one, lang), message(one, lang)))
    if most is not None:
        left = {code: count - most for code, count in seen.items() if count > most}
        sheet.lines = [say("book.more", lang, code=code, n=n) for code, n in left.items()]
    return sheet


def figure(found: Value) -> str:
    """Return an indicator's value as it is printed, with its unit."""
    if found.value is None:
        return "—"
    if found.indicator.counts in ("rate", "mean"):
        value = found.value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{value:,f}{found.unit if found.unit == '%' else ' ' + found.unit}"
    return f"{found.value:,f} {found.unit}"


def change(value: Decimal, unit: str) -> str:
    """Return a change from a year before, with its sign and unit."""
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{rounded:+,f}{unit if unit == '%' else ' ' + unit}"


def counted(found: Sequence[Value], period: tuple[date, date], lang: str) -> Sheet:
    """Return indicators with definition, version and how many records are behind each."""
    title = say("register.counted", lang, start=period[0], end=period[1])
    keys = ("indicator", "title", "value", "quotient", "evidence", "version", "definition")
    sheet = Sheet(title, _columns(lang, *keys), right=frozenset(["value", "evidence", "quotient"]))
    for one in found:
        quotient = "" if one.denominator is None else f"{one.numerator:,f} / {one.denominator:,f}"
        said = (f"{one.evidence():,}", str(one.indicator.version), one.indicator.definition)
        sheet.rows.append((one.name, one.indicator.title, figure(one), quotient, *said))
    return sheet


def late(found: Sequence[tuple[Register, Running]], at: date, lang: str) -> Sheet:
    """Return what is or was late by a statutory clock, by how much, and by which article."""
    keys = ("register", "record", "clock", "start", "due", "stop", "late", "law")
    sheet = Sheet(say("register.late", lang, n=len(found), at=at), _columns(lang, *keys), right=frozenset(["late"]))
    for register, one in found:
        clock = register.clock(one.clock, one.start)
        by = say(f"register.days_{'working' if clock.kind == 'working' else 'calendar'}", lang, n=one.late)
        days = [str(day) if day else "—" for day in (one.start, one.due, one.stop)]
        sheet.rows.append((register.title, one.record, clock.title, *days, by, clock.law))
    return sheet


def summary(one: Summary, period: tuple[date, date], lang: str) -> list[Sheet]:
    """Return the report of one register: its indicators, its states below them, and what is late."""
    sheet = counted(one.values, period, lang)
    sheet.title = f"{one.register.title} {period[0]} — {period[1]}"
    sheet.lines.append(" ".join(f"{one.register.states[state]} {n:,}" for state, n in one.states.items()))
    return [sheet, *([late([(one.register, run) for run in one.late], period[1], lang)] if one.late else [])]
