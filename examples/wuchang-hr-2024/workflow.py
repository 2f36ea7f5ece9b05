"""A year of the example's fund: lists entered, reviewed, noticed and approved, batches paid, returns, posting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from recipients import OPEN, Grant

from juesuan.books.faults import explain
from juesuan.books.identity import luhn
from juesuan.fund import review
from juesuan.fund.applications import Row
from juesuan.fund.bank import bank_of
from juesuan.fund.grid import month_of
from juesuan.fund.model import Claim, Payment, months_between
from juesuan.fund.office import Office
from juesuan.fund.returns import Return
from juesuan.vault.sealing import Vault

ROUNDS = [
    (date(2024, month, day), OPEN + 3 * n + 2)
    for n, (month, day) in enumerate(((1, 8), (4, 8), (7, 8), (10, 8), (12, 2)))
]
"""When a quarter's applications are entered, and up to which month its batch pays."""
ENTERS, CHECKS, REVIEWS, APPROVES, MAKES, SENDS, BOOKS = (
    "录入岗",
    "初审岗",
    "复审岗",
    "审批岗",
    "制批岗",
    "复核岗",
    "记账岗",
)
FAILS, BOUNCES = 431, 6_007
"""One line of so many comes back at once, one of so many after it was paid; in the last batch none does."""
OVERPAID = 90_000
"""分 of one post subsidy that come back in two instalments: 8,501 months of 2,200 yuan are 900 more than 1,870.13."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person or an institution: name, number (identity or credit code), pseudonym; `public` has a firm's account."""

    name: str
    number: str
    mark: str
    public: bool = False


@dataclass(slots=True)
class Works:
    """The fund at work: the office, its vault and applicants, the day it is, and what was done."""

    vault: Vault
    who: Mapping[str, Applicant]
    office: Office = field(init=False)
    day: date = ROUNDS[0][0]
    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        """Return noon of the day."""
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)

    def after(self, days: int) -> date:
        """Let days pass."""
        self.day += timedelta(days)
        return self.day

    def told(self) -> Iterator[str]:
        """Yield what was done, and why months were left."""
        yield "，".join(f"{what} {count:,}" for what, count in self.done.items())
        yield "未发月份：" + ("，".join(f"{why} {count:,}" for why, count in sorted(self.left.items())) or "无")


def run(works: Works, some: Sequence[Grant], programmes: Sequence[str]) -> None:
    """Do the year's work."""
    for number, (day, through) in enumerate(ROUNDS):
        works.day = day
        apply(works, [one for one in some if one.listed == number], programmes, f"{day.year}年第{number + 1}次名单")
        pay(works, through, last=False)
    works.after(1)
    pay(works, ROUNDS[-1][1], last=True)
    recover(works)


def apply(works: Works, some: Sequence[Grant], programmes: Sequence[str], file: str) -> None:
    """Take a list through to approval: who is due nothing is refused, with the conditions that fail."""
    shelf, rows = works.office.shelf, [row(works, number, one) for number, one in enumerate(some, 2)]
    found = review.enter(shelf, rows, programmes, works.vault, who=ENTERS, on=works.day, file=file)
    if found.faults:
        raise ValueError("\n".join(explain(one, "zh") for one in found.faults[:9]))
    good, refused = judged(works, found.records)
    works.after(2)
    for why, ids in refused.items():
        review.move(shelf, ids, "refused", who=CHECKS, on=works.day, why=why)
    review.move(shelf, good, "checked", who=CHECKS, on=works.day)
    review.move(shelf, good, "reviewed", who=REVIEWS, on=works.after(1))
    review.notice(shelf, good, who=REVIEWS, on=works.day)
    works.day = review.notice_end(works.day) + timedelta(1)
    review.approve(shelf, good, who=APPROVES, on=works.day)
    works.done["申请"] += len(found.records)
    works.done["获批"] += len(good)


def judged(works: Works, records: Sequence[Mapping[str, object]]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the ids of those who are due something, and of the others by why not."""
    asked = {one["id"]: [Claim(one["person"], one["programme"], m) for m in _months(one)] for one in records}
    dues = works.office.entitled([c for some in asked.values() for c in some], works.office.desk.state().live)
    good, refused = [], {}
    for identity, claims in asked.items():
        whys = Counter(dues[c].failed for c in claims if c in dues)
        if any(dues[c].amount for c in claims if c in dues):
            good.append(identity)
        else:
            refused.setdefault(whys.most_common(1)[0][0], []).append(identity)
    return good, refused


def _months(one: Mapping[str, object]) -> list[str]:
    return months_between(one["start"], one["last"])


def row(works: Works, number: int, one: Grant) -> Row:
    """Return the row of a list that applies for a grant."""
    who, last = works.who[one.who], month_of(one.first + len(one.amounts) - 1)
    public = who.public or bool(one.employer and one.programme != "post")
    account = f"4200{int((one.employer or one.who)[1:]):016}" if public else card(one.who)
    span = (month_of(one.first), last)
    return Row(number, who.name, who.number, account, one.programme, *span, "示例银行", one.employer, public=public)


def card(who: str) -> str:
    """Return the number of a bank card that checks; no bank has it."""
    body = f"62990000{int(who[1:]):010}"
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def pay(works: Works, through: int, *, last: bool) -> None:
    """Make a batch, release it, take in what the bank says, post it; what came back is in the next batch again."""
    office, month = works.office, f"{month_of(through):%Y-%m}"
    made, left = office.make(month, who=MAKES, day=works.after(1))
    works.left.update(one.why for one in left if last)
    if made is None:
        return
    sent, _ = office.release(made.id, who=SENDS, day=works.after(1))
    lines = office.desk.state().lines(made.id)
    first = [_said(n, one, "3" if not last and n % FAILS == 0 else "0") for n, one in enumerate(lines, 2)]
    take(works, made.id, first, "回单")
    late = [_said(n, one, "R") for n, one in enumerate(lines, 2) if not last and n % BOUNCES == 1]
    if late:
        take(works, made.id, late, "退汇")
    works.done["批次"] += 1
    works.done["笔数"] += sent.lines


def _said(number: int, line: Payment, code: str) -> Return:
    return Return(line.batch, line.id, line.amount, code, line.day, number)


def take(works: Works, batch: str, news: Sequence[Return], file: str) -> None:
    """Take in a return file and bring the book to what it says."""
    day = works.after(1)
    news = [replace(one, day=day) for one in news]
    name = f"{batch}-{file}.csv"
    judged = works.office.take(batch, news, bank_of(), who=BOOKS, day=day, file=name, source="")
    if judged.faults:
        raise ValueError(explain(judged.faults[0], "zh"))
    works.done["退票"] += len(judged.failed)
    works.done["退汇"] += len(judged.bounced)
    works.done["凭证"] += len(works.office.post(who=BOOKS))


def recover(works: Works) -> None:
    """Get back what one post subsidy was too much."""
    office = works.office
    paid = office.desk.state().payments.values()
    line = next(
        (one for one in paid if one.programme == "post" and one.state == "paid" and one.amount > OVERPAID), None
    )
    if line is None:
        return
    due, why = works.after(1) + timedelta(30), "缺勤天数应扣减岗位补贴"
    opened = office.reclaim(line.id, OVERPAID, why=why, count=2, due=due, who=CHECKS, day=works.day)
    office.agree(opened.id, who=APPROVES, day=works.day)
    for n in (1, 2):
        vouchers = office.receive(opened.id, f"HK{n:04}", OVERPAID // 2, who=BOOKS, day=works.after(1))
        works.done["凭证"] += len(vouchers)
    works.done["追回"] += 1
