"""A real disk that dies, and a real book to die on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.books.store import Disk
from juesuan.fund.simulation.memory import Crash, Dying

__all__ = ["DyingDisk", "new_world_book"]


class DyingDisk(Disk):
    """A disk on which the nth change does not happen, or a file is written by half."""

    def __init__(self) -> None:
        self.dying = Dying()

    def write(self, path: Path, content: bytes | Callable[[Path], None]) -> None:
        """Write a file, or half of it and crash."""
        if self.dying.step():
            path.write_bytes(content[: len(content) // 2] if isinstance(content, bytes) else b"ha")
            raise Crash
        super().write(path, content)

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in the place of another."""
        self._step()
        super().rename(source, target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        self._step()
        super().remove(path)

    def sync(self, path: Path) -> None:
        """A simulated crash loses nothing that was written: there is nothing to wait for."""

    def _step(self) -> None:
        if self.dying.step():
            raise Crash


def new_world_book(folder: Path) -> Path:
    """Make an empty book."""
    new_book(folder, Settings("某局", 2024, "区"))
    return folder
