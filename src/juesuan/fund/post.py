"""Posting (入账): what the bank paid becomes vouchers of the book, what came back reverses them, each exactly once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from juesuan.books.schema import schema
from juesuan.fund.files import yuan
from juesuan.fund.model import Payment
from juesuan.fund.state import State
from juesuan.vault import mask

__all__ = ["Booking", "Posting", "Postings", "Voucher", "entries_csv", "posted", "unposted"]


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a programme is booked: unit, function, economic code, project, fund, nature; and its title.

    `earlier` says what becomes of money of an earlier year that comes back: carried or payable; "" where nobody said.
    """

    unit: str
    function: str
    economic: str
    project: str = ""
    fund: str = "general"
    nature: str = "project"
    title: str = ""
    earlier: str = ""


Postings = Callable[[str], Posting]
"""Says where a programme's money is booked. Unusable where nobody knows."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A row of the entries, in 分."""

    id: str
    day: date
    posting: Posting
    payee: str
    summary: str
    amount: int
    reverses: str
    origin: str


@dataclass(frozen=True, slots=True)
class Booking:
    """What the book should say of a payment instead of what it says, in 分."""

    payment: Payment
    before: int
    after: int


def unposted(state: State) -> list[Booking]:
    """Return the payments of which the book does not say yet what the bank said."""
    found = []
    for one in state.payments.values():
        if one.state == "paid" and not one.entry:
            if (due := one.amount - state.returned(one.id)) > 0:
                found.append(Booking(one, 0, due))
        elif one.state != "paid" and one.entry:
            found.append(Booking(one, one.amount, 0))
    return found


def posted(
    bookings: Iterable[Booking], postings: Postings, day: date | None = None
) -> tuple[list[Payment], list[Voucher]]:
    """Return the payments with their new vouchers, and these.

    A voucher that stands for something else is reversed whole and written anew, so that every reversal names one
    voucher of the same amount. The day is that of the payment's last news where none is given.
    """
    changed: list[Payment] = []
    vouchers: list[Voucher] = []
    for one in bookings:
        line, number = one.payment, one.payment.posted
        posting, when, entry = postings(line.programme), day or line.day, ""
        if line.entry:
            number += 1
            vouchers.append(_voucher(line, f"{line.id}-{number}", when, posting, -one.before, line.entry))
        if one.after > 0:
            number += 1
            entry = f"{line.id}-{number}"
            vouchers.append(_voucher(line, entry, when, posting, one.after, ""))
        changed.append(replace(line, entry=entry, posted=number))
    return changed, vouchers


def _voucher(one: Payment, identity: str, day: date, posting: Posting, amount: int, reverses: str) -> Voucher:
    months = one.months[0] if len(one.months) == 1 else f"{one.months[0]}—{one.months[-1]}"
    summary = f"{'冲销' if reverses else '发放'} {posting.title or one.programme} {months}"
    return Voucher(identity, day, posting, mask.name(one.payee), summary, amount, reverses, one.id)


def entries_csv(vouchers: Iterable[Voucher]) -> bytes:
    """Write vouchers as rows of the book's entries."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(schema().tables["entries"].names)
    for one in vouchers:
        to = one.posting
        head = [one.id, one.day.isoformat(), to.unit, "expenditure", to.function, to.economic, to.project, ""]
        writer.writerow([*head, to.fund, to.nature, one.payee, one.summary, yuan(one.amount), one.reverses, one.origin])
    return stream.getvalue().encode()
