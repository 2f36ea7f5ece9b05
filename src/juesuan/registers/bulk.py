"""Many records at once (批量登记): a table from another system becomes one file of a register, all or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from juesuan.books.faults import Fault, fault
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.seal import refuse_sealed
from juesuan.books.sql import quoted
from juesuan.books.store import Change, Disk, commit, recover
from juesuan.books.tables import codes_of, load, typed_rows
from juesuan.registers import past
from juesuan.registers.check import kept, row_faults
from juesuan.registers.model import Register
from juesuan.registers.packs import register_of
from juesuan.registers.protected import blank, packed, sealed, wholes
from juesuan.registers.store import Refused, prints
from juesuan.vault.sealing import Vault

__all__ = ["bulk"]


def bulk(
    book: Path,
    name: str,
    rows: Any,
    part: str,
    *,
    who: str,
    on: date,
    why: str = "",
    vault: Vault | None = None,
    disk: Disk | None = None,
) -> int:
    """Put an Arrow table's rows into the register as the file registers/NAME/PART.parquet and return how many.

    Columns are the register's (id, state, fields), as texts or values; the history has one row for all of them. Refused
    where any row is faulty, or the part is there already: then nothing is written. Unusable where there are protected
    numbers and no `vault` to put them in.
    """
    recover(book)
    refuse_sealed(book)
    register = register_of(book, name)
    path = f"registers/{name}/{part}.parquet"
    with locked(book):
        if (book / path).exists():
            raise Refused([fault("register.part", path)])
        loaded = typed_rows(path, list(rows.column_names), rows, register.form, codes_of(book, settings_of(book).year))
        table = wholes(register, loaded.table)
        wrong = [one for one in loaded.faults if one.severity == "error"] or _faults(book, register, table)
        if wrong:
            raise Refused(wrong)
        whole, locked_ = sealed(register, table, vault)
        table = whole.select(list(register.table.names))
        entry = past.entry("", "", "", who=who, on=on, why=why or part, changes={"rows": table.num_rows, "into": path})
        commit(
            book,
            {
                path: lambda target: packed(register, table, target, 19),
                register.history: past.appended(book, register, [entry]),
                **prints(book, vault if locked_ else None),
            },
            disk,
            Change("register.import", name, who, part, table.num_rows),
        )
    return int(table.num_rows)


def _faults(book: Path, register: Register, table: Any) -> list[Fault]:
    """Return what is wrong with new rows beside all the book has."""
    codes = codes_of(book, settings_of(book).year)
    known = {**kept(book), register.name: register}
    linked = {one.column.target[0] for one in register.fields if one.column.type == "link"}
    db = duckdb.connect()
    for name in (linked & set(known)) - {register.name}:
        db.register(name, load(book, known[name].table, codes).table)
    there = blank(register, load(book, register.table, codes).table)
    db.register("_there", there)
    db.register("_new", table)
    db.execute(f"create view {quoted(register.name)} as select * from _there union all by name select * from _new")
    mine = str(table.column("_file")[0]) if table.num_rows else ""
    return [one for one in row_faults(db, register, known, opened="") if one.file == mine]
