"""The facts a rule may ask of a person in a month, typed, from `facts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from juesuan.books.columns import MONEY, arrow_type
from juesuan.books.schema import Column

__all__ = ["Term", "column_of", "terms", "type_of"]

_SQL = {"flag": "boolean", "date": "date", "money": "bigint", "count": "bigint"}


@dataclass(frozen=True, slots=True)
class Term:
    """A fact: its Chinese title, type and unit; `sql` where it is made of other facts."""

    name: str
    title: str
    type: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    sql: str = ""

    @property
    def stored(self) -> Any:
        """The Arrow type a register holds it in: money in yuan."""
        return type_of(self.type)

    @property
    def duckdb(self) -> str:
        """The SQL type a rule sees: money in 分."""
        return _SQL.get(self.type, "varchar")


def type_of(kind: str) -> Any:
    """Return the Arrow type of a kind of fact."""
    kinds = {"flag": pa.bool_(), "date": pa.date32(), "money": MONEY, "count": pa.int64()}
    return kinds.get(kind, pa.string())


@cache
def terms() -> Mapping[str, Term]:
    """Return the vocabulary by name."""
    source = tomllib.loads((files("juesuan.fund") / "facts.toml").read_text("utf-8"))
    return {name: _term(name, row) for name, row in source.items()}


def _term(name: str, row: dict[str, Any]) -> Term:
    choices = tuple((value, label) for value, label in row.get("choices", ()))
    return Term(name, row["title"], row["type"], row.get("unit", ""), choices, " ".join(row.get("sql", "").split()))


def column_of(term: Term) -> Column:
    """Return the fact as a column of a register, to be typed from text; a flag is a choice of 是 and 否."""
    if term.type == "flag":
        return Column(term.name, term.title, "choice", choices=(("true", "是"), ("false", "否")))
    column = Column(term.name, term.title, term.type, choices=term.choices)
    assert term.type in ("choice", "code") or arrow_type(column) == term.stored
    return column
