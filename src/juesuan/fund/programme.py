"""Subsidy programmes as data: what the law says of each, with dated values (`programmes/*.toml` and the book's own)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault

__all__ = ["Basis", "Ceiling", "Condition", "Dated", "Exclusion", "Programme", "Value", "programmes"]

FOLDER = "fund/programmes"
"""Where a book keeps its own programmes."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A document of the law and its article, in force from a day."""

    document: str
    article: str
    start: date


@dataclass(frozen=True, slots=True)
class Dated:
    """What a value is from a month on (`until` a day, where it ends): 分, months, a count, or (n, d) for n/d."""

    start: date
    until: date | None
    value: int | tuple[int, int]
    text: str
    reference: str
    confirm: bool

    def holds(self, month: date) -> bool:
        """Say whether it holds in the month that starts on this day."""
        return self.start.replace(day=1) <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True, slots=True)
class Value:
    """A number a rule uses; `unit` is yuan, months, count or ratio."""

    name: str
    title: str
    unit: str
    dated: tuple[Dated, ...]

    def at(self, month: date) -> Dated | None:
        """Return what holds in the month, the latest beginning; None where nothing does."""
        return next((one for one in reversed(self.dated) if one.holds(month)), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a person in a month, by which article, and what would satisfy it."""

    name: str
    sql: str
    article: str
    wording: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How many months are paid at most, over a `lifetime` or a `year`, counted over all programmes of the group.

    `months` and `near` name values. Where `near` is given and the first paid month is less than that many months
    before the month of the fact `until`, there is no ceiling before that month; a first month before `changed` is
    measured against the fact `former`, which held then. From the month of the fact `again` on the months are counted
    anew, where the value `terms` allows a second term.
    """

    group: str
    months: str
    per: str
    article: str
    wording: Mapping[str, str]
    near: str = ""
    until: str = ""
    former: str = ""
    changed: date | None = None
    again: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A programme that excludes this one: in the same `month`, `ever`, or ever with the same `employer`."""

    programme: str
    scope: str
    article: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A subsidy programme; `purpose` is its line in the purpose view of the money, `function` its 项."""

    name: str
    file: str
    title: str
    purpose: str
    applicant: str
    payee: str
    function: str
    source: str
    nature: str
    level: str
    priority: int
    documents: tuple[str, ...]
    basis: tuple[Basis, ...]
    values: Mapping[str, Value]
    conditions: tuple[Condition, ...]
    amount: str
    amount_article: str
    ceiling: Ceiling | None = None
    exclusions: tuple[Exclusion, ...] = ()
    note: str = ""

    def value(self, name: str, month: date) -> Dated:
        """Return a value in a month; Unusable (programme, value and month named) where there is none."""
        found = self.values[name].at(month)
        if found is None:
            raise Unusable(fault("fund.no_value", self.file, None, f"values.{name}", **self.without(name, month)))
        return found

    def without(self, name: str, month: date) -> dict[str, str]:
        """Return the words for a value that is not set in a month."""
        title = self.values[name].title
        return {"programme": self.title, "rules": self.file, "name": name, "title": title, "month": f"{month:%Y-%m}"}


def programmes(book: Path | str | None = None) -> dict[str, Programme]:
    """Return the shipped programmes and the book's own (same name replaces), in the order they are decided."""
    from juesuan.fund.reading import checked

    found = dict(_shipped())
    if book is not None:
        for path in sorted((Path(book) / FOLDER).glob("*.toml")):
            found[path.stem] = read(path.stem, f"{FOLDER}/{path.name}", path.read_bytes())
    ordered = sorted(found.values(), key=lambda one: (one.priority, one.name))
    return checked({one.name: one for one in ordered})


@cache
def _shipped() -> Mapping[str, Programme]:
    folder = files("juesuan.fund") / "programmes"
    return {p.name[:-5]: read(p.name[:-5], f"programmes/{p.name}", p.read_bytes()) for p in _files(folder)}


def _files(folder: Any) -> Iterator[Any]:
    yield from sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: str(p.name))


def read(name: str, file: str, content: bytes) -> Programme:
    """Read one programme; Unusable names the file and the field that is wrong."""
    from juesuan.fund.reading import programme_of

    try:
        source = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", file, why=" ".join(str(error).split()))) from error
    return programme_of(name, file, source)
