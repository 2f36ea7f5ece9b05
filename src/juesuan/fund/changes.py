"""What would change an answer: each single fact that would make a condition hold that fails, found by trying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from juesuan.fund.expression import names, render, tokens
from juesuan.fund.facts import Term, terms
from juesuan.fund.programme import Programme

__all__ = ["changes_of"]


def changes_of(
    sql: str, one: Programme, connection: Any, known: Mapping[str, str], row: int, month: date
) -> list[tuple[Term, Any]]:
    """Return facts with the first value tried that makes the condition true for a row, the others as they are."""
    found = []
    for name in _facts(sql, one):
        term = terms()[name]
        for value in _tried(term, sql, one, month):
            if _holds(sql, connection, {**known, name: _literal(term, value)}, row):
                found.append((term, value))
                break
    return found


def _facts(sql: str, one: Programme) -> list[str]:
    return [name for name in names(sql) if name not in one.values and name != "month"]


def _tried(term: Term, sql: str, one: Programme, month: date) -> Iterator[Any]:
    """Yield values to try: both flags, every choice, the numbers the rule speaks of, a date around the month."""
    if term.type == "flag":
        yield from (True, False)
    elif term.type == "choice":
        yield from (value for value, _ in term.choices)
    elif term.type in ("money", "count"):
        numbers = {int(float(word)) for kind, word in tokens(sql) if kind == "number"} | {0}
        for name in names(sql):
            if name in one.values and isinstance(one.value(name, month).value, int):
                numbers.add(one.value(name, month).value)  # type: ignore[arg-type]
        yield from sorted({n + step for n in numbers for step in (0, 1, -1) if n + step >= 0})
    elif term.type == "date":
        years = (month.year, max(month.year - 1, date.min.year), min(month.year + 1, date.max.year))
        yield from (*(date(year, month.month, 1) for year in years), None)


def _literal(term: Term, value: Any) -> str:
    if value is None:
        return f"cast(null as {term.duckdb})"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"date '{value}'" if isinstance(value, date) else f"'{value}'" if isinstance(value, str) else str(value)


def _holds(sql: str, connection: Any, known: Mapping[str, str], row: int) -> bool:
    found = connection.execute(f"select coalesce({render(sql, known)}, false) from rows where row_ = {row}").fetchone()
    return bool(found and found[0])
