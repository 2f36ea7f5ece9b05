"""Writing into a book so that a crash at any moment leaves it as before or as after.

New files are written to a staging folder and synced; a manifest put in place by one rename is the commit; then the
files are renamed over the old ones. Whoever opens the book next completes a committed change and forgets any other.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from juesuan.books import journal
from juesuan.books.faults import Unusable, fault
from juesuan.books.journal import Change
from juesuan.books.lock import holder, locked

__all__ = ["FOLDER", "STAGING", "Change", "Disk", "Write", "commit", "digest", "recover", "settle"]

FOLDER = ".juesuan"
MANIFEST = "commit.json"
STAGING = "staging"
Write = bytes | Callable[[Path], None] | None
"""What becomes of a file: its content, a function that writes it, or None: it is removed."""


class Disk:
    """What is done to a disk: six things that change it, each of which may fail or be the last before a crash."""

    def write(self, path: Path, content: bytes | Callable[[Path], None]) -> None:
        """Write a file and wait until it is on the disk."""
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        self.sync(path)

    def sync(self, path: Path) -> None:
        """Wait until a file, or a folder's list of files, is on the disk."""
        if os.name == "nt" and path.is_dir():
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in the place of another, at once."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file that may be gone already."""
        path.unlink(missing_ok=True)

    def folder(self, path: Path) -> None:
        """Make a folder that may be there already."""
        path.mkdir(parents=True, exist_ok=True)

    def keep(self, path: Path, image: Path) -> None:
        """Keep what a file holds under another name.

        Files are replaced, never written into: a second name of the old one is a copy that costs nothing.
        """
        self.folder(image.parent)
        try:
            os.link(path, image)
        except OSError:
            shutil.copyfile(path, image)

    def clear(self, path: Path) -> None:
        """Remove a folder with all that is in it, as far as that goes: what is left over does no harm."""
        shutil.rmtree(path, ignore_errors=True)

    def exists(self, path: Path) -> bool:
        """Say whether there is a file or folder."""
        return path.exists()

    def read(self, path: Path) -> bytes:
        """Return what a file holds."""
        return path.read_bytes()

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file."""
        return digest(path)


def commit(
    book: Path, writes: Mapping[str, Write], disk: Disk | None = None, change: Change | None = None, undoes: int = 0
) -> None:
    """Write all files (by their path within the book), or none. The caller holds the lock.

    What `change` says is done goes into the journal with them (a change without is none a person would undo: a look, a
    disclosure); `undoes` is the number of the one it undoes.

    Unusable where the disk refuses: the book is then as before, or the change is completed at the next opening.
    """
    disk = disk or Disk()
    home = book / FOLDER
    try:
        _stage(book, writes, disk, change, undoes)
    except OSError as error:
        disk.clear(home / STAGING)
        raise Unusable(fault("book.unwritable", book, why=error.strerror or error)) from error
    try:
        _finish(book, disk)
    except OSError as error:
        why = error.strerror or error
        raise Unusable(fault("book.half_written", book, why=why, journal=f"{FOLDER}/{MANIFEST}")) from error


def _stage(book: Path, writes: Mapping[str, Write], disk: Disk, change: Change | None, undoes: int) -> None:
    """Write what is new beside the book and commit to it."""
    staging = book / FOLDER / STAGING
    disk.folder(staging)
    steps: list[dict[str, str | None]] = []
    for number, (path, content) in enumerate(writes.items()):
        if content is None:
            steps.append({"path": path, "staged": None, "sha256": None})
            continue
        staged = staging / str(number)
        disk.write(staged, content)
        steps.append({"path": path, "staged": str(number), "sha256": disk.digest(staged)})
    if change is not None:
        after = {str(one["path"]): staging / one["staged"] if one["staged"] else None for one in steps}
        staged = staging / str(len(steps))
        disk.write(staged, journal.noted(book, change, after, disk, undoes))
        steps.append({"path": journal.FILE, "staged": str(len(steps)), "sha256": disk.digest(staged)})
    disk.sync(staging)
    draft = staging / MANIFEST
    disk.write(draft, json.dumps(steps, ensure_ascii=False, indent=1).encode())
    disk.rename(draft, book / FOLDER / MANIFEST)


def _finish(book: Path, disk: Disk) -> None:
    """Carry out a committed manifest, as often as it takes."""
    home = book / FOLDER
    disk.sync(home)
    changed: dict[Path, None] = {}
    for step in json.loads(disk.read(home / MANIFEST)):
        target = book / step["path"]
        if step["staged"] is None:
            disk.remove(target)
        else:
            staged = home / STAGING / step["staged"]
            disk.folder(target.parent)
            if disk.exists(staged):
                disk.rename(staged, target)
            elif not disk.exists(target) or disk.digest(target) != step["sha256"]:
                raise OSError(5, f"{step['path']}: neither staged nor in place")
        changed[target.parent] = None
    for folder in changed:
        if disk.exists(folder):
            disk.sync(folder)
    journal.pruned(book, disk)
    disk.remove(home / MANIFEST)
    disk.sync(home)
    disk.clear(home / STAGING)


def recover(book: Path, disk: Disk | None = None) -> None:
    """Complete a change that was committed, forget one that was not; do nothing while another program writes."""
    home = book / FOLDER
    if not (home / MANIFEST).exists() and not (home / STAGING).exists():
        return
    if holder(home) is not None:
        if (home / MANIFEST).exists():
            with locked(book):  # refuses: says who is writing
                pass
        return
    with locked(book):
        settle(book, disk or Disk())


def settle(book: Path, disk: Disk) -> None:
    """Do what `recover` does, the lock being held."""
    home = book / FOLDER
    if not disk.exists(home / MANIFEST):
        disk.clear(home / STAGING)
        return
    try:
        _finish(book, disk)
    except OSError as error:
        why = error.strerror or error
        raise Unusable(fault("book.half_written", book, why=why, journal=f"{FOLDER}/{MANIFEST}")) from error


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
