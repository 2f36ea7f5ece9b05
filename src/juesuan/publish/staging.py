"""Where a disclosure is made before anybody sees it, and how all of it takes its place at once.

It is made in a hidden folder beside its place. Putting it there is a change of a folder like any change of a book: a
manifest commits it, and whoever publishes there next completes what a crash broke off (`books.store`).
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from juesuan.books.faults import Unusable
from juesuan.books.lock import holder, locked
from juesuan.books.store import FOLDER, Disk, Write, commit, recover

__all__ = ["placed", "staging"]


@contextmanager
def staging(out: Path, disk: Disk | None = None) -> Iterator[Path]:
    """Give an empty folder on the same disk as `out`; first complete or remove what a killed run left.

    Raises `OSError` where it cannot be made, Unusable where another program is publishing there.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f".{out.name}-*"):
        if (left / FOLDER / "lock").is_file() and holder(left / FOLDER) is None:
            shutil.rmtree(left, ignore_errors=True)
    with _of_a_disclosure():
        recover(out, disk)
    _tidy(out)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder, locked(Path(folder)):
        yield Path(folder)


def placed(paths: Sequence[Path], out: Path, disk: Disk | None = None) -> list[Path]:
    """Put finished files and folders into `out`, all or none, in the place of those there; return where they are.

    Raises Unusable where the disk refuses: nothing changed then, or the next run completes it.
    """
    new = {file.relative_to(path.parent).as_posix(): file for path in paths for file in _files(path)}
    targets = [out / path.name for path in paths]
    old = [file.relative_to(out).as_posix() for target in targets for file in _files(target)]
    for path, target in zip(paths, targets, strict=True):
        if target.exists() and target.is_dir() != path.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    writes: dict[str, Write] = {name: _moved(file) for name, file in new.items()}
    writes |= {name: None for name in old if name not in new}
    made = not out.exists()
    out.mkdir(exist_ok=True)
    try:
        with _of_a_disclosure(), locked(out):
            commit(out, writes, disk)
    finally:
        _tidy(out)
        if made:
            with suppress(OSError):
                out.rmdir()  # only where nothing came of it
    return targets


def _files(path: Path) -> list[Path]:
    """Return a file, or the files of a folder."""
    found = [path] if path.is_file() else path.rglob("*")
    return sorted(file for file in found if file.is_file())


def _moved(source: Path) -> Callable[[Path], None]:
    def move(target: Path) -> None:
        source.replace(target)

    return move


def _tidy(out: Path) -> None:
    """Leave nothing of ours where people look, nor a dead program's lock; a folder with a change to complete stays."""
    home = out / FOLDER
    if home.exists() and holder(home) is None:
        for lock in home.glob("lock*"):
            lock.unlink(missing_ok=True)
        with suppress(OSError):
            home.rmdir()


@contextmanager
def _of_a_disclosure() -> Iterator[None]:
    """Say of a disclosure what the store says of a book."""
    try:
        yield
    except Unusable as error:
        code = error.fault.code.replace("book.", "build.")
        raise Unusable(replace(error.fault, code=code)) from error
