"""Where applications stand (申请台账): the register of a book, or whatever else keeps one and does work on its desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from juesuan.books.store import Disk
from juesuan.fund.applications import REGISTER
from juesuan.registers.machine import Record
from juesuan.registers.packs import register_of
from juesuan.registers.store import Desk, changed, records

__all__ = ["BookShelf", "Shelf", "Work"]

Work = Callable[[Desk], None]
"""Adds and moves records on a desk, and leaves there what is against it."""


class Shelf(Protocol):
    """The applications by id, and a way to change some of them all or nothing."""

    def records(self) -> Mapping[str, Record]:
        """Return the applications."""

    def change(self, work: Work) -> list[str]:
        """Do some work and keep what it did; Refused (with all faults) where it left any."""


@dataclass(frozen=True, slots=True)
class BookShelf:
    """The register of a book."""

    book: Path
    disk: Disk | None = None

    def records(self) -> Mapping[str, Record]:
        """Return the applications."""
        return {row["id"]: row for row in records(self.book, register_of(self.book, REGISTER)).to_pylist()}

    def change(self, work: Work) -> list[str]:
        """Do some work under the book's lock."""
        return changed(self.book, REGISTER, work, self.disk)
