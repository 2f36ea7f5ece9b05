"""Facts of a small book: sums along every dimension, eliminations, budgets, counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.books.model import Book
from juesuan.compile.compiler import compile_book
from juesuan.facts import Coordinate

EXACT = [
    ("expenditure", "actual", {}, 2_356_000_45),
    ("expenditure", "actual", {"fund": "general"}, 2_276_000_45),
    ("expenditure", "actual", {"fund": "fiscal"}, 2_356_000_45),
    ("expenditure", "actual", {"function": "208"}, 2_276_000_45),
    ("expenditure", "actual", {"function": "20801", "nature": "basic"}, 1_576_000_45),
    ("expenditure", "actual", {"function": "2080101", "fund": "general", "nature": "basic"}, 1_226_000_05),
    ("expenditure", "actual", {"function": "2296099", "fund": "government_fund", "nature": "project"}, 80_000_00),
    ("expenditure", "actual", {"economic": "302", "fund": "general", "nature": "basic"}, 276_000_00),
    ("expenditure", "actual", {"fund": "general", "nature": "personnel"}, 1_300_000_45),
    ("expenditure", "actual", {"fund": "general", "nature": "public"}, 276_000_00),
    ("expenditure", "actual", {"sangong": "vehicle_running"}, 26_000_00),
    ("expenditure", "actual", {"sangong": "all"}, 26_000_00),
    ("expenditure", "final", {"sangong": "all"}, 26_000_00),
    ("expenditure", "initial", {"sangong": "vehicle"}, 30_000_00),
    ("expenditure", "initial", {"function": "2080101", "fund": "general"}, 1_050_000_00),
    ("expenditure", "final", {"function": "2080101", "fund": "general"}, 1_150_000_05),
    ("expenditure", "final", {"nature": "project", "project": "P1"}, 700_000_00),
    ("revenue", "actual", {"source": "fiscal"}, 2_456_000_45),
    ("revenue", "actual", {"function": "2080106", "source": "business"}, 10_000_00),
    ("closing", "actual", {"fund": "fiscal"}, 100_000_00),
    ("closing", "actual", {"fund": "government_fund", "function": "2296099"}, 20_000_00),
    ("inflow", "actual", {}, 2_466_000_45),
    ("outflow", "actual", {}, 2_466_000_45),
    ("outflow", "actual", {"fund": "fiscal"}, 2_456_000_45),
    ("operating_cost", "actual", {}, 226_000_00),
    ("operating_cost", "initial", {}, 150_000_00),
    ("procurement", "actual", {"size": "sme"}, 320_50),
    ("procurement", "actual", {"size": "micro"}, 300_50),
    ("procurement", "actual", {"procurement": "goods"}, 100_00),
]


@pytest.mark.parametrize(("measure", "stage", "members", "cents"), EXACT)
def test_exact(book: Book, measure: str, stage: str, members: dict[str, str], cents: int) -> None:
    accounts = compile_book(book)
    assert accounts.exact[Coordinate.of(measure, 2024, stage, **members)] == cents


@pytest.mark.parametrize("members", [{"nature": "subsidy_down"}, {"source": "superior"}])
def test_transfers_are_eliminated(book: Book, members: dict[str, str]) -> None:
    facts = compile_book(book).exact
    assert not [c for c in facts if members.items() <= dict(c.members).items()]


def test_counts_and_prior(book: Book) -> None:
    accounts = compile_book(book)
    assert accounts.count("vehicles", vehicle="enforcement") == accounts.count("vehicles") == 2
    assert accounts.count("vehicles", sangong="vehicle_running") == 2
    assert accounts.at("expenditure", year=2023, fund="general") == Decimal("200.00")


def test_half_up_lists_its_tails(book: Book) -> None:
    accounts = compile_book(book)
    assert accounts.at("expenditure", function="2080101") == Decimal("122.60")
    assert all(tail.difference for tail in accounts.tails)


def test_an_empty_book_has_no_facts(book: Book) -> None:
    for name in ("entries", "budget", "balances", "transfers", "sangong"):
        (book.path / f"{name}.csv").unlink()
    book.tables = {}
    assert compile_book(book).exact == {}
