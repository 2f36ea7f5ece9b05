"""Payments of earlier years that come back (以前年度追回): brought in from their book, kept or handed in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.seal import sealed
from juesuan.fund.desk import Desk
from juesuan.fund.files import yuan
from juesuan.fund.model import Adjustment, Earlier, Receipt
from juesuan.fund.post import Postings
from juesuan.fund.posting import FILE
from juesuan.fund.state import State
from juesuan.vault import mask

__all__ = ["accounts", "adjusted", "brought", "earlier_of", "remitted"]

EARLIER, ADJUSTMENTS = "fund/earlier.csv", "fund/adjustments.csv"


def earlier_of(source: Path, payment: str, year: int) -> Earlier:
    """Return a payment of an earlier year's book, to be recovered in the book of `year`.

    Unusable where the book is not of an earlier year or is still open (then it comes back there), where the payment was
    not paid and posted in it, or nothing is left to come back. A book that had it from a still earlier one will do.
    """
    said, state = settings_of(source), Desk(source).state()
    if said.year >= year:
        raise Unusable(fault("fund.earlier_year", source, value=said.year, year=year))
    if sealed(source) is None:
        raise Unusable(fault("fund.earlier_open", source, value=said.year))
    whole = state.recoverable(payment)
    rest = None if whole is None else whole - state.returned(payment)
    if not rest:
        now = state.payments[payment].state if payment in state.payments else "—"
        raise Unusable(fault("fund.earlier_unpaid", source, None, "payment", value=payment, state=now))
    if payment in state.earlier:
        known = state.earlier[payment]
        return Earlier(
            *(known.id, known.year, known.person, known.payee, known.programme, known.application),
            *(known.months, rest, known.day, known.entry),
        )
    line = state.payments[payment]
    months = (line.months[0], line.months[-1])
    head = (line.id, said.year, line.person, mask.name(line.payee), line.programme, line.application)
    return Earlier(*head, months, rest, line.day, line.entry)


def brought(state: State, one: Earlier) -> tuple[State, list[Fault]]:
    """Take a payment of an earlier year in; one that is there stays as it is. Refused for one of this year."""
    if one.id in state.payments:
        return state, [fault("fund.earlier_own", EARLIER, None, "id", value=one.id)]
    return (state, []) if one.id in state.earlier else (state.with_(earlier=[one]), [])


def adjusted(one: Earlier, receipt: Receipt, postings: Postings, number: int) -> Adjustment:
    """Return how a receipt of an earlier year is booked. Unusable where nobody said whether it is kept."""
    to = postings(one.programme)
    if not to.earlier:
        raise Unusable(fault("fund.posting_earlier", FILE, None, "earlier", value="—", programme=one.programme))
    identity = f"{one.id}-E{number + 1}"
    head = (identity, receipt.day, to.earlier, to.unit, to.function, to.fund)
    return Adjustment(*head, receipt.amount, one.id, receipt.id, receipt.who)


def remitted(
    state: State, slip: str, amount: int, unit: str, *, who: str, day: date
) -> tuple[State, Adjustment | None, list[Fault]]:
    """Hand in what is owed to the treasury. The same slip again changes nothing; with other content it is refused."""
    owed = {one.unit for one in state.adjustments.values() if one.kind == "payable"}
    unit = unit or (next(iter(owed)) if len(owed) == 1 else "")
    made = Adjustment(f"T{slip}", day, "remitted", unit, "", "", amount, "", slip, who)
    before = state.adjustments.get(made.id)
    if before is not None:
        if (before.amount, before.day, before.unit) == (amount, day, unit):
            return state, None, []
        said = {"value": slip, "amount": yuan(before.amount), "day": before.day}
        return state, None, [fault("fund.remit_twice", ADJUSTMENTS, None, "slip", **said)]
    if unit not in owed:
        found = " ".join(sorted(owed)) or "—"
        return state, None, [fault("fund.remit_unit", ADJUSTMENTS, None, "unit", value=unit or "—", expected=found)]
    rest = min(state.owing(unit, day), state.owing(unit, date.max))
    if not slip.strip() or not 0 < amount <= rest:
        said = {"value": yuan(amount), "rest": yuan(rest), "unit": unit, "day": day}
        return state, None, [fault("fund.remit_amount", ADJUSTMENTS, None, "amount", **said)]
    return state.with_(adjustments=[made]), made, []


@cache
def accounts() -> Mapping[str, Mapping[str, str]]:
    """Return, by kind of adjustment, the accounts of both ledgers it is booked under (`earlier.toml`)."""
    return tomllib.loads((files("juesuan.fund") / "earlier.toml").read_text("utf-8"))
