"""Measures, stages and the trees of the dimensions, from `dimensions.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Dimensions", "dimensions"]


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The vocabulary of coordinates: Chinese names of measures and stages, and a tree of members per dimension."""

    measures: dict[str, str]
    stages: dict[str, str]
    trees: dict[str, dict[str, tuple[str, ...]]]

    def children(self, dimension: str, member: str | None) -> tuple[str, ...]:
        """Return the members that sum to `member` (None: the total of the dimension), or nothing for a leaf."""
        tree = self.trees.get(dimension, {})
        return tree.get(member or "total", ())

    def parent(self, dimension: str, member: str) -> str | None:
        """Return the member that `member` is a part of; None for those right below the total and for strangers."""
        tree = self.trees.get(dimension, {})
        found = next((up for up, parts in tree.items() if member in parts), None)
        return None if found == "total" else found

    def members(self, dimension: str) -> frozenset[str]:
        """Return every member of the dimension but its total."""
        tree = self.trees.get(dimension, {})
        return frozenset(part for parts in tree.values() for part in parts) | frozenset(tree) - {"total"}


@cache
def dimensions() -> Dimensions:
    """Load the vocabulary."""
    data = tomllib.loads((files("juesuan.taxonomy") / "dimensions.toml").read_text("utf-8"))
    trees = {name: {up: tuple(parts) for up, parts in tree.items()} for name, tree in data["trees"].items()}
    return Dimensions(data["measures"], data["stages"], trees)
