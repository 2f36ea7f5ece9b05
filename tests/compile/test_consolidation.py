"""What units pay each other is in the department's accounts neither revenue nor expenditure."""

from __future__ import annotations

from juesuan.books.model import Book
from juesuan.compile.compiler import compile_book
from juesuan.compile.consolidation import consolidation
from juesuan.facts import Coordinate


def test_units_side_by_side(book: Book) -> None:
    found = consolidation(book)
    lines = {(line.side, line.kind): line for line in found.lines}
    down = lines["expenditure", "subsidy_down"]
    assert (down.total, down.eliminated, down.consolidated) == (6_000_000, 6_000_000, 0)
    assert lines["revenue", "superior"].consolidated == 0
    assert lines["expenditure", "basic"].units == {"01": 122_600_005, "02": 35_000_040}
    assert found.proven


def test_what_remains_is_what_is_compiled(book: Book) -> None:
    found, facts = consolidation(book), compile_book(book).exact
    spent = sum(line.consolidated for line in found.lines if line.side == "expenditure")
    earned = sum(line.consolidated for line in found.lines if line.side == "revenue")
    assert spent == facts[Coordinate.of("expenditure", 2024)]
    assert earned == facts[Coordinate.of("revenue", 2024)]


def test_a_transfer_whose_entries_disagree_proves_nothing(book: Book) -> None:
    path = book.path / "transfers.csv"
    path.write_text(path.read_text("utf-8").replace("60000.00", "50000.00"), "utf-8")
    found = consolidation(book)
    assert not found.transfers[0].agrees
    assert not found.proven


def test_no_transfers_eliminate_nothing(book: Book) -> None:
    (book.path / "transfers.csv").unlink()
    assert consolidation(book).transfers == []
    assert all(line.eliminated == 0 for line in consolidation(book).lines)
