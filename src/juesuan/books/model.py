"""A book in memory (账套): settings, small tables, reasons and texts; the large tables stay in their files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

__all__ = ["Book", "Row", "Settings", "Unit"]

Cell = str | int | Decimal | date | None
Row = dict[str, Cell]
"""One row of a table by column name, typed as `tables.toml` says; an empty cell is None."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What book.toml says: whose year it is and how it is published.

    `level` is the tier of government (国, 省, 市, 区, 县), `style` how the body calls itself (本部门, 本单位), `pack` a
    template pack (hubei, shanghai), `policy` half-up or controlled, `threshold` the variance in % above which a
    reason must be given. `approved` is when the finance bureau approved the accounts, `approval` the number of its
    document, `address` where they are published (a URL or a place).
    """

    department: str
    year: int
    level: str = "区"
    style: str = "本部门"
    pack: str = "hubei"
    policy: str = "half-up"
    threshold: Decimal = Decimal(0)
    approved: date | None = None
    approval: str = ""
    published: date | None = None
    address: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit (预算单位): `kind` is administrative, civil (参公) or institution (事业)."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(slots=True)
class Book:
    """A department's year.

    `tables` holds the small tables by name as typed rows; `entries`, `budget`, `balances`
    and `transfers` are read from their files by the compiler. `reasons` are what the accountant wrote, by kind
    (variance, change, uses …) and key (a code, a measure); `texts` are the Markdown files of texts/ by stem.
    """

    path: Path
    settings: Settings
    units: list[Unit] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    reasons: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
