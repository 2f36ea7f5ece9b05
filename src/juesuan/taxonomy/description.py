"""A coordinate in words (坐标的说法): what a figure is about, for people."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from juesuan.facts import Coordinate
from juesuan.taxonomy.classification import classification

__all__ = ["DIMENSIONS", "describe", "word"]

DIMENSIONS = (
    "unit",
    "fund",
    "source",
    "function",
    "economic",
    "nature",
    "sangong",
    "project",
    "procurement",
    "size",
    "vehicle",
)
"""Dimensions in the order people name them."""


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = tomllib.loads(
        (files("juesuan.taxonomy") / "description.toml").read_text("utf-8")
    )
    return table


def describe(coordinate: Coordinate, lang: str = "zh") -> str:
    """Return a coordinate as people say it: “2024 支出·决算：一般公共预算，2080101 行政运行，基本支出”."""
    at = 0 if lang == "zh" else 1
    head = f"{coordinate.year} {_word('measure', coordinate.measure, at)}"
    if coordinate.stage != "actual":
        head += f"·{_word('stage', coordinate.stage, at)}"
    members = dict(coordinate.members)
    known = [d for d in DIMENSIONS if d in members] + [d for d in members if d not in DIMENSIONS]
    said = [_member(d, members[d], coordinate.year, at) for d in known]
    if coordinate.unit:
        said.insert(0, coordinate.unit)
    colon, comma = ("：", "，") if at == 0 else (": ", ", ")
    return head + (colon + comma.join(said) if said else "")


def _member(dimension: str, member: str, year: int, at: int) -> str:
    if dimension in ("function", "economic"):
        name = classification(dimension).name(member, year) or ""
        return f"{member} {name}".strip()
    return _word(dimension, member, at)


def word(table: str, key: str, lang: str = "zh") -> str:
    """Return the name of a measure, stage or member of a dimension, or the key itself where it has none."""
    return _word(table, key, 0 if lang == "zh" else 1)


def _word(table: str, key: str, at: int) -> str:
    found = _words().get(table, {}).get(key)
    return found[at] if found else key
