"""What may be done to one record, decided from the record and its history alone: no file is opened here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from juesuan.books.cells import Bad, Codes, strict
from juesuan.books.faults import Fault, fault
from juesuan.registers.model import TELLING, Field, Register
from juesuan.registers.workdays import KNOWN, foreign
from juesuan.vault.leaks import id_in_text

__all__ = ["Past", "Record", "amended", "judged", "moved", "typed"]

Record = dict[str, Any]
"""One record by field name (with id and state), typed; an empty field is None."""


@dataclass(frozen=True, slots=True)
class Past:
    """One thing done to a record before: by whom, into which state ("" where only fields changed), on which day."""

    who: str
    to: str
    on: date


def typed(
    register: Register, said: Mapping[str, Any], codes: Codes, row: int | None = None
) -> tuple[Record, list[Fault]]:
    """Return a record's fields from texts or values, and what is wrong with them; fields not said are left out."""
    made: Record = {}
    faults: list[Fault] = []
    for name, value in said.items():
        column = next((one for one in register.form.columns if one.name == name), None)
        if column is None:
            expected = " ".join(register.form.names)
            faults.append(fault("register.field", register.table.file, row, name, name=name, expected=expected))
            continue
        if column.type in TELLING and (number := id_in_text(str(value or ""))):
            faults.append(fault("register.loose_number", register.table.file, row, name, value=number))
            continue
        parse = strict(column, codes)
        if value in ("", None):
            made[name] = None
        elif parse is None:
            made[name] = str(value)
        elif isinstance(got := parse(str(value)), Bad):
            faults.append(Fault(got.code, register.table.file, row, name, got.params))
        else:
            made[name] = got
    return made, faults


def judged(register: Register, record: Record, row: int | None = None) -> list[Fault]:
    """Return what is wrong with a whole record: required fields, limits, what its state needs."""
    file = register.table.file
    faults = []
    for field in register.fields:
        value = record.get(field.name)
        if value is None and field.column.required:
            faults.append(fault("cell.required", file, row, field.name, title=field.column.title))
        elif value is not None and not _within(field, value):
            low, high = field.minimum, field.maximum
            expected = f"{'' if low is None else low}–{'' if high is None else high}{field.unit}"
            faults.append(fault("register.limit", file, row, field.name, value=value, expected=expected))
    faults += _clocked(register, record, row)
    for name in dict.fromkeys(n for move in register.moves if move.to == record["state"] for n in move.needs):
        entries = [move for move in register.moves if move.to == record["state"]]
        if record.get(name) is None and all(name in move.needs for move in entries):
            faults.append(_needed(register, record["state"], name, row))
    return faults


def _clocked(register: Register, record: Record, row: int | None) -> Iterator[Fault]:
    """Name the clocks that would start in a year the calendar does not know."""
    for clock in register.clocks:
        start = record.get(clock.start)
        if start is not None and clock.holds(start) and foreign(start):
            said = {"value": start, "title": clock.title, "expected": KNOWN}
            yield fault("register.calendar", register.table.file, row, clock.start, **said)


def _within(field: Field, value: Any) -> bool:
    if field.column.type not in ("count", "money", "number"):
        return True
    return not (field.minimum is not None and value < field.minimum) and not (
        field.maximum is not None and value > field.maximum
    )


def _needed(register: Register, state: str, name: str, row: int | None) -> Fault:
    title = next((f.column.title for f in register.fields if f.name == name), name)
    said = {"state": state, "state_zh": register.states.get(state, state), "title": name, "title_zh": title}
    return fault("register.needs", register.table.file, row, name, **said)


def moved(
    register: Register,
    record: Record,
    past: Iterable[Past],
    to: str,
    *,
    who: str,
    on: date,
    why: str = "",
    fields: Mapping[str, Any] | None = None,
    row: int | None = None,
) -> tuple[Record, list[Fault]]:
    """Return the record after a move, and why it may not be made; `fields` (typed) change with it."""
    file, source = register.table.file, record["state"]
    said = {"id": record["id"], "from": source, "to": to}
    said |= {"from_zh": register.states.get(source, source), "to_zh": register.states.get(to, to)}
    move = register.move(source, to)
    if move is None:
        states = [one.to for one in register.moves if source in one.sources]
        permitted = " ".join(f"{one}（{register.states[one]}）" for one in states)
        return record, [
            fault(
                "register.move",
                file,
                row,
                "state",
                expected=" ".join(states) or "—",
                expected_zh=permitted or "—",
                **said,
            )
        ]
    past = list(past)
    after = {**record, **(fields or {}), "state": to}
    if move.sets and after.get(move.sets) is None:
        after[move.sets] = on
    faults = [_needed(register, to, name, row) for name in move.needs if after.get(name) is None]
    if move.reason and not why.strip():
        faults.append(fault("register.reason", file, row, "state", **said))
    if past and on < past[-1].on:
        faults.append(fault("register.order", file, row, "state", on=on, last=past[-1].on, id=record["id"]))
    faults += _apart(register, move.apart, past, who, said, row)
    return after, faults


def _apart(
    register: Register, states: tuple[str, ...], past: list[Past], who: str, said: dict[str, str], row: int | None
) -> Iterator[Fault]:
    """Name the move this person made before that another must have made (不相容岗位分离)."""
    for one in past:
        if one.to in states and one.who == who:
            did = {"did": one.to, "did_zh": register.states.get(one.to, one.to)}
            yield fault("register.apart", register.table.file, row, "state", who=who, **did, **said)
            return


def amended(
    register: Register, record: Record, changes: Mapping[str, Any], row: int | None = None
) -> tuple[Record, list[Fault]]:
    """Return the record with other fields; id and state cannot be amended."""
    faults = [
        fault("register.fixed", register.table.file, row, name, name=name)
        for name in changes
        if name in ("id", "state")
    ]
    return {**record, **{k: v for k, v in changes.items() if k not in ("id", "state")}}, faults
