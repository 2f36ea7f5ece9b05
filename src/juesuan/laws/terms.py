"""用语: a term is written as a register of terms says; without one, a document keeps to one of two known spellings."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from juesuan.blocks import Text
from juesuan.books.terms import Term, variants
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, Witness
from juesuan.laws.structure import walk

__all__ = ["check", "pairs"]

_QUOTED = re.compile('[“"]([\u4e00-\u9fff]{4,12})[”"]')
_OFTEN = 2
"""How often a quoted name stands as it is before another order of its characters is a slip."""


@cache
def pairs() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return words with two spellings of one meaning: the name of the pair, the usual spelling and the other."""
    rows = tomllib.loads((files("juesuan.taxonomy") / "spellings.toml").read_text("utf-8"))["pair"]
    return tuple((str(row["usual"]), re.compile(row["regex"]), re.compile(row["other"])) for row in rows)


def check(disclosure: Disclosure, terms: Sequence[Term]) -> list[Finding]:
    """Return a finding for every spelling a register replaces, and for every word spelt in two ways."""
    texts = list(_texts(disclosure))
    if disclosure.kind == "template":
        return []
    return [*_registered(texts, terms), *_mixed(texts), *_turned(texts)]


def _texts(disclosure: Disclosure) -> Iterator[Text]:
    yield from (s.heading for s in walk(disclosure.root) if s.heading is not None)
    yield from (p.text for p in disclosure.paragraphs)
    yield from (cell.text for grid in disclosure.grids for cell in grid.cells)


def _registered(texts: Sequence[Text], terms: Sequence[Term]) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[Witness]] = defaultdict(list)
    for text in texts if terms else ():
        for one in variants(text.text, terms):
            found[one.text, one.term.name].append(Witness("stated", text.place(one.start, one.end), one.text))
    for (stated, expected), witnesses in found.items():
        params = {"stated": stated, "count": str(len(witnesses))}
        yield Finding("disclosure.variant", witnesses, params, expected)


def _mixed(texts: Sequence[Text]) -> Iterator[Finding]:
    """Yield words that one document spells in both ways of a pair."""
    for usual, regex, other in pairs():
        right = [_hit(t, m) for t in texts for m in regex.finditer(t.text)]
        wrong = [_hit(t, m) for t in texts for m in other.finditer(t.text)]
        if right and wrong:
            params = {"stated": wrong[0].text, "other": usual, "count": str(len(wrong))}
            yield Finding("disclosure.mixed_spelling", [*wrong, _operand(right[0])], params, usual)


def _turned(texts: Sequence[Text]) -> Iterator[Finding]:
    """Yield quoted names in which two characters changed places, where the right order stands more often."""
    quoted: dict[str, list[Witness]] = defaultdict(list)
    for text in texts:
        for match in _QUOTED.finditer(text.text):
            quoted[match[1]].append(Witness("stated", text.place(match.start(1), match.end(1)), match[1]))
    for name, hits in quoted.items():
        for n in range(len(name) - 1) if len(hits) == 1 else ():
            right = quoted.get(name[:n] + name[n + 1] + name[n] + name[n + 2 :], [])
            if len(right) >= _OFTEN and name[n] != name[n + 1]:
                params = {"stated": name, "other": right[0].text, "count": "1"}
                yield Finding("disclosure.mixed_spelling", [hits[0], _operand(right[0])], params, right[0].text)


def _hit(text: Text, match: re.Match[str]) -> Witness:
    return Witness("stated", text.place(match.start(), match.end()), match[0])


def _operand(witness: Witness) -> Witness:
    return Witness("operand", witness.place, witness.text)
