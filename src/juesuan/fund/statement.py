"""A bank statement (银行对账单): its movements in order, its balances proven, what two files both have once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, fault
from juesuan.fund.files import yuan
from juesuan.fund.intake import Listed, read_list

__all__ = ["Moved", "Statement", "statement_of"]

_OUT, _IN = ("借", "D", "DR", "支出", "转出", "付", "支"), ("贷", "C", "CR", "收入", "转入", "收")


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of a statement: 分 that came in (negative: went out), the balance after it, the words beside it."""

    file: str
    row: int
    day: date
    fen: int
    balance: int | None
    words: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements in their order; the balance before the first and after the last, where the bank prints them."""

    rows: tuple[Moved, ...]
    opening: int | None
    closing: int | None
    repeated: int = 0


def statement_of(book: Path, files: Sequence[Path]) -> tuple[Statement, list[Fault]]:
    """Read a statement of one file or several, with what is wrong in its rows.

    Unusable where a file cannot be read or has not the columns. A file may run backwards, and files may overlap where
    rows have a balance: what is there already is not counted again.
    """
    parts, faults = [], []
    for path in files:
        listed = read_list(book, "statement", path)
        rows, wrong = _rows(listed)
        faults += [*listed.faults, *listed.named(wrong)]
        parts.append(_forward(rows))
        if not listed.rows and not listed.faults:
            faults.append(fault("fund.statement_empty", path.name))
    if faults:
        return Statement((), None, None), faults
    parts.sort(key=lambda some: (some[0].day, some[-1].day))
    whole, repeated = _joined(parts)
    for before, after in pairwise(whole):
        if before.balance is not None and after.balance is not None and before.balance + after.fen != after.balance:
            said = {"value": yuan(after.balance), "expected": yuan(before.balance + after.fen), "before": before.place}
            return Statement((), None, None), [
                fault("fund.statement_balance", after.file, after.row, "balance", **said)
            ]
    first, last = whole[0], whole[-1]
    opening = None if first.balance is None else first.balance - first.fen
    return Statement(tuple(whole), opening, last.balance, repeated), []


def _rows(listed: Listed) -> tuple[list[Moved], list[Fault]]:
    found, faults, bad = [], [], {one.row for one in listed.faults}
    for one in listed.rows:
        if one["_row"] in bad:
            continue
        fen, wrong = _fen(one)
        if wrong:
            said = {"value": " ".join(str(one[name]) for name in ("out", "came", "amount", "flag") if one[name]) or "—"}
            faults.append(fault("fund.statement_row", listed.file.name, one["_row"], "amount", **said))
            continue
        balance = None if one["balance"] is None else int(one["balance"] * 100)
        words = " ".join(str(one[name]) for name in ("serial", "reference", "summary") if one[name])
        found.append(Moved(listed.file.name, one["_row"], one["date"], fen, balance, words))
    return found, faults


def _fen(one: Mapping[str, Any]) -> tuple[int, bool]:
    """Return what a row moved, and whether nobody can say: neither or both sides, or a mark that is not known."""
    out, came = (int((one[name] or 0) * 100) for name in ("out", "came"))
    if out and came:
        return 0, True
    if out or came:
        return came - out, False
    amount, flag = int((one["amount"] or 0) * 100), (one["flag"] or "").strip().upper()
    if not amount:
        return 0, True
    if not flag:
        return amount, False
    known = flag.startswith(_OUT) or flag.startswith(_IN)
    return (-amount if flag.startswith(_OUT) else amount), not known


def _forward(rows: list[Moved]) -> list[Moved]:
    """Return the rows of a file oldest first: turned round where it runs backwards."""
    if rows and (rows[0].day > rows[-1].day or (rows[0].day == rows[-1].day and _broken(rows) > _broken(rows[::-1]))):
        return rows[::-1]
    return rows


def _broken(rows: Sequence[Moved]) -> int:
    pairs = pairwise(rows)
    return sum(b.balance is not None and a.balance is not None and a.balance + b.fen != b.balance for a, b in pairs)


def _joined(parts: Iterable[Sequence[Moved]]) -> tuple[list[Moved], int]:
    """Return the rows of all files, those of a later file left out that an earlier one has with the same balance."""
    whole: list[Moved] = []
    repeated = 0
    for rows in parts:
        there = {(one.day, one.fen, one.balance, one.words) for one in whole if one.balance is not None}
        fresh = [one for one in rows if (one.day, one.fen, one.balance, one.words) not in there]
        repeated += len(rows) - len(fresh)
        whole += fresh
    return whole, repeated
