"""A bank that errs: it loses files, answers late, twice, for another batch or wrongly; but it pays an id once."""

from __future__ import annotations

import csv
import io
from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from juesuan.fund.bank import Bank
from juesuan.fund.files import fen
from juesuan.fund.returns import Return
from juesuan.fund.statement import Moved, Statement

__all__ = ["Order", "SimBank"]

_FAILING = ("1", "2", "0003", "9")


@dataclass(slots=True)
class Order:
    """A line the bank was given: what became of it (waiting, paid, failed, bounced) and when."""

    batch: str
    payment: str
    account: str
    amount: int
    state: str = "waiting"
    code: str = ""
    day: date = date.min


@dataclass(slots=True)
class SimBank:
    """Orders by payment id: the same id given again is the same order, which is what makes a second delivery safe.

    Money that came in stands by its slip: `slips` for payments of the year, `earlier` (payment and 分) for those of
    earlier ones; `handed_in` is what went on to the treasury.
    """

    bank: Bank
    random: Random
    orders: dict[str, Order] = field(default_factory=dict)
    slips: dict[str, int] = field(default_factory=dict)
    earlier: dict[str, tuple[str, int]] = field(default_factory=dict)
    handed_in: dict[str, int] = field(default_factory=dict)

    def deliver(self, content: bytes) -> None:
        """Take in a file for the bank."""
        titles = {title: what for what, title in self.bank.columns}
        for row in csv.DictReader(io.StringIO(content.decode(self.bank.encoding), newline="")):
            said = {titles[title]: cell for title, cell in row.items()}
            order = Order(said["batch"], said["payment"], said["account"], fen(said["amount"]))
            self.orders.setdefault(order.payment, order)

    def work(self, day: date, everything: bool = False) -> None:
        """Pay or refuse what waits, and now and then let a paid one come back."""
        for one in self.orders.values():
            if one.state == "waiting" and (everything or self.random.random() < 0.5):
                failed = self.random.random() < 0.25
                one.state, one.day = ("failed" if failed else "paid"), day
                one.code = self.random.choice(_FAILING) if failed else "0000"

    def bounce(self, payment: str, day: date) -> None:
        """Let a paid order come back."""
        one = self.orders[payment]
        if one.state == "paid":
            one.state, one.code, one.day = "bounced", "R", day

    def returns(self, batch: str, whole: bool) -> list[Return]:
        """Return what the bank says of a batch: all that is decided, or some of it."""
        some = [one for one in self.orders.values() if one.batch == batch and one.state != "waiting"]
        kept = [one for one in some if whole or self.random.random() < 0.7]
        return [Return(one.batch, one.payment, one.amount, one.code, one.day, n) for n, one in enumerate(kept, 2)]

    def spoilt(self, lines: list[Return], told: Container[str]) -> list[Return]:
        """Return the same with one thing wrong in one line; another outcome only of payments `told` before.

        A bank that lies from the beginning cannot be found out by its file alone.
        """
        at = self.random.randrange(len(lines))
        one = lines[at]
        ways = [
            replace(one, amount=one.amount + self.random.choice((-1, 1, 100))),
            replace(one, batch="1999-001"),
            replace(one, payment="PAAAAAAAAAAAAAAAA"),
            replace(one, code="77"),
            replace(one, day=date(1999, 1, 1)),
        ]
        if one.payment in told:
            ways = [replace(one, code="0" if one.code.lstrip("0") else "9")]
        return [*lines[:at], self.random.choice(ways), *lines[at + 1 :]]

    def statement(self, first: date, last: date) -> Statement:
        """Return what moved on the account, by number; a penny of interest on the first day and a fee on the last."""
        moves = [(one.payment, -one.amount) for one in self.orders.values() if one.state in ("paid", "bounced")]
        moves += [(one.payment, one.amount) for one in self.orders.values() if one.state == "bounced"]
        moves += [*self.slips.items(), *((slip, amount) for slip, (_, amount) in self.earlier.items())]
        moves += [(slip, -amount) for slip, amount in self.handed_in.items()]
        rows = [Moved("对账单", 0, first, 1, None, "")]
        rows += [Moved("对账单", n, last, amount, None, number) for n, (number, amount) in enumerate(moves, 1)]
        return Statement((*rows, Moved("对账单", len(rows), last, -1, None, "")), 0, None)

    @property
    def out(self) -> int:
        """The 分 that left the account and did not come back."""
        return sum(one.amount for one in self.orders.values() if one.state == "paid") - sum(self.slips.values())
