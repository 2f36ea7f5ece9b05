"""What is done with money: batches made, released, withdrawn, returns, posting, recovery; one commit each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.store import Write
from juesuan.fund import batch, earlier, recovery, returns
from juesuan.fund.applications import applied
from juesuan.fund.bank import Bank
from juesuan.fund.batch import Entitled, Excluded, Left
from juesuan.fund.desk import Desk, Event
from juesuan.fund.model import Adjustment, Batch, Claim, Due, Earlier, Recovery, months_between
from juesuan.fund.post import Postings, Voucher, entries_csv, posted, unposted
from juesuan.fund.shelf import Shelf

__all__ = ["Office", "Refusal"]


class Refusal(Unusable):
    """Nothing was done: `faults` says why; the first is `fault`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0])
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Office:
    """The fund of a book at work: its desk and applications; who is due what, what excludes what, where it goes.

    `year` is the book's, 0 where days of any year are taken: money that comes in later belongs to a later book.
    """

    desk: Desk
    shelf: Shelf
    entitled: Entitled
    excluded: Excluded
    postings: Postings
    year: int = 0

    def settled(self, records: Iterable[Mapping[str, Any]]) -> dict[str, int]:
        """Return the 分 due of each application, all its months and those paid to others in them considered."""
        claims = {
            one["id"]: [
                Claim(one["person"], one["programme"], month) for month in months_between(one["start"], one["last"])
            ]
            for one in records
        }
        dues = self.entitled([claim for some in claims.values() for claim in some], self.desk.state().live)
        return {name: sum(dues.get(claim, Due(0)).amount for claim in some) for name, some in claims.items()}

    def make(self, through: str, *, who: str, day: date) -> tuple[Batch | None, list[Left]]:
        """Put what is due up to a month into a batch; None where nothing new is."""
        with self.desk.opened() as state:
            ready = applied(self.shelf.records().values()).values()
            after, made, left = batch.made(state, ready, through, self.entitled, self.excluded, maker=who, day=day)
            if made is not None:
                event = Event(who, "make", made.id, f"through {through}", made.lines, made.amount)
                self.desk.done(after, event)
        return made, left

    def release(self, number: str, *, who: str, day: date) -> tuple[Batch, list[Left]]:
        """Release a batch to the bank, each line checked again; Refusal where it may not be, or not by this person."""
        with self.desk.opened() as state:
            ready = applied(self.shelf.records().values())
            after, left, faults = batch.released(
                state, number, ready, self.entitled, self.excluded, sender=who, day=day
            )
            _refuse(faults)
            sent = after.batches[number]
            self.desk.done(after, Event(who, "release", number, f"{len(left)} left", sent.lines, sent.amount))
        return sent, left

    def withdraw(self, number: str, *, who: str, day: date) -> None:
        """Take back a batch that was not sent."""
        with self.desk.opened() as state:
            after, faults = batch.withdrawn(state, number, day=day)
            _refuse(faults)
            self.desk.done(after, Event(who, "withdraw", number))

    def take(
        self, number: str, lines: Iterable[returns.Return], bank: Bank, *, who: str, day: date, file: str, source: str
    ) -> returns.Judged:
        """Take in a return file (SHA-256 `source`); with a fault in any row nothing is, and the faults are returned."""
        with self.desk.opened() as state:
            if number not in state.batches:
                _refuse([batch.unknown(state, number)])
            found = returns.judged(state, number, lines, bank, file, day)
            if not found.faults:
                news = [*found.paid, *found.failed, *found.bounced]
                said = f"{len(found.paid)} paid, {len(found.failed)} failed, {len(found.bounced)} bounced"
                total = sum(one.amount for one in found.paid)
                self.desk.done(found.state, Event(who, "returns", number, said, len(news), total, source))
        return found

    def post(self, *, who: str) -> list[Voucher]:
        """Bring the book to what the bank said: a voucher for each payment, a reversal for what came back."""
        with self.desk.opened() as state:
            changed, vouchers = posted(unposted(state), self.postings)
            if vouchers:
                total = sum(one.amount for one in vouchers)
                event = Event(who, "post", "entries", "", len(vouchers), total)
                self.desk.done(state.with_(payments=changed), event, self._entries(vouchers))
        return vouchers

    def _entries(self, vouchers: Sequence[Voucher]) -> dict[str, Write]:
        return {f"entries/fund-{self.desk.number:05d}.csv": entries_csv(vouchers)} if vouchers else {}

    def reclaim(
        self, payment: str | Earlier, amount: int, *, why: str, count: int, due: date, who: str, day: date
    ) -> Recovery:
        """Open the recovery of 分 of a payment of this book, or of one of an earlier year, which is brought in."""
        with self.desk.opened() as state:
            if isinstance(payment, Earlier):
                state, faults = earlier.brought(state, payment)
                _refuse(faults)
                payment = payment.id
            after, made, faults = recovery.opened(
                state, payment, amount, reason=why, count=count, due=due, who=who, day=day
            )
            _refuse(faults)
            assert made is not None
            self.desk.done(after, Event(who, "reclaim", made.id, why, 1, amount))
        return made

    def agree(self, number: str, *, who: str, day: date) -> Recovery:
        """Agree to a recovery another opened."""
        with self.desk.opened() as state:
            after, faults = recovery.agreed(state, number, who=who, day=day)
            _refuse(faults)
            self.desk.done(after, Event(who, "agree", number))
        return after.recoveries[number]

    def drop(self, number: str, *, who: str) -> None:
        """Withdraw a recovery nothing came back of."""
        with self.desk.opened() as state:
            after, faults = recovery.withdrawn(state, number)
            _refuse(faults)
            self.desk.done(after, Event(who, "drop", number))

    def receive(self, number: str, slip: str, amount: int, *, who: str, day: date) -> list[Voucher | Adjustment]:
        """Take in what came back in the book's year, by the bank's slip, and book it."""
        self._of_year(day)
        with self.desk.opened() as state:
            after, booked, faults = recovery.received(state, number, slip, amount, self.postings, who=who, day=day)
            _refuse(faults)
            if booked:
                vouchers = [one for one in booked if isinstance(one, Voucher)]
                self.desk.done(after, Event(who, "receive", number, slip, 1, amount), self._entries(vouchers))
        return booked

    def remit(self, slip: str, amount: int, *, unit: str = "", who: str, day: date) -> Adjustment | None:
        """Hand in to the treasury what came back of earlier years and is owed to it; None where it was done before."""
        self._of_year(day)
        with self.desk.opened() as state:
            after, made, faults = earlier.remitted(state, slip, amount, unit, who=who, day=day)
            _refuse(faults)
            if made is not None:
                self.desk.done(after, Event(who, "remit", made.unit, slip, 1, amount))
        return made

    def _of_year(self, day: date) -> None:
        if self.year and day.year != self.year:
            _refuse([fault("fund.receipt_year", recovery.RECEIPTS, None, "date", value=day, year=self.year)])


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Refusal(faults)
