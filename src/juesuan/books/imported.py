"""What is asked of an import, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault
from juesuan.books.mapping import Columns

__all__ = ["Imported", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said of an import: a mapping file, a sheet, constants (`column=value`), where refused rows go.

    `opened` are what sealed texts of the file stand for: they are put in their place in memory, never in a file.
    """

    mapping: Path | None = None
    sheet: str = ""
    constants: Sequence[str] = ()
    save_mapping: bool = False
    refused: Path | None = None
    lang: str = "zh"
    tick: Any = None
    opened: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Imported:
    """What became of an import. Refused rows mean that nothing was added."""

    table: str
    source: Path
    mapping: Columns
    header: int = 0
    sheet: str = ""
    added: int = 0
    present: int = 0
    again: bool = False
    skipped: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: int = 0
    returned: Path | None = None
    into: str = ""
    saved: str = ""
    unread: list[str] = field(default_factory=list)
