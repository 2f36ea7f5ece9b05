"""What must hold whatever happens (不变量), judged from the files and from the bank, not from what the program says."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from juesuan.fund.applications import Row
from juesuan.fund.files import fen
from juesuan.fund.model import Claim, Earlier, Payment
from juesuan.fund.reconcile import reconciled
from juesuan.fund.simulation.bank import SimBank
from juesuan.fund.simulation.world import World, excluded
from juesuan.fund.state import State
from juesuan.registers.past import Entry

__all__ = ["NAMES", "Books", "Broken", "Evidence", "violations"]

_FIRST, _LAST = date(2024, 1, 1), date(2024, 12, 31)
NAMES = ("entitled", "excluded", "bank", "earlier", "history", "apart", "whole")


class Broken(Exception):
    """An invariant does not hold: its name and what was seen."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name, self.what = name, what


@dataclass(slots=True)
class Books:
    """The vouchers of the book, read from its files: 分 by payment."""

    files: set[str] = field(default_factory=set)
    amounts: dict[str, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def read(self, name: str, content: bytes) -> None:
        """Read a file of vouchers once. Broken where a voucher stands twice, or reverses other than one of the book."""
        if name in self.files:
            return
        self.files.add(name)
        for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
            if row["id"] in self.ids or (row["reverses"] and row["reverses"] not in self.ids):
                raise Broken("bank", f"voucher {row['id']}")
            self.ids.add(row["id"])
            self.amounts[row["origin"]] = self.amounts.get(row["origin"], 0) + fen(row["amount"])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is judged: the world, the bank, the payments' months as the program issued them, the book, the histories."""

    world: World
    bank: SimBank
    payments: Mapping[str, Payment]
    books: Books
    moves: list[Entry]
    states: Mapping[str, str]
    done: list[dict[str, str]]
    records: Collection[Mapping[str, Any]]
    lists: Sequence[tuple[str, Sequence[Row]]]
    chain: str
    settled: bool
    returned: Mapping[str, int]
    notices: Mapping[str, str] = field(default_factory=dict)
    adjustments: bytes = b""
    state: State = field(default_factory=State)


def violations(seen: Evidence) -> Iterator[Broken]:
    """Yield what does not hold."""
    yield from _paid(seen)
    yield from _same(seen)
    yield from _earlier(seen)
    yield from _reconciled(seen)
    if seen.chain:
        yield Broken("history", seen.chain)
    yield from _history(seen)
    yield from _apart(seen)
    yield from _whole(seen)
    yield from _noticed(seen)


def _paid(seen: Evidence) -> Iterator[Broken]:
    """Compare what left the bank with what was due, month by month, and look for programmes that exclude each other."""
    claims: dict[Claim, int] = {}
    for order in seen.bank.orders.values():
        if order.state != "paid":
            continue
        line = seen.payments.get(order.payment)
        if line is None or line.amount != order.amount:
            yield Broken("entitled", f"{order.payment} is paid and not in the book")
            continue
        for claim, amount in zip(line.claims, line.amounts, strict=True):
            claims[claim] = claims.get(claim, 0) + amount
    months: dict[tuple[str, str], list[str]] = {}
    for claim, amount in claims.items():
        if amount > seen.world.best[claim]:
            yield Broken("entitled", f"{claim.programme} {claim.month}: paid {amount}, due {seen.world.best[claim]}")
        months.setdefault((claim.person, claim.month), []).append(claim.programme)
    for (_, month), names in months.items():
        for one, other in combinations(names, 2):
            if excluded(one, other):
                yield Broken("excluded", f"{one} and {other} in {month}")


def _same(seen: Evidence) -> Iterator[Broken]:
    """Compare the book with the bank, payment by payment; all of it once everything has arrived."""
    for payment, amount in seen.books.amounts.items():
        order = seen.bank.orders.get(payment)
        paid = order is not None and order.state in ("paid", "bounced")
        due = order.amount - seen.returned.get(payment, 0) if order is not None and paid else 0
        bounced = order is not None and order.state == "bounced"
        if amount != due and not (bounced and amount == 0):
            yield Broken("bank", f"{payment}: the book says {amount}, the bank {due}")
    if seen.settled and (total := sum(seen.books.amounts.values())) != seen.bank.out:
        yield Broken("bank", f"the book says {total}, the bank {seen.bank.out}")


def _earlier(seen: Evidence) -> Iterator[Broken]:
    """Compare what came back of earlier years, and what went to the treasury, with the bank, slip by slip."""
    rows = list(csv.DictReader(io.StringIO(seen.adjustments.decode(), newline="")))
    came = [(row["slip"], row["payment"], fen(row["amount"])) for row in rows if row["kind"] != "remitted"]
    went = [(row["slip"], fen(row["amount"])) for row in rows if row["kind"] == "remitted"]
    known: dict[str, Earlier] = {one.id: one for one in seen.world.earlier}
    back: dict[str, int] = {}
    for slip, payment, amount in came:
        back[payment] = back.get(payment, 0) + amount
        if seen.bank.earlier.get(slip) != (payment, amount) or back[payment] > known[payment].amount:
            yield Broken("earlier", f"{slip}: {amount} of {payment} is not what came to the bank")
    if len({slip for slip, _, _ in came}) < len(came) or (seen.settled and len(came) != len(seen.bank.earlier)):
        yield Broken("earlier", f"{len(came)} receipts, the bank has {len(seen.bank.earlier)}")
    if any(seen.bank.handed_in.get(slip) != amount for slip, amount in went) or len(dict(went)) < len(went):
        yield Broken("earlier", "what was handed in is not what left the bank")
    owed = sum(fen(row["amount"]) for row in rows if row["kind"] == "payable")
    if owed < sum(amount for _, amount in went):
        yield Broken("earlier", f"handed in more than the {owed} owed")
    if known.keys() & seen.books.amounts.keys():
        yield Broken("earlier", "money of an earlier year stands among the vouchers of this one")


def _reconciled(seen: Evidence) -> Iterator[Broken]:
    """Reconcile the fund with the bank's statement; once everything has arrived only its interest and fee are open."""
    statement = seen.bank.statement(_FIRST, _LAST)
    found = reconciled(seen.state, statement, seen.bank.bank, (), 0)
    strange = len(found.bank_only) - 2 + len(found.book_only)
    if found.residual or (seen.settled and strange):
        yield Broken("bank", f"reconciled: {found.residual} differ, {strange} movements stand on one side only")


def _history(seen: Evidence) -> Iterator[Broken]:
    """Follow every application through its history to the state it has."""
    ends: dict[str, str] = {}
    for one in seen.moves:
        if one.source != ends.get(one.record, ""):
            yield Broken("history", f"{one.record}: from {one.source} after {ends.get(one.record)}")
        ends[one.record] = one.to
    if ends != dict(seen.states):
        yield Broken("history", "the register is not where its history ends")


def _whole(seen: Evidence) -> Iterator[Broken]:
    """Look for lists of which some rows were taken and others not."""
    taken = {str(one["list"]).rpartition(":")[0] for one in seen.records}
    there = {(one["person"], one["programme"], one["start"], one["last"]) for one in seen.records}
    for name, rows in seen.lists:
        if name not in taken:
            continue
        for row in rows:
            person = seen.world.vault.mark("id_number", row.id_number)
            if (person, row.programme, row.start, row.end) not in there:
                yield Broken("whole", f"{name} was taken without row {row.number}")


def _noticed(seen: Evidence) -> Iterator[Broken]:
    """Look for a list that was put up of applications that were not moved, or moved without standing in one."""
    moved = {one.record for one in seen.moves if one.to == "noticed"}
    for one in seen.records:
        number = one.get("notice")
        if (one["id"] in moved) != bool(number) or (number and one["id"] not in seen.notices.get(number, "").split()):
            yield Broken("whole", f"{one['id']} does not stand in the notice {number}")
    for number, names in seen.notices.items():
        if not names or not moved.issuperset(names.split()):
            yield Broken("whole", f"the notice {number} names who was not moved")


def _apart(seen: Evidence) -> Iterator[Broken]:
    """Look for anybody who reviewed what they entered, or released, or agreed to, what they made."""
    did: dict[str, dict[str, set[str]]] = {}
    against = {"checked": ("entered",), "reviewed": ("entered", "checked")}
    against |= {"approved": ("entered", "checked", "reviewed"), "resumed": ("entered", "stopped")}
    for one in seen.moves:
        theirs = did.setdefault(one.record, {})
        resumed = one.source == "stopped" and one.to == "approved"
        for state in against.get("resumed" if resumed else one.to, ()):
            if one.who in theirs.get(state, set()):
                yield Broken("apart", f"{one.who} {state} and {one.to} {one.record}")
        theirs.setdefault(one.to, set()).add(one.who)
    made: dict[tuple[str, str], str] = {}
    pairs: dict[str, Any] = {"release": "make", "agree": "reclaim"}
    for row in seen.done:
        made[row["what"], row["subject"]] = row["who"]
        first = pairs.get(row["what"])
        if first and made.get((first, row["subject"])) == row["who"]:
            yield Broken("apart", f"{row['who']} {first} and {row['what']} {row['subject']}")
