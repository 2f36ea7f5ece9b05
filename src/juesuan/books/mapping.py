"""How the columns of an export become those of a table (映射): a TOML file that can be saved and used again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from juesuan.books.faults import Unusable, fault
from juesuan.books.schema import Table, data, schema

__all__ = ["FOLDER", "Columns", "from_constants", "pseudo", "read", "saved", "write"]

FOLDER = "mappings"
_PARTS = ("@month", "@unit")
"""What a composed number may also hold: the month of the date, the unit."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping: for each column of ours the titles it is made of (several are joined by “-”), and constants.

    `values` says what the export's words mean, by column; `unit` what its money is in where its titles do not say;
    `name` is the file it was read from, "" for a guess.
    """

    table: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str = ""
    sheet: str = ""
    name: str = ""

    @property
    def titles(self) -> list[str]:
        """The titles a sheet must have to fit."""
        return [t for titles in self.columns.values() for t in titles if not t.startswith("@")]


def pseudo(table: Table) -> tuple[str, ...]:
    """Return what a mapping may also map: amounts in two columns, where a table has an amount and a side."""
    return ("debit", "credit") if {"amount", "side"} <= set(table.names) else ()


def read(path: Path, tables: Mapping[str, Table] | None = None) -> Columns:
    """Read a mapping to one of some tables, those of a book where none are given. Unusable where it is wrong."""
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Unusable(fault("import.missing", path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error
    return _checked(path, said, {**schema().tables, **(tables or {})})


def _checked(path: Path, said: dict[str, Any], tables: Mapping[str, Table]) -> Columns:
    table = tables.get(str(said.get("table")))
    if table is None:
        _wrong(path, f"table = {said.get('table')!r} → {' '.join(tables)}")
    known = (*table.names, *pseudo(table))
    columns = {}
    for name, titles in _table(path, said, "columns").items():
        many = titles if isinstance(titles, list) else [titles]
        if not many or not all(isinstance(t, str) and (not t.startswith("@") or t in _PARTS) for t in many):
            _wrong(path, f"[columns] {name} = {titles!r} → “…” / [“…”, “…”] / {' '.join(_PARTS)}")
        columns[name] = tuple(many)
    constants = {name: str(value) for name, value in _table(path, said, "constants").items()}
    values = _table(path, said, "values")
    if not all(isinstance(some, dict) for some in values.values()):
        _wrong(path, "[values.column]")
    for name in (*columns, *constants, *values):
        if name not in known:
            _wrong(path, f"{name} → {' '.join(known)}")
    unit = str(said.get("unit", ""))
    if unit and unit not in data("aliases.toml")["units"]:
        _wrong(path, f"unit = {unit!r} → {' '.join(data('aliases.toml')['units'])}")
    meant = {name: {str(a): str(b) for a, b in some.items()} for name, some in values.items()}
    return Columns(table.name, columns, constants, meant, unit, str(said.get("sheet", "")), path.name)


def _table(path: Path, said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name, {})
    if not isinstance(found, dict):
        _wrong(path, f"[{name}]")
    return dict(found)


def _wrong(path: Path, why: str) -> NoReturn:
    raise Unusable(fault("import.mapping", path, why=why))


def saved(book: Path, table: Table) -> list[Columns]:
    """Return the mappings a book keeps for a table or register, those that ask for most first.

    Unusable where one of them is wrong; what the book keeps for others is not looked at, its table may be another's.
    """
    paths = [path for path in sorted((book / FOLDER).glob("*.toml")) if _table_of(path) in (table.name, None)]
    found = [read(path, {table.name: table}) for path in paths]
    return sorted(found, key=lambda one: -len(one.titles))


def _table_of(path: Path) -> str | None:
    """Return the table a mapping is for; None where it cannot be read, for `read` to say why."""
    try:
        return str(tomllib.loads(path.read_text("utf-8-sig")).get("table"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None


def write(mapping: Columns) -> bytes:
    """Return a mapping as TOML."""
    lines = ["# How an export becomes rows of the book: our column = its title.", f"table = {_text(mapping.table)}"]
    if mapping.sheet:
        lines.append(f"sheet = {_text(mapping.sheet)}")
    if mapping.unit:
        lines.append(f"unit = {_text(mapping.unit)}")
    lines += ["", "[columns]"]
    for name, titles in mapping.columns.items():
        lines.append(
            f"{_key(name)} = {_text(titles[0]) if len(titles) == 1 else json.dumps(titles, ensure_ascii=False)}"
        )
    if mapping.constants:
        lines += ["", "[constants]", *(f"{_key(name)} = {_text(value)}" for name, value in mapping.constants.items())]
    for column, some in mapping.values.items():
        lines += ["", f"[values.{_key(column)}]", *(f"{_text(a)} = {_text(b)}" for a, b in some.items())]
    return ("\n".join(lines) + "\n").encode()


def _key(name: str) -> str:
    """Return a name as TOML takes it as a key: bare where it is ASCII, else in quotes."""
    return name if name.isascii() and name.isidentifier() else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_constants(table: Table, said: Iterable[str], path: Path) -> dict[str, str]:
    """Read `column=value` words. Unusable where one is not that."""
    found = {}
    for one in said:
        name, mark, value = one.partition("=")
        if not mark or name not in table.names:
            raise Unusable(fault("import.set", path, value=one, expected=" ".join(table.names)))
        found[name] = value
    return found
