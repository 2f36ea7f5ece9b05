"""What the fund keeps of its money: payments, batches, recoveries and receipts; amounts are whole 分."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

__all__ = [
    "DEAD",
    "LIVE",
    "SAID",
    "Adjustment",
    "Batch",
    "Claim",
    "Due",
    "Earlier",
    "Payment",
    "Receipt",
    "Recovery",
    "identity",
    "months_between",
    "payment_id",
]

LIVE = ("made", "sent", "paid")
"""The states of a payment that keep its months from being paid again."""
DEAD = ("failed", "withdrawn")
SAID = {
    "made": "已编批",
    "withdrawn": "已撤回",
    "sent": "已送行",
    "pending": "处理中",
    "paid": "到账",
    "failed": "退票",
    "bounced": "退汇",
}
"""What states of a payment, and what a bank says of one, are called."""
_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Claim:
    """What can be paid once: a programme's month (2024-05) of a person."""

    person: str
    programme: str
    month: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a person may have of a programme in a month, in 分; 0 with the reason where nothing."""

    amount: int
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of a batch: the months of a claim and the 分 of each.

    States: made (in a batch), sent (with the bank), paid, failed (came back), withdrawn (never sent). `entry` is the
    voucher that stands for it in the book, `posted` how many vouchers it has had; `account` is the account's mark.
    """

    id: str
    run: int
    person: str
    payee: str
    programme: str
    application: str
    account: str
    batch: str
    months: tuple[str, ...]
    amounts: tuple[int, ...]
    state: str
    day: date
    code: str = ""
    entry: str = ""
    posted: int = 0

    @property
    def amount(self) -> int:
        """Its sum."""
        return sum(self.amounts)

    @property
    def claims(self) -> list[Claim]:
        """Its months as claims."""
        return [Claim(self.person, self.programme, month) for month in self.months]


@dataclass(frozen=True, slots=True)
class Batch:
    """Payments that go to the bank together: made by one person, released by another; state made, sent or withdrawn."""

    id: str
    state: str
    made: date
    maker: str
    lines: int
    amount: int
    sent: date | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money to come back of a payment, in `count` monthly instalments from `due`: opened by one, agreed by another.

    States: opened, agreed, settled, withdrawn.
    """

    id: str
    state: str
    payment: str
    amount: int
    reason: str
    count: int
    due: date
    opened: date
    opener: str
    agreed: date | None = None
    agreer: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A payment of an earlier year's book, brought in to be recovered: `amount` is what may still come back."""

    id: str
    year: int
    person: str
    payee: str
    programme: str
    application: str
    months: tuple[str, str]
    amount: int
    day: date
    entry: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What came back of an earlier year, and what became of it.

    Kinds: carried (the unit keeps it: 年初余额调整), payable (owed to the treasury: 应缴财政款), remitted (handed in).
    """

    id: str
    day: date
    kind: str
    unit: str
    function: str
    fund: str
    amount: int
    payment: str
    slip: str
    who: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came back, by the number of the bank's slip."""

    id: str
    recovery: str
    amount: int
    day: date
    who: str


def identity(mark: str, *parts: object) -> str:
    """Return an id that follows from its parts: the same parts have the same id, other ones another."""
    made = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return mark + base64.b32encode(made).decode()[:_LETTERS]


def payment_id(person: str, programme: str, months: Iterable[str], run: int) -> str:
    """Return the id of a payment: of a person, a programme, its months, and how often they were issued before."""
    return identity("P", person, programme, ",".join(sorted(months)), run)


def months_between(start: date, end: date) -> list[str]:
    """Return the months from one day to another, both included, as 2024-05."""
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, last + 1)]
