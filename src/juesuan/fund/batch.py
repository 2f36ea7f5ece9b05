"""Payment batches (发放批次): what is due and not paid yet, made by one, checked again and sent by another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from juesuan.books.faults import Fault, fault
from juesuan.fund.exclusion import Standing
from juesuan.fund.model import LIVE, Batch, Claim, Due, Payment, payment_id
from juesuan.fund.state import State

__all__ = ["Applied", "Entitled", "Excluded", "Left", "batch_number", "made", "released", "unknown", "withdrawn"]

BATCHES = "fund/batches.csv"
Entitled = Callable[[Sequence[Claim], Mapping[Claim, int]], Mapping[Claim, Due]]
"""Says what is due of each claim, given the 分 paid (or on their way) of others; one it leaves out is due nothing."""
Excluded = Callable[[Standing, Standing], bool]
"""Says whether a person may not have both."""


@dataclass(frozen=True, slots=True)
class Applied:
    """An approved application: whom it pays, under which account (its mark), and the months it is for."""

    id: str
    person: str
    payee: str
    programme: str
    account: str
    months: tuple[str, ...]
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A month that is not paid, and why."""

    application: str
    claim: Claim
    why: str


def batch_number(state: State, day: date) -> str:
    """Return the next number of the year."""
    number = 1 + sum(one.id.startswith(f"{day.year}-") for one in state.batches.values())
    return f"{day.year}-{number:03d}"


def made(
    state: State,
    ready: Iterable[Applied],
    through: str,
    entitled: Entitled,
    excluded: Excluded,
    *,
    maker: str,
    day: date,
) -> tuple[State, Batch | None, list[Left]]:
    """Put what is due up to the month `through` and neither paid nor on its way into a batch.

    Nothing new is no batch. Months that are not due, or excluded by another programme, are left with the reason: some
    exclude for ever, so what a person has is looked at over all months, later ones and those of this batch too.
    """
    live, ready = state.live, list(ready)
    wanted = [
        (one, [c for m in one.months if m <= through and (c := Claim(one.person, one.programme, m)) not in live])
        for one in ready
    ]
    dues = entitled([claim for _, claims in wanted for claim in claims], live)
    number, taken = batch_number(state, day), _taken(state, {one.id: one.employer for one in ready})
    payments: dict[str, Payment] = {}
    left: list[Left] = []
    seen: set[Claim] = set()
    for one, claims in wanted:
        good: list[tuple[Claim, int]] = []
        for claim in claims:
            due, mine = dues.get(claim, Due(0)), Standing(claim.programme, claim.month, one.employer)
            theirs = taken.setdefault(claim.person, [])
            why = "twice" if claim in seen else _why(due, mine, theirs, excluded)
            if why:
                left.append(Left(one.id, claim, why))
                continue
            seen.add(claim)
            theirs.append(mine)
            good.append((claim, due.amount))
        if good:
            payment = _payment(state, one, good, number, day)
            payments[payment.id] = payment
    if not payments:
        return state, None, left
    lines = payments.values()
    batch = Batch(number, "made", day, maker, len(payments), sum(line.amount for line in lines))
    return state.with_(payments=lines, batches=[batch]), batch, left


def _taken(state: State, employers: Mapping[str, str]) -> dict[str, list[Standing]]:
    """Return what each person is paid or about to be, in whatever month; `employers` by application."""
    found: dict[str, list[Standing]] = {}
    for one in state.payments.values():
        if one.state in LIVE:
            employer = employers.get(one.application, "")
            found.setdefault(one.person, []).extend(Standing(one.programme, month, employer) for month in one.months)
    return found


def _why(due: Due, mine: Standing, theirs: Iterable[Standing], excluded: Excluded) -> str:
    """Return why a month is not paid, nothing where it is."""
    if due.amount <= 0:
        return due.failed or "not_due"
    barring = sorted(one.programme for one in theirs if excluded(mine, one))
    return f"excluded:{barring[0]}" if barring else ""


def _payment(state: State, one: Applied, good: Sequence[tuple[Claim, int]], batch: str, day: date) -> Payment:
    run = max(state.runs.get(claim, 0) for claim, _ in good)
    months = tuple(claim.month for claim, _ in good)
    identity = payment_id(one.person, one.programme, months, run)
    amounts = tuple(amount for _, amount in good)
    told = (one.person, one.payee, one.programme, one.id, one.account, batch)
    return Payment(identity, run, *told, months, amounts, "made", day)


def released(
    state: State,
    number: str,
    ready: Mapping[str, Applied],
    entitled: Entitled,
    excluded: Excluded,
    *,
    sender: str,
    day: date,
) -> tuple[State, list[Left], list[Fault]]:
    """Release a batch to the bank, every line checked again; what is no longer due or excluded is withdrawn and told.

    Refused where there is no such batch, it is not just made, or its maker would release it. One that was sent
    already stays as it is.
    """
    batch = state.batches.get(number)
    if batch is None:
        return state, [], [unknown(state, number)]
    if batch.state == "sent":
        return state, [], []
    faults = []
    if batch.state != "made":
        faults.append(fault("fund.batch_state", BATCHES, None, "state", value=number, state=batch.state))
    if batch.maker == sender:
        faults.append(fault("fund.batch_apart", BATCHES, None, "sender", value=number, who=sender))
    if day < batch.made:
        faults.append(fault("fund.batch_day", BATCHES, None, "sent", value=number, day=day, made=batch.made))
    if faults:
        return state, [], faults
    lines = state.lines(number)
    own = {claim for line in lines for claim in line.claims}
    dues = entitled(sorted(own, key=_order), {c: fen for c, fen in state.live.items() if c not in own})
    left = _still(state, lines, ready, dues, excluded)
    gone = {one.application for one in left}
    changed = [replace(line, state="withdrawn" if line.application in gone else "sent", day=day) for line in lines]
    good = [line for line in changed if line.state == "sent"]
    sent = replace(
        batch,
        state="sent" if good else "withdrawn",
        sent=day,
        sender=sender,
        lines=len(good),
        amount=sum(line.amount for line in good),
    )
    return state.with_(payments=changed, batches=[sent]), left, []


def _still(
    state: State,
    lines: Sequence[Payment],
    ready: Mapping[str, Applied],
    dues: Mapping[Claim, Due],
    excluded: Excluded,
) -> list[Left]:
    """Return the months that may not be sent any more: not due, or barred by what is paid or on its way elsewhere.

    Of lines of the batch that bar each other, which only a change of the rules can bring about, the first stays.
    """
    batch = {line.id for line in lines}
    others = State({one.id: one for one in state.payments.values() if one.id not in batch})
    employers = {one.id: one.employer for one in ready.values()}
    taken, left = _taken(others, employers), []
    for line in lines:
        theirs = taken.setdefault(line.person, [])
        mine = [Standing(line.programme, month, employers.get(line.application, "")) for month in line.months]
        unfit = _unfit(line, ready.get(line.application), dues) or _barred(line, mine, theirs, excluded)
        left += unfit
        if not unfit:
            theirs += mine
    return left


def _barred(line: Payment, mine: Sequence[Standing], theirs: Sequence[Standing], excluded: Excluded) -> list[Left]:
    """Return the months of a line that something else a person has excludes."""
    found = []
    for claim, one in zip(line.claims, mine, strict=True):
        if barring := sorted(other.programme for other in theirs if excluded(one, other)):
            found.append(Left(line.application, claim, f"excluded:{barring[0]}"))
    return found


def _order(claim: Claim) -> tuple[str, str, str]:
    return claim.person, claim.programme, claim.month


def _unfit(line: Payment, one: Applied | None, dues: Mapping[Claim, Due]) -> list[Left]:
    """Return the months of a line that may not be paid any more."""
    found = []
    for claim, amount in zip(line.claims, line.amounts, strict=True):
        due = dues.get(claim, Due(0))
        if one is None or claim.month not in one.months:
            found.append(Left(line.application, claim, "not_approved"))
        elif one.account != line.account:
            found.append(Left(line.application, claim, "account_changed"))
        elif due.amount < amount:
            found.append(Left(line.application, claim, due.failed or "not_due"))
    return found


def withdrawn(state: State, number: str, *, day: date) -> tuple[State, list[Fault]]:
    """Take back a batch that was not sent; its months can be put into another."""
    batch = state.batches.get(number)
    if batch is None:
        return state, [unknown(state, number)]
    if batch.state == "withdrawn":
        return state, []
    if batch.state != "made":
        return state, [fault("fund.batch_state", BATCHES, None, "state", value=number, state=batch.state)]
    lines = [replace(line, state="withdrawn", day=day) for line in state.lines(number)]
    return state.with_(payments=lines, batches=[replace(batch, state="withdrawn")]), []


def unknown(state: State, number: str) -> Fault:
    """Say that there is no such batch."""
    known = " ".join(list(state.batches)[-5:]) or "—"
    return fault("fund.batch_unknown", BATCHES, None, "id", value=number, expected=known)
