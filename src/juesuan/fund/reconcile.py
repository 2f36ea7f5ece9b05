"""Reconciliation with the bank (银行存款余额调节表): what both have, what one has, and both balances adjusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from juesuan.fund.bank import Bank
from juesuan.fund.state import State
from juesuan.fund.statement import Moved, Statement

__all__ = ["Booked", "Item", "Reconciled", "booked", "reconciled"]

NEAR = 10
"""Days a movement without its number may lie apart in book and bank and still be the same one."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A movement of the book: its number (payment, slip), its batch, 分 that came in (negative: went out)."""

    id: str
    day: date
    fen: int
    batch: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What only one side has: in the book (`booked`) or at the bank (`moved`), and why, where more is known."""

    day: date
    fen: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The statement against the book; balances in 分 at the end of the last day of the statement.

    `matched` counts movements of the book by how they were found; `on_the_way` are payments with the bank of which no
    answer was taken in: they stand in neither balance.
    """

    first: date
    last: date
    matched: dict[str, int]
    book_only: tuple[Item, ...]
    bank_only: tuple[Item, ...]
    book: int
    bank: int
    on_the_way: int

    @property
    def adjusted_book(self) -> int:
        """The book's balance, with what only the bank has."""
        return self.book + sum(one.fen for one in self.bank_only)

    @property
    def adjusted_bank(self) -> int:
        """The bank's balance, with what only the book has."""
        return self.bank + sum(one.fen for one in self.book_only)

    @property
    def residual(self) -> int:
        """What the adjusted balances differ by: a difference of the opening balances, for all else is an item."""
        return self.adjusted_bank - self.adjusted_book


def booked(state: State, bank: Bank, others: Iterable[Moved] = ()) -> list[Booked]:
    """Return what moved the account by the book: payments, what bounced, receipts, what was handed in, and others."""
    found = []
    for one in state.payments.values():
        if one.state == "paid":
            found.append(Booked(one.id, one.day, -one.amount, one.batch, "payment"))
        elif one.state == "failed" and bank.kind(one.code) == "bounced":
            found.append(Booked(one.id, one.day, -one.amount, one.batch, "payment"))
            found.append(Booked(one.id, one.day, one.amount, "", "bounced"))
    found += [Booked(one.id, one.day, one.amount, "", "receipt") for one in state.receipts.values()]
    remitted = [one for one in state.adjustments.values() if one.kind == "remitted"]
    found += [Booked(one.slip, one.day, -one.amount, "", "remitted") for one in remitted]
    found += [Booked(one.words or one.place, one.day, one.fen, "", "other") for one in others]
    return found


def reconciled(
    state: State, statement: Statement, bank: Bank, others: Sequence[Moved], opening: int | None
) -> Reconciled:
    """Hold a statement against the book. `opening` is the book's balance before the first day, the bank's where None.

    Movements meet by their number first, then a batch by its whole, then by direction and amount within `NEAR` days, in
    the order of days. A movement with the number but another amount meets nothing and says so. What the book has before
    the first day counts only where the statement has it.
    """
    first, last = statement.rows[0].day, statement.rows[-1].day
    mine = sorted((one for one in booked(state, bank, others) if one.day <= last), key=_order)
    pairs = _Pairs(mine, statement.rows)
    pairs.by_number()
    pairs.by_batch()
    pairs.by_amount()
    late = [one for n, one in enumerate(mine) if one.day < first and n in pairs.mine]
    left = [one for n, one in enumerate(mine) if one.day >= first and n not in pairs.mine]
    before = (opening or 0) if statement.opening is None else statement.opening
    at_start = before + sum(one.fen for one in late) if opening is None else opening
    book_end = at_start + sum(one.fen for one in mine if one.day >= first)
    bank_end = before + sum(one.fen for one in statement.rows)
    sent = {one.id: one for one in state.payments.values() if one.state == "sent"}
    strange = [one for n, one in enumerate(statement.rows) if n not in pairs.theirs]
    return Reconciled(
        first,
        last,
        pairs.counts,
        tuple(Item(one.day, one.fen, f"{one.kind} {one.id}", pairs.differing.get(one.id, "")) for one in left),
        tuple(Item(one.day, one.fen, one.place, _why(one, sent, pairs)) for one in strange),
        book_end,
        bank_end,
        sum(one.amount for one in sent.values()),
    )


def _why(one: Moved, sent: Iterable[str], pairs: _Pairs) -> str:
    """Return what is known of a row the book has not: the answer was not taken in, or the amount is another."""
    if any(number in one.words for number in sent):
        return "unanswered"
    return "amount" if any(number in one.words for number in pairs.differing) else ""


def _order(one: Booked) -> tuple[date, str, int]:
    return one.day, one.id, one.fen


class _Pairs:
    """Movements of the book and rows of the statement that are one, by their places."""

    def __init__(self, mine: Sequence[Booked], rows: Sequence[Moved]) -> None:
        self.booked, self.rows = mine, rows
        self.mine: set[int] = set()
        self.theirs: set[int] = set()
        self.counts: dict[str, int] = {"number": 0, "batch": 0, "amount": 0}
        self.differing: dict[str, str] = {}

    def by_number(self) -> None:
        """Pair rows that name a movement's number and have its amount."""
        numbered: dict[str, list[int]] = {}
        for n, one in enumerate(self.booked):
            numbered.setdefault(one.id, []).append(n)
        for m, row in enumerate(self.rows):
            for n in (n for word in _words(row.words) for n in numbered.get(word, ())):
                one = self.booked[n]
                if n not in self.mine and m not in self.theirs and (one.fen > 0) == (row.fen > 0):
                    if one.fen == row.fen:
                        self._pair("number", [n], m)
                    else:
                        self.differing[one.id] = "amount"

    def by_batch(self) -> None:
        """Pair a row with all of a batch that is left, where it is their sum and names the batch or no other is."""
        batches: dict[str, list[int]] = {}
        for n, one in enumerate(self.booked):
            if one.batch and n not in self.mine:
                batches.setdefault(one.batch, []).append(n)
        sums = {name: sum(self.booked[n].fen for n in some) for name, some in batches.items() if len(some) > 1}
        for m, row in enumerate(self.rows):
            if m in self.theirs:
                continue
            fits = [name for name, fen in sums.items() if fen == row.fen and self._near(batches[name], row)]
            named = [name for name in fits if name in _words(row.words)]
            if len(named or fits) == 1:
                name = (named or fits)[0]
                self._pair("batch", batches[name], m)
                del sums[name]

    def _near(self, some: Sequence[int], row: Moved) -> bool:
        return all(abs((self.booked[n].day - row.day).days) <= NEAR for n in some)

    def by_amount(self) -> None:
        """Pair what is left by direction and amount, in the order of days: so as many meet as can."""
        amounts: dict[int, list[int]] = {}
        for n, one in enumerate(self.booked):
            if n not in self.mine and one.id not in self.differing:
                amounts.setdefault(one.fen, []).append(n)
        rows: dict[int, list[int]] = {}
        for m, row in enumerate(self.rows):
            if m not in self.theirs and row.fen in amounts:
                rows.setdefault(row.fen, []).append(m)
        for fen, some in rows.items():
            for n, m in list(self._meet(amounts[fen], some)):
                self._pair("amount", [n], m)

    def _meet(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
        i = j = 0
        while i < len(mine) and j < len(theirs):
            apart = (self.booked[mine[i]].day - self.rows[theirs[j]].day).days
            if abs(apart) <= NEAR:
                yield mine[i], theirs[j]
            i, j = i + (apart <= NEAR), j + (apart >= -NEAR)

    def _pair(self, how: str, mine: Sequence[int], m: int) -> None:
        self.mine.update(mine)
        self.theirs.add(m)
        self.counts[how] += len(mine)


def _words(text: str) -> set[str]:
    """Return what may be a number in the words of a row."""
    for mark in "，。；：、,;:()（）[]【】/":
        text = text.replace(mark, " ")
    return set(text.split())
