"""What a share takes from a book (数据集): rows of the agreed fields alone, and the numbers still under lock."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from juesuan.books.columns import flat
from juesuan.books.faults import Unusable, fault
from juesuan.books.open import open_book, settings_of
from juesuan.books.schema import Column, Table, schema
from juesuan.books.tables import codes_of, load
from juesuan.exchange.agreement import FOLDER, Agreement, Share
from juesuan.registers.indicators import Desk
from juesuan.registers.model import Register, Secret
from juesuan.registers.packs import registers

__all__ = ["AMOUNTS", "FORMS", "INDICATORS", "STATEMENTS", "Extract", "Locked", "extracted"]

STATEMENTS = "exchange/statements"
"""Where statements lie: what a partner sent, and what is to be sent to one."""
AMOUNTS = ("quota", "payment", "balance")
"""What a statement may say of a line, in yuan."""
INDICATORS = (
    "indicator",
    "title",
    "unit",
    "value",
    "numerator",
    "denominator",
    "start",
    "end",
    "definition",
    "version",
)
FORMS = ("form", "coordinate", "measure", "stage", "year", "function", "economic", "project", "fund", "source",
         "nature", "sangong", "yuan", "printed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locked:
    """A number that is still under lock: the row and field it is for, its token, kind, owner, and what may be shown."""

    row: int
    field: str
    token: str
    kind: str
    owner: str
    shown: str


@dataclass(slots=True)
class Extract:
    """Rows of a share as texts by our columns, the type each is of, and the numbers that belong into them."""

    types: dict[str, Column]
    rows: list[dict[str, str]]
    locked: list[Locked] = field(default_factory=list)


def extracted(book: Path, agreement: Agreement, share: Share, start: date, end: date) -> Extract:
    """Return what a share takes of a period. Unusable where it asks for what is not there, or a table is faulty."""
    if share.kind == "indicators":
        return _indicators(book, agreement, share, start, end)
    if share.kind == "forms":
        return _forms(book, agreement, share)
    if share.kind == "statement":
        return _statement(book, agreement, share)
    return _rows(book, agreement, share, start, end)


def _wrong(agreement: Agreement, share: Share, why: str) -> Unusable:
    return Unusable(fault("exchange.share", f"{FOLDER}/{agreement.key}.toml", value=share.name, why=why))


def _rows(book: Path, agreement: Agreement, share: Share, start: date, end: date) -> Extract:
    """Take rows of a table or register, through links where a field says so."""
    known = registers(book)
    if share.dataset not in (known if share.kind == "register" else schema().tables):
        raise _wrong(agreement, share, f"{share.kind} = {share.dataset!r}")
    register = known[share.dataset] if share.kind == "register" else None
    table = register.table if register else schema().tables[share.dataset]
    codes = codes_of(book, settings_of(book).year)
    loaded = load(book, table, codes)
    if wrong := next((one for one in loaded.faults if one.severity == "error" and one.code != "table.missing"), None):
        raise Unusable(wrong)
    source = _chosen(agreement, share, table, loaded.table, start, end)
    paths = {one: _path(agreement, share, one, register, table, known) for one in share.fields}
    linked = {link: _by_id(book, known[other], codes) for link, other in _links(paths).items()}
    found = Extract({one: column for one, (column, *_) in paths.items()}, [])
    for row in source.to_pylist():
        said: dict[str, str] = {}
        for name, (column, link, own, secret) in paths.items():
            at = linked[link].get(row[link], {}) if link else row
            said[name] = _text(at.get(column.name), column)
            if secret is not None and own is not None and at.get(secret.mark):
                found.locked.append(_locked(len(found.rows), name, secret, own, at))
                said[name] = ""
        found.rows.append(said)
    return found


def _chosen(agreement: Agreement, share: Share, table: Table, rows: Any, start: date, end: date) -> Any:
    """Return the rows of the period that have the values a row must have to leave."""
    for name in {*share.only, share.period} - {""}:
        if name not in table.names or (name == share.period and table.column(name).type != "date"):
            raise _wrong(agreement, share, f"{name} → {' '.join(table.names)}")
    for name, some in share.only.items():
        rows = rows.filter(pc.is_in(flat(rows.column(name)).cast("string"), _strings(some)))
    if share.period:
        days = rows.column(share.period)
        rows = rows.filter(pc.and_(pc.greater_equal(days, start), pc.less_equal(days, end)))
    return rows


def _strings(some: tuple[str, ...]) -> Any:
    import pyarrow as pa

    return pa.array(some, pa.string())


_Path = tuple[Column, str, Register | None, Secret | None]
"""Where a field stands: its column, the link it is reached by, the register it is of, and the secret it is."""


def _path(
    agreement: Agreement,
    share: Share,
    name: str,
    register: Register | None,
    table: Table,
    known: Mapping[str, Register],
) -> _Path:
    """Return where a field stands. Unusable where there is none, or a number is not said what becomes of."""
    link, _, inner = name.rpartition(".")
    if link:
        to = table.column(link).target[0] if link in table.names else ""
        if to not in known:
            raise _wrong(agreement, share, f"{name} → {' '.join(table.names)}")
        register, table = known[to], known[to].table
    if inner not in table.names:
        raise _wrong(agreement, share, f"{name} → {' '.join(table.names)}")
    secret = next((one for one in register.secrets if inner == one.mark), None) if register else None
    if secret is not None and name not in share.numbers:
        raise _wrong(agreement, share, f"numbers.{name} → masked sealed matched")
    if register and any(inner == one.token for one in register.secrets):
        raise _wrong(agreement, share, name)
    return table.column(inner), link, register, secret


def _links(paths: Mapping[str, _Path]) -> dict[str, str]:
    """Return the links that are gone through, and the registers they lead to."""
    return {link: own.name for _, link, own, _ in paths.values() if link and own is not None}


def _by_id(book: Path, register: Register, codes: Any) -> dict[str, dict[str, Any]]:
    rows = load(book, register.table, codes).table.to_pylist()
    return {row["id"]: row for row in rows}


def _locked(number: int, name: str, secret: Secret, register: Register, row: Mapping[str, Any]) -> Locked:
    owner = secret.owner_of(register.name, row)
    return Locked(number, name, row.get(secret.token) or "", secret.kind, owner, row.get(secret.shown) or "")


def _text(value: Any, column: Column) -> str:
    """Return a value as a package writes it; numbers without noughts nobody wrote."""
    if value is None:
        return ""
    if column.type == "number" and isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _indicators(book: Path, agreement: Agreement, share: Share, start: date, end: date) -> Extract:
    if astray := set(share.fields) - set(INDICATORS):
        raise _wrong(agreement, share, f"{' '.join(sorted(astray))} → {' '.join(INDICATORS)}")
    made = []
    for one in Desk(book).evaluate_all(list(share.of), start, end):
        said: dict[str, Any] = {"indicator": one.name, "title": one.indicator.title, "unit": one.unit}
        said |= {"value": one.value, "numerator": one.numerator, "denominator": one.denominator}
        said |= {"start": one.start, "end": one.end, "version": one.indicator.version}
        said |= {"definition": one.indicator.definition}
        made.append({name: "" if said[name] is None else str(said[name]) for name in share.fields})
    return Extract(_plain(share, ("value", "numerator", "denominator"), "number"), made)


def _plain(share: Share, names: tuple[str, ...], kind: str) -> dict[str, Column]:
    return {name: Column(name, name, kind if name in names else "text") for name in share.fields}


def _statement(book: Path, agreement: Agreement, share: Share) -> Extract:
    """Take the rows of a file made elsewhere, its columns being the fields."""
    path = book / STATEMENTS / f"{share.of[0]}.csv"
    if not path.is_file():
        raise _wrong(agreement, share, path.relative_to(book).as_posix())
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for number, row in enumerate(rows, 2):
        if any(row.get(name) is None for name in share.fields):
            raise _wrong(agreement, share, f"{path.name} {number}: {' '.join(share.fields)}")
    types = {name: Column(name, name, "money" if name in AMOUNTS else "code") for name in share.fields}
    return Extract(types, [{name: row[name] for name in share.fields} for row in rows])


def _forms(book: Path, agreement: Agreement, share: Share) -> Extract:
    """Take the figures of the statutory forms, each once for a form it stands in."""
    from juesuan.compile.compiler import compile_book
    from juesuan.publish.forms import FORMS as ALL
    from juesuan.publish.forms import Press, build_form
    from juesuan.publish.pack import Names, load_pack

    if astray := ({*share.fields} - {*FORMS}) | ({*share.of} - {*ALL}):
        raise _wrong(agreement, share, f"{' '.join(sorted(astray))} → {' '.join((*ALL, *FORMS))}")
    opened = open_book(book)
    accounts = compile_book(opened)
    press = Press(accounts, load_pack(opened.settings.pack), Names(opened.settings.department, opened.settings.year))
    rows: list[dict[str, str]] = []
    for form in share.of:
        cells = [cell for row in build_form(form, press).rows for cell in row if cell is not None]
        about = dict.fromkeys(one.coordinate for cell in cells for one in cell.figures() if one.coordinate)
        for one in about:
            exact, printed = accounts.exact.get(one), accounts.printed.get(one)
            said = {**dict(one.members), "form": form, "coordinate": str(one), "measure": one.measure}
            said |= {"stage": one.stage, "year": str(one.year), "printed": "" if printed is None else str(printed)}
            said |= {"yuan": "" if exact is None else f"{Decimal(exact).scaleb(-2):.2f}"}
            if exact is not None or printed is not None:
                rows.append({name: said.get(name, "") for name in share.fields})
    return Extract(_plain(share, ("yuan", "printed"), "money"), rows)
