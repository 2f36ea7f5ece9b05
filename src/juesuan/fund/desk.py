"""The fund of a book on the desk: its state, read when it changed, and one commit for each thing done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.books import chain
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.schema import schema
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Disk, Write, commit, recover, settle
from juesuan.fund.files import TABLES, decoded, encoded, yuan
from juesuan.fund.state import State

__all__ = ["HEADER", "HISTORY", "Desk", "Event", "now"]

HISTORY = "fund/history.csv"
_LATER = ("earlier", "adjustments")
HEADER = ("number", "time", "who", "what", "subject", "detail", "rows", "amount", "source", "after", "chain")


def now() -> datetime:
    """Return the time, with the zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Event:
    """A thing done: by whom, what (make, release, …), to what; its rows and 分, and the SHA-256 of its source."""

    who: str
    what: str
    subject: str
    detail: str = ""
    rows: int = 0
    amount: int = 0
    source: str = ""


class Desk:
    """The fund of one book. All reading and writing goes through `disk`, the time comes from `now`."""

    def __init__(self, book: Path, disk: Disk | None = None, now: Callable[[], datetime] = now) -> None:
        self.book, self.disk, self.now = book, disk or Disk(), now
        self._known: dict[str, tuple[bytes, str, Any]] = {}
        self._state = State()

    def read(self, name: str) -> bytes:
        """Return a file's content, nothing where there is none."""
        path = self.book / name
        return self.disk.read(path) if self.disk.exists(path) else b""

    def state(self) -> State:
        """Return the state of the fund. Unusable where a table was changed other than by what the history says."""
        tables, changed = {}, False
        for name in TABLES:
            content = self.read(schema().tables[name].file)
            kept = self._known.get(name)
            if kept is None or kept[0] != content:
                kept = self._known[name] = (content, _digest(name, content), decoded(name, content))
                changed = True
            tables[name] = kept[2]
        if changed:
            self._state = State(**tables)
            self._proven()
        return self._state

    def _proven(self) -> None:
        """Stop where the tables are not those the last thing done left."""
        found = self.broken()
        if found is not None:
            raise Unusable(found)

    def broken(self) -> Fault | None:
        """Return what is wrong with the history: a row out of its chain, or tables that are not as it ends."""
        content = self.read(HISTORY)
        row = chain.broken(content, HEADER) if content else None
        if row is not None:
            return fault("fund.chain", HISTORY, row)
        last = chain.rows_of(content, len(HEADER))[-1:]
        expected = last[0][9] if last else _after({})
        if expected != _after({name: self.read(schema().tables[name].file) for name in TABLES}):
            return fault("fund.altered", "fund/", when=last[0][1] if last else "—")
        return None

    @contextmanager
    def opened(self) -> Iterator[State]:
        """Hold the book's lock over reading and writing. Unusable where the book is sealed or in use."""
        recover(self.book, self.disk)
        refuse_sealed(self.book)
        with locked(self.book):
            settle(self.book, self.disk)
            yield self.state()

    def done(self, after: State, event: Event, more: Mapping[str, Write] | None = None) -> None:
        """Write what is other than before, the history and `more`, all or nothing; nothing where nothing is."""
        before, writes, fresh = self._state, dict(more or {}), {}
        if not writes and all(getattr(after, name) is getattr(before, name) for name in TABLES):
            return
        for name in TABLES:
            rows = getattr(after, name)
            if rows is not getattr(before, name):
                content = encoded(name, rows.values())
                writes[schema().tables[name].file] = content
                fresh[name] = (content, _sha256(content), rows)
        digests = {name: kept[1] for name, kept in {**self._known, **fresh}.items()}
        writes[HISTORY] = chain.appended(self.read(HISTORY), HEADER, [self._row(event, _joined(digests))])
        said = f"fund.{event.what}", event.subject, event.who, event.detail, event.rows
        commit(self.book, writes, self.disk, Change(*said, final=f"undo.{event.what}"))
        self._known.update(fresh)
        self._state = after

    @property
    def number(self) -> int:
        """The number the next thing done will have."""
        return 1 + len(chain.rows_of(self.read(HISTORY), len(HEADER)))

    def _row(self, event: Event, after: str) -> list[str]:
        time = self.now().isoformat(timespec="seconds")
        head = [time, event.who, event.what, event.subject, event.detail, str(event.rows), yuan(event.amount)]
        return [*head, event.source, after]

    def history(self) -> list[dict[str, str]]:
        """Return what was done, oldest first."""
        rows = chain.rows_of(self.read(HISTORY), len(HEADER))
        return [dict(zip(HEADER, row, strict=True)) for row in rows]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _after(contents: Mapping[str, bytes]) -> str:
    return _joined({name: _digest(name, contents.get(name, b"")) for name in TABLES})


def _digest(name: str, content: bytes) -> str:
    """Return the hash of a table; one that is not there is as one without rows."""
    return _sha256(content or encoded(name, ()))


def _joined(digests: Mapping[str, str]) -> str:
    """Return one hash over all tables; later ones count where they have rows, so that older books still hold."""
    told = [name for name in TABLES if name not in _LATER or digests[name] != _digest(name, b"")]
    return _sha256("\n".join(digests[name] for name in told).encode())
