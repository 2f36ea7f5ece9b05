"""Names of the finance bureau (要素): what its system calls the columns and the words of our tables, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Element", "columns_of", "datasets", "elements", "names_of", "values_of"]

_OTHER = ("elements", "words")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, its title, and the records in which it was read."""

    name: str
    title: str
    seen: str


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("juesuan.exchange") / "elements.toml").read_text("utf-8"))


def elements() -> dict[str, Element]:
    """Return every element by name."""
    return {name: Element(name, one["title"], one["seen"]) for name, one in _data()["elements"].items()}


def datasets() -> tuple[str, ...]:
    """Return the datasets that have names of the bureau."""
    return tuple(name for name in _data() if name not in _OTHER)


def columns_of(dataset: str) -> tuple[str, ...]:
    """Return the columns of a dataset that may be exchanged: those with a name, then those that go by our own."""
    return (*names_of(dataset), *_data()[dataset]["unconfirmed"])


def names_of(dataset: str) -> Mapping[str, str]:
    """Return for a dataset (budget, entries, statement, forms) our columns and their elements; none for others."""
    found: Mapping[str, str] = _data()[dataset]["names"] if dataset in _data() and dataset not in _OTHER else {}
    return found


def values_of(dataset: str) -> Mapping[str, Mapping[str, str]]:
    """Return for a dataset by column their words and our values; none for one that has no names."""
    found: Mapping[str, Mapping[str, str]] = _data()["words"] if names_of(dataset) else {}
    return found
