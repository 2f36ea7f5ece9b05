"""A disk in memory and a book on it: the same commits and the same decisions as on a real one, many times faster."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from juesuan.books.cells import Codes
from juesuan.books.store import Disk, commit, settle
from juesuan.fund.applications import REGISTER
from juesuan.fund.desk import Desk
from juesuan.fund.shelf import Work
from juesuan.fund.state import State
from juesuan.registers import machine, past
from juesuan.registers.model import Register
from juesuan.registers.packs import shipped
from juesuan.registers.store import Desk as RegisterDesk
from juesuan.registers.store import Refused, written

__all__ = ["Crash", "Dying", "MemoryDesk", "MemoryDisk", "MemoryShelf", "memory_book"]


class Crash(Exception):
    """The machine stops here: what was written is on the disk, what was in memory is gone."""


class Dying:
    """Counts the changes of a disk down to a crash; -1 is never."""

    left = -1

    def step(self) -> bool:
        """Count one; True where this is the one that does not happen."""
        if self.left < 0:
            return False
        self.left -= 1
        return self.left < 0

    def arm(self, left: int) -> None:
        """Let so many changes happen before the crash."""
        self.left = left


class MemoryPath(str):
    """A path that costs nothing: what commits and desks need of one."""

    __slots__ = ()

    def __truediv__(self, name: str) -> MemoryPath:
        return MemoryPath(f"{self}/{name}")

    @property
    def parent(self) -> MemoryPath:
        """The folder it lies in."""
        return MemoryPath(self.rpartition("/")[0])


def memory_book() -> Path:
    """Return where a book in memory lies."""
    return cast(Path, MemoryPath("book"))


class MemoryDisk(Disk):
    """Files by path; what is written by half stays by half."""

    def __init__(self) -> None:
        self.files: dict[Path, bytes] = {}
        self.dying = Dying()

    def write(self, path: Path, content: bytes | Callable[[Path], None]) -> None:
        """Keep a file, or half of it and crash."""
        if not isinstance(content, bytes):
            raise TypeError("only bytes are written to memory")
        if self.dying.step():
            self.files[path] = content[: len(content) // 2]
            raise Crash
        self.files[path] = content

    def sync(self, path: Path) -> None:
        """Nothing is kept back in memory."""

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in the place of another."""
        self._step()
        self.files[target] = self.files.pop(source)

    def remove(self, path: Path) -> None:
        """Remove a file that may be gone already."""
        self._step()
        self.files.pop(path, None)

    def folder(self, path: Path) -> None:
        """Folders are there as soon as a file is in them."""

    def clear(self, path: Path) -> None:
        """Remove all files of a folder."""
        start = f"{path}/"
        for one in [one for one in self.files if str(one).startswith(start)]:
            del self.files[one]

    def exists(self, path: Path) -> bool:
        """Say whether there is a file."""
        return path in self.files

    def read(self, path: Path) -> bytes:
        """Return what a file holds."""
        return self.files[path]

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file."""
        return hashlib.sha256(self.files[path]).hexdigest()

    def _step(self) -> None:
        if self.dying.step():
            raise Crash


class MemoryDesk(Desk):
    """The fund of a book in memory: nobody else has it, so that no lock is taken."""

    @contextmanager
    def opened(self) -> Iterator[State]:
        """Complete what a crash left, then hand out the state."""
        settle(self.book, self.disk)
        yield self.state()


@cache
def _register() -> Register:
    return shipped()[REGISTER]


class MemoryShelf:
    """The register of applications of a book in memory."""

    def __init__(self, book: Path, disk: MemoryDisk, year: int) -> None:
        self.book, self.disk, self.year = book, disk, year
        self.register = _register()
        self._seen: tuple[bytes, bytes] = (b"", b"")
        self._rows: dict[str, machine.Record] = {}
        self._pasts: dict[str, list[machine.Past]] = {}
        self._last = (0, "")

    def records(self) -> Mapping[str, machine.Record]:
        """Return the applications."""
        self._load()
        return self._rows

    def change(self, work: Work) -> list[str]:
        """Do some work and commit it."""
        self._load()
        pasts = {name: list(some) for name, some in self._pasts.items()}
        desk = RegisterDesk(self.register, dict(self._rows), pasts, {}, [], [])
        work(desk)
        if desk.faults:
            raise Refused(desk.faults)
        if desk.entries:
            self._keep(desk)
        return list(desk.changed)

    def _keep(self, desk: RegisterDesk) -> None:
        table = written(self.register, self.register.table.file, desk.rows.values())
        added, number, chain = past.lines(*self._last, desk.entries)
        history = (self._seen[1] or (",".join(past.HEADER) + "\n").encode()) + added.encode()
        assert isinstance(table, bytes)
        writes = {**desk.beside, self.register.table.file: table, self.register.history: history}
        commit(self.book, writes, self.disk)
        self._seen = (table, history)
        self._rows, self._pasts, self._last = desk.rows, desk.pasts, (number, chain)

    def _load(self) -> None:
        """Read both files where they are not what was read last."""
        settle(self.book, self.disk)
        now = tuple(self._read(name) for name in (self.register.table.file, self.register.history))
        if now == self._seen:
            return
        self._seen = (now[0], now[1])
        rows = csv.DictReader(io.StringIO(now[0].decode(), newline=""))
        typed = (machine.typed(self.register, row, Codes(self.year))[0] for row in rows)
        self._rows = {row["id"]: row for row in typed}
        entries = self.entries()
        self._pasts = past.pasts(entries)
        self._last = (len(entries), entries[-1].chain if entries else "")

    def entries(self) -> list[past.Entry]:
        """Return the history."""
        rows: list[Any] = list(csv.reader(io.StringIO(self._read(self.register.history).decode(), newline="")))
        return [past.Entry(*row) for row in rows[1:]]

    def _read(self, name: str) -> bytes:
        path = self.book / name
        return self.disk.read(path) if self.disk.exists(path) else b""
