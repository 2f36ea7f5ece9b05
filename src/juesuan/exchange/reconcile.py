"""Reconciliation (对账): quota, payment and balance of each line, as a partner states them and as the book has them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.books.store import recover
from juesuan.compile.ledger import ledger
from juesuan.exchange import log
from juesuan.exchange.agreement import Agreement, Share, agreement_of
from juesuan.exchange.datasets import AMOUNTS, STATEMENTS

__all__ = ["LINES", "Line", "Reconciled", "ours_of", "reconciled"]

LINES = ("unit", "function", "economic", "project", "fund")
"""What a line of a statement may be told by; those the agreement has are compared."""
_MONEY = re.compile(r"-?\d{1,15}(\.\d{1,2})?")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its columns: what the partner states in yuan and what the book has, by amount."""

    key: Mapping[str, str]
    theirs: Mapping[str, Decimal]
    ours: Mapping[str, Decimal]

    @property
    def differs(self) -> dict[str, Decimal]:
        """Ours less theirs, where it is not nothing."""
        return {one: gap for one, theirs in self.theirs.items() if (gap := self.ours[one] - theirs)}

    @property
    def uneven(self) -> bool:
        """Say whether the partner's own balance is not its quota less its payment."""
        said = self.theirs
        return set(AMOUNTS) <= set(said) and said["quota"] - said["payment"] != said["balance"]


@dataclass(slots=True)
class Reconciled:
    """A statement: of whom, under which number, as of which day, and its lines."""

    partner: str
    sequence: int
    at: date
    lines: list[Line] = field(default_factory=list)

    @property
    def wrong(self) -> list[Line]:
        """The lines that differ or do not add up."""
        return [one for one in self.lines if one.differs or one.uneven]


def reconciled(book: Path, partner: str, at: date | None = None) -> Reconciled:
    """Compare the last statement of a partner with the book as of a day (the end of the statement's own period).

    Money moved between units of the department is a payment of neither. Unusable where no statement has come.
    """
    recover(book)
    agreement = agreement_of(book, partner)
    names = {one.name: one for one in agreement.shares if one.kind == "statement" and {*one.fields} & {*AMOUNTS}}
    came = [one for one in log.entries(book) if (one.what, one.partner) == ("in", agreement.key) and one.share in names]
    if not came:
        raise Unusable(fault("exchange.statement", STATEMENTS, value=agreement.card.name))
    last, share = came[-1], names[came[-1].share]
    day = at or date.fromisoformat(last.end)
    columns = [one for one in LINES if one in share.fields]
    theirs = _theirs(book, agreement, share, last.sequence, columns)
    ours = ours_of(book, share, columns, day)
    amounts = [one for one in AMOUNTS if one in share.fields]
    found = Reconciled(agreement.card.name, last.sequence, day)
    for key in sorted({*theirs, *(one for one, sums in ours.items() if any(sums.values()))}):
        stated = theirs.get(key) or dict.fromkeys(amounts, Decimal(0))
        has = ours.get(key) or dict.fromkeys(AMOUNTS, Decimal(0))
        found.lines.append(Line(dict(zip(columns, key, strict=True)), stated, has))
    return found


def _theirs(
    book: Path, agreement: Agreement, share: Share, sequence: int, columns: Iterable[str]
) -> dict[Key, dict[str, Decimal]]:
    """Return a statement's amounts by line, in our own words; a line that stands twice is added up."""
    path = book / STATEMENTS / f"{agreement.key}-{sequence:04}-{share.name}.csv"
    where = path.relative_to(book).as_posix()
    if not path.is_file():
        return {}
    found: dict[Key, dict[str, Decimal]] = {}
    amounts = [one for one in AMOUNTS if one in share.fields]
    for number, row in enumerate(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")), 2):
        said = {one: row.get(share.named(one), "").strip() for one in share.fields}
        key = tuple(share.values.get(one, {}).get(said[one], said[one]) for one in columns)
        sums = found.setdefault(key, dict.fromkeys(amounts, Decimal(0)))
        for one in amounts:
            if not _MONEY.fullmatch(said[one]):
                raise Unusable(fault("exchange.statement_cell", where, number, share.named(one), value=said[one]))
            sums[one] += Decimal(said[one])
    return found


def ours_of(book: Path, share: Share, columns: list[str], day: date) -> dict[Key, dict[str, Decimal]]:
    """Return the book's amounts by line up to a day, of what the statement is about (`only`)."""
    listed = ", ".join(columns) or "''"
    only = {one: some for one, some in share.only.items() if one in (*LINES, "nature")}
    where = "".join(f" AND {one} IN ({', '.join('?' * len(some))})" for one, some in only.items())
    wanted = [day.isoformat(), *(value for some in only.values() for value in some)]
    found: dict[Key, dict[str, Decimal]] = {}
    with ledger(book) as db:
        for amount, rows in {
            "quota": f"SELECT {listed}, sum(amount) FROM budget WHERE date <= ?{where} GROUP BY ALL",
            "payment": f"SELECT {listed}, sum(amount) FROM entries WHERE date <= ?{where} AND side = 'expenditure' "
            "AND id NOT IN (SELECT paid FROM transfers) GROUP BY ALL",
        }.items():
            made: list[tuple[Any, ...]] = db.execute(rows, wanted).fetchall()
            for *key, value in made:
                sums = found.setdefault(tuple(key[: len(columns)]), dict.fromkeys(AMOUNTS, Decimal(0)))
                sums[amount] += value
    for sums in found.values():
        sums["balance"] = sums["quota"] - sums["payment"]
    return found
