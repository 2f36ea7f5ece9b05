"""Both views of the fund's money read where they stand: by purpose and by 项, in a book or in a disclosure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.schema import schema
from juesuan.books.tables import codes_of, load
from juesuan.disclosure import Disclosure
from juesuan.facts import MONEY_UNITS
from juesuan.fund.bridge import Bridge, of_payments
from juesuan.fund.desk import Desk
from juesuan.fund.ledger import FUNCTION
from juesuan.fund.programme import Programme

__all__ = ["Stated", "accounts_in", "of_book", "purposes_in", "texts_of"]

_AMOUNT = re.compile(r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(亿元|万元|元)(?!/)")
_SEGMENT = re.compile(r"[；;。:：]|(?<!\d)[，,]|[，,](?!\d{3})")
_ITEM = 7
"""Digits of a 项."""


@dataclass(slots=True)
class Stated:
    """Amounts a document states by name (a purpose, a 项), in 分; `tail` is half a quantum of each, in 分."""

    amounts: dict[str, int] = field(default_factory=dict)
    tail: int = 0

    def add(self, name: str, fen: int, quantum: int) -> None:
        """Take an amount; the first that is said of a name stands."""
        if name not in self.amounts:
            self.amounts[name] = fen
            self.tail += quantum // 2


def of_book(book: Path, known: Mapping[str, Programme], home: Mapping[str, str]) -> tuple[Bridge, dict[str, int]]:
    """Bridge what a book paid by purpose to its vouchers, and return by 项 the 分 of vouchers no payment stands behind.

    Those have no purpose the book knows of; they are the residual. Unusable where a table cannot be read.
    """
    payments = Desk(book).state().payments
    rows, bare = [], dict[str, int]()
    for origin, function, fen in _entries(book):
        line = payments.get(origin or "")
        if line is not None and line.programme in known:
            rows.append((known[line.programme].purpose, function, fen))
        elif function.startswith(FUNCTION):
            bare[function] = bare.get(function, 0) + fen
    found = of_payments(rows, home)
    accounts = {code: found.accounts.get(code, 0) + bare.get(code, 0) for code in {*found.accounts, *bare}}
    return Bridge(found.purposes, accounts, found.moves, proven=True), {code: fen for code, fen in bare.items() if fen}


def _entries(book: Path) -> list[tuple[str | None, str, int]]:
    """Return origin, 项 and 分 of every voucher of expenditure."""
    table = load(book, schema().tables["entries"], codes_of(book, settings_of(book).year)).table
    texts = [table.column(name).cast(pa.string()).to_pylist() for name in ("origin", "function", "side")]
    rows = zip(*texts, table.column("amount").to_pylist(), strict=True)
    return [(origin, function, int(amount * 100)) for origin, function, side, amount in rows if side == "expenditure"]


def texts_of(book: Path) -> list[str]:
    """Return the paragraphs a book's accountant wrote."""
    paths = sorted((book / "texts").glob("*.md"))
    return [line for path in paths for line in path.read_text("utf-8-sig").splitlines() if line.strip()]


def purposes_in(texts: Iterable[str], purposes: Iterable[str]) -> Stated:
    """Return the amounts by purpose of the paragraph that names most of them, at least two: the text's purpose view.

    An amount belongs to the purpose last named before it in its part of the sentence, or in the part before where that
    had none; what is said of a purpose once more (其中) is a part of it and not counted.
    """
    names = _names(purposes)
    found = [_stated(text, names) for text in texts]
    best = max(found, key=lambda one: len(one.amounts), default=Stated())
    return best if len(best.amounts) > 1 else Stated()


def _stated(text: str, names: Mapping[str, str]) -> Stated:
    found, open_ = Stated(), ""
    wanted = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for part in _SEGMENT.split(text):
        amounts = list(_AMOUNT.finditer(part))
        until = amounts[-1].start() if amounts else len(part)
        named = [one[0] for one in wanted.finditer(part, 0, until)]
        name = names[named[-1]] if named else open_
        if amounts and name:
            found.add(name, *_fen(amounts[-1][1], amounts[-1][2]))
        open_ = "" if amounts else name
    return found


def _fen(number: str, unit: str) -> tuple[int, int]:
    """Return the 分 of a printed amount and of its quantum."""
    value = Decimal(re.sub("[,，]", "", number))
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return int(value * MONEY_UNITS[unit] * 100), int(step * MONEY_UNITS[unit] * 100)


@cache
def _aliases() -> Mapping[str, list[str]]:
    said: dict[str, Any] = tomllib.loads((files("juesuan.fund") / "purposes.toml").read_text("utf-8"))
    return said


def _names(purposes: Iterable[str]) -> dict[str, str]:
    """Return the purpose by each name it goes by."""
    known = list(purposes)
    names = {other: one for one in known for other in _aliases().get(one, ())}
    return {**names, **{one: one for one in known}}


def accounts_in(disclosure: Disclosure, groups: Iterable[str], path: Path) -> Stated:
    """Return what a disclosure says was spent under every 项 of some 款: form 05, else that of all funds.

    Unusable where it says of none.
    """
    wanted = tuple(groups)
    views: dict[str, Stated] = {"general": Stated(), "": Stated()}
    for one in disclosure.readings:
        at = one.coordinate
        if one.origin != "form" or one.blank or at is None or (at.measure, at.stage) != ("expenditure", "actual"):
            continue
        members = dict(at.members)
        code, fund = members.pop("function", ""), members.pop("fund", "")
        if not members and fund in views and len(code) == _ITEM and code.startswith(wanted):
            views[fund].add(code, int(one.amount.base * 100), int(one.amount.step * 100))
    found = views["general"] if views["general"].amounts else views[""]
    if not found.amounts:
        raise Unusable(fault("fund.no_items", path, value=" ".join(wanted)))
    return found
