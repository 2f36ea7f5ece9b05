"""How much of a hostile file is looked at before it is given up."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file, bytes of an archive unpacked, pages, cells, and seconds of reading."""

    bytes: int = 200_000_000
    unpacked: int = 300_000_000
    pages: int = 3000
    cells: int = 2_000_000
    seconds: float = 10.0
