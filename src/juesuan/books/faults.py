"""What is wrong with a book, as values: faults, and the register that words them (`register/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.books.labels import column_label, labelled
from juesuan.findings import Severity

__all__ = ["Fault", "Kind", "Unusable", "explain", "fault", "kinds", "message", "place"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the register: severity, wording, and for a rule over tables its table and SQL.

    `scope` is "row" (a row may be refused for it on import), "book" (only a whole book is judged) or "use" (an
    operation that was refused).
    """

    code: str
    severity: Severity
    message: Mapping[str, str]
    scope: str
    table: str = ""
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `file` within the book (or the source of an import), `row` from 1 as Excel shows it."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How bad it is, as the register has it."""
        return kinds()[self.code].severity


class Unusable(Exception):
    """A book, a file or an operation that is refused whole; `fault` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.file}: {fault.code}")
        self.fault = fault


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the register by code."""
    folder = files("juesuan.books") / "register"
    found: dict[str, Kind] = {}
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        for code, row in tomllib.loads(path.read_text("utf-8")).items():
            if code in found:
                raise ValueError(f"register/{path.name}: {code!r} is declared twice")
            found[code] = _kind(code, row)
    return found


def _kind(code: str, row: dict[str, Any]) -> Kind:
    wording = {"zh": row["zh"], "en": row["en"]}
    scope = row.get("scope", "row")
    return Kind(code, Severity(row.get("severity", "error")), wording, scope, row.get("table", ""), row.get("sql", ""))


def fault(code: str, file: object, row: int | None = None, column: str | None = None, **params: object) -> Fault:
    """Build a fault; its params are kept as text."""
    return Fault(code, str(file), row, column, {key: str(value) for key, value in params.items()})


def message(one: Fault, lang: str = "zh") -> str:
    """Say what is wrong, what was expected and what to do, without the place."""
    wording = kinds()[one.code].message[lang]
    params = labelled(one.params, one.file, one.column, lang)
    return wording.format_map({"file": one.file, "column": one.column or "", **params})


def place(one: Fault, lang: str = "zh") -> str:
    """Say where: file, row and column."""
    parts = [one.file]
    if one.row is not None:
        parts.append(f"第 {one.row} 行" if lang == "zh" else f"row {one.row}")
    if one.column:
        column = column_label(one.file, one.column) if lang == "zh" else one.column
        parts.append(f"“{column}”栏" if lang == "zh" else f"column {column}")
    return ("，" if lang == "zh" else ", ").join(parts)


def explain(one: Fault, lang: str = "zh") -> str:
    """Say it all in one line."""
    return " ".join(f"{place(one, lang)}{'：' if lang == 'zh' else ': '}{message(one, lang)}".split())
