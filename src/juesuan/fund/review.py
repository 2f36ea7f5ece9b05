"""What is done to applications: entering a list, review, notice, objection, approval, stop, exit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from juesuan.books.cells import Codes
from juesuan.books.faults import Fault, fault
from juesuan.fund.applications import Entered, Row, account_fault, account_fields, entered
from juesuan.fund.shelf import Shelf
from juesuan.registers.store import Desk, Refused, adding, moving
from juesuan.registers.workdays import add_days
from juesuan.vault.sealing import Vault

__all__ = ["NOTICE_DAYS", "approve", "enter", "move", "new_account", "notice", "notice_end", "waiting"]

Written = Callable[[str, Sequence[Mapping[str, Any]]], Mapping[str, bytes]]
"""Writes a notice, given its number and its applications: files of the book by name."""
NOTICE_DAYS = 5
"""Working days of a notice, where the department says no other number."""


def enter(
    shelf: Shelf, rows: Sequence[Row], programmes: Iterable[str], vault: Vault, *, who: str, on: date, file: str
) -> Entered:
    """Take in a list, all of it or nothing; what is wrong is in the answer's `faults`, row by row."""
    found = Entered()

    def work(desk: Desk) -> None:
        nonlocal found
        found = entered(rows, desk.rows, programmes, vault, file)
        if not found.faults and found.records:
            adding(desk, found.records, Codes(on.year), who=who, on=on, why=file)
            found.faults = [_placed(one, found.records, file) for one in desk.faults]
        desk.faults[:] = found.faults

    try:
        shelf.change(work)
    except Refused:
        found.records = []
    return found


def _placed(one: Fault, made: Sequence[Mapping[str, Any]], file: str) -> Fault:
    """Name the row of the list in a fault that counts the records made of it."""
    row = int(made[one.row - 1]["list"].rpartition(":")[2]) if one.row else None
    return Fault(one.code, file, row, one.column, one.params)


def move(
    shelf: Shelf,
    ids: Iterable[str],
    to: str,
    *,
    who: str,
    on: date,
    why: str = "",
    fields: Mapping[str, Any] | None = None,
) -> list[str]:
    """Move applications into a state, all or none. Refused where one may not be moved, or not by this person."""
    return shelf.change(lambda desk: moving(desk, ids, to, Codes(on.year), who=who, on=on, why=why, fields=fields))


def notice_end(start: date, days: int = NOTICE_DAYS) -> date:
    """Return the last day of a notice: the day it is put up is not counted."""
    return add_days(start, days, "working")


def notice(
    shelf: Shelf, ids: Iterable[str], *, who: str, on: date, days: int = NOTICE_DAYS, written: Written | None = None
) -> str:
    """Put reviewed applications up for objections and return the number of the notice.

    What is `written` of them is kept in the book by the same commit that moves them: there is never a list of
    applications that were not moved, nor the other way round. Refused where one may not be moved; Unusable where the
    calendar does not know the year the notice ends in.
    """
    wanted, number, until = list(ids), "", notice_end(on, days)

    def work(desk: Desk) -> None:
        nonlocal number
        number = _next_notice(desk, on)
        moving(desk, wanted, "noticed", Codes(on.year), who=who, on=on, fields={"until": until, "notice": number})
        if not desk.faults and written is not None:
            desk.beside.update(written(number, [desk.rows[one] for one in wanted]))
            desk.final = "undo.notice"

    shelf.change(work)
    return number


def _next_notice(desk: Desk, on: date) -> str:
    """Return the next number of the year: one more than the largest, which only a later notice can take away."""
    said = [str(one.get("notice") or "").partition("-") for one in desk.rows.values()]
    return (
        f"{on.year}-{1 + max((int(n) for year, _, n in said if year == str(on.year) and n.isdigit()), default=0):03d}"
    )


def approve(shelf: Shelf, ids: Iterable[str], *, who: str, on: date) -> list[str]:
    """Approve applications whose notice is over. Refused before its last day has passed."""
    wanted = list(ids)

    def work(desk: Desk) -> None:
        for identity in wanted:
            one = desk.rows.get(identity)
            if one is not None and one["state"] == "noticed" and one["until"] is not None and on <= one["until"]:
                said = {"id": identity, "until": one["until"], "day": on}
                desk.faults.append(
                    fault("fund.notice_open", desk.register.table.file, one.get("_row"), "until", **said)
                )
        moving(desk, wanted, "approved", Codes(on.year), who=who, on=on)

    return shelf.change(work)


def new_account(
    shelf: Shelf, identity: str, account: str, vault: Vault, *, who: str, on: date, why: str, public: bool = False
) -> str:
    """Give an application another account, and return the state it is in then.

    Nobody pays to an account they changed: an approved application is stopped by it and resumed by another; one sent
    back is handed in again and checked by another. Refused in other states, and for what is no account.
    """
    account, to = "".join(account.split()), {"approved": "stopped", "returned": "entered"}

    def work(desk: Desk) -> None:
        file, one = desk.register.table.file, desk.rows.get(identity)
        wrong = account_fault(account, file, public=public)
        if wrong is None and one is not None and one["state"] not in to:
            there = {"state": one["state"], "state_zh": desk.register.states[one["state"]]}
            wrong = fault("fund.account_state", file, one.get("_row"), "state", id=identity, **there)
        if wrong is not None:
            desk.faults.append(wrong)
            return
        fields = account_fields(account, one["person"], vault) if one is not None else {}
        state = to[one["state"]] if one is not None else "stopped"
        moving(desk, [identity], state, Codes(on.year), who=who, on=on, why=why, fields=fields)

    shelf.change(work)
    return str(shelf.records()[identity]["state"])


def waiting(shelf: Shelf, state: str, only: str = "") -> list[str]:
    """Return the ids of the applications in a state, of one list (file) where it is named."""
    return [
        one["id"]
        for one in shelf.records().values()
        if one["state"] == state and (not only or (one["list"] or "").rpartition(":")[0] == only)
    ]
