"""Where a sheet's header stands and which of its columns are ours, by their titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from juesuan.books.mapping import Columns, pseudo
from juesuan.books.schema import Table, data

__all__ = ["Header", "fitting", "guessed", "headers", "money_unit", "plain_title"]

_DEPTH = 3
"""Rows a header may have."""
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header (0-based, `end` excluded), and for each column what it may be called, best first."""

    start: int
    end: int
    titles: tuple[tuple[str, ...], ...]

    def find(self, title: str) -> int | None:
        """Return the column of a title as it is printed, or as it is compared."""
        for wanted, shape in ((title.strip(), str.strip), (plain_title(title), plain_title)):
            for column, titles in enumerate(self.titles):
                if any(shape(one) == wanted for one in titles):
                    return column
        return None

    @property
    def shown(self) -> list[str]:
        """One title a column, blank ones left out."""
        return [titles[0] for titles in self.titles if titles]


@cache
def plain_title(title: str) -> str:
    """Return a title for comparison: half width, without blanks, brackets with their contents, stars and colons."""
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", title))
    return re.sub(r"[\s*:：]+", "", text).casefold()


def headers(head: Sequence[Sequence[str]]) -> list[Header]:
    """Return every run of rows that could be a header."""
    found = []
    for start in range(len(head)):
        for end in range(start + 1, min(start + _DEPTH, len(head)) + 1):
            rows = head[start:end]
            if all(any(cell.strip() for cell in row) for row in rows):
                found.append(Header(start, end, _titles(rows)))
    return found


def _titles(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return for each column its titles from the top joined, then the lowest, then the others."""
    found = []
    for column in range(max(len(row) for row in rows)):
        parts = [row[column].strip() if column < len(row) else "" for row in rows]
        if len(rows) > 1 and not parts[0]:
            parts[0] = _above(rows[0], column)
        distinct = list(dict.fromkeys(part for part in parts if part))
        found.append(tuple(dict.fromkeys(["".join(distinct), *reversed(distinct)])) if distinct else ())
    return tuple(found)


def _above(row: Sequence[str], column: int) -> str:
    """Return the title to the left that a merged cell would spread over this column."""
    return next((row[n].strip() for n in range(min(column, len(row) - 1), -1, -1) if row[n].strip()), "")


def guessed(head: Sequence[Sequence[str]], table: Table) -> tuple[Header, Columns] | None:
    """Return the header and the mapping that most titles speak for; None where hardly any does."""
    best: tuple[tuple[int, int, int], Header, dict[str, tuple[str, ...]]] | None = None
    for header in headers(head):
        columns = _match(header, table)
        rank = (len(columns), -(header.end - header.start), -header.start)
        if best is None or rank > best[0]:
            best = (rank, header, columns)
    least = min(3, len([column for column in table.columns if column.required]))
    if best is None or len(best[2]) < max(2, least - 1):
        return None
    return best[1], Columns(table.name, _composed(best[2], table))


def fitting(head: Sequence[Sequence[str]], mapping: Columns) -> Header | None:
    """Return the header that has all titles of a mapping."""
    for header in headers(head):
        if all(header.find(title) is not None for title in mapping.titles):
            return header
    return None


def _match(header: Header, table: Table) -> dict[str, tuple[str, ...]]:
    """Give each column of ours the best title that is still free."""
    wishes: list[tuple[int, int, str, int]] = []
    for order, (name, ranks) in enumerate(_known_titles(table).items()):
        wishes += [(rank, order, name, column) for column, rank in _candidates(header, ranks)]
    found: dict[str, tuple[str, ...]] = {}
    taken: set[int] = set()
    for _, _, name, column in sorted(wishes):
        if name not in found and column not in taken:
            found[name] = (header.titles[column][0],)
            taken.add(column)
    return found


@cache
def _known_titles(table: Table) -> dict[str, dict[str, int]]:
    """Return for each column of ours the titles it is known by, with how good each is (0 is best)."""
    words = data("aliases.toml")
    aliases, endings = words["titles"].get(table.name, {}), words["endings"]
    found: dict[str, dict[str, int]] = {}
    for name in [*table.names, *pseudo(table), *(n for n in ("word", "line") if n in aliases)]:
        own = [name, table.column(name).title] if name in table.names else []
        ranks = found.setdefault(name, {})
        for n, stem in enumerate([*own, *aliases.get(name, [])]):
            for m, ending in enumerate(endings):
                ranks.setdefault(plain_title(stem + ending), n * len(endings) + m)
    return found


def _candidates(header: Header, ranks: dict[str, int]) -> list[tuple[int, int]]:
    """Return the columns some titles could mean, with how good each is."""
    found = []
    for column, titles in enumerate(header.titles):
        some = [ranks[plain_title(title)] + n for n, title in enumerate(titles) if plain_title(title) in ranks]
        if some:
            found.append((column, min(some)))
    return found


def _composed(found: dict[str, tuple[str, ...]], table: Table) -> dict[str, tuple[str, ...]]:
    """Put a voucher's word, number and line into one number, with the unit and month whose vouchers restart at 1."""
    word, line = found.pop("word", ()), found.pop("line", ())
    if "id" in found and (word or line):
        parts = ("@unit",) if "unit" in table.names else ()
        found["id"] = (*parts, "@month", *word, *found["id"], *line)
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
    else:
        found.pop("debit", None)
        found.pop("credit", None)
    return found


def money_unit(texts: Sequence[str]) -> str:
    """Return the money unit that titles speak of (“单位：万元”, “金额（元）”), or nothing."""
    units = sorted(data("aliases.toml")["units"], key=len, reverse=True)
    pattern = rf"(?:单位\s*[:：]\s*(?:人民币)?|[(（\[【](?:单位[:：])?)({'|'.join(units)})(?=\s*[)）\]】]|\s*$|\s)"
    for text in texts:
        found = re.search(pattern, text)
        if found:
            return found[1]
    return ""
