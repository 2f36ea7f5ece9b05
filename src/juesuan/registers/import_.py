"""Importing into a register (台账导入): the rows of a sheet become records, all of them or none, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books import mapping as mappings
from juesuan.books.adding import PARQUET, csv_of
from juesuan.books.choosing import chosen, unread
from juesuan.books.existing import unmet
from juesuan.books.faults import Fault, Unusable, explain, fault
from juesuan.books.identity import id_number, to18
from juesuan.books.import_ import Imported, Options, counted_once, titled
from juesuan.books.intake import Sheet, numbered, taken
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.refused import reasons, refused_path, write_refused
from juesuan.books.rules import Ledger
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Write, commit, digest, recover
from juesuan.books.tables import codes_of, files_of
from juesuan.registers import past
from juesuan.registers.check import row_faults
from juesuan.registers.model import Field, Register
from juesuan.registers.packs import register_of, registers
from juesuan.registers.protected import blank, marks, packed, sealed, veiled, wholes
from juesuan.registers.store import load_records, prints
from juesuan.vault.sealing import Vault, whole

__all__ = ["import_records"]

_NAMING = ("id_number", "credit_code", "code", "text")
"""Types of fields a record may be named by where a sheet does not know its id, the surest first."""


def import_records(
    book: Path,
    name: str,
    file: Path,
    options: Options | None = None,
    *,
    who: str,
    on: date,
    vault: Vault | None = None,
) -> Imported:
    """Import a sheet into a register: a row without a state has the first one, one without an id a number of its own.

    Where a field links to another register, a sheet may say a name, an ID number or a credit code instead of the id.
    Unusable where the book or file cannot be read, no sheet fits, the book is sealed or locked, or there are protected
    numbers and no `vault` to put them in.
    """
    options = options or Options()
    recover(book)
    refuse_sealed(book)
    register = register_of(book, name)
    if not file.is_file():
        raise Unusable(fault("import.missing", file))
    given = [f"state={register.initial}", *options.constants]
    options = replace(options, constants=list({one.partition("=")[0]: one for one in given}.values()))
    with locked(book):
        source, header, mapping = chosen(book, register.form, file, options)
        header = replace(header, end=source.end_of(header.start, header.end))
        found = Imported(name, file, mapping, header.end, mapping.sheet)
        found.unread = unread(header, mapping)
        sha256 = digest(file)
        entries = past.standing(past.entries(book, register))
        if any(one.detail.get("sha256") == sha256 for one in entries if not one.record):
            found.again = True
            return found
        tick = options.tick or str
        tick("reading")
        body = _opened(source.body(header.end, counted_once(register.form, header, mapping)), options)
        sheet = Sheet(file.name, header, source.head, body)
        tick("typing")
        new = _judged(book, register, sheet, found, tick, vault)
        if any(one.severity == "error" for one in found.faults):
            _returned(found, source, options)
        elif new.num_rows:
            tick("writing")
            said = {"who": who, "on": on, "sha256": sha256, "keep": options.save_mapping}
            _write(book, register, new, found, said, vault)
    return found


def _opened(body: Any, options: Options) -> Any:
    """Return the rows of a sheet with what sealed texts stand for in their place."""
    for n, name in enumerate(body.column_names if options.opened else ()):
        texts = [options.opened.get(one, one) for one in body.column(name).to_pylist()]
        body = body.set_column(n, name, pa.array(texts, pa.string()))
    return body


def _judged(book: Path, register: Register, sheet: Sheet, found: Imported, tick: Any, vault: Vault | None) -> Any:
    """Return the rows the register lacks, with every fault of them in `found`."""
    codes = codes_of(book, settings_of(book).year)
    intake = taken(sheet, register.form, found.mapping, codes, {}, number=False)
    found.skipped, faults = intake.skipped, list(intake.faults)
    taken_in = _with_ids(register, wholes(register, intake.table), vault)
    known = registers(book)
    targets = {field.column.target[0] for field in register.fields if field.column.type == "link"} & set(known)
    loaded = {name: load_records(book, known[name]) for name in {*targets, register.name}}
    _sound(loaded[register.name].faults)
    rows, unlinked = _linked(register, taken_in, vault, {name: (known[name], loaded[name].table) for name in targets})
    tick("checking")
    faults += unlinked
    if not faults:
        ledger = Ledger({}, codes)
        old = marks(register, loaded[register.name].table, vault)
        ledger.put(register.name, old)
        alike = replace(register.form, columns=tuple(c for c in register.form.columns if c.name != "state"))
        left, found.present, clashes = unmet(ledger, alike, old, marks(register, rows, vault))
        rows = rows.filter(pc.is_in(rows.column("_row"), left.column("_row").combine_chunks()))
        faults += [replace(one, code="register.conflict") for one in clashes]
        faults += _wrong(register, blank(register, old), rows, {name: loaded[name].table for name in targets}, known)
    found.faults = [titled(one, found.mapping) for one in faults]
    found.refused = len({one.row for one in faults if one.severity == "error"})
    return rows


def _with_ids(register: Register, rows: Any, vault: Vault | None) -> Any:
    """Give rows without an id one that follows from their content, in which marks stand in the place of numbers.

    A hash of a number anybody can compute would give the number away: there are not many that can be.
    """
    made = numbered(marks(register, rows, vault), register.form).column("id")
    return rows.set_column(rows.column_names.index("id"), "id", made)


def _sound(faults: list[Fault]) -> None:
    for one in faults:
        if one.code.startswith("file.") or one.code == "column.missing":
            raise Unusable(fault("book.cell", one.file, one.row, why=explain(one)))


def _wrong(register: Register, old: Any, new: Any, targets: dict[str, Any], known: dict[str, Register]) -> list[Fault]:
    """Run limits, needs of states, rules, links and repeated ids over the rows that are new."""
    if not new.num_rows:
        return []
    db = duckdb.connect()
    for name, table in targets.items():
        db.register(name, table)
    names = [*register.form.names, "_file", "_row"]
    old = old.select(names)
    whole = pa.concat_tables([old, new.select(names).cast(old.schema)])
    db.register(register.name, whole)
    here = {name: known[name] for name in {*targets, register.name}}
    file = new.column("_file")[0].as_py()
    return [one for one in row_faults(db, register, here, opened="") if one.file == file]


def _linked(
    register: Register, rows: Any, vault: Vault | None, targets: dict[str, tuple[Register, Any]]
) -> tuple[Any, list[Fault]]:
    """Put ids in the place of names, ID numbers and credit codes; a name of several records is a fault."""
    faults: list[Fault] = []
    for field in register.fields:
        if field.column.type != "link" or field.column.target[0] not in targets:
            continue
        values = rows.column(field.name)
        ids = _named(*targets[field.column.target[0]], {one for one in pc.unique(values).to_pylist() if one}, vault)
        if not ids:
            continue
        for row, value in zip(rows.column("_row").to_pylist(), values.to_pylist(), strict=True):
            if len(ids.get(value, ())) > 1:
                said = {"value": veiled(value), "expected": " ".join(ids[value][:5]) + " …" * (len(ids[value]) > 5)}
                faults.append(fault("cell.ambiguous", _file(rows), row, field.name, **said))
        made = pa.array([ids[one][0] if one in ids else one for one in values.to_pylist()], pa.string())
        rows = rows.set_column(rows.column_names.index(field.name), field.name, made)
    return rows, faults


def _file(rows: Any) -> str:
    return str(rows.column("_file")[0].as_py())


def _named(target: Register, there: Any, said: set[str], vault: Vault | None) -> dict[str, list[str]]:
    """Return for what a sheet says, where it is no id, the ids of the records it names: an ID number by its mark."""
    said -= set(there.column("id").to_pylist())
    found: dict[str, list[str]] = {}
    for field in sorted((f for f in target.fields if f.column.type in _NAMING), key=_rank):
        wanted = {one: one for one in said - set(found)}
        if field.column.type == "id_number":
            wanted = _marked(said - set(found), vault)
        met: dict[str, list[str]] = {}
        for identity, value in zip(there.column("id").to_pylist(), there.column(field.name).to_pylist(), strict=True):
            if value in wanted:
                met.setdefault(wanted[value], []).append(identity)
        found |= met
    return found


def _marked(said: set[str], vault: Vault | None) -> dict[str, str]:
    """Return for what an ID number may stand as in a register (its mark; in plain where it is not protected) itself."""
    found: dict[str, str] = {}
    for one in said:
        if id_number(one.upper()):
            found |= dict.fromkeys((one, to18(one.upper())), one)
            if vault is not None:
                found[vault.mark("id_number", whole("id_number", one))] = one
    return found


def _rank(field: Field) -> int:
    return _NAMING.index(field.column.type)


def _returned(found: Imported, source: Any, options: Options) -> None:
    """Write the sheet that goes back, with the reasons."""
    path = refused_path(found.source, options.refused)
    wrong = [one for one in found.faults if one.severity == "error"]
    write_refused(source, path, found.header, reasons(wrong, options.lang))
    found.returned = path


def _write(
    book: Path, register: Register, new: Any, found: Imported, said: dict[str, Any], vault: Vault | None
) -> None:
    """Write the rows to a file of their own and one row of history, in one commit."""
    taken_ = [int(one.stem) for one in files_of(book, register.table) if one.stem.isdigit()]
    large = new.num_rows >= PARQUET
    found.added = new.num_rows
    found.into = f"registers/{register.name}/{max(taken_, default=0) + 1:04}.{'parquet' if large else 'csv'}"
    kept, locked_ = sealed(register, new, vault)
    rows = kept.select(list(register.table.names))
    content: Write = (lambda path: packed(register, rows, path)) if large else csv_of(rows)
    changes = {"rows": found.added, "file": found.source.name, "sheet": found.sheet, "into": found.into}
    one = past.entry("", "", "", who=said["who"], on=said["on"], changes={**changes, "sha256": said["sha256"]})
    writes: dict[str, Write] = {found.into: content, register.history: past.appended(book, register, [one])}
    if said["keep"] and not found.mapping.name:
        found.saved = f"{mappings.FOLDER}/{register.name}-{found.source.stem}.toml"
        writes[found.saved] = mappings.write(found.mapping)
    change = Change("register.import", register.name, said["who"], found.source.name, found.added)
    commit(book, {**writes, **prints(book, vault if locked_ else None)}, None, change)
