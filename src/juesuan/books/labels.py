"""Names people read instead of keys (名目): columns and choices a fault speaks of, in the words of tables.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from juesuan.books.schema import Column, Table, schema

__all__ = ["column_label", "labelled"]

_CHOSEN = {
    "fund": ("entries", "fund"),
    "nature": ("entries", "nature"),
    "source": ("entries", "source"),
    "side": ("entries", "side"),
    "item": ("sangong", "item"),
    "kind": ("transfers", "kind"),
}
"""Params of faults that hold a choice, and a column that has it."""


def labelled(params: Mapping[str, str], file: str, column: str | None, lang: str) -> dict[str, str]:
    """Return a fault's params with Chinese names for keys of columns and choices; in English the keys stay.

    A param that has a Chinese name of its own has it beside it (`to` and `to_zh`: states of a register).
    """
    said = dict(params)
    if lang != "zh":
        return said
    said |= {name.removesuffix("_zh"): value for name, value in params.items() if name.endswith("_zh")}
    for name, (table, key) in _CHOSEN.items():
        if name in said:
            said[name] = _choice(schema().tables[table].column(key), said[name])
    own = _table(file)
    if "differs" in said:
        said["differs"] = "、".join(_title(own, name) for name in said["differs"].split())
    if own is not None:
        if "title" not in said and "name" in said:
            said["name"] = _title(own, said["name"])
        held = next((c for c in own.columns if c.name == column), None)
        if held is not None and "value" in said:
            said["value"] = _choice(held, said["value"])
    return said


def column_label(file: str, column: str) -> str:
    """Return a column of a book's file as 金额（amount）; of any other file as it is."""
    own = _table(file)
    title = _title(own, column) if own is not None else column
    return column if title == column else f"{title}（{column}）"


@cache
def _files() -> Mapping[str, Table]:
    return {table.file: table for table in schema().tables.values()}


def _table(file: str) -> Table | None:
    """Return the table a file of a book belongs to: its own, or one of the files in its folder."""
    folder, _, rest = file.replace("\\", "/").partition("/")
    return _files().get(file) or (schema().tables.get(folder) if rest else None)


def _title(table: Table | None, name: str) -> str:
    """Return the Chinese title of a column, of the vouchers' where the table has none of that name."""
    tables = [t for t in (table, schema().tables["entries"]) if t is not None]
    return next((c.title for t in tables for c in t.columns if c.name == name), name)


def _choice(column: Column, value: str) -> str:
    return dict(column.choices).get(value, value)
