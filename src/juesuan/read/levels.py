"""Headings, levels and labels of performance forms: what a cell of one is (`taxonomy/evaluations.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from juesuan.blocks import Cell, Grid, Text
from juesuan.read.figures import squeeze

__all__ = [
    "beside",
    "columns_of",
    "heading_of",
    "is_head",
    "kind_of",
    "label",
    "parts",
    "project_of",
    "rows_of",
    "share_of",
    "unfolded",
]

_LONGEST = 24
_SHARE = re.compile(r"[（(]?\s*(?P<points>\d+(?:\.\d+)?)\s*分?\s*[)）]?$")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(words) for key, words in _data()["headings"].items()}


@cache
def label(key: str) -> re.Pattern[str]:
    """Return the pattern of a label: subject, project, total, grade, cause."""
    return re.compile(_data()["labels"][key])


@cache
def parts() -> re.Pattern[str]:
    """Return what rows of money begin with that are parts of the year's money."""
    return re.compile(_data()["money"]["parts"])


def rows_of(grid: Grid) -> list[list[Cell]]:
    """Return the cells of a grid by row, each in order of columns."""
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        if cell.row < len(rows):
            rows[cell.row].append(cell)
    return [sorted(row, key=lambda c: c.col) for row in rows]


@lru_cache(maxsize=1 << 12)
def heading_of(text: str) -> str:
    """Return which heading a cell is, or ""."""
    bare = squeeze(text).lstrip("）")
    bare += "）" * (bare.count("（") - bare.count("）"))  # a bracket may have slipped into the cell beside it
    fits = (k for k, regex in _headings().items() if 2 <= len(bare) <= _LONGEST and regex.fullmatch(bare))
    return next(fits, "")


def columns_of(row: list[Cell]) -> dict[str, Cell]:
    """Return the headings of a row by key, each once; values stand to the right of the names they are of."""
    found: dict[str, Cell] = {}
    for cell in row:
        key = heading_of(cell.text.text)
        early = key in ("target", "actual", "unit", "rule") and "name" not in found
        if key and key not in found and not early:
            found[key] = cell
    return found


def is_head(row: list[Cell]) -> bool:
    """Say whether a row has the headings of indicators."""
    keys = set(columns_of(row))
    return "name" in keys and bool(keys & {"target", "actual"})


def unfolded(rows: list[list[Cell]], head: int) -> list[list[Cell]]:
    """Put indicators that stand side by side below each other: where a head begins again, so does a row."""
    keyed = [(cell.col, key) for cell in rows[head] if (key := heading_of(cell.text.text))]
    starts = [col for col, key in keyed if key == keyed[0][1]]
    if len(starts) < 2 or [key for _, key in keyed].count("name") != len(starts):
        return rows
    below = [piece for row in rows[head + 1 :] for piece in _pieces(row, starts)]
    return [*rows[:head], _pieces(rows[head], starts)[0], *below]


def _pieces(row: list[Cell], starts: list[int]) -> list[list[Cell]]:
    """Cut a row where the head begins again; a total stays whole."""
    first = next((squeeze(cell.text.text) for cell in row if cell.text.text.strip()), "")
    if label("total").match(first) or label("grade").fullmatch(first):
        return [row]
    ends = [*starts[1:], max((cell.col for cell in row), default=0) + 1]
    cut = [[cell for cell in row if (start if n else 0) <= cell.col < end]
           for n, (start, end) in enumerate(zip(starts, ends, strict=True))]  # fmt: skip
    return [[replace(cell, col=cell.col - start + starts[0]) for cell in piece]
            for piece, start in zip(cut, starts, strict=True)]  # fmt: skip


def kind_of(bare: str) -> tuple[str, str] | None:
    """Return ("group", 产出) for a first-level class, ("kind", 数量) for a second-level one."""
    plain = _SHARE.sub("", bare).removesuffix("指标")
    for level in ("groups", "kinds"):
        if plain in _data()[level]["names"]:
            short = plain if level == "groups" else plain.removesuffix("效益").removesuffix("影响")
            return level.removesuffix("s"), short
    return None


def share_of(text: Text) -> Text | None:
    """Return the points in a first-level class such as 产出指标（50分）, None where it prints none."""
    match = _SHARE.search(text.text.rstrip())
    return text.slice(match.start("points"), match.end("points")) if match and "分" in match[0] else None


def project_of(rows: list[list[Cell]], whose: str = "subject") -> Text | None:
    """Return what a form is about: the name beside a label such as 项目名称 or 部门（单位）名称."""
    return beside(rows, label(whose))


def beside(rows: list[list[Cell]], named: re.Pattern[str]) -> Text | None:
    """Return the first text right of a label, or behind its colon in one cell."""
    for row in rows:
        words = [c.text for c in row if c.text.text.strip()]
        for text, value in pairwise(words):
            if named.fullmatch(squeeze(text.text).rstrip("：")):
                return value
        for text in words:
            head, colon, rest = text.text.replace(":", "：").partition("：")
            if colon and rest.strip() and named.fullmatch(squeeze(head)):
                return text.slice(len(head) + 1).strip()
    return None
