"""Several imports, all or none (试办): done on a copy of the book, whose changes then become one commit."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from juesuan.books.faults import Unusable, fault
from juesuan.books.store import FOLDER, Write

__all__ = ["changes", "trial"]

_NAME = "trial"


@contextmanager
def trial(book: Path) -> Iterator[Path]:
    """Yield a copy of a book within it, which is gone afterwards; the caller holds the book's lock.

    Files are linked, not copied: nothing is ever written into one, a new one takes its place. Unusable where the disk
    refuses.
    """
    root = book / FOLDER / _NAME
    shutil.rmtree(root, ignore_errors=True)
    try:
        shutil.copytree(book, root, copy_function=_linked, ignore=_own(book))
    except (OSError, shutil.Error) as error:
        shutil.rmtree(root, ignore_errors=True)
        raise Unusable(fault("book.unwritable", book, why=error)) from error
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _own(book: Path) -> Callable[[str, list[str]], list[str]]:
    """Return what leaves the program's own folder out."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [FOLDER] if Path(folder) == book and FOLDER in names else []

    return left_out


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def changes(book: Path, copy: Path) -> dict[str, Write]:
    """Return what was changed in a copy, to be committed to the book."""
    found: dict[str, Write] = {}
    for path in sorted(one for one in copy.rglob("*") if one.is_file()):
        name = path.relative_to(copy)
        if name.parts[0] == FOLDER:
            continue
        there = book / name
        if not there.exists() or not (path.samefile(there) or filecmp.cmp(path, there, shallow=False)):
            found[name.as_posix()] = path.read_bytes()
    return found
