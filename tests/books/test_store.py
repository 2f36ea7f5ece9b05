"""A crash between any two writes, a full disk and a lock: the book is as before or as after."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from juesuan.books import store
from juesuan.books.faults import Unusable, explain
from juesuan.books.lock import locked
from juesuan.books.store import Disk, Write, commit, recover

BEFORE = {"a.csv": b"old a", "folder/b.csv": b"old b", "gone.csv": b"to be removed"}
WRITES: dict[str, Write] = {
    "a.csv": b"new a",
    "folder/b.csv": lambda path: path.write_bytes(b"new b") and None,
    "new/c.csv": b"new c",
    "gone.csv": None,
}
AFTER = {"a.csv": b"new a", "folder/b.csv": b"new b", "new/c.csv": b"new c"}


class Failing(Disk):
    """A disk on which the nth thing done does not happen, or a write happens by half."""

    def __init__(self, nth: int, fail: Callable[[], None]) -> None:
        self.left, self.fail = nth, fail

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.fail()

    def write(self, path: Path, content: bytes | Callable[[Path], None]) -> None:
        if self.left == 0:
            path.write_bytes(content[: len(content) // 2] if isinstance(content, bytes) else b"ha")
        self.step()
        super().write(path, content)

    def sync(self, path: Path) -> None:
        self.step()
        super().sync(path)

    def rename(self, source: Path, target: Path) -> None:
        self.step()
        super().rename(source, target)

    def remove(self, path: Path) -> None:
        self.step()
        super().remove(path)

    def folder(self, path: Path) -> None:
        self.step()
        super().folder(path)


def fresh(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    for name, content in BEFORE.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def content(book: Path) -> dict[str, bytes]:
    return {
        p.relative_to(book).as_posix(): p.read_bytes()
        for p in book.rglob("*")
        if p.is_file() and store.FOLDER not in p.parts
    }


def dies(book: Path, nth: int, job: Callable[[Path, Disk], None]) -> bool:
    """Do a job in a process that is killed at its nth step; say whether it was."""
    child = os.fork()
    if child == 0:
        job(book, Failing(nth, lambda: os.kill(os.getpid(), 9)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def write(book: Path, disk: Disk) -> None:
    with locked(book):
        commit(book, WRITES, disk)


def test_killed_between_any_two_steps(tmp_path: Path) -> None:
    seen, nth = set(), 0
    while dies(fresh(tmp_path / "b"), nth, write):
        recover(tmp_path / "b")
        assert content(tmp_path / "b") in (BEFORE, AFTER), nth
        assert not (tmp_path / "b" / store.FOLDER / store.STAGING).exists()
        seen.add("before" if content(tmp_path / "b") == BEFORE else "after")
        nth += 1
    assert content(tmp_path / "b") == AFTER
    assert nth > 15
    assert seen == {"before", "after"}


def test_killed_while_recovering(tmp_path: Path) -> None:
    nth = 0
    while True:
        book = fresh(tmp_path / "b")
        assert dies(book, 13, write)
        assert (book / store.FOLDER / store.MANIFEST).exists(), "the change was committed"
        killed = dies(book, nth, recover)
        recover(book)
        assert content(book) == AFTER
        if not killed:
            break
        nth += 1
    assert nth > 3


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_at_any_step(tmp_path: Path) -> None:
    codes, nth = [], 0
    while True:
        book = fresh(tmp_path / "b")
        try:
            with locked(book):
                commit(book, WRITES, Failing(nth, full))
            break
        except Unusable as told:
            codes.append(told.fault.code)
            assert "\n" not in explain(told.fault)
            if told.fault.code == "book.unwritable":
                assert content(book) == BEFORE
            recover(book)
            assert content(book) == (BEFORE if told.fault.code == "book.unwritable" else AFTER)
        nth += 1
    assert set(codes) == {"book.unwritable", "book.half_written"}


def test_a_locked_book_is_refused_in_one_line(tmp_path: Path) -> None:
    with locked(tmp_path):
        with pytest.raises(Unusable) as told, locked(tmp_path):
            pass
        assert told.value.fault.code == "book.locked"
        assert "\n" not in explain(told.value.fault)
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("torn", [False, True])
def test_a_stale_lock_is_taken_over(tmp_path: Path, torn: bool) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    (tmp_path / store.FOLDER).mkdir()
    said = json.dumps({"pid": child, "host": socket.gethostname(), "user": "某人", "since": "2024"})
    (tmp_path / store.FOLDER / "lock").write_text(said[:9] if torn else said, "utf-8")
    with locked(tmp_path):
        pass


def test_a_lock_of_another_machine_holds(tmp_path: Path) -> None:
    (tmp_path / store.FOLDER).mkdir()
    said = json.dumps({"pid": 1, "host": "elsewhere", "user": "某人", "since": "2024"})
    (tmp_path / store.FOLDER / "lock").write_text(said, "utf-8")
    with pytest.raises(Unusable, match="locked"), locked(tmp_path):
        pass


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / store.FOLDER).write_text("a file in the place of the folder", "utf-8")
    with pytest.raises(Unusable) as told, locked(tmp_path):
        pass
    assert told.value.fault.code == "book.unwritable"
