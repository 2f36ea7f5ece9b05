"""One writer at a time: a lock file that says who writes, and is known to be stale when its process is gone."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault

__all__ = ["holder", "locked", "user"]

LOCK = "lock"


@contextmanager
def locked(book: Path) -> Iterator[None]:
    """Hold the lock of a book. Unusable where another live process holds it, or where it cannot be written."""
    path = book / ".juesuan" / LOCK
    try:
        path.parent.mkdir(exist_ok=True)
        _take(book, path)
    except OSError as error:
        raise Unusable(fault("book.unwritable", book, why=error.strerror or error)) from error
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def holder(home: Path) -> dict[str, Any] | None:
    """Return who holds the lock in a book's own folder; None where nobody does or the process is gone."""
    try:
        said = json.loads((home / LOCK).read_text("utf-8"))
        return said if _alive(said) else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return None  # torn: its writer died while writing it


def _take(book: Path, path: Path) -> None:
    said = {"pid": os.getpid(), "host": socket.gethostname(), "user": user(), "started": _started(os.getpid())}
    said["since"] = datetime.now().astimezone().isoformat(timespec="seconds")
    _tidy(path.parent)
    draft = path.with_name(f"{LOCK}.{os.getpid()}")
    draft.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    try:
        for _ in range(2):
            with suppress(FileExistsError):
                os.link(draft, path)
                return
            found = holder(path.parent)
            if found is not None:
                who, since = found.get("user", "?"), found.get("since", "?")
                raise Unusable(fault("book.locked", book, who=who, since=since, lock=f".juesuan/{LOCK}"))
            path.unlink(missing_ok=True)
        raise Unusable(fault("book.locked", book, who="?", since="?", lock=f".juesuan/{LOCK}"))
    finally:
        draft.unlink(missing_ok=True)


def _tidy(home: Path) -> None:
    """Remove what programs left that were killed while they took the lock."""
    for left in home.glob(f"{LOCK}.*"):
        with suppress(OSError, ValueError, TypeError, KeyError):
            if not _alive(json.loads(left.read_text("utf-8"))):
                left.unlink()


def _alive(said: dict[str, Any]) -> bool:
    """Say whether the process that took the lock still runs; one on another machine is taken to."""
    if said["host"] != socket.gethostname():
        return True
    try:
        os.kill(int(said["pid"]), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return said.get("started") in (None, _started(int(said["pid"])))


def _started(pid: int) -> str | None:
    """Return when a process began where the system tells (so that a reused number is not taken for it)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def user() -> str:
    """Return the name of who runs the program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
