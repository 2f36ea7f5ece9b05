"""Applications (补贴申请) from a list: each row judged, the personal numbers put under lock, all rows taken or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from juesuan.books.cells import masked
from juesuan.books.faults import Fault, fault
from juesuan.books.identity import born, card, credit_code, id_number, to18
from juesuan.fund.batch import Applied
from juesuan.fund.model import identity, months_between
from juesuan.vault import mask
from juesuan.vault.leaks import leaks_in_text
from juesuan.vault.sealing import Vault

__all__ = ["REGISTER", "Entered", "Row", "account_fault", "account_fields", "applied", "entered"]

REGISTER = "applications"
OVER = ("refused", "ended")
"""States in which an application no longer stands in the way of another."""
MOST, YOUNGEST = 120, 16
"""Months an application may be for, and the age below which nobody may work (劳动法 第十五条)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list as it was typed, with its number there.

    `public` marks an account that is no card (对公); an institution that applies has its credit code as its number.
    """

    number: int
    name: str
    id_number: str
    account: str
    programme: str
    start: date
    end: date
    bank: str = ""
    employer: str = ""
    employer_code: str = ""
    public: bool = False


@dataclass(slots=True)
class Entered:
    """What becomes of a list: records to add, ids that are there already, and what is wrong (then none is added)."""

    records: list[dict[str, Any]] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def entered(
    rows: Iterable[Row],
    known: Mapping[str, Mapping[str, Any]],
    programmes: Iterable[str],
    vault: Vault,
    file: str,
) -> Entered:
    """Judge the rows of a list against each other and against the applications known (by id).

    The same row again is present already; months of the same person and programme may not overlap otherwise.
    """
    names = tuple(programmes)
    by_person: dict[str, list[Mapping[str, Any]]] = {}
    for one in known.values():
        by_person.setdefault(one["person"], []).append(one)
    found = Entered()
    seen: dict[str, list[Row]] = {}
    for row in rows:
        faults = list(_cells(row, names, file))
        if faults:
            found.faults += faults
            continue
        number = to18(_plain(row.id_number))
        person = vault.mark("id_number", number)
        twice = next((one for one in seen.get(person, []) if _meet(one, row)), None)
        if twice is not None:
            found.faults.append(fault("fund.list_twice", file, row.number, "id_number", first=twice.number))
            continue
        seen.setdefault(person, []).append(row)
        _take(found, row, person, number, by_person.get(person, []), vault, file)
    return found


def _take(
    found: Entered,
    row: Row,
    person: str,
    number: str,
    theirs: Sequence[Mapping[str, Any]],
    vault: Vault,
    file: str,
) -> None:
    """Make the record of a row, or say that it is there already or stands against another."""
    other = next((one for one in theirs if one["name"] != row.name), None)
    if other is not None:
        said = {"value": mask.name(row.name), "other": mask.name(other["name"])}
        found.faults.append(fault("fund.list_name", file, row.number, "name", **said))
        return
    open_ = [one for one in theirs if one["programme"] == row.programme and one["state"] not in OVER]
    for one in open_:
        if (one["start"], one["last"]) == (row.start, row.end):
            found.present.append(one["id"])
            return
        if one["start"] <= row.end and row.start <= one["last"]:
            said = {"other": one["id"], "start": one["start"], "end": one["last"], "state": one["state"]}
            found.faults.append(fault("fund.list_overlap", file, row.number, "start", **said))
            return
    same = (row.programme, row.start, row.end)
    turn = sum((one["programme"], one["start"], one["last"]) == same for one in theirs)
    found.records.append(_record(row, person, number, turn, vault, file))


def _record(row: Row, person: str, number: str, turn: int, vault: Vault, file: str) -> dict[str, Any]:
    account = _plain(row.account)
    return {
        "id": identity("A", person, row.programme, row.start, row.end, turn),
        "name": row.name,
        "person": person,
        "id_number": vault.seal(number, "id_number", person),
        "id_shown": mask.id_number(number),
        **account_fields(account, person, vault),
        "bank": row.bank,
        "programme": row.programme,
        "start": row.start,
        "last": row.end,
        "employer": row.employer,
        "employer_code": row.employer_code,
        "list": f"{file}:{row.number}",
    }


def _plain(text: str) -> str:
    """Return a number as it is meant: half-width digits, without gaps, hyphens and characters nobody sees."""
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) not in ("Cf", "Cc"))
    return re.sub(r"[\s\-\u2010-\u2015]+", "", "".join(seen)).upper()


def _meet(one: Row, other: Row) -> bool:
    return one.programme == other.programme and one.start <= other.end and other.start <= one.end


def _cells(row: Row, programmes: Sequence[str], file: str) -> Iterable[Fault]:
    """Yield what is wrong with a row by itself."""
    number, account = _plain(row.id_number), _plain(row.account)
    if not id_number(number) and not (row.public and credit_code(number)):
        lost = re.fullmatch(r"\d(\.\d+)?E\+?\d+|\d{15}0{3}", number)
        yield fault(
            "fund.id_rounded" if lost else "number.id_number", file, row.number, "id_number", value=masked(number)
        )
    if (wrong := account_fault(account, file, row.number, public=row.public)) is not None:
        yield wrong
    for column, text in (("name", row.name), ("bank", row.bank), ("employer", row.employer)):
        if found := leaks_in_text(text):
            yield fault("fund.loose_number", file, row.number, column, value=masked(found[0][1]))
    if row.programme not in programmes:
        yield fault("fund.programme", file, row.number, "programme", value=row.programme, expected=" ".join(programmes))
    if row.end < row.start:
        yield fault("fund.span", file, row.number, "end", start=row.start, end=row.end)
    elif len(months_between(row.start, row.end)) > MOST:
        yield fault("fund.span_long", file, row.number, "end", start=row.start, end=row.end, most=MOST)
    elif (day := born(to18(number))) is not None and row.start.year - day.year < YOUNGEST:
        said = {"start": row.start, "born": day.year, "least": YOUNGEST}
        yield fault("fund.span_born", file, row.number, "start", **said)


def account_fault(account: str, file: str, row: int | None = None, *, public: bool = False) -> Fault | None:
    """Return what is wrong with a bank account; one of a body (`public`) need not be a card."""
    if not re.fullmatch(r"\d{12,30}", account):
        return fault("fund.account", file, row, "account", value=masked(account))
    if not public and not card(account):
        return fault("fund.card", file, row, "account", value=masked(account))
    return None


def account_fields(account: str, person: str, vault: Vault) -> dict[str, str]:
    """Return the fields of an application that hold an account."""
    return {
        "account": vault.seal(account, "account", person),
        "account_mark": vault.mark("account", account),
        "account_shown": mask.account(account),
    }


def applied(records: Iterable[Mapping[str, Any]]) -> dict[str, Applied]:
    """Return the applications that may be paid, by id: approved ones, and of those ended the months before the end."""
    found = {}
    for one in records:
        if one["state"] not in ("approved", "ended") or one["approved"] is None:
            continue
        months = months_between(one["start"], one["last"])
        if one["state"] == "ended":
            months = [month for month in months if month < one["ended"].isoformat()[:7]]
        told = (one["id"], one["person"], one["name"], one["programme"], one["account_mark"])
        employer = one["employer_code"] or one["employer"] or ""
        found[one["id"]] = Applied(*told, tuple(months), employer)
    return found
