"""Recovery (追回): money that should not have been paid comes back, in instalments, each receipt once."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from juesuan.books.faults import Fault, fault
from juesuan.fund.earlier import adjusted
from juesuan.fund.files import yuan
from juesuan.fund.model import Adjustment, Receipt, Recovery, identity
from juesuan.fund.post import Booking, Postings, Voucher, posted
from juesuan.fund.state import State

__all__ = ["Instalment", "agreed", "instalments", "opened", "overdue", "received", "withdrawn"]

RECOVERIES, RECEIPTS = "fund/recoveries.csv", "fund/receipts.csv"
MOST = 60
"""Instalments there may be."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is due by a day, in 分."""

    number: int
    due: date
    amount: int


def opened(
    state: State, payment: str, amount: int, *, reason: str, count: int, due: date, who: str, day: date
) -> tuple[State, Recovery | None, list[Fault]]:
    """Open the recovery of 分 of a payment. Refused for what was not paid, or is to come back already."""
    whole = state.recoverable(payment)
    if whole is None:
        now = state.payments[payment].state if payment in state.payments else "—"
        return state, None, [fault("fund.recover_unpaid", RECOVERIES, None, "payment", value=payment, state=now)]
    rest = whole - state.reclaimed.get(payment, 0)
    faults = []
    if not 0 < amount <= rest:
        said = {"value": yuan(amount), "rest": yuan(rest), "payment": payment}
        faults.append(fault("fund.recover_amount", RECOVERIES, None, "amount", **said))
    if not reason.strip():
        faults.append(fault("fund.recover_reason", RECOVERIES, None, "reason", payment=payment))
    if not 1 <= count <= MOST or count > amount:
        faults.append(fault("fund.recover_count", RECOVERIES, None, "instalments", value=count, most=MOST))
    if due < day:
        faults.append(fault("fund.recover_due", RECOVERIES, None, "due", value=due, day=day))
    if faults:
        return state, None, faults
    number = sum(one.payment == payment for one in state.recoveries.values())
    made = Recovery(identity("R", payment, number), "opened", payment, amount, reason, count, due, day, who)
    return state.with_(recoveries=[made]), made, []


def agreed(state: State, number: str, *, who: str, day: date) -> tuple[State, list[Fault]]:
    """Agree to a recovery that another opened; done again it changes nothing."""
    one = state.recoveries.get(number)
    if one is None:
        return state, [_unknown(state, number)]
    if one.state == "agreed" and one.agreer == who:
        return state, []
    if one.state != "opened":
        return state, [fault("fund.recover_state", RECOVERIES, None, "state", value=number, state=one.state)]
    if one.opener == who:
        return state, [fault("fund.recover_apart", RECOVERIES, None, "agreer", value=number, who=who)]
    return state.with_(recoveries=[replace(one, state="agreed", agreed=day, agreer=who)]), []


def withdrawn(state: State, number: str) -> tuple[State, list[Fault]]:
    """Withdraw a recovery nothing came back of."""
    one = state.recoveries.get(number)
    if one is None:
        return state, [_unknown(state, number)]
    if one.state == "withdrawn":
        return state, []
    if one.state == "settled" or state.received.get(number):
        return state, [fault("fund.recover_state", RECOVERIES, None, "state", value=number, state=one.state)]
    return state.with_(recoveries=[replace(one, state="withdrawn")]), []


def received(
    state: State, number: str, slip: str, amount: int, postings: Postings, *, who: str, day: date
) -> tuple[State, list[Voucher | Adjustment], list[Fault]]:
    """Take in what came back, and book it. The same slip again changes nothing; with other content it is refused.

    Money of this year takes back expenditure; money of an earlier year is an adjustment, and no entry is touched.
    """
    one = state.recoveries.get(number)
    if one is None:
        return state, [], [_unknown(state, number)]
    before = state.receipts.get(slip)
    if before is not None:
        if (before.recovery, before.amount, before.day) == (number, amount, day):
            return state, [], []
        said = {"value": slip, "recovery": before.recovery, "amount": yuan(before.amount), "day": before.day}
        return state, [], [fault("fund.receipt_twice", RECEIPTS, None, "id", **said)]
    if one.state != "agreed":
        return state, [], [fault("fund.recover_state", RECOVERIES, None, "state", value=number, state=one.state)]
    rest = one.amount - state.received.get(number, 0)
    if not slip.strip() or not 0 < amount <= rest:
        said = {"value": yuan(amount), "rest": yuan(rest), "recovery": number}
        return state, [], [fault("fund.receipt_amount", RECEIPTS, None, "amount", **said)]
    if one.agreed is not None and day < one.agreed:
        return state, [], [fault("fund.receipt_day", RECEIPTS, None, "date", value=day, agreed=one.agreed)]
    settled = [replace(one, state="settled")] if amount == rest else []
    receipt = Receipt(slip, number, amount, day, who)
    if one.payment in state.earlier:
        made = adjusted(state.earlier[one.payment], receipt, postings, len(state.adjustments))
        return state.with_(recoveries=settled, receipts=[receipt], adjustments=[made]), [made], []
    line = state.payments[one.payment]
    stood = line.amount - state.returned(line.id)
    changed, vouchers = posted([Booking(line, stood, stood - amount)], postings, day)
    return state.with_(payments=changed, recoveries=settled, receipts=[receipt]), [*vouchers], []


def instalments(one: Recovery) -> Iterator[Instalment]:
    """Yield what is due when: equal parts, the first takes what does not divide."""
    part, rest = divmod(one.amount, one.count)
    for n in range(one.count):
        year, month = divmod(one.due.year * 12 + one.due.month - 1 + n, 12)
        day = min(one.due.day, monthrange(year, month + 1)[1])
        yield Instalment(n + 1, date(year, month + 1, day), part + (rest if n == 0 else 0))


def overdue(state: State, day: date) -> list[tuple[Recovery, int]]:
    """Return the recoveries of which less came back than was due by a day, with the 分 that lack."""
    found = []
    for one in state.recoveries.values():
        if one.state == "agreed":
            due = sum(part.amount for part in instalments(one) if part.due <= day)
            if (lack := due - state.received.get(one.id, 0)) > 0:
                found.append((one, lack))
    return found


def _unknown(state: State, number: str) -> Fault:
    known = " ".join(list(state.recoveries)[-5:]) or "—"
    return fault("fund.recover_unknown", RECOVERIES, None, "id", value=number, expected=known)
