"""From a book to its accounts (编制): one pass over the vouchers, the facts of every form, one rounding policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.compile.counts import counts, prior, procurement
from juesuan.compile.ledger import code_trees, ledger, statement
from juesuan.compile.rounding import round_accounts
from juesuan.facts import Coordinate

__all__ = ["compile_book", "exact_facts"]

_DIMENSIONS = ("function", "economic", "fund", "source", "nature", "sangong", "project")
_FUND_SOURCES = ("general", "government_fund", "state_capital")


def compile_book(book: Book, *, policy: str = "") -> Accounts:
    """Compile a book into accounts consolidated over its units, printed by its rounding policy (or the one given).

    Raises `duckdb.Error` where a file is not what `book check` asks of it.
    """
    accounts = Accounts(book.settings.department, book.settings.year, policy=policy or book.settings.policy)
    with ledger(book.path) as connection:
        accounts.exact = exact_facts(connection, accounts.year)
    accounts.exact.update(procurement(book))
    _reception(accounts, book)
    accounts.counts = counts(book)
    round_accounts(accounts)
    accounts.printed.update(prior(book))
    return accounts


def exact_facts(connection: Any, year: int) -> dict[Coordinate, int]:
    """Run the statements of this room and return every fact that is not zero, in 分."""
    connection.execute(f"CREATE TABLE leaves AS {statement('leaves')}")
    if connection.execute("SELECT count(*) FROM transfers").fetchone()[0]:
        connection.execute(f"INSERT INTO leaves {statement('eliminations')}")
    code_trees(connection)
    rows = connection.execute(statement("facts")).fetchall()
    facts = {_coordinate(row, year): int(row[-1]) for row in rows if row[-1]}
    _totals(facts, year)
    return facts


def _coordinate(row: tuple[Any, ...], year: int) -> Coordinate:
    """Name what a row of `facts.sql` is about; the total of a dimension is not named."""
    members = {d: m for d, m in zip(_DIMENSIONS, row[2:-1], strict=True) if m}
    if row[0] == "used_surplus" or row[0] == "distribution":
        members.pop("fund", None)
    return Coordinate.of(row[0], year, row[1], **members)


def _totals(facts: dict[Coordinate, int], year: int) -> None:
    """Add 收入总计 and 支出总计: of all money, of fiscal money and of each of its funds."""
    for fund in ("", "fiscal", *_FUND_SOURCES):
        inside = {"fund": fund} if fund else {}
        source = {"source": fund} if fund else {}
        inflow = facts.get(Coordinate.of("revenue", year, **source), 0)
        inflow += facts.get(Coordinate.of("opening", year, **inside), 0)
        outflow = facts.get(Coordinate.of("expenditure", year, **inside), 0)
        outflow += facts.get(Coordinate.of("closing", year, **inside), 0)
        if not fund:
            inflow += facts.get(Coordinate.of("used_surplus", year), 0)
            outflow += facts.get(Coordinate.of("distribution", year), 0)
        for measure, value in (("inflow", inflow), ("outflow", outflow)):
            if value:
                facts[Coordinate.of(measure, year, **inside)] = value


def _reception(accounts: Accounts, book: Book) -> None:
    """Split 公务接待费 into foreign guests, as the book says, and the rest."""
    rows = book.tables.get("sangong", [])
    foreign = sum(_cents(row.get("spent")) for row in rows if row["item"] == "reception_foreign")
    whole = accounts.exact.get(Coordinate.of("expenditure", accounts.year, sangong="reception"), 0)
    for member, value in (("reception_foreign", foreign), ("reception_domestic", whole - foreign)):
        if value:
            accounts.exact[Coordinate.of("expenditure", accounts.year, sangong=member)] = value


def _cents(value: object) -> int:
    return int(value * 100) if isinstance(value, Decimal) else 0
