"""The records of a register in the book: read, added, moved and amended, with their history, all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from juesuan.books.cells import Codes
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Disk, Write, commit, recover
from juesuan.books.tables import Loaded, codes_of, empty, load
from juesuan.registers import machine, past
from juesuan.registers.model import Register
from juesuan.registers.packs import register_of
from juesuan.registers.protected import against_rules, is_plain, packed, put_away
from juesuan.vault.leaks import id_in_text
from juesuan.vault.sealing import FILE, Vault, bound

__all__ = [
    "Desk",
    "Refused",
    "add",
    "adding",
    "amend",
    "changed",
    "history",
    "load_records",
    "move",
    "moving",
    "prints",
    "records",
    "written",
]

_META = ("_file", "_row")


class Refused(Unusable):
    """Nothing was done: `faults` says why, record by record; the first is `fault`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0])
        self.faults = list(faults)


def load_records(book: Path, register: Register) -> Loaded:
    """Return the records typed, with their file and row, and what is wrong in their cells."""
    recover(book)
    return load(book, register.table, codes_of(book, settings_of(book).year))


def records(book: Path, register: Register) -> Any:
    """Return the records as an Arrow table (`_file`, `_row` at the end). Refused where a cell is faulty."""
    loaded = load_records(book, register)
    wrong = [one for one in loaded.faults if one.severity == "error"]
    if wrong:
        raise Refused(wrong)
    return loaded.table


def history(book: Path, name: str) -> list[past.Entry]:
    """Return what was done to the records of a register, oldest first."""
    return past.entries(book, register_of(book, name))


@dataclass(slots=True)
class Desk:
    """A register on the desk: its records by id, what was done to them, and what is to be written."""

    register: Register
    rows: dict[str, machine.Record]
    pasts: dict[str, list[machine.Past]]
    changed: dict[str, machine.Record]
    entries: list[past.Entry]
    faults: list[Fault]
    importers: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    vault: Vault | None = None
    plain: list[machine.Record] = field(default_factory=list)
    """Records as they were before their numbers were put under lock."""
    beside: dict[str, Write] = field(default_factory=dict)
    """Files of the book that are written in the same commit, or not at all."""
    final: str = ""
    """Why the work cannot be undone: the code of the fault that says what is done instead."""
    forget: bool = False
    """Numbers that stood in plain were put under lock: what was before is not kept."""

    def keep(self, before: machine.Record | None, after: machine.Record, **said: Any) -> None:
        """Take note of a record as it now is, and of the row of its history.

        Numbers are put under lock here; the history has their marks, never their tokens. Unusable where one is new and
        there is no key.
        """
        if self.register.protected and not self.faults:
            plain = after
            after, used = put_away(self.register, before, plain, self.vault)
            self.plain += [plain] * used
            if any(is_plain((before or {}).get(one.mark), one) for one in self.register.protected):
                self.final, self.forget = "undo.protect", True
        kept_back = {*_META, "id", "state", *(one.token for one in self.register.secrets)}
        changes = {
            name: [None if before is None else before.get(name), value]
            for name, value in after.items()
            if name not in kept_back and (before or {}).get(name) != value
        }
        source = before["state"] if before else ""
        to = after["state"] if before is None or source != after["state"] or "to" in said else ""
        said.pop("to", None)
        self.entries.append(past.entry(after["id"], source, to, changes=changes, **said))
        self.pasts.setdefault(after["id"], []).append(machine.Past(said["who"], to, said["on"]))
        self.rows[after["id"]] = self.changed[after["id"]] = after


def add(
    book: Path,
    name: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    who: str,
    on: date,
    why: str = "",
    vault: Vault | None = None,
    disk: Disk | None = None,
) -> list[str]:
    """Add records and return their ids; a row without one gets the next number of the year.

    A row may say its `state` where it comes from elsewhere. Refused where any row is faulty: then none is added.
    Unusable where one holds a protected number and there is no `vault` to put it in.
    """

    def work(desk: Desk) -> None:
        adding(desk, rows, codes_of(book, settings_of(book).year), who=who, on=on, why=why)

    return changed(book, name, work, disk, vault)


def adding(desk: Desk, rows: Iterable[Mapping[str, Any]], codes: Codes, *, who: str, on: date, why: str = "") -> None:
    """Put records on the desk, and what is wrong with them among its faults."""
    for number, said in enumerate(rows, 1):
        record, faults = machine.typed(desk.register, said, codes, number)
        record["id"] = record.get("id") or _next(desk, on)
        record["state"] = record.get("state") or desk.register.initial
        whole = dict.fromkeys(desk.register.table.names) | record
        faults = faults or machine.judged(desk.register, whole, number)
        if whole["id"] in desk.rows:
            faults.append(_twice(desk, whole["id"], number))
        desk.faults += faults
        desk.keep(None, whole, who=who, on=on, why=why)


def _twice(desk: Desk, identity: str, row: int) -> Fault:
    there = desk.rows[identity]
    said = {"first": there.get("_row", "—"), "where": there.get("_file", desk.register.table.file)}
    return fault("key.duplicate", desk.register.table.file, row, "id", value=identity, **said)


def _next(desk: Desk, on: date) -> str:
    number = len(desk.rows) + 1
    while (made := f"{on.year}-{number:05d}") in desk.rows:
        number += 1
    return made


def move(
    book: Path,
    name: str,
    ids: Iterable[str],
    to: str,
    *,
    who: str,
    on: date,
    why: str = "",
    fields: Mapping[str, Any] | None = None,
    vault: Vault | None = None,
    disk: Disk | None = None,
) -> list[str]:
    """Move records into a state and return their ids. Refused where one may not be moved: then none is."""

    def work(desk: Desk) -> None:
        moving(desk, ids, to, codes_of(book, settings_of(book).year), who=who, on=on, why=why, fields=fields)

    return changed(book, name, work, disk, vault)


def moving(
    desk: Desk,
    ids: Iterable[str],
    to: str,
    codes: Codes,
    *,
    who: str,
    on: date,
    why: str = "",
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Move records on the desk, and put what is against it among its faults."""
    known, faults = machine.typed(desk.register, fields or {}, codes)
    desk.faults += faults
    for identity in ids:
        before = _found(desk, identity)
        if before is None:
            continue
        done = [*_before(desk, before), *desk.pasts.get(identity, [])]
        after, wrong = machine.moved(
            desk.register, before, done, to, who=who, on=on, why=why, fields=known, row=before.get("_row")
        )
        desk.faults += wrong or machine.judged(desk.register, after, before.get("_row"))
        desk.keep(before, after, who=who, on=on, why=why, to=to)


def amend(
    book: Path,
    name: str,
    identity: str,
    fields: Mapping[str, Any],
    *,
    who: str,
    on: date,
    why: str,
    vault: Vault | None = None,
    disk: Disk | None = None,
) -> list[str]:
    """Change fields of a record, with a reason. Refused where a value is faulty or no reason is given."""

    def work(desk: Desk) -> None:
        known, desk.faults = machine.typed(desk.register, fields, codes_of(book, settings_of(book).year))
        before = _found(desk, identity)
        if before is None:
            return
        if not why.strip():
            desk.faults.append(fault("register.amend_reason", desk.register.table.file, before.get("_row")))
        after, wrong = machine.amended(desk.register, before, known, before.get("_row"))
        desk.faults += wrong or machine.judged(desk.register, after, before.get("_row"))
        desk.keep(before, after, who=who, on=on, why=why)

    return changed(book, name, work, disk, vault)


def _found(desk: Desk, identity: str) -> machine.Record | None:
    found = desk.rows.get(identity)
    if found is None:
        desk.faults.append(fault("register.record", desk.register.table.file, None, "id", value=identity))
    return found


def changed(
    book: Path, name: str, work: Callable[[Desk], None], disk: Disk | None, vault: Vault | None = None
) -> list[str]:
    """Do some work on a register's desk under the book's lock and write it; refused where it leaves faults there."""
    recover(book)
    refuse_sealed(book)
    register = register_of(book, name)
    with locked(book):
        there = {row["id"]: row for row in records(book, register).to_pylist()}
        done, imported = past.pasts_of(book, register), past.importers_of(book, register)
        desk = Desk(register, there, done, {}, [], [], imported, vault)
        work(desk)
        desk.faults += [*_told(desk), *against_rules(register, desk.plain)]
        if desk.faults:
            raise Refused(desk.faults)
        if desk.entries:
            writes = {**desk.beside, **_writes(book, desk), **prints(book, vault if desk.plain else None)}
            commit(book, writes, disk, _change(desk))
    return list(desk.changed)


_NAMED = 5
"""How many records of a change the journal names."""


def _change(desk: Desk) -> Change:
    """Say what was done on a desk: records added, moved or amended."""
    what = "move" if any(one.source and one.to for one in desk.entries) else "amend"
    what = "add" if any(one.to and not one.source for one in desk.entries) else what
    ids = list(desk.changed)
    named = " ".join(ids[:_NAMED]) + " …" * (len(ids) > _NAMED)
    return Change(f"register.{what}", desk.register.name, desk.entries[0].who, named, len(ids), desk.final, desk.forget)


def _told(desk: Desk) -> list[Fault]:
    """Name an ID number in a reason: the history is for good."""
    for one in desk.entries:
        if number := id_in_text(one.why):
            return [fault("register.loose_number", desk.register.history, None, "why", value=number)]
    return []


def prints(book: Path, vault: Vault | None) -> dict[str, Write]:
    """Return what a book must keep to know its key by, where it does not yet. Unusable for another book's key."""
    content = bound(book, vault) if vault is not None else None
    return {} if content is None else {FILE: content}


def _before(desk: Desk, record: machine.Record) -> list[machine.Past]:
    """Return what stands for the past of an imported record: who imported it did all that led to its state."""
    came = desk.importers.get(str(record.get("_file")))
    return [machine.Past(came[0], state, came[1]) for state in desk.register.states] if came else []


def _writes(book: Path, desk: Desk) -> dict[str, Write]:
    """Return the files that change: those with a changed record, the register's own for new ones, the history."""
    own = desk.register.table.file
    touched = {str(row.get("_file") or own) for row in desk.changed.values()}
    by_file: dict[str, list[machine.Record]] = {name: [] for name in touched}
    for row in desk.rows.values():
        name = str(row.get("_file") or own)
        if name in by_file:
            by_file[name].append(row)
    writes = {name: written(desk.register, name, rows) for name, rows in by_file.items()}
    writes[desk.register.history] = past.appended(book, desk.register, desk.entries)
    return writes


def written(register: Register, name: str, rows: Iterable[machine.Record]) -> Write:
    """Return a file's content: CSV, or Parquet where it was that."""
    names = register.table.names
    if name.endswith(".parquet"):
        table = pa.Table.from_pylist(
            [{n: row[n] for n in names} for row in rows], empty(register.table).select(names).schema
        )
        return lambda path: packed(register, table, path)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(["" if row[n] is None else row[n] for n in names] for row in rows)
    return stream.getvalue().encode()
