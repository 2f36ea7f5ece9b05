"""Protected numbers (受保护的号码): put under lock before they are written, opened only to prove them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from juesuan.books.cells import MARK, masked
from juesuan.books.columns import flat
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.identity import PROOFS, id_number, personal
from juesuan.books.sql import quoted
from juesuan.books.tables import empty
from juesuan.registers.model import Register, Secret
from juesuan.vault import mask
from juesuan.vault.looks import looked
from juesuan.vault.sealing import Vault, whole

__all__ = ["against_rules", "blank", "is_plain", "marks", "opened", "packed", "plain_rows", "proven", "put_away",
           "revealed", "sealed", "veiled", "wholes"]  # fmt: skip

_PLAIN = r"[^a-z2-7]|^[2-7]*$"
"""What is in a text of 16 characters that is no mark."""


def is_plain(value: Any, secret: Secret) -> TypeGuard[str]:
    """Say whether a value is somebody's number as it is."""
    return value is not None and MARK.fullmatch(value) is None and personal(secret.kind, value)


def put_away(
    register: Register, before: Mapping[str, Any] | None, after: dict[str, Any], vault: Vault | None
) -> tuple[dict[str, Any], bool]:
    """Return a record with every number put under lock, and whether one was.

    Without a key a number that stood there in plain before stays. Unusable where a new one needs the key.
    """
    made, used = dict(after), False
    for one in register.protected:
        value = after.get(one.mark)
        if value is not None and MARK.fullmatch(value):
            continue
        parts: tuple[str | None, str | None, str | None] = (value, None, None)
        if is_plain(value, one) and vault is not None:
            hidden = vault.hidden(value, one.kind, one.owner_of(register.name, after))
            parts, used = (hidden.mark, hidden.shown, hidden.token), True
        elif is_plain(value, one) and (before or {}).get(one.mark) != value:
            raise _missing(register, one)
        made[one.mark], made[one.shown], made[one.token] = parts
    return made, used


def _missing(register: Register, one: Secret) -> Unusable:
    title = register.form.column(one.mark).title
    return Unusable(fault("register.key_missing", register.table.file, None, one.mark, title=title))


def sealed(register: Register, table: Any, vault: Vault | None) -> tuple[Any, int]:
    """Return a table as the register keeps it, every number under lock, and how many were put there.

    It has the columns of the form, or those of the register. Unusable where there are some and no key.
    """
    count = 0
    columns = {name: table.column(name) for name in table.column_names}
    for one in register.protected:
        values = table.column(one.mark).to_pylist()
        rows = [n for n, value in enumerate(values) if is_plain(value, one)]
        if rows and vault is None:
            raise _missing(register, one)
        shown, tokens = _texts(table, one.shown), _texts(table, one.token)
        for n, record in zip(rows, _records(one, table, rows), strict=True):
            assert vault is not None
            hidden = vault.hidden(values[n], one.kind, one.owner_of(register.name, record))
            values[n], shown[n], tokens[n] = hidden.mark, hidden.shown, hidden.token
        for name, made in ((one.mark, values), (one.shown, shown), (one.token, tokens)):
            columns[name] = pa.array(made, pa.string())
        count += len(rows)
    names = [name for name in register.table.names if name in columns]
    return pa.table({name: columns[name] for name in [*names, *(n for n in columns if n not in names)]}), count


def _texts(table: Any, name: str) -> list[str | None]:
    """Return a column of texts, empty where the table has none of the name."""
    texts: list[str | None] = table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows
    return texts


def _records(one: Secret, table: Any, rows: list[int]) -> Iterator[Mapping[str, Any]]:
    """Yield what an owner is told by of some rows."""
    name = one.owner or "id"
    for value in table.column(name).take(pa.array(rows, pa.int64())).to_pylist():
        yield {name: value}


def packed(register: Register, table: Any, path: Path, level: int | None = None) -> None:
    """Write a table as Parquet, compressed to a level; little effort goes into what is encrypted."""
    names = table.column_names
    random = {name for one in register.secrets for name in (one.mark, one.token)}
    levels = {name: 1 if name in random else level for name in names}
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=None if level is None else levels,
        use_dictionary=[name for name in names if name not in random],
    )


def wholes(register: Register, table: Any) -> Any:
    """Return a table of a form with its numbers as they are put under lock: an ID number with 18 digits."""
    for one in register.protected:
        values = table.column(one.mark).to_pylist()
        made = [whole(one.kind, value) if is_plain(value, one) else value for value in values]
        if made != values:
            table = table.set_column(table.column_names.index(one.mark), one.mark, pa.array(made, pa.string()))
    return table


def marks(register: Register, table: Any, vault: Vault | None) -> Any:
    """Return a table with marks in the place of numbers, also where a link names somebody by one.

    This is what may be compared and hashed. Unusable where there are some and no key.
    """
    links = [Secret("id_number", one.name, "", "") for one in register.fields if one.column.type == "link"]
    for one in (*register.protected, *links):
        values = table.column(one.mark).to_pylist()
        rows = [n for n, value in enumerate(values) if _named(value) or (one not in links and is_plain(value, one))]
        if not rows:
            continue
        if vault is None:
            raise _missing(register, one)
        for n in rows:
            values[n] = vault.mark(one.kind, whole(one.kind, values[n]))
        table = table.set_column(table.column_names.index(one.mark), one.mark, pa.array(values, pa.string()))
    return table


def _named(value: str | None) -> bool:
    return value is not None and id_number(value.upper())


def veiled(value: str) -> str:
    """Return a cell as a message may show it: masked where it is an ID number."""
    return masked(value) if _named(value) else value


def blank(register: Register, table: Any) -> Any:
    """Return a table without its marks, so that a rule about numbers passes where they are not known."""
    for one in register.protected:
        values = flat(table.column(one.mark))
        plain = pc.if_else(_marked(values), pa.scalar(None, pa.string()), values)
        table = table.set_column(table.column_names.index(one.mark), one.mark, plain)
    return table


def _marked(values: Any) -> Any:
    long = pc.equal(pc.utf8_length(values), 16)
    return pc.and_(long, pc.invert(pc.match_substring_regex(values, _PLAIN)))


def opened(register: Register, table: Any, vault: Vault) -> tuple[Any, list[Fault]]:
    """Return a table with its numbers as they are, and which of them do not open or are not what stands beside them.

    Nobody is shown them: this is for rules and proofs only, and not among the looks.
    """
    faults: list[Fault] = []
    for one in register.secrets:
        values, wrong = _numbers(register, one, table, vault)
        faults += wrong
        if one in register.protected:
            made = pa.array(values, pa.string())
            table = table.set_column(table.column_names.index(one.mark), one.mark, made)
    return table, faults


def _numbers(register: Register, one: Secret, table: Any, vault: Vault) -> tuple[list[str | None], list[Fault]]:
    """Return the numbers behind a column of marks, and what is wrong with them."""
    names = [one.mark, one.shown, one.token, one.owner or "id", "id", "_file", "_row"]
    rows = zip(*(table[name].to_pylist() for name in names), strict=True)
    values: list[str | None] = []
    faults: list[Fault] = []
    for mark, shown, token, owner, identity, file, row in rows:
        value = mark if one in register.protected and not (mark and MARK.fullmatch(mark)) else None
        if value is None and (mark or token):
            owner = owner if one.owner else f"{register.name}/{identity}"
            value, wrong = _number(one, (mark, shown, token), owner, vault, register)
            faults += [Fault(wrong.code, file, row, one.mark, wrong.params)] if wrong else []
        values.append(value)
    return values, faults


def _number(
    one: Secret, parts: tuple[str | None, str | None, str | None], owner: str, vault: Vault, register: Register
) -> tuple[str | None, Fault | None]:
    """Return a number and what is wrong: its token, its mark, what is shown of it, or its check digit."""
    mark, shown, token = parts
    try:
        number = vault.open(token or "", one.kind, owner)
    except Unusable as error:
        return None, error.fault
    if (vault.mark(one.kind, number), mask.shown(one.kind, number)) != (mark, shown):
        return number, fault("register.mark", "")
    kind = next((field.column.type for field in register.fields if field.name == one.mark), "")
    return number, None if PROOFS.get(kind, bool)(number) else fault("register.token_number", "")


def against_rules(register: Register, records: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Judge records whose numbers are about to be put under lock by the rules that speak of numbers: later nobody can.

    Unusable where a rule cannot be run.
    """
    names = [one.mark for one in register.protected]
    rules = [one for one in register.rules if any(re.search(rf"\b{name}\b", one.test) for name in names)]
    if not rules or not records:
        return
    schema = empty(register.form).select(list(register.form.names)).schema
    db = duckdb.connect()
    made = pa.Table.from_pylist([{name: one.get(name) for name in schema.names} for one in records], schema)
    db.register("_new", wholes(register, made))
    for rule in rules:
        try:
            bad = db.execute(f"select id from _new as {quoted(register.name)} where not ({rule.test})").fetchall()
        except duckdb.Error as error:
            file, why = f"registers/{register.name}.toml", str(error).splitlines()[0]
            raise Unusable(fault("register.query", file, why=why)) from error
        for _ in bad:
            yield fault("register.rule", register.table.file, None, None, zh=rule.zh, en=rule.en)


def plain_rows(register: Register, table: Any) -> Iterator[Fault]:
    """Yield for each file and column that holds numbers in plain how many, and where the first is."""
    for one in register.protected:
        found: dict[str, list[int]] = {}
        values = flat(table.column(one.mark))
        rows = pc.indices_nonzero(pc.invert(pc.fill_null(_marked(values), True)))
        some = table.select([one.mark, "_file", "_row"]).take(rows).to_pylist()
        for row in some:
            if is_plain(row[one.mark], one):
                found.setdefault(row["_file"], []).append(row["_row"])
        for file, numbers in sorted(found.items()):
            yield fault("register.plain", file, numbers[0], one.mark, count=len(numbers))


def proven(register: Register, table: Any, vault: Vault | None) -> tuple[Any, list[Fault]]:
    """Return a table for the rules and what is wrong with its numbers; without the key, how many were not proven."""
    faults = list(plain_rows(register, table))
    if vault is not None and register.secrets:
        table, wrong = opened(register, table, vault)
        return table, [*faults, *wrong]
    count = sum(table.num_rows - table.column(one.token).null_count for one in register.secrets)
    if count:
        faults.append(fault("register.unproven", register.table.file, None, None, count=count))
    return blank(register, table), faults


def revealed(
    book: Path, register: Register, record: Mapping[str, Any], vault: Vault, *, who: str, why: str
) -> dict[str, str]:
    """Return the whole numbers of a record by the column of what is shown of them; the look is logged first.

    Unusable without a reason, with another book's key, or where a token does not open.
    """
    some = [one for one in register.secrets if record.get(one.token)]
    wanted = [(record[one.token], one.kind, one.owner_of(register.name, record)) for one in some]
    numbers = looked(book, vault, wanted, who=who, why=why)
    return {one.shown: number for one, number in zip(some, numbers, strict=True)}
