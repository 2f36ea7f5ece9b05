"""Coordinates in words (坐标释义): what a figure is about, one line a dimension."""

from __future__ import annotations

from juesuan.facts import Coordinate
from juesuan.taxonomy.classification import LEVELS, classification, level, parent
from juesuan.taxonomy.description import word

__all__ = ["member_name", "words_of"]


def words_of(coordinate: Coordinate) -> list[tuple[str, str]]:
    """Return (what, which) pairs: 年度 2024, 指标 支出, 资金性质 一般公共预算 …; totals are left unsaid."""
    said = [
        ("年度", str(coordinate.year)),
        ("指标", word("measure", coordinate.measure)),
        ("口径", word("stage", coordinate.stage)),
    ]
    if coordinate.unit:
        said.append((word("dimension", "unit"), coordinate.unit))
    for dimension, member in coordinate.members:
        said.append((word("dimension", dimension), member_name(dimension, member, coordinate.year)))
    return said


def member_name(dimension: str, member: str, year: int) -> str:
    """Return a member's name; a code comes with the names of its classes: `2080704 社会保障和就业支出 › …`."""
    if dimension not in LEVELS or level(dimension, member) is None:
        return word(dimension, member)
    path: list[str] = []
    code: str | None = member
    while code is not None:
        path.insert(0, classification(dimension).name(code, year) or code)
        code = parent(dimension, code)
    return f"{member} {' › '.join(path)}"
