"""Undoing a change of a book (撤销): files as they were before it, histories with a row that says so.

One way for all that changes a book: what `books.journal` knows of a change is enough to take it back. A history is
never shortened: it gets a row for each that the change added, which what reads it leaves out with the row it names
(`past.standing`). What was sent, published or put under lock is not undone: the change says what is done instead.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from juesuan.books import history, journal
from juesuan.books.faults import Unusable, fault
from juesuan.books.journal import Step, Touched, grows, image_of
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Disk, Write, commit, digest, recover
from juesuan.registers import past
from juesuan.registers.packs import register_of

__all__ = ["changes", "chosen", "undo"]


def changes(book: Path, disk: Disk | None = None) -> list[Step]:
    """Return the changes that stand, oldest first, as far back as they are kept."""
    return journal.standing(journal.steps(book, disk or Disk()))


def chosen(book: Path, number: int | None = None, what: str = "") -> Step:
    """Return the change to be undone: the last, of a kind where one is said, or that of a number.

    Unusable where there is none, it or a later one cannot be undone, or a file was changed since.
    """
    settings_of(book)
    refuse_sealed(book)
    known = [one for one in changes(book) if not what or one.what == what]
    if number is not None:
        known = [one for one in known if one.number == number]
    if not known:
        raise Unusable(fault("undo.nothing" if number is None else "undo.unknown", book, value=number))
    step = known[-1]
    for later in changes(book):
        if later.number == step.number and step.final:
            raise Unusable(fault(step.final, book, number=step.number, name=step.subject))
        if later.number > step.number and later.final:
            raise Unusable(fault("undo.behind", book, number=step.number, later=later.number))
    _unchanged(book, step)
    return step


def _unchanged(book: Path, step: Step) -> None:
    """Stop where a file is not as the change left it, or what it was before is not kept."""
    for at, one in enumerate(step.files):
        path = book / one.path
        if not grows(one.path) and (digest(path) if path.is_file() else "") != one.after:
            raise Unusable(fault("undo.changed", one.path, number=step.number))
        if not grows(one.path) and one.before is not None and not image_of(book, step, at).is_file():
            raise Unusable(fault("undo.gone", one.path, number=step.number))


def undo(
    book: Path,
    number: int | None = None,
    *,
    who: str,
    on: date,
    why: str = "",
    what: str = "",
    disk: Disk | None = None,
) -> Step:
    """Undo a change and return it. Unusable as `chosen` says."""
    recover(book)
    chosen(book, number, what)
    with locked(book):
        step = chosen(book, number, what)
        writes: dict[str, Write] = {}
        for at, one in enumerate(step.files):
            if not grows(one.path):
                writes[one.path] = None if one.before is None else _copied(image_of(book, step, at))
            elif one.path.startswith("registers/"):
                writes[one.path] = _taken_back(book, one, who=who, on=on, why=why)
        writes[history.FILE] = _said(book, step, who)
        change = Change("undo", step.subject, who, step.what, step.rows, final="undo.undone")
        commit(book, writes, disk, change, undoes=step.number)
    return step


def _copied(image: Path) -> Callable[[Path], None]:
    def write(target: Path) -> None:
        shutil.copyfile(image, target)

    return write


def _taken_back(book: Path, one: Touched, *, who: str, on: date, why: str) -> Callable[[Path], None]:
    """Return what writes a register's history with a row for each that the change added, the last first."""
    register = register_of(book, one.path.removeprefix("registers/").removesuffix(".history.csv"))
    content = (book / one.path).read_bytes()
    rows = csv.reader(io.StringIO(content[one.before or 0 : one.size].decode("utf-8"), newline=""))
    added = [past.Entry(*row) for row in rows if row and row[0].isdigit()]
    new = [
        replace(past.entry(row.record, row.to, row.source, who=who, on=on, why=why), fields=past.undone(row))
        for row in reversed(added)
    ]
    return past.appended(book, register, new)


def _said(book: Path, step: Step, who: str) -> bytes:
    """Return the book's history with a row for the undoing; of an import it has the number, as `imports` wants it."""
    detail = f"{step.what} {step.detail}".strip()
    if any(one.path == history.FILE for one in step.files):
        size = next(one.before or 0 for one in step.files if one.path == history.FILE)
        detail = (book / history.FILE).read_bytes()[size:].removeprefix(_head()).partition(b",")[0].decode()
    return history.append(book, "undo", who=who, table=step.subject, detail=detail, rows=str(step.rows))


def _head() -> bytes:
    return (",".join(history.HEADER) + "\n").encode()
