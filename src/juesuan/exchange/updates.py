"""Records that came before and have moved on (更新): fields that may change are amended, the state is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from juesuan.books.cells import Codes
from juesuan.books.faults import Fault
from juesuan.books.open import settings_of
from juesuan.books.tables import codes_of
from juesuan.exchange.agreement import Share
from juesuan.exchange.numbers import place
from juesuan.registers import machine
from juesuan.registers.store import Desk, changed, moving

__all__ = ["updated"]

_STATE = "state"


def updated(book: Path, share: Share, rows: list[dict[str, str]], label: str, *, who: str, on: date) -> int:
    """Bring records of a register up to date and return how many changed; rows without a record are left alone.

    What the agreement does not let change is not looked at: the import that follows refuses a row that differs in it.
    Refused by part, row and field where a value is faulty or the register does not permit a move.
    """
    if not share.changes or "id" not in share.fields:
        return 0
    codes = codes_of(book, settings_of(book).year)
    why = f"{share.purpose}（{label}）"
    done: set[str] = set()

    def work(desk: Desk) -> None:
        for number, row in enumerate(rows):
            before = desk.rows.get(row[share.named("id")])
            if before is None:
                continue
            faults = len(desk.faults)
            if _change(desk, share, before, row, codes, who=who, on=on, why=why):
                done.add(before["id"])
            placed = [_placed(one, share, label, number) for one in desk.faults[faults:]]
            desk.faults[faults:] = placed

    changed(book, share.dataset, work, None)
    return len(done)


def _change(
    desk: Desk,
    share: Share,
    before: machine.Record,
    row: Mapping[str, str],
    codes: Codes,
    *,
    who: str,
    on: date,
    why: str,
) -> bool:
    """Put what changed of a record on the desk; say whether anything did."""
    said = {one: _ours(share, one, row[share.named(one)]) for one in share.changes if one in share.fields}
    known, faults = machine.typed(desk.register, said, codes)
    new: dict[str, Any] = {one: value for one, value in known.items() if before.get(one) != value}
    desk.faults += faults
    to = new.pop(_STATE, None)
    if to is not None:
        moving(desk, [before["id"]], to, codes, who=who, on=on, why=why, fields=new)
    elif new:
        after, wrong = machine.amended(desk.register, before, new, before.get("_row"))
        desk.faults += wrong or machine.judged(desk.register, after, before.get("_row"))
        desk.keep(before, after, who=who, on=on, why=why)
    return to is not None or bool(new)


def _ours(share: Share, column: str, text: str) -> str:
    return share.values.get(column, {}).get(text, text)


def _placed(one: Fault, share: Share, label: str, number: int) -> Fault:
    """Return a fault at the part, row and field that asked for it."""
    column = share.named(one.column) if one.column in share.fields else one.column
    return replace(one, file=f"{label}.csv", row=place(number), column=column)
