"""The tables of a book (账套) as data: names, columns, types, choices and links, from `tables.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Choice", "Column", "Schema", "Table", "data", "schema"]

Choice = tuple[str, str]
"""A value as it is stored and its Chinese name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a `type`.

    text, code, date, month (its first day, in lists), money (yuan), choice, member (of `list`), link (to `to`), count,
    number (a decimal), or a number that proves itself: id_number, credit_code, phone, card. Only registers have marks
    (the pseudonym of a personal number of a `kind`) and tokens (the number itself, encrypted).
    """

    name: str
    title: str
    type: str
    key: bool = False
    required: bool = False
    choices: tuple[Choice, ...] = ()
    list: str = ""
    to: str = ""
    kind: str = ""

    @property
    def coded(self) -> bool:
        """Say whether few different values fill it, so that it is held as a dictionary and its rows as numbers."""
        return self.type in ("choice", "member") or (self.type == "link" and not self.to.endswith(".id"))

    @property
    def target(self) -> tuple[str, str]:
        """The table and column a link leads to."""
        table, _, column = self.to.partition(".")
        return table, column


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a book; a `large` one may also be a folder of CSV or Parquet files and stays on disk.

    An `own` one is written by the program alone and never imported.
    """

    name: str
    title: str
    file: str
    rule: str
    large: bool
    columns: tuple[Column, ...]
    own: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)

    def column(self, name: str) -> Column:
        """Return the column of this name; KeyError where there is none."""
        return next((c for c in self.columns if c.name == name), None) or _no_column(self.name, name)


@dataclass(frozen=True, slots=True)
class Schema:
    """The format's number and its tables by name, in the order they are filled in."""

    format: int
    tables: Mapping[str, Table]


@cache
def data(name: str) -> Mapping[str, Any]:
    """Read one of the TOML files of this room; nobody changes what is returned."""
    return tomllib.loads(files("juesuan.books").joinpath(name).read_text("utf-8"))


@cache
def schema() -> Schema:
    """Return the tables of the format this program writes."""
    source = data("tables.toml")
    tables = {name: row for name, row in source.items() if name not in ("format", "choices")}
    return Schema(source["format"], {name: _table(name, row, source["choices"]) for name, row in tables.items()})


def _table(name: str, row: dict[str, Any], choices: dict[str, list[list[str]]]) -> Table:
    columns = tuple(_column(one, choices) for one in row["columns"])
    return Table(name, row["title"], row["file"], row["rule"], row.get("large", False), columns, row.get("own", False))


def _column(row: dict[str, Any], choices: dict[str, list[list[str]]]) -> Column:
    known = tuple((value, label) for value, label in choices[row["choices"]]) if "choices" in row else ()
    rest = {key: value for key, value in row.items() if key != "choices"}
    return Column(**rest, choices=known)


def _no_column(table: str, name: str) -> Column:
    raise KeyError(f"{table}.{name}")
