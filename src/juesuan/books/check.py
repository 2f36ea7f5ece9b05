"""Checking a book (账套检查): every rule of the register over every row; what is wrong comes back as faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from juesuan.books import history, seal
from juesuan.books.faults import Fault, fault
from juesuan.books.model import Settings
from juesuan.books.open import SETTINGS, reasons_of, settings_of, texts_of
from juesuan.books.rules import Ledger, links, repeated, rules
from juesuan.books.schema import schema
from juesuan.books.store import recover
from juesuan.books.tables import codes_of, load
from juesuan.books.terms import check_terms, spoken, terms_of
from juesuan.taxonomy.publication import last_day

__all__ = ["check"]

_DAYS = 20
"""Days a department has to publish what the finance bureau approved."""
_RANK = {"error": 0, "warning": 1, "info": 2}


def check(book: Path | str) -> list[Fault]:
    """Return everything wrong with a book, the gravest first. Unusable where it cannot be read at all."""
    book = Path(book)
    recover(book)
    settings = settings_of(book)
    codes = codes_of(book, settings.year)
    faults: list[Fault] = []
    tables: dict[str, Any] = {}
    for table in schema().tables.values():
        loaded = load(book, table, codes)
        tables[table.name] = loaded.table
        faults += loaded.faults
        if table.name in ("units", "entries", "budget") and not loaded.table.num_rows:
            faults.append(fault("table.empty", table.file, name=table.name, title=table.title))
    ledger = Ledger(tables, codes)
    for table in schema().tables.values():
        faults += links(ledger, table)
        faults += repeated(ledger, table)
    faults += rules(ledger, scopes=("row", "book"))
    faults += _published(book, settings)
    faults += _terms(book, settings, tables)
    faults += _proof(book)
    return sorted(faults, key=lambda one: (_RANK[one.severity], one.file, one.row or 0, one.code))


def _terms(book: Path, settings: Settings, tables: dict[str, Any]) -> Iterator[Fault]:
    """Name the words of the book that its terms write otherwise."""
    terms = terms_of(tables["terms"].to_pylist(), settings.year)
    if terms:
        rows = {table.name: tables[table.name].to_pylist() for table in schema().tables.values() if not table.large}
        yield from check_terms(terms, spoken(texts_of(book), reasons_of(book), rows))


def _published(book: Path, settings: Settings) -> list[Fault]:
    """Compare the day of publication with that of approval; the budget law (article 14) leaves twenty days.

    A last day that is a day off is prolonged to the next workday.
    """
    approved, published = settings.approved, settings.published
    if approved is None or published is None or approved <= published <= last_day(approved, _DAYS):
        return []
    days = (published - approved).days
    code = "book.published_early" if days < 0 else "book.published_late"
    said = {"approved": f"{approved}", "published": f"{published}", "days": f"{days}", "limit": f"{_DAYS}"}
    return [Fault(code, f"{book / SETTINGS}", params=said)]


def _proof(book: Path) -> list[Fault]:
    """Prove the history and the seal."""
    found = [history.broken(book), seal.proof(book)]
    return [one for one in found if one is not None]
