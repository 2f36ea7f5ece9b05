"""What was done to a book (经过): imports, undoings, seals and reopenings, each row chained to the one before."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from juesuan.books.faults import Fault, fault
from juesuan.books.lock import user

__all__ = ["FILE", "HEADER", "Event", "append", "broken", "events", "imports"]

FILE = "history.csv"


@dataclass(frozen=True, slots=True)
class Event:
    """One row: `what` is import, undo, seal or reopen; the other columns say of what, as docs/book-format.md lists.

    For an import `detail` is the source file, `sha256` its content, `into` the file written and `after` its SHA-256.
    For a reopening `detail` is the reason; for a seal `sha256` is its chain.
    """

    number: str
    time: str
    who: str
    what: str
    table: str = ""
    detail: str = ""
    sheet: str = ""
    sha256: str = ""
    mapping: str = ""
    rows: str = ""
    into: str = ""
    after: str = ""
    chain: str = ""


HEADER = [field.name for field in fields(Event)]


def events(book: Path) -> list[Event]:
    """Return what was done, oldest first; rows that are not whole are left out (`broken` names them)."""
    path = book / FILE
    if not path.exists():
        return []
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig", "replace"), newline="")))
    return [Event(*row) for row in rows[1:] if len(row) == len(HEADER)]


def append(book: Path, what: str, **said: str) -> bytes:
    """Return the content of the history with one row more."""
    known = events(book)
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    number = str(len(known) + 1)
    new = replace(Event(number, time, said.pop("who", "") or user(), what), **said)
    known.append(replace(new, chain=_chain(known[-1].chain if known else "", new)))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(astuple(one) for one in known)
    return stream.getvalue().encode()


def _chain(before: str, event: Event) -> str:
    said = "\x1f".join([before, *astuple(event)[:-1]])
    return hashlib.sha256(said.encode()).hexdigest()


def broken(book: Path) -> Fault | None:
    """Return the first row that does not follow from those before it."""
    path = book / FILE
    if not path.exists():
        return None
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig", "replace"), newline="")))
    before = ""
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(HEADER) or row[-1] != _chain(before, Event(*row)):
            return fault("history.broken", FILE, number)
        before = row[-1]
    return None if rows and rows[0] == HEADER else fault("history.broken", FILE, 1)


def imports(book: Path) -> list[Event]:
    """Return the imports that stand: those that were not undone, oldest first."""
    standing: list[Event] = []
    for one in events(book):
        if one.what == "import":
            standing.append(one)
        elif one.what == "undo":
            standing = [other for other in standing if other.number != one.detail]
    return standing
