"""The functional and economic classifications: codes, names by year, and the hierarchy by code segments."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["LEVELS", "Classification", "Entry", "classification", "level", "parent", "plain_name"]

LEVELS: Mapping[str, tuple[int, ...]] = {"function": (3, 5, 7), "economic": (3, 5)}
"""How many digits the codes of each level have: 类, 款, 项."""

_WIDTHS = str.maketrans("()［］[]　〔〕", "（）（）（） （）")
_ORDINAL = re.compile(
    r"^(（[一二三四五六七八九十百]+）[、.．]?|[一二三四五六七八九十百]+[、.．]|（?\d+[）、.．])(?=\D)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with one of its names and the years it was in force (None: not known to begin or end)."""

    code: str
    name: str
    first: int | None
    last: int | None
    source: str

    def valid(self, year: int | None) -> bool:
        """Say whether the name was in force in `year` (always, where no year is given)."""
        return year is None or (self.first or 0) <= year <= (self.last or 9999)


def level(kind: str, code: str) -> int | None:
    """Return 0 for 类, 1 for 款, 2 for 项, and None where the code has no length of `kind`."""
    levels = LEVELS[kind]
    return levels.index(len(code)) if code.isdigit() and len(code) in levels else None


def parent(kind: str, code: str) -> str | None:
    """Return the code one segment shorter; None for a 类 and for what is no code.

    The hierarchy goes by segments, never by prefix: 2080 is not above 20801.
    """
    depth = level(kind, code)
    return code[: LEVELS[kind][depth - 1]] if depth else None


def plain_name(name: str) -> str:
    """Return a name without blanks and its list ordinal, brackets full width, for comparison."""
    return _ORDINAL.sub("", re.sub(r"\s+", "", name).translate(_WIDTHS), count=1)


class Classification:
    """One of the two lists. Names change with the year; a code may have several."""

    def __init__(self, kind: str, entries: list[Entry]) -> None:
        self.kind = kind
        self._by_code: dict[str, list[Entry]] = {}
        self._by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            self._by_code.setdefault(entry.code, []).append(entry)
            self._by_name.setdefault(plain_name(entry.name), []).append(entry)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def names(self, code: str, year: int | None = None) -> tuple[str, ...]:
        """Return the names of a code in force in `year` (all of them, where no year is given)."""
        return tuple(e.name for e in self._by_code.get(code, ()) if e.valid(year))

    def name(self, code: str, year: int | None = None) -> str | None:
        """Return the first name of a code in force in `year`, else any of its names."""
        return next(iter(self.names(code, year) or self.names(code)), None)

    def entries(self, code: str) -> tuple[Entry, ...]:
        """Return what the list says of a code."""
        return tuple(self._by_code.get(code, ()))

    def find(self, name: str, *, depth: int | None = None, under: str | None = None) -> tuple[str, ...]:
        """Return the codes that have had this name, of one level and below one parent where given."""
        codes = dict.fromkeys(e.code for e in self._by_name.get(plain_name(name), ()))
        return tuple(c for c in codes if self._fits(c, depth, under))

    def starting(self, printed: str, *, depth: int | None = None) -> tuple[str, ...]:
        """Return the codes whose digits begin with `printed`: what a clipped code may have been."""
        return tuple(c for c in self._by_code if c.startswith(printed) and self._fits(c, depth, None))

    def _fits(self, code: str, depth: int | None, under: str | None) -> bool:
        """Say whether a code stands on this level and below this parent."""
        return (depth is None or level(self.kind, code) == depth) and (
            under is None or parent(self.kind, code) == under
        )


@cache
def classification(kind: str) -> Classification:
    """Load `function` or `economic`."""
    text = (files("juesuan.taxonomy") / "classification" / f"{kind}.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return Classification(
        kind,
        [Entry(r["code"], r["name"], _year(r["from"]), _year(r["to"]), r["source"]) for r in rows],
    )


def _year(text: str) -> int | None:
    """Read a year or nothing."""
    return int(text) if text else None
