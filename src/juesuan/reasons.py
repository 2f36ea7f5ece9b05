"""Reasons of a book's changes (增减原因): what is to be explained, which reasons its facts allow, which they refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from juesuan.accounts import Accounts
from juesuan.books.faults import Fault, fault
from juesuan.books.model import Book
from juesuan.books.open import open_book
from juesuan.books.rules import Ledger
from juesuan.books.schema import schema
from juesuan.books.tables import codes_of, load
from juesuan.compile.compiler import compile_book
from juesuan.publish.document import changes
from juesuan.publish.narrative.catalogue import (
    HOLDS,
    OPEN,
    Known,
    catalogue,
    facts,
    judge,
    recognised,
    suspected,
    worded,
)
from juesuan.publish.narrative.missing import MissingReason
from juesuan.registers.packs import registers
from juesuan.registers.told import told

__all__ = ["Change", "Choice", "contradicted", "reason_faults", "reasons_of"]

_ECONOMIC = {"abroad": "^30212", "vehicle": "^(30231|31013)", "reception": "^30217", "operating_cost": "^(302|310)"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason to choose: its key, its words, whether the book's facts hold, and what is still to be confirmed."""

    key: str
    text: str
    holds: bool
    confirm: str


@dataclass(slots=True)
class Change:
    """A change to be explained: what it is, the reason written so far, the facts of it, and the reasons to choose."""

    about: MissingReason
    written: str
    known: Mapping[str, Known]
    choices: list[Choice]

    @property
    def direction(self) -> str:
        """More or less than the base."""
        actual, base = (float(text.replace(",", "")) for text in (self.about.actual, self.about.base))
        return "more" if actual > base else "less"


def reasons_of(path: Path | Book, compiled: Accounts | None = None) -> list[Change]:
    """Return every change above the threshold with its facts and the reasons they allow, those that hold first.

    `compiled` are the book's accounts where somebody has made them already. Unusable where the book cannot be read.
    """
    book = path if isinstance(path, Book) else open_book(path)
    accounts = replace(
        compiled or compile_book(book), told=told(replace(book, texts={}, tables={**book.tables, "key_work": []}))
    )
    ledger = _ledger(book)
    staff = _staff(book)
    found = []
    for about, written in changes(accounts, book):
        change = Change(about, written, _facts(ledger, about, staff), [])
        change.choices = sorted(_choices(change), key=lambda one: not one.holds)
        found.append(change)
    return found


def contradicted(book: Book, compiled: Accounts | None = None) -> list[Fault]:
    """Return what `reason_faults` names; a book whose reasons say nothing that could be untrue is not asked."""
    doubtful = any(suspected(text, kind) for kind, some in book.reasons.items() for text in some.values())
    return list(reason_faults(reasons_of(book, compiled))) if doubtful else []


def reason_faults(found: list[Change]) -> Iterator[Fault]:
    """Name every reason somebody wrote that the book's own facts contradict, each once."""
    seen: set[tuple[str, str]] = set()
    for change in found:
        for template, fact in recognised(change.written, change.about.kind, change.known):
            if (change.written, template.key) in seen:
                continue
            seen.add((change.written, template.key))
            said = {"value": change.written, "reason": template.text, "zh": fact.zh, "en": fact.en}
            yield fault("reason.contradicted", "reasons.toml", None, change.about.key, **said)


def _choices(change: Change) -> Iterator[Choice]:
    for template in catalogue():
        state = judge(template, change.about.kind, change.direction, change.known)
        if state in (HOLDS, OPEN):
            unknown = [facts()[n].zh for n in template.needs if change.known.get(n, Known(None)).value is None]
            confirm = "、".join([*unknown, *([template.confirm] if template.confirm else [])])
            yield Choice(template.key, worded(template, change.known), state == HOLDS, confirm)


def _ledger(book: Book) -> Ledger:
    codes = codes_of(book.path, book.settings.year)
    return Ledger({t.name: load(book.path, t, codes).table for t in schema().tables.values()}, codes)


def _facts(ledger: Ledger, about: MissingReason, staff: Mapping[str, Known]) -> dict[str, Known]:
    """Ask the book for every fact of a change."""
    code = about.key if about.key.isdigit() else ""
    economic = _ECONOMIC.get(about.key, "")
    chosen = f"cast(function as varchar) like '{code}%'"
    chosen += f" and regexp_matches(coalesce(cast(economic as varchar), ''), '{economic}')"
    ledger.db.execute(f"create or replace temp table lines as select * from budget where {chosen}")
    ledger.db.execute(
        f"create or replace temp table spent as select * from entries where side = 'expenditure' and {chosen}"
    )
    found = dict(staff)
    asked = ledger.db.execute(_asked()).fetchall()
    return found | {key: Known(value, detail or "") for key, value, detail in asked}


@cache
def _asked() -> str:
    """Return one query for all facts: asked one by one, planning them takes longer than the answers."""
    return " union all ".join(
        f"select '{key}', cast(value as boolean), cast(detail as varchar) from ({kind.sql}) as one(value, detail)"
        for key, kind in facts().items()
        if kind.sql
    )


def _staff(book: Book) -> dict[str, Known]:
    """Return whether the department's own units have more staff than a year before, where a register counts them."""
    known = registers(book.path)
    year, codes = book.settings.year, codes_of(book.path, book.settings.year)
    ledger = Ledger(
        {n: load(book.path, known[n].table, codes).table for n in ("staff", "employers") if n in known}, codes
    )
    names = ", ".join("'" + unit.name.replace("'", "''") + "'" for unit in book.units)
    counted = [0, 0, 0]
    if {"staff", "employers"} <= set(known) and names:
        days = (date(year - 1, 12, 31), date(year, 12, 31))
        serving = ", ".join(
            f"count(*) filter (where s.appointed <= '{d}' and (s.ended is null or s.ended > '{d}'))" for d in days
        )
        sql = f"select count(*), {serving} from staff s join employers e on e.id = s.employer where e.name in ({names})"
        counted = list(ledger.db.execute(sql).fetchone() or counted)
    whole, before, now = counted
    if not whole:
        return {"staff_more": Known(None), "staff_less": Known(None)}
    return {"staff_more": Known(now > before), "staff_less": Known(now < before)}
