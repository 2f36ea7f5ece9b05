"""What was exchanged (交换记录): each part that left or came, each receipt; rows chained, numbered by partner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from pathlib import Path

from juesuan.books import chain
from juesuan.books.faults import Fault, fault
from juesuan.exchange.agreement import Agreement
from juesuan.exchange.package import Package

__all__ = ["FILE", "Entry", "appended", "broken", "entries", "kept", "last", "of", "told"]

FILE = "exchange/log.csv"
"""Not among the files a seal covers: a closed book may still be asked for what it holds, and that must be logged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `what` is out, in, or receipt (the partner's, for what left); hashes are of package and agreement."""

    who: str
    what: str
    partner: str
    sequence: int
    on: str
    share: str = ""
    rows: int = 0
    start: str = ""
    end: str = ""
    sha256: str = ""
    agreement: str = ""
    why: str = ""


_NAMES = tuple(one.name for one in fields(Entry))
HEADER = ("number", "time", *_NAMES, "chain")


def entries(book: Path) -> list[Entry]:
    """Return what was exchanged, oldest first; rows that are not whole are left out (`broken` names them)."""
    found = []
    for row in chain.rows_of(_content(book), len(HEADER)):
        said = dict(zip(HEADER, row, strict=True))
        if said["sequence"].isdigit() and said["rows"].isdigit():
            numbers = {"sequence": int(said["sequence"]), "rows": int(said["rows"])}
            found.append(Entry(**{name: said[name] for name in _NAMES} | numbers))  # type: ignore[arg-type]
    return found


def told(who: str, what: str, agreement: Agreement, on: date, package: Package, why: str = "") -> list[Entry]:
    """Return the rows of a package: one for each of its parts; without a reason of its own the purpose agreed on."""
    one, day, partner = package.manifest, on.isoformat(), agreement.key
    rows = [Entry(who, what, partner, one.sequence, day, p.name, p.rows, p.start, p.end, package.sha256,
                  agreement.sha256, why or p.purpose) for p in one.parts]  # fmt: skip
    return rows or [
        Entry(who, what, partner, one.sequence, day, sha256=package.sha256, agreement=agreement.sha256, why=why)
    ]


def appended(book: Path, new: Iterable[Entry]) -> bytes:
    """Return the log with rows more."""
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    return chain.appended(_content(book), HEADER, [[time, *map(str, astuple(one))] for one in new])


def last(book: Path, what: str, partner: str) -> int:
    """Return the number of the last package that went this way; 0 where none did."""
    return max((one.sequence for one in entries(book) if (one.what, one.partner) == (what, partner)), default=0)


def of(book: Path, what: str, partner: str, sequence: int) -> list[Entry]:
    """Return the rows of one package."""
    return [one for one in entries(book) if (one.what, one.partner, one.sequence) == (what, partner, sequence)]


def kept(what: str, partner: str, sequence: int) -> str:
    """Return where the book keeps a package that went out, or its receipt for one that came."""
    return f"exchange/{what}/{partner}-{sequence:04}.zip"


def broken(book: Path) -> Fault | None:
    """Return the first row that does not follow from those before it."""
    content = _content(book)
    row = chain.broken(content, HEADER) if content else None
    return None if row is None else fault("fund.chain", FILE, row)


def _content(book: Path) -> bytes:
    path = book / FILE
    return path.read_bytes() if path.exists() else b""
