"""What a book counts rather than adds up: groups, persons, vehicles, contracts; and what was published last year."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from juesuan.books.model import Book
from juesuan.facts import Coordinate

__all__ = ["counts", "prior", "procurement"]

_GUESTS = {"abroad": "groups", "reception_foreign": "visits", "reception_domestic": "visits"}


def counts(book: Book) -> dict[Coordinate, int]:
    """Return 团组, 人次, 批次, vehicles bought and kept, vehicles by kind and equipment, over all units."""
    year = book.settings.year
    found: Counter[Coordinate] = Counter()
    for row in book.tables.get("sangong", []):
        item = str(row["item"])
        guests = _GUESTS.get(item)
        if guests:
            found[Coordinate.of(guests, year, sangong=item)] += _whole(row.get("groups"))
            found[Coordinate.of("persons", year, sangong=item)] += _whole(row.get("persons"))
        found[Coordinate.of("vehicles", year, sangong="vehicle_purchase")] += _whole(row.get("bought"))
        found[Coordinate.of("vehicles", year, sangong="vehicle_running")] += _whole(row.get("kept"))
    for row in book.tables.get("assets", []):
        item = str(row["item"])
        if item == "equipment":
            found[Coordinate.of("equipment", year)] += _whole(row["count"])
        else:
            found[Coordinate.of("vehicles", year, vehicle=item)] += _whole(row["count"])
            found[Coordinate.of("vehicles", year)] += _whole(row["count"])
    return {coordinate: value for coordinate, value in found.items() if value}


def procurement(book: Book) -> dict[Coordinate, int]:
    """Return what was contracted in 分: in all, by kind, with small and medium enterprises (in all and by kind)."""
    year = book.settings.year
    found: Counter[Coordinate] = Counter()
    for row in book.tables.get("procurement", []):
        cents = _cents(row["amount"])
        kind, size = str(row["kind"]), str(row["size"])
        found[Coordinate.of("procurement", year)] += cents
        found[Coordinate.of("procurement", year, procurement=kind)] += cents
        if size != "large":
            found[Coordinate.of("procurement", year, size="sme")] += cents
            found[Coordinate.of("procurement", year, procurement=kind, size="sme")] += cents
        if size in ("small", "micro"):
            found[Coordinate.of("procurement", year, size="micro")] += cents
    return dict(found)


def prior(book: Book) -> dict[Coordinate, Decimal]:
    """Return last year's published figures, in 万元, at last year's coordinates."""
    return {
        Coordinate.parse(str(row["coordinate"]), book.settings.year - 1): amount
        for row in book.tables.get("prior", [])
        if isinstance(amount := row["amount"], Decimal)
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _cents(value: object) -> int:
    return int(value * 100) if isinstance(value, Decimal) else 0
