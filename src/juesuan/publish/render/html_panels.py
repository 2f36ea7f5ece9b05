"""What opens behind a figure (溯源面板): its coordinate in words, exact yuan, parts and vouchers, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from juesuan.accounts import Accounts, Told
from juesuan.facts import Coordinate
from juesuan.publish.tree import Document
from juesuan.publish.wording import words_of
from juesuan.taxonomy.classification import LEVELS, classification
from juesuan.taxonomy.description import describe, word
from juesuan.taxonomy.parts import Parts

__all__ = ["panels_of"]

_COLUMNS = ("id", "date", "unit", "function", "economic", "summary", "amount")


@dataclass(slots=True)
class _Shelf:
    """Vouchers, each kept once however many figures it stands behind."""

    rows: list[list[str]] = field(default_factory=list)
    known: dict[tuple[str, ...], int] = field(default_factory=dict)

    def put(self, entry: Mapping[str, Any]) -> int:
        """Return the number of an entry."""
        row = tuple(_voucher(entry, column) for column in _COLUMNS)
        if row not in self.known:
            self.known[row] = len(self.rows)
            self.rows.append(list(row))
        return self.known[row]


def _voucher(entry: Mapping[str, Any], column: str) -> str:
    value = entry.get(column)
    if value is None:
        return ""
    return f"{Decimal(str(value)):,.2f}" if column == "amount" else str(value)


def panels_of(document: Document, accounts: Accounts, traces: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the figures of the document and all they are made of by str(coordinate), and the vouchers by number."""
    worth: dict[Coordinate, int] = {**accounts.exact, **accounts.counts}
    known = Parts(worth)
    shelf = _Shelf()
    waiting: list[Coordinate] = []
    for figure in document.figures():
        waiting += [figure.coordinate] if figure.coordinate is not None else figure.operands
    facts: dict[str, Any] = {}
    while waiting:
        here = waiting.pop()
        if (key := str(here)) in facts:
            continue
        if (told := accounts.told.get(here.get("indicator") or "")) is not None:
            facts[key] = _indicator(here.get("indicator") or "", told)
            continue
        ways = _ways(here, known, worth)
        waiting += [part for parts in ways for part in parts]
        facts[key] = {
            "title": describe(here),
            "words": [list(pair) for pair in words_of(here)],
            **_amounts(here, accounts),
            "splits": [_split(here, parts, accounts) for parts in ways],
            **_vouchers(traces.get(key), shelf),
        }
    return {"unit": accounts.unit, "facts": facts, "vouchers": shelf.rows}


def _indicator(name: str, told: Told) -> dict[str, Any]:
    """Return what a register vouches for: the value, how, by which version and when it was counted, and the query."""
    words = [
        ["口径", told.definition],
        ["编号", name],
        ["版本", f"第{told.version}版"],
        ["期间", told.period],
        ["计入记录", f"{told.records:,}条"],
        ["单位", told.unit],
    ]
    return {"title": told.title, "words": words, "count": f"{told.value:,f}", "splits": [], "query": told.sql}


def _ways(whole: Coordinate, known: Parts, worth: Mapping[Coordinate, int]) -> list[tuple[Coordinate, ...]]:
    """Return the ways a figure is the exact sum of others; those of one part only where there are no others."""
    found = [parts for parts in known.ways(whole) if sum(worth[p] for p in parts) == worth.get(whole)]
    return [parts for parts in found if len(parts) > 1] or found


def _amounts(coordinate: Coordinate, accounts: Accounts) -> dict[str, str]:
    """Return the count, or the printed figure and the exact yuan; last year's figures are known as printed only."""
    if coordinate in accounts.counts:
        return {"count": str(accounts.counts[coordinate])}
    found = {"printed": f"{accounts.printed.get(coordinate, Decimal(0)):,.{accounts.places}f}"}
    if coordinate in accounts.exact or coordinate not in accounts.printed:
        found["yuan"] = f"{Decimal(accounts.exact.get(coordinate, 0)).scaleb(-2):,.2f}"
    return found


def _split(whole: Coordinate, parts: Sequence[Coordinate], accounts: Accounts) -> dict[str, Any]:
    """Return a split: along what, its parts with their names, and what the printed parts add up to."""
    dimension = _along(whole, parts[0])
    total = sum((accounts.printed.get(part, Decimal(0)) for part in parts), Decimal(0))
    return {
        "along": word("dimension", dimension) if dimension else "收支两方",
        "parts": [[str(part), _name(part, dimension)] for part in parts],
        "printed": f"{total:,.{accounts.places}f}",
    }


def _along(whole: Coordinate, part: Coordinate) -> str:
    """Return the dimension a part stands on below its whole, codes first; nothing for the sides of a total."""
    if part.measure != whole.measure:
        return ""
    changed = [dimension for dimension, member in part.members if whole.get(dimension) != member]
    return next((dimension for dimension in changed if dimension in LEVELS), changed[0])


def _name(part: Coordinate, dimension: str) -> str:
    """Return what tells a part from the others of its split."""
    member = part.get(dimension) if dimension else None
    if member is None:
        return word("measure", part.measure)
    if dimension in LEVELS:
        return f"{member} {classification(dimension).name(member, part.year) or ''}".strip()
    return word(dimension, member)


def _vouchers(trace: Mapping[str, Any] | None, shelf: _Shelf) -> dict[str, Any]:
    """Return the numbers of the vouchers behind a figure, and how many there are in all."""
    if not trace:
        return {}
    numbers = [shelf.put(entry) for entry in trace.get("entries", ())]
    total = f"{Decimal(int(trace.get('cents', 0))).scaleb(-2):,.2f}"
    return {"vouchers": numbers, "entries": int(trace.get("count", len(numbers))), "traced": total}
