"""Names of what is counted or paid in running text: words before a figure to the coordinate of a quantity."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.facts import COUNT_SCALES, Amount, Coordinate

__all__ = ["lexicon", "name_of", "noun_of", "quantity"]

_LEAST, _MOST = 4, 30
"""A shorter name is too common to mean one thing, a longer one is a sentence."""


@cache
def lexicon() -> dict[str, Any]:
    """Return `taxonomy/quantities.toml` with its regular expressions compiled."""
    data = tomllib.loads((files("juesuan.taxonomy") / "quantities.toml").read_text("utf-8"))
    for key in ("before", "after", "generic", "units"):
        data[key] = re.compile(data[key])
    data["end"] = re.compile(f"(?:{data['after'].pattern})$")
    return data


def name_of(clause: str) -> str:
    """Return the name in a squeezed clause that ends at a figure, or "" where it says nothing of its own."""
    words = lexicon()
    bare = clause
    if match := words["before"].match(bare):
        bare = bare[match.end() :]
    if match := words["end"].search(bare):
        bare = bare[: match.start()]
    fits = _LEAST <= len(bare) <= _MOST and not words["generic"].fullmatch(bare)
    return _one_word(bare) if fits else ""


def _one_word(name: str) -> str:
    """Write words of one meaning in one way."""
    for word, same in lexicon()["synonyms"].items():
        name = name.replace(word, same)
    return name


def noun_of(amount: Amount) -> str:
    """Return what an amount counts without its scale: 元, %, 人 …."""
    if amount.is_money:
        return "元"
    unit = amount.unit
    return unit[1:] if len(unit) > 1 and unit[0] in COUNT_SCALES else unit


def quantity(clause: str, amount: Amount, year: int) -> Coordinate | None:
    """Return the coordinate of a named quantity, or None where the words before the figure name none."""
    name = name_of(clause)
    noun = noun_of(amount)
    if not name or not (
        noun == "元" or lexicon()["units"].fullmatch(noun) or (noun == "%" and name.endswith(("率", "度")))
    ):
        return None
    return Coordinate.of("quantity", year, name=name, noun=noun)
