"""The trees of the taxonomy as tables of (member, ancestor), '' being the total: what SQL needs to sum along them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from juesuan.taxonomy import LEVELS, dimensions

__all__ = ["SANGONG_CODES", "closure", "code_closure"]

SANGONG_CODES = {
    "30212": "abroad",
    "31013": "vehicle_purchase",
    "30231": "vehicle_running",
    "30217": "reception",
}
"""Economic codes of the three public expenses (政府收支分类科目, 部门预算支出经济分类)."""

_SUMMIT = {"sangong": "all"}
"""Dimensions whose total is a member of its own."""


def closure(dimension: str) -> Iterator[tuple[str, str]]:
    """Yield every member of a dimension's tree with itself and each of its ancestors, the total as ''."""
    vocabulary = dimensions()
    top = _SUMMIT.get(dimension, "")
    for member in sorted(vocabulary.members(dimension)):
        up: str | None = member
        while up is not None and up != top:
            yield member, up
            up = vocabulary.parent(dimension, up)
        yield member, top


def code_closure(kind: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every code with itself, its ancestors by segments (3, 5, 7 digits) and the total.

    A record without a code counts for the total only.
    """
    for code in sorted(set(codes)):
        for length in LEVELS[kind]:
            if length <= len(code):
                yield code, code[:length]
        yield code, ""
