"""What a document tells twice in the same words: pairs of figures that stand at one place of the sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from juesuan.disclosure import Claim, Operand
from juesuan.read.passages import MARK, Passage
from juesuan.read.quantities import noun_of

__all__ = ["repeats"]

_KEY = 5
"""Characters beside a figure that bring two passages together."""

_FEWEST = 16
"""Chinese characters two passages must share around their figures: fewer may be a turn of phrase."""

_ALONE = 22
"""The same for a stretch of one figure, whose difference no other figure beside it would show."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEAR = re.compile(r"20\d\d(?=年)")

Pair = tuple[int, int]


def repeats(told: Sequence[Passage]) -> list[Claim]:
    """Return a claim `repeated` for every stretch two passages of one story share word for word, figures aside.

    Its operands are `one1`, `other1`, `one2` … in the order of the stretch. Left out: passages of two projects, what
    two cells of tables say (a target and its result may share their words), sentences of different years.
    """
    found = []
    seen: set[tuple[int, int, int, int]] = set()
    for a, b, pair in _candidates(told):
        one, other = told[a], told[b]
        if (a, b, *pair) in seen:
            continue
        pairs, shared = _stretch(one, other, pair)
        seen |= {(a, b, *p) for p in pairs}
        enough = _FEWEST if len(pairs) > 1 else _ALONE
        if len(_HAN.findall(shared)) >= enough and _year(one, pairs[0][0]) & _year(other, pairs[0][1]):
            found.append(_claim(one, other, pairs))
    return found


def _candidates(told: Sequence[Passage]) -> Iterator[tuple[int, int, Pair]]:
    """Yield pairs of figures with the same words right before or after them."""
    index: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for n, passage in enumerate(told):
        for at, figure in passage.at.items():
            noun = noun_of(figure.reading.amount)
            sides = (passage.skeleton[max(0, at - _KEY) : at], passage.skeleton[at + 1 : at + 1 + _KEY])
            for key in {f"{side}{words}" for side, words in zip("<>", sides, strict=True) if len(words) == _KEY}:
                for m, there in index[passage.scope, f"{noun}{key}"]:
                    if m != n and not (told[m].cell and passage.cell):
                        yield m, n, (there, at)
                index[passage.scope, f"{noun}{key}"].append((n, at))


def _stretch(one: Passage, other: Passage, pair: Pair) -> tuple[list[Pair], str]:
    """Return the figures of the longest stretch around two figures that is the same in both, and its words."""
    pairs, x, y = [pair], *pair
    while x > 0 and y > 0 and _alike(one, other, x - 1, y - 1):
        x, y = x - 1, y - 1
        if one.skeleton[x] == MARK:
            pairs.insert(0, (x, y))
    start = x
    x, y = pair
    while x + 1 < len(one.skeleton) and y + 1 < len(other.skeleton) and _alike(one, other, x + 1, y + 1):
        x, y = x + 1, y + 1
        if one.skeleton[x] == MARK:
            pairs.append((x, y))
    return pairs, one.skeleton[start : x + 1]


def _alike(one: Passage, other: Passage, x: int, y: int) -> bool:
    if one.skeleton[x] != other.skeleton[y]:
        return False
    first, second = one.at.get(x), other.at.get(y)
    if first is None or second is None:
        return first is second
    return noun_of(first.reading.amount) == noun_of(second.reading.amount) and first.per == second.per


def _year(passage: Passage, at: int) -> set[str]:
    """Return the year the sentence of a figure names, or all that one may be."""
    sentence = passage.skeleton[passage.skeleton.rfind("。", 0, at) + 1 : at]
    years = _YEAR.findall(sentence)
    return {years[-1]} if years else {f"20{n:02}" for n in range(100)}


def _claim(one: Passage, other: Passage, pairs: list[Pair]) -> Claim:
    """The figure of the text stands first, that of the table beside it."""
    if one.cell:
        one, other, pairs = other, one, [(y, x) for x, y in pairs]
    operands: dict[str, Operand] = {}
    for n, (x, y) in enumerate(pairs, 1):
        operands[f"one{n}"], operands[f"other{n}"] = one.at[x].reading, other.at[y].reading
    first = one.at[pairs[0][0]].reading
    return Claim("repeated", first, operands, one.section, first.place, first.text, pattern="repeated")
