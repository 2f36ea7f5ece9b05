"""Bank returns (银行回单): each line is judged against what was sent; one that does not fit refuses the whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from juesuan.books.faults import Fault, fault
from juesuan.fund.bank import Bank
from juesuan.fund.files import yuan
from juesuan.fund.model import SAID, Payment
from juesuan.fund.state import State

__all__ = ["Judged", "Return", "judged"]


@dataclass(frozen=True, slots=True)
class Return:
    """One line of a return file, and its row there."""

    batch: str
    payment: str
    amount: int
    code: str
    day: date
    row: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a return file changes: the payments now paid, failed or bounced; how many it only repeats or leaves open."""

    state: State
    paid: list[Payment]
    failed: list[Payment]
    bounced: list[Payment]
    repeated: int
    pending: int
    faults: list[Fault]


def judged(state: State, number: str, returns: Iterable[Return], bank: Bank, file: str, today: date) -> Judged:
    """Judge the return file of a batch; with a fault in any row the state stays as it is.

    The same news twice is harmless. Refused: another batch, an unknown payment, an amount or a code that does not fit,
    a payment that was never sent, a day that cannot be, and news that contradict what the bank said before.
    """
    changed: dict[str, Payment] = {}
    kinds: dict[str, list[Payment]] = {"paid": [], "failed": [], "bounced": []}
    repeated = pending = 0
    faults: list[Fault] = []
    for one in returns:
        line = changed.get(one.payment) or state.payments.get(one.payment)
        kind = bank.kind(one.code)
        wrong = _wrong(state, number, one, line, kind, file, today)
        if wrong is not None or line is None or kind is None:
            faults += [wrong] if wrong is not None else []
        elif kind == "pending":
            pending += 1
        elif _said(line, kind):
            repeated += 1
        else:
            after = replace(line, state="paid" if kind == "paid" else "failed", day=one.day, code=one.code)
            changed[line.id] = after
            kinds[kind].append(after)
    if faults:
        return Judged(state, [], [], [], 0, 0, faults)
    after_all = state.with_(payments=changed.values())
    return Judged(after_all, kinds["paid"], kinds["failed"], kinds["bounced"], repeated, pending, [])


def _said(line: Payment, kind: str) -> bool:
    """Say whether the bank said so before."""
    return line.state == ("paid" if kind == "paid" else "failed")


def _wrong(
    state: State, number: str, one: Return, line: Payment | None, kind: str | None, file: str, today: date
) -> Fault | None:
    """Return why a line cannot be taken."""
    if one.batch != number:
        return fault("fund.return_batch", file, one.row, "batch", value=one.batch, expected=number)
    if line is None or line.batch != number:
        other = line.batch if line else "—"
        return fault("fund.return_payment", file, one.row, "payment", value=one.payment, batch=number, other=other)
    if line.amount != one.amount:
        said = {"value": yuan(one.amount), "expected": yuan(line.amount)}
        return fault("fund.return_amount", file, one.row, "amount", payment=one.payment, **said)
    if kind is None:
        return fault("fund.return_code", file, one.row, "code", value=one.code)
    if line.state in ("made", "withdrawn"):
        return fault(
            "fund.return_unsent",
            file,
            one.row,
            "payment",
            value=one.payment,
            state=line.state,
            state_zh=SAID[line.state],
        )
    sent = state.batches[number].sent
    if one.day > today or (sent is not None and one.day < sent):
        return fault("fund.return_day", file, one.row, "date", value=one.day, sent=sent or "—", today=today)
    if kind == "pending" or _said(line, kind):
        return None
    if kind == "bounced" and state.reclaimed.get(line.id):
        return fault("fund.return_reclaimed", file, one.row, "code", value=one.payment)
    allowed = {("sent", "paid"), ("sent", "failed"), ("sent", "bounced"), ("paid", "bounced")}
    if (line.state, kind) not in allowed:
        said = {"before": line.state, "day": str(line.day), "said": line.code, "kind": kind}
        said |= {"before_zh": SAID[line.state], "kind_zh": SAID[kind]}
        return fault("fund.return_contrary", file, one.row, "code", value=one.payment, **said)
    return None
