"""The forms as data: titles, columns and rows mapped to coordinates, one TOML file a form."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Cast", "ColumnSpec", "Example", "FormSpec", "RowSpec", "form_spec", "form_specs"]


@dataclass(frozen=True, slots=True)
class Cast:
    """What a row or column says about a coordinate: each part may be silent (empty)."""

    measure: str = ""
    stage: str = ""
    members: tuple[tuple[str, str], ...] = ()

    def over(self, below: Cast) -> Cast:
        """Lay this cast over another: what it says wins."""
        members = {**dict(below.members), **dict(self.members)}
        return Cast(self.measure or below.measure, self.stage or below.stage, tuple(sorted(members.items())))


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: `pattern` is searched in the header path (texts from top to bottom joined by "/").

    `kind` is value, code, name, label or number (行次). `side` limits it to the left or right half.
    """

    key: str
    pattern: re.Pattern[str]
    cast: Cast
    kind: str = "value"
    side: str = ""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of a form whose rows are fixed.

    `sets` opens a context that rows with `under` need; `lookup` takes the
    member of a dimension from the row's name in that classification. `unit` is the unit where it is not money.
    """

    key: str
    pattern: re.Pattern[str]
    cast: Cast
    side: str = ""
    sets: str = ""
    under: str = ""
    lookup: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A variant seen in some place: its title, header rows (merged cells repeated), and the keys they must bind to."""

    name: str
    title: str
    header: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form: how it is called, how it is laid out, and what its cells are about.

    `layout` is sides (01, 04), codes (rows with function codes), blocks (06), sangong (09) or items (other lists).
    `signature` are header texts of which one must stand in the header when there is no title to go by.
    """

    id: str
    title: str
    layout: str
    aliases: tuple[str, ...]
    base: Cast
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    notes: tuple[str, ...]
    signature: re.Pattern[str] | None
    examples: tuple[Example, ...]
    wording: dict[str, str] = field(default_factory=dict)
    classification: str = ""


def _cast(data: dict[str, Any]) -> Cast:
    """Read measure, stage and members."""
    return Cast(data.get("measure", ""), data.get("stage", ""), tuple(sorted(data.get("members", {}).items())))


def _column(data: dict[str, Any]) -> ColumnSpec:
    """Read a column."""
    return ColumnSpec(
        data["key"], re.compile(data["pattern"]), _cast(data), data.get("kind", "value"), data.get("side", "")
    )


def _row(data: dict[str, Any]) -> RowSpec:
    """Read a row."""
    words = (data.get(k, "") for k in ("side", "sets", "under", "lookup", "unit"))
    return RowSpec(data["key"], re.compile(data.get("pattern", "$^")), _cast(data), *words)


def _example(data: dict[str, Any]) -> Example:
    """Read a variant."""
    return Example(data["name"], data["title"], tuple(tuple(r) for r in data["header"]), tuple(data["keys"]))


def _form(data: dict[str, Any]) -> FormSpec:
    """Read a form file."""
    signature = data.get("signature")
    return FormSpec(
        id=data["id"],
        title=data["title"],
        layout=data["layout"],
        aliases=tuple(data["aliases"]),
        base=_cast(data.get("base", {})),
        columns=tuple(_column(c) for c in data.get("columns", ())),
        rows=tuple(_row(r) for r in data.get("rows", ())),
        notes=tuple(data.get("notes", ())),
        signature=re.compile(signature) if signature else None,
        examples=tuple(_example(v) for v in data.get("variants", ())),
        wording=data.get("wording", {}),
        classification=data.get("classification", ""),
    )


@cache
def form_specs() -> tuple[FormSpec, ...]:
    """Load every form file, in order of id."""
    folder = files("juesuan.taxonomy") / "forms"
    texts = [f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".toml") and f.name[0] != "_"]
    return tuple(sorted((_form(tomllib.loads(t)) for t in texts), key=lambda f: f.id))


def form_spec(key: str) -> FormSpec | None:
    """Return the form with this id."""
    return next((f for f in form_specs() if f.id == key), None)
