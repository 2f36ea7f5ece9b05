"""What changed a book last (改动): each change, the files it wrote and what they held before, so that it can be undone.

The journal is the program's own, beside the lock: it may be deleted, and then nothing can be undone any more. What was
done for good stands in the histories of the book (`history.csv`, of each register, of the fund), which only ever grow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from juesuan.books.lock import user

__all__ = ["FILE", "Change", "Step", "Touched", "grows", "image_of", "noted", "pruned", "standing", "steps"]

FILE = ".juesuan/journal.json"
IMAGES = ".juesuan/before"
KEPT, BYTES = 20, 200_000_000
"""How many changes are kept, and how much of what was before them; the last one always is."""


class Store(Protocol):
    """What a journal needs of a disk."""

    def exists(self, path: Path) -> bool: ...
    def read(self, path: Path) -> bytes: ...
    def digest(self, path: Path) -> str: ...
    def keep(self, path: Path, image: Path) -> None: ...
    def clear(self, path: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to a book: `what` (import, register.add, …) to what, by whom, of how many rows.

    `final` is the code of the fault that says why it cannot be undone and what is done instead. `forget` takes away
    what was before all earlier changes too: numbers that were put under lock must be nowhere.
    """

    what: str
    subject: str = ""
    who: str = ""
    detail: str = ""
    rows: int = 0
    final: str = ""
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """A file of a change: its bytes before (None: it was not there) and after, the SHA-256 after ("": it is gone)."""

    path: str
    before: int | None
    size: int
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """A change that was made; an undoing says in `undoes` which."""

    number: int
    time: str
    who: str
    what: str
    subject: str = ""
    detail: str = ""
    rows: int = 0
    final: str = ""
    files: tuple[Touched, ...] = ()
    undoes: int = 0


def grows(path: str) -> bool:
    """Say whether a file is a history: rows are added to it and never taken away, not by an undoing either."""
    return path.endswith("history.csv")


def image_of(book: Path, step: Step, at: int) -> Path:
    """Return where what the file `at` of a step held before is kept."""
    return book / IMAGES / str(step.number) / str(at)


def steps(book: Path, disk: Store) -> list[Step]:
    """Return the changes that are known, oldest first; none where the journal is gone or cannot be read."""
    path = book / FILE
    try:
        said = json.loads(disk.read(path)) if disk.exists(path) else []
        return [Step(**{**one, "files": tuple(Touched(**file) for file in one["files"])}) for one in said]
    except (ValueError, TypeError, KeyError, OSError):
        return []


def standing(known: Sequence[Step]) -> list[Step]:
    """Return the changes that were not undone, oldest first, without the undoings themselves."""
    undone = {one.undoes for one in known}
    return [one for one in known if not one.undoes and one.number not in undone]


def noted(book: Path, change: Change, after: Mapping[str, Path | None], disk: Store, undoes: int = 0) -> bytes:
    """Keep what the files of a change hold now and return the journal with it.

    `after` is by path the file that is to take the place, None where one is to go.
    """
    known = steps(book, disk)
    number = known[-1].number + 1 if known else 1
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    said = (change.what, change.subject, change.detail, change.rows, change.final)
    step = Step(number, time, change.who or user(), *said, undoes=undoes)
    if not change.final and not undoes:
        disk.clear(image_of(book, step, 0).parent)
        step = replace(step, files=_touched(book, step, after, disk))
    kept = _kept([step] if change.forget else [*known, step])
    return json.dumps([asdict(one) for one in kept], ensure_ascii=False, indent=1).encode()


def _touched(book: Path, step: Step, after: Mapping[str, Path | None], disk: Store) -> tuple[Touched, ...]:
    found = []
    for at, (path, new) in enumerate(after.items()):
        before = None
        if disk.exists(book / path):
            before = (book / path).stat().st_size
            if not grows(path):
                disk.keep(book / path, image_of(book, step, at))
        size, sha256 = (new.stat().st_size, disk.digest(new)) if new is not None else (0, "")
        found.append(Touched(path, before, size, sha256))
    return tuple(found)


def _kept(known: Sequence[Step]) -> list[Step]:
    """Return the last changes: so many, and only as long as what was before them is not too much."""
    found: list[Step] = []
    room = BYTES
    for one in reversed(known[-KEPT:]):
        room -= sum(file.before or 0 for file in one.files if not grows(file.path))
        if found and room < 0:
            break
        found.append(one)
    return found[::-1]


def pruned(book: Path, disk: Store) -> None:
    """Take away what was before changes that are no longer known, or were undone."""
    if not disk.exists(book / IMAGES):
        return
    wanted = {str(one.number) for one in standing(steps(book, disk))}
    for folder in (book / IMAGES).iterdir():
        if folder.name not in wanted:
            disk.clear(folder)
