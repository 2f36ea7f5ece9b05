"""The classification lists: names of functions (类款项) and economic kinds (类款), with hierarchy by code segments."""

from __future__ import annotations

import csv
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

__all__ = ["SEGMENTS", "names", "nearest", "parent_of"]

SEGMENTS: dict[str, tuple[int, ...]] = {"function": (3, 5, 7), "economic": (3, 5)}
"""Digits of a code at each level of its hierarchy."""


@cache
def names(kind: str) -> dict[str, str]:
    """Return code → name as observed in public documents; `kind` is function or economic."""
    text = (files("juesuan.taxonomy") / "classification" / f"{kind}.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def parent_of(code: str, kind: str) -> str | None:
    """Return the code one segment up: 2080101 → 20801 → 208 → None. 2080 is no code and has no parent."""
    lengths = SEGMENTS[kind]
    if len(code) not in lengths:
        return None
    level = lengths.index(len(code))
    return code[: lengths[level - 1]] if level else None


def nearest(name: str, clipped: str, kind: str, length: int) -> str | None:
    """Return the code of `length` digits that begins as the clipped one does and whose name is most like `name`."""
    fits = [(c, n) for c, n in names(kind).items() if len(c) == length and c.startswith(clipped)]
    ranked = sorted(((SequenceMatcher(None, name, n).ratio(), c) for c, n in fits), reverse=True)
    return ranked[0][1] if ranked and ranked[0][0] >= 0.6 else None
