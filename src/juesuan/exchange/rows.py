"""Rows of a part become rows of the book (入账): through the import of their table, or kept as a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from juesuan.books import mapping as mappings
from juesuan.books.faults import Unusable, fault
from juesuan.books.import_ import Imported, Options, import_file
from juesuan.books.mapping import Columns
from juesuan.books.open import settings_of
from juesuan.books.store import FOLDER
from juesuan.books.tables import codes_of, load
from juesuan.exchange.agreement import Agreement, Share
from juesuan.exchange.datasets import STATEMENTS
from juesuan.exchange.numbers import place
from juesuan.exchange.tables import csv_of
from juesuan.exchange.updates import updated
from juesuan.registers.import_ import import_records
from juesuan.registers.packs import register_of
from juesuan.registers.store import Refused
from juesuan.vault.boxes import matching
from juesuan.vault.looks import looked
from juesuan.vault.pairs import Pair
from juesuan.vault.sealing import Vault

__all__ = ["Rows", "matched", "taken_in"]


@dataclass(slots=True)
class Rows:
    """The rows of a part by the package's names, and what stands behind what was sealed or marked for us."""

    share: Share
    rows: list[dict[str, str]]
    opened: dict[str, str] = field(default_factory=dict, repr=False)


def taken_in(book: Path, part: Rows, label: str, *, who: str, on: date, vault: Vault | None) -> tuple[int, int]:
    """Take a part into a book and return how many rows are new and how many were there already.

    Refused names the rows the book refuses, by part and field.
    """
    share = part.share
    if not part.rows:
        return 0, 0
    names = list(part.rows[0])
    content = csv_of(names, [list(row.values()) for row in part.rows])
    if share.kind == "statement":
        target = book / STATEMENTS / f"{label}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return len(part.rows), 0
    folder = book / FOLDER / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{label}.csv"
    file.write_bytes(content)
    mapping = folder / f"{label}.toml"
    mapping.write_bytes(mappings.write(_mapping(share, names)))
    options = Options(mapping=mapping, refused=folder / f"{label}.refused.csv", opened=part.opened)
    if share.kind == "table":
        return _counted(label, import_file(book, share.dataset, file, options))
    updated(book, share, part.rows, label, who=who, on=on)
    return _counted(label, import_records(book, share.dataset, file, options, who=who, on=on, vault=vault))


def _mapping(share: Share, names: list[str]) -> Columns:
    columns = {one: (share.named(one),) for one in share.fields if share.named(one) in names}
    return Columns(share.dataset, columns, share.constants, share.values, "元")


def _counted(label: str, found: Imported) -> tuple[int, int]:
    """Return rows new and there; Refused where the import refuses some, Unusable where it left one out as a sum."""
    wrong = [one for one in found.faults if one.severity == "error"]
    if wrong:
        raise Refused(wrong)
    if found.skipped:
        row, text = found.skipped[0]
        raise Unusable(fault("exchange.row", f"{label}.csv", row, None, why=text, count=len(found.skipped)))
    return found.added, found.present


def matched(book: Path, agreement: Agreement, part: Rows, pair: Pair, vault: Vault | None, who: str) -> dict[str, str]:
    """Return for marks that both sides can work out the ids of our own records; the look at their numbers is logged.

    Unusable names the first row whose person is not known here; also where there is no vault.
    """
    share = part.share
    found: dict[str, str] = {}
    for name in (one for one, how in share.numbers.items() if how == "matched"):
        wanted = {row.get(share.named(name), "") for row in part.rows} - {""}
        register = register_of(book, share.dataset)
        column = next((one for one in register.form.columns if one.name == name and one.type == "link"), None)
        if column is None:
            raise Unusable(fault("exchange.matched", f"exchange/{agreement.key}.toml", value=share.name, name=name))
        if vault is None:
            raise Unusable(fault("exchange.key", f"exchange/{agreement.key}.toml", value=share.name))
        known = _marks(book, column.target[0], matching(pair, agreement.card), vault, who, share)
        found |= {mark: known[mark] for mark in wanted & set(known)}
        _all_known(share, name, part, known)
    return found


def _marks(book: Path, name: str, made: Vault, vault: Vault, who: str, share: Share) -> dict[str, str]:
    """Return the mark both sides can work out of every ID number in a register, and the record it is of."""
    register = register_of(book, name)
    table = load(book, register.table, codes_of(book, settings_of(book).year)).table
    rows: list[Any] = table.to_pylist()
    found: dict[str, str] = {}
    for secret in (one for one in register.protected if one.kind == "id_number"):
        some = [row for row in rows if row[secret.token]]
        wanted = [(row[secret.token], secret.kind, secret.owner_of(name, row)) for row in some]
        numbers = looked(book, vault, wanted, who=who, why=share.purpose, subject=f"exchange/{share.name}")
        found |= {made.mark(secret.kind, one): row["id"] for one, row in zip(numbers, some, strict=True)}
    return found


def _all_known(share: Share, name: str, part: Rows, known: dict[str, str]) -> None:
    for n, row in enumerate(part.rows):
        mark = row.get(share.named(name), "")
        if mark and mark not in known:
            raise Unusable(fault("exchange.unmatched", f"{share.name}.csv", place(n), share.named(name)))
