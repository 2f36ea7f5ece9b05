"""The fund's tables as files: rows of CSV as docs/book-format.md has them, in both directions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.books.schema import schema
from juesuan.fund.model import Adjustment, Batch, Earlier, Payment, Receipt, Recovery

__all__ = ["TABLES", "decoded", "encoded", "fen", "yuan"]

TABLES = ("payments", "batches", "recoveries", "receipts", "earlier", "adjustments")
"""The tables only the fund writes."""


def yuan(amount: int) -> str:
    """Write 分 as yuan."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def fen(text: str) -> int:
    """Read yuan as 分. ValueError where it is none."""
    whole, _, cents = text.partition(".")
    if len(cents) > 2 or not (cents or "0").isdigit():
        raise ValueError(text)
    made = abs(int(whole)) * 100 + int((cents or "0").ljust(2, "0"))
    return -made if whole.startswith("-") else made


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@lru_cache(maxsize=1 << 18)
def _payment(one: Payment) -> str:
    head = [one.run, one.person, one.payee, one.programme, one.application, one.account, one.batch]
    tail = [one.state, one.day.isoformat(), one.code, one.entry, one.posted]
    return _lines([one.id, month, *head, yuan(a), *tail] for month, a in zip(one.months, one.amounts, strict=True))


@lru_cache(maxsize=1 << 12)
def _batch(one: Batch) -> str:
    return _lines(
        [[one.id, one.state, _iso(one.made), one.maker, one.lines, yuan(one.amount), _iso(one.sent), one.sender]]
    )


@lru_cache(maxsize=1 << 12)
def _recovery(one: Recovery) -> str:
    head = [one.id, one.state, one.payment, yuan(one.amount), one.reason, one.count, _iso(one.due)]
    return _lines([[*head, _iso(one.opened), one.opener, _iso(one.agreed), one.agreer]])


@lru_cache(maxsize=1 << 12)
def _receipt(one: Receipt) -> str:
    return _lines([[one.id, one.recovery, yuan(one.amount), _iso(one.day), one.who]])


@lru_cache(maxsize=1 << 12)
def _earlier(one: Earlier) -> str:
    head = [one.id, one.year, one.person, one.payee, one.programme, one.application, *one.months]
    return _lines([[*head, yuan(one.amount), one.day.isoformat(), one.entry]])


@lru_cache(maxsize=1 << 12)
def _adjustment(one: Adjustment) -> str:
    head = [one.id, one.day.isoformat(), one.kind, one.unit, one.function, one.fund]
    return _lines([[*head, yuan(one.amount), one.payment, one.slip, one.who]])


def _lines(rows: Iterable[list[Any]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


_WRITERS: dict[str, Callable[[Any], str]] = {
    "payments": _payment,
    "batches": _batch,
    "recoveries": _recovery,
    "receipts": _receipt,
    "earlier": _earlier,
    "adjustments": _adjustment,
}


def encoded(name: str, rows: Iterable[Any]) -> bytes:
    """Write a table."""
    write = _WRITERS[name]
    return "".join([",".join(schema().tables[name].names), "\n", *map(write, rows)]).encode()


def decoded(name: str, content: bytes) -> dict[str, Any]:
    """Read a table as rows by id. Unusable where a cell is not as the program writes it."""
    table = schema().tables[name]
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    header = next(reader, None)
    if header is not None and header != list(table.names):
        raise Unusable(fault("fund.header", table.file, 1, None, expected=",".join(table.names)))
    rows = list(_rows(table.file, len(table.names), reader))
    if name == "payments":
        parts = [list(some) for _, some in groupby(rows, key=lambda one: one[1][0])]
        made = [_read(table.file, some[0][0], _read_payment, [row for _, row in some]) for some in parts]
    else:
        made = [_read(table.file, number, _READERS[name], row) for number, row in rows]
    return {one.id: one for one in made}


def _rows(file: str, width: int, reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(reader, 2):
        if len(row) != width:
            raise Unusable(fault("row.width", file, number, found=len(row), expected=width))
        yield number, row


def _read(file: str, number: int, make: Callable[[Any], Any], row: Any) -> Any:
    try:
        return make(row)
    except ValueError as error:
        raise Unusable(fault("fund.cell", file, number, None, why=error)) from error


def _read_payment(rows: list[list[str]]) -> Payment:
    first = rows[0]
    months, amounts = tuple(row[1] for row in rows), tuple(fen(row[9]) for row in rows)
    day, posted = date.fromisoformat(first[11]), int(first[14])
    person, payee, programme, application, account, batch = first[3:9]
    return Payment(
        first[0],
        int(first[2]),
        person=person,
        payee=payee,
        programme=programme,
        application=application,
        account=account,
        batch=batch,
        months=months,
        amounts=amounts,
        state=first[10],
        day=day,
        code=first[12],
        entry=first[13],
        posted=posted,
    )


def _read_batch(row: list[str]) -> Batch:
    made = date.fromisoformat(row[2])
    return Batch(row[0], row[1], made, row[3], int(row[4]), fen(row[5]), _day(row[6]), row[7])


def _read_recovery(row: list[str]) -> Recovery:
    due, opened = date.fromisoformat(row[6]), date.fromisoformat(row[7])
    return Recovery(
        row[0], row[1], row[2], fen(row[3]), row[4], int(row[5]), due, opened, row[8], _day(row[9]), row[10]
    )


def _read_receipt(row: list[str]) -> Receipt:
    return Receipt(row[0], row[1], fen(row[2]), date.fromisoformat(row[3]), row[4])


def _read_earlier(row: list[str]) -> Earlier:
    months, day = (row[6], row[7]), date.fromisoformat(row[9])
    return Earlier(row[0], int(row[1]), row[2], row[3], row[4], row[5], months, fen(row[8]), day, row[10])


def _read_adjustment(row: list[str]) -> Adjustment:
    day, amount = date.fromisoformat(row[1]), fen(row[6])
    return Adjustment(row[0], day, row[2], row[3], row[4], row[5], amount, row[7], row[8], row[9])


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "batches": _read_batch,
    "recoveries": _read_recovery,
    "receipts": _read_receipt,
    "earlier": _read_earlier,
    "adjustments": _read_adjustment,
}
