"""The vouchers behind every figure at once (溯源表), as the published page shows them."""

from __future__ import annotations

from typing import Any

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.compile.ledger import ledger
from juesuan.facts import Coordinate

__all__ = ["traces"]

_SHOWN = ("id", "date", "unit", "function", "economic", "summary", "amount")
"""What is published of a voucher: payees may be private persons and stay in the book (`juesuan trace` shows them)."""
_FEW = 20
"""Vouchers listed for one figure; their number and sum are of all."""


def traces(book: Book, accounts: Accounts, limit: int = _FEW) -> dict[str, dict[str, Any]]:
    """Return coordinate → {count, cents, entries} for every item (项, 款 of economic kinds) of the year's expenditure.

    The figures above them show their children; those of the last level show their vouchers, the largest first.
    """
    wanted = [c for c in accounts.exact if _last(c, accounts.year)]
    found: dict[str, dict[str, Any]] = {}
    with ledger(book.path) as connection:
        for dimension in ("function", "economic"):
            groups = _groups(connection, dimension, limit)
            for coordinate in wanted:
                if code := coordinate.get(dimension):
                    found[str(coordinate)] = groups.get((code, *_key(coordinate)), {})
    return {key: value for key, value in found.items() if value}


def _last(c: Coordinate, year: int) -> bool:
    if c.measure != "expenditure" or c.stage != "actual" or c.year != year or c.get("fund") == "fiscal":
        return False
    return len(c.get("function") or "") == 7 or len(c.get("economic") or "") == 5


def _key(c: Coordinate) -> tuple[str, str]:
    return c.get("fund") or "", c.get("nature") or ""


def _groups(connection: Any, dimension: str, limit: int) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the vouchers by code, fund and nature, with '' for all funds and all natures."""
    statement = f"""
      WITH spent AS (SELECT * FROM entries WHERE side = 'expenditure' AND {dimension} <> ''),
      wide AS (
        SELECT s.*, f.fund AS by_fund, n.nature AS by_nature FROM spent s
        JOIN (SELECT DISTINCT fund FROM spent UNION SELECT '') f ON f.fund IN (s.fund, '')
        JOIN (SELECT DISTINCT nature FROM spent UNION SELECT '') n ON n.nature IN (s.nature, '')
      ), ranked AS (
        SELECT *, row_number() OVER w AS place, count(*) OVER g AS number, sum(amount) OVER g AS whole FROM wide
        WINDOW g AS (PARTITION BY {dimension}, by_fund, by_nature),
               w AS (PARTITION BY {dimension}, by_fund, by_nature ORDER BY abs(amount) DESC, id)
      )
      SELECT {dimension}, by_fund, by_nature, number, CAST(whole * 100 AS BIGINT), {", ".join(_SHOWN)}
      FROM ranked WHERE place <= {int(limit)} ORDER BY {dimension}, by_fund, by_nature, place
    """
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for code, fund, nature, number, cents, *entry in connection.execute(statement).fetchall():
        group = found.setdefault((code, fund, nature), {"count": number, "cents": cents, "entries": []})
        group["entries"].append({k: "" if v is None else str(v) for k, v in zip(_SHOWN, entry, strict=True)})
    return found
