"""The proof of consolidation (合并抵销核对): units side by side, what is eliminated between them, what remains."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from juesuan.books.model import Book
from juesuan.compile.ledger import ledger, statement

__all__ = ["Consolidation", "Line", "Transfer", "consolidation"]


@dataclass(slots=True)
class Line:
    """A kind of revenue (by source) or expenditure (by nature), in 分: by unit, eliminated, and what remains."""

    side: str
    kind: str
    units: dict[str, int] = field(default_factory=dict)
    eliminated: int = 0

    @property
    def total(self) -> int:
        """What the units have together before elimination."""
        return sum(self.units.values())

    @property
    def consolidated(self) -> int:
        """What the department has after elimination."""
        return self.total - self.eliminated


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer between units and its two entries; the amounts of all three are the same, or `agrees` is false."""

    id: str
    kind: str
    payer: str
    receiver: str
    cents: int
    paid: int | None
    received: int | None

    @property
    def agrees(self) -> bool:
        """Say whether payer's and receiver's entries both have the transfer's amount."""
        return self.cents == self.paid == self.received


@dataclass(slots=True)
class Consolidation:
    """All lines, and the transfers that were eliminated."""

    lines: list[Line]
    transfers: list[Transfer]

    @property
    def proven(self) -> bool:
        """Say whether every transfer agrees on both sides, so that as much revenue as expenditure is eliminated."""
        gone: dict[str, int] = defaultdict(int)
        for line in self.lines:
            gone[line.side] += line.eliminated
        return all(t.agrees for t in self.transfers) and gone["revenue"] == gone["expenditure"]


def consolidation(book: Book) -> Consolidation:
    """Add up every unit, eliminate the transfers between units, and show both.

    Raises `duckdb.Error` as compiling does.
    """
    with ledger(book.path) as connection:
        connection.execute(f"CREATE TABLE leaves AS {statement('leaves')}")
        connection.execute(f"CREATE TABLE gone AS {statement('eliminations')}")
        kept = _sums(connection, "leaves")
        gone = _sums(connection, "gone")
        transfers = [Transfer(*row) for row in connection.execute(_TRANSFERS).fetchall()]
    lines: dict[tuple[str, str], Line] = {}
    for (unit, side, kind), cents in kept.items():
        lines.setdefault((side, kind), Line(side, kind)).units[unit] = cents
    for (_, side, kind), cents in gone.items():
        lines.setdefault((side, kind), Line(side, kind)).eliminated -= cents
    return Consolidation([lines[key] for key in sorted(lines, reverse=True)], transfers)


_TRANSFERS = """
SELECT t.id, t.kind, t.payer, t.receiver, CAST(t.amount * 100 AS BIGINT),
       CAST(p.amount * 100 AS BIGINT), CAST(r.amount * 100 AS BIGINT)
FROM transfers t LEFT JOIN entries p ON p.id = t.paid LEFT JOIN entries r ON r.id = t.received
ORDER BY t.id
"""


def _sums(connection: Any, table: str) -> dict[tuple[str, str, str], int]:
    statement = f"""
      SELECT unit, side, CASE WHEN side = 'revenue' THEN source ELSE nature END AS kind, CAST(sum(cents) AS BIGINT)
      FROM {table} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
    return {(unit, side, kind): int(cents) for unit, side, kind, cents in connection.execute(statement).fetchall()}
