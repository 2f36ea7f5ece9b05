"""Comparison (比较): which figures of two books or documents differ, by how much, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from juesuan.accounts import Accounts
from juesuan.books.open import open_book
from juesuan.compile.compiler import compile_book
from juesuan.facts import MONEY_UNITS, Coordinate, Place
from juesuan.proof import read_facts
from juesuan.read import read

__all__ = ["Change", "Comparison", "Side", "compare", "side_of"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A value in base units (yuan, or one person …), as it is printed, and where (None in a book)."""

    value: Decimal
    text: str
    place: Place | None = None


@dataclass(slots=True)
class Side:
    """One of the two: a book or a document, with every value it has at each coordinate."""

    path: Path
    kind: str
    facts: dict[Coordinate, list[Printed]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A coordinate at which the two differ; None where one of them has nothing. `difference` is right less left."""

    coordinate: Coordinate
    left: Printed | None
    right: Printed | None

    @property
    def difference(self) -> Decimal:
        """Return right less left in base units."""
        return (self.right.value if self.right else Decimal(0)) - (self.left.value if self.left else Decimal(0))


@dataclass(slots=True)
class Comparison:
    """Two sides, the coordinates both have, and what differs, in order of appearance."""

    left: Side
    right: Side
    common: int = 0
    changes: list[Change] = field(default_factory=list)


def side_of(path: Path) -> Side:
    """Open a book (a folder) or read a document. Raises `Unusable` or `Unreadable`."""
    return _book(path) if path.is_dir() else _document(path)


def _document(path: Path) -> Side:
    found = Side(path, "document")
    for coordinate, readings in read_facts(read(path)).items():
        found.facts[coordinate] = [Printed(r.amount.base, r.text, r.place) for r in readings]
    return found


def _book(path: Path) -> Side:
    return Side(path, "book", book_facts(compile_book(open_book(path))))


def book_facts(accounts: Accounts) -> dict[Coordinate, list[Printed]]:
    """Return what accounts print, in base units."""
    scale = MONEY_UNITS[accounts.unit]
    money = {c: [Printed(v * scale, f"{v:,}{accounts.unit}")] for c, v in accounts.printed.items()}
    return money | {c: [Printed(Decimal(n), str(n))] for c, n in accounts.counts.items()}


def compare(left: Side, right: Side) -> Comparison:
    """Compare two sides; where a document prints one fact in several ways, each that differs is a change.

    What only a book has is no change: a document prints a part of a book. Nothing and zero are the same.
    """
    result = Comparison(left, right)
    for coordinate in dict.fromkeys([*left.facts, *right.facts]):
        mine, theirs = left.facts.get(coordinate, []), right.facts.get(coordinate, [])
        result.common += bool(mine and theirs)
        result.changes += _changes(coordinate, mine, theirs, left.kind, right.kind)
    return result


def _changes(
    coordinate: Coordinate, left: Sequence[Printed], right: Sequence[Printed], kind: str, other: str
) -> Iterable[Change]:
    if not left or not right:
        only, book = (right, other) if not left else (left, kind)
        if any(p.value for p in only) and not (book == "book" and kind != other):
            yield Change(coordinate, left[0] if left else None, right[0] if right else None)
        return
    values, others = {p.value for p in left}, {p.value for p in right}
    if values == others:
        return
    odd = [(left[0], p) for p in right if p.value not in values] or [
        (p, right[0]) for p in left if p.value not in others
    ]
    for mine, theirs in odd:
        yield Change(coordinate, mine, theirs)
