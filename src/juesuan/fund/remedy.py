"""How to object to a decision (救济途径): before whom, by which article of the day's law, and until when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.registers.workdays import add_days

__all__ = ["FILE", "KINDS", "Remedy", "Wording", "remedy_on", "wordings"]

FILE = "fund/letters.toml"
KINDS = ("approved", "refused", "stopped", "ended", "recovered")
"""What a letter can say: the states of an application that are decisions, and a recovery."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Days for a review before `reviewer` and months for a suit, each with its article, in force from a day."""

    start: date
    review: str
    reviewer: str
    days: int
    suit: str
    months: int

    def ends(self, received: date) -> tuple[date, date]:
        """Return the last day of the review and of the suit for a letter received on a day.

        The day itself does not count; a last day that is off moves to the next that is worked, as far as the calendar
        of the State Council is known (行政复议法 88 条, 民事诉讼法 85 条).
        """
        return _last(received, self.days, "calendar"), _last(received, self.months, "months")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind of letter says: its title, its decision with places to fill, the documents it adds."""

    title: str
    decision: str
    basis: tuple[str, ...]


def wordings(book: Path | None = None) -> tuple[tuple[Remedy, ...], Mapping[str, Wording]]:
    """Return remedies, oldest first, and wordings by kind. Unusable where the book's own are not as they should be."""
    path = book / FILE if book else None
    if path is None or not path.exists():
        return _shipped()
    try:
        return _read({**_said(), **tomllib.loads(path.read_text("utf-8-sig"))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, LookupError, TypeError, ValueError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error


def remedy_on(remedies: tuple[Remedy, ...], day: date) -> Remedy:
    """Return the remedy in force on a day; the oldest known for days before it."""
    return next((one for one in reversed(remedies) if one.start <= day), remedies[0])


def _last(start: date, count: int, kind: str) -> date:
    try:
        return add_days(start, count, kind)
    except Unusable:
        if kind == "calendar":
            return start + timedelta(count)
        year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
        following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        return min(date(year, month + 1, 1) + timedelta(start.day - 1), following - timedelta(1))


def _said() -> dict[str, Any]:
    return tomllib.loads((files("juesuan.fund") / "letters.toml").read_text("utf-8"))


@cache
def _shipped() -> tuple[tuple[Remedy, ...], Mapping[str, Wording]]:
    return _read(_said())


def _read(said: Mapping[str, Any]) -> tuple[tuple[Remedy, ...], Mapping[str, Wording]]:
    rows = [
        Remedy(one["from"], one["review"], one["reviewer"], int(one["days"]), one["suit"], int(one["months"]))
        for one in said["remedies"]
    ]
    if not rows:
        raise ValueError("remedies")
    kinds = {}
    for kind in KINDS:
        one = said[kind]
        _filled(one["decision"])
        kinds[kind] = Wording(str(one["title"]), one["decision"], tuple(map(str, one.get("basis", ()))))
    return tuple(sorted(rows, key=lambda one: one.start)), kinds


def _filled(text: str) -> None:
    """Refuse a wording with a place nothing fills. KeyError names it."""
    text.format(**dict.fromkeys(("whose", "programme", "span", "months", "amount", "day", "due", "why"), ""))
