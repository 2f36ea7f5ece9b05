"""Putting a book's plain numbers under lock, taking them out of histories, renewing tokens for another key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.adding import csv_of
from juesuan.books.faults import Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Disk, Write, commit, recover
from juesuan.books.tables import files_of
from juesuan.registers import past
from juesuan.registers.model import Register
from juesuan.registers.packs import register_of, registers
from juesuan.registers.protected import is_plain, packed, sealed
from juesuan.registers.store import prints, records
from juesuan.vault.sealing import Vault

__all__ = ["protect", "renew", "tells"]

_Work = Callable[[Any], tuple[Any, int]]
"""Returns a register's table with other cells, and how many are other."""


def protect(
    book: Path,
    vault: Vault,
    names: Iterable[str] = (),
    *,
    who: str,
    on: date,
    why: str = "",
    history: bool = False,
    disk: Disk | None = None,
) -> dict[str, tuple[int, int]]:
    """Put every number that stands in plain under lock, in one commit; return numbers and rows of history by register.

    With `history` plain numbers and tokens are taken out of the histories too: their rows keep marks and masked forms,
    they are chained anew, and a last row says why and what the chain was. Unusable without a reason for that, where a
    register is not known, a record cannot be read or a history is broken, or the book is sealed.
    """
    if history and not why.strip():
        raise Unusable(fault("register.protect_reason", book))
    entry = partial(past.entry, "", "", "", who=who, on=on, why=why or "protect")
    done: dict[str, tuple[int, int]] = {}
    recover(book)
    refuse_sealed(book)
    with locked(book):
        writes: dict[str, Write] = {}
        for register in _kept(book, names):
            files, count = _rewritten(book, register, partial(sealed, register, vault=vault))
            rows = 0
            if history and any(tells(one, register) for one in past.entries(book, register)):
                if (broken := past.broken(book, register)) is not None:
                    raise Unusable(broken)
                clear = partial(_cleared, register=register, vault=vault)
                last = entry(changes={"protected": count})
                files[register.history], rows = past.rechained(book, register, clear, last)
            elif count:
                files[register.history] = past.appended(book, register, [entry(changes={"protected": count})])
            if files:
                writes |= files
                done[register.name] = (count, rows)
        if writes:
            change = Change("protect", " ".join(done), who, final="undo.protect", forget=True)
            commit(book, {**writes, **prints(book, vault)}, disk, change)
    return done


def renew(book: Path, vault: Vault, *, who: str, on: date, disk: Disk | None = None) -> dict[str, int]:
    """Encrypt what an older part of the key encrypted with the newest, in one commit; return how many by register.

    Each history has a row that says how many. Unusable where a token does not open, or the book is sealed.
    """
    done: dict[str, int] = {}
    recover(book)
    refuse_sealed(book)
    with locked(book):
        writes: dict[str, Write] = {}
        for register in _kept(book, ()):
            files, count = _rewritten(book, register, partial(_renewed, register, vault=vault))
            if count:
                entry = past.entry("", "", "", who=who, on=on, why="key rotate", changes={"renewed": count})
                writes |= {**files, register.history: past.appended(book, register, [entry])}
                done[register.name] = count
        if writes:
            change = Change("renew", " ".join(done), who, final="undo.renew", forget=True)
            commit(book, {**writes, **prints(book, vault)}, disk, change)
    return done


def _kept(book: Path, names: Iterable[str]) -> list[Register]:
    """Return the registers with secrets that a book keeps, those named where some are."""
    some = [register_of(book, name) for name in names] or list(registers(book).values())
    return [one for one in some if one.secrets and (files_of(book, one.table) or (book / one.history).exists())]


def _rewritten(book: Path, register: Register, work: _Work) -> tuple[dict[str, Write], int]:
    """Return the files of a register in which some work changes cells, and how many cells that are."""
    writes: dict[str, Write] = {}
    total = 0
    whole = records(book, register)
    files = whole.column("_file").cast(pa.string())
    for path in files_of(book, register.table):
        name = path.relative_to(book).as_posix()
        table, count = work(whole.filter(pc.equal(files, name)))
        if count:
            writes[name] = _content(register, name, table.select(list(register.table.names)))
        total += count
    return writes, total


def _content(register: Register, name: str, rows: Any) -> Write:
    if name.endswith(".parquet"):
        return lambda path: packed(register, rows, path)
    return csv_of(rows)


def _renewed(register: Register, table: Any, vault: Vault) -> tuple[Any, int]:
    """Return a table with every token of an older key encrypted anew."""
    count = 0
    for one in register.secrets:
        tokens = table.column(one.token).to_pylist()
        owners = table.select([one.owner or "id"]).to_pylist()
        for n, (token, record) in enumerate(zip(tokens, owners, strict=True)):
            if token and vault.stale(token):
                tokens[n] = vault.renew(token, one.kind, one.owner_of(register.name, record))
                count += 1
        table = table.set_column(table.column_names.index(one.token), one.token, pa.array(tokens, pa.string()))
    return table, count


def tells(one: past.Entry, register: Register) -> bool:
    """Say whether a row of history has a number in plain among its changes, or a token."""
    names = [name for secret in register.secrets for name in (secret.mark, secret.token)]
    if not one.record or not any(f'"{name}"' in one.fields for name in names):
        return False
    changes = one.detail
    if any(secret.token in changes for secret in register.secrets):
        return True
    return any(is_plain(value, secret) for secret in register.protected for value in changes.get(secret.mark, ()))


def _cleared(one: past.Entry, register: Register, vault: Vault) -> past.Entry:
    """Return a row of history with marks and masked forms in the place of numbers, and without tokens."""
    if not tells(one, register):
        return one
    changes = one.detail
    for secret in register.secrets:
        changes.pop(secret.token, None)
    for secret in register.protected:
        pair = changes.get(secret.mark, [])
        if any(is_plain(value, secret) for value in pair):
            made = [vault.hidden(value, secret.kind, "") if is_plain(value, secret) else None for value in pair]
            changes[secret.mark] = [new.mark if new else old for new, old in zip(made, pair, strict=True)]
            changes[secret.shown] = [new.shown if new else None for new in made]
    return replace(one, fields=json.dumps(changes, ensure_ascii=False, sort_keys=True) if changes else "")
