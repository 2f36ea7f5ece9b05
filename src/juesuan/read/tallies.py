"""Lists without coordinates: a whole and the parts a sentence counts out, shares of it, points got of points given."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.disclosure import Claim, Operand, Paragraph
from juesuan.facts import Reading
from juesuan.read.figures import Figure, squeeze
from juesuan.read.quantities import noun_of
from juesuan.taxonomy.claims import direction_of, patterns

__all__ = ["tallies"]

_MOST = 24
"""A longer list is a story."""


def tallies(paragraph: Paragraph, found: list[Figure], told: list[Claim]) -> list[Claim]:
    """Return what a paragraph lists: sums as `tally`, shares of their wholes as `portion`, 得分率 as completions.

    A tally is a candidate: the law takes it for a list only where it adds up. `told` are the claims already made:
    a percentage that one of them is about is not judged twice.
    """
    leads = [
        squeeze(paragraph.text.text[(found[n - 1].end if n else 0) : figure.start]) for n, figure in enumerate(found)
    ]
    stated = {id(c.stated) for c in told if c.stated is not None}
    made = [*_opened(paragraph, found, leads), *_closed(paragraph, found, leads), *_units(paragraph, found, leads)]
    for claim in made[:]:
        made += _portions(claim, found, leads, stated)
    return made + list(_points(paragraph, found, leads, stated))


def _opened(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """共有 96 人，其中：在职 71 人，离退休 25 人: the last figure before 其中 and those after it."""
    rules, word = patterns()["tally"], patterns()["words"]["regex"]
    opener = rules["opens"]
    for at in range(1, len(found)):
        if not opener.search(leads[at]):
            continue
        noun = _noun(found[at])
        before = (n for n in range(at - 1, max(-1, at - 4), -1) if _noun(found[n]) == noun)
        whole = next(before, None)
        if whole is None:
            continue
        turned = bool(word.search(leads[whole]))
        parts = [n for n in _until(found, leads, at, "。") if _noun(found[n]) == noun]
        parts = [n for n in parts if bool(word.search(leads[n])) == turned]
        inner = next((n for n in parts[1:] if opener.search(leads[n]) or rules["inner"].search(leads[n])), None)
        near = [n for n in _until(found, leads, at, "；") if n in parts]
        options = [parts] if near == parts else [parts, near]
        if inner is not None:
            nested = list(_until(found, leads, inner, "；"))
            options += [[n for n in parts if n < inner], [n for n in parts if n not in nested]]
        for some in options:
            if 2 <= len(some) <= _MOST:
                yield _claim(paragraph, found, leads, whole, some)


def _until(found: list[Figure], leads: list[str], at: int, stop: str) -> Iterator[int]:
    """Yield the figures from one on, up to the end of what it stands in."""
    for n in range(at, len(found)):
        if n > at and stop in leads[n]:
            return
        yield n


def _closed(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """预算执行 16 分，绩效目标 84 分，合计 100 分: the figures of a sentence before the one that adds them up."""
    closer = patterns()["tally"]["closes"]
    for at in range(2, len(found)):
        if not closer.search(leads[at]):
            continue
        start = next((n for n in range(at, -1, -1) if "。" in leads[n] or "；" in leads[n]), 0)
        parts = [n for n in range(start, at) if _noun(found[n]) == _noun(found[at])]
        for some in (parts, parts[1:]):
            if 2 <= len(some) <= _MOST:
                yield _claim(paragraph, found, leads, at, some)


def _units(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """编制范围的单位共 28 个，包括本级及所属 27 个: the body itself is one."""
    own = patterns()["tally"]["own"]
    for at in range(1, len(found)):
        if own.search(leads[at]) and _noun(found[at]) == _noun(found[at - 1]):
            yield _claim(paragraph, found, leads, at - 1, [at], "own")


def _claim(
    paragraph: Paragraph, found: list[Figure], leads: list[str], whole: int, parts: list[int], word: str = ""
) -> Claim:
    """Make a tally; figures of decline (减少) come in under roles that say so."""
    operands: dict[str, Operand] = {}
    for role, n in (("whole", whole), *((f"part{k}", n) for k, n in enumerate(parts, 1))):
        match = patterns()["words"]["regex"].search(leads[n])
        down = match is not None and direction_of(match[0]) < 0
        operands[f"-{role}" if down else role] = found[n].reading
    top = found[whole].reading
    return Claim("tally", None, operands, paragraph.section, top.place, top.text, word, pattern="tally")


def _portions(tally: Claim, found: list[Figure], leads: list[str], stated: set[int]) -> Iterator[Claim]:
    """在职 71 人，占 74%: a percentage right after a part of a list, where no other claim is about it."""
    share = patterns()["tally"]["share"]
    whole = tally.operands.get("whole")
    parts = {id(o) for role, o in tally.operands.items() if role.startswith("part")}
    for n in range(1, len(found)):
        figure, part = found[n], found[n - 1].reading
        if figure.kind != "percent" or id(part) not in parts or id(figure.reading) in stated or whole is None:
            continue
        if share.fullmatch(leads[n]):
            stated.add(id(figure.reading))
            operands: dict[str, Operand] = {**tally.operands, "of": part}
            place = figure.reading.place
            yield Claim("portion", figure.reading, operands, tally.section, place, figure.reading.text)


def _points(paragraph: Paragraph, found: list[Figure], leads: list[str], stated: set[int]) -> Iterator[Claim]:
    """满分 20 分，得分 18 分，得分率 90%."""
    words = patterns()["tally"]
    for at in range(2, len(found)):
        figure = found[at]
        if figure.kind != "percent" or id(figure.reading) in stated or not words["rate"].search(leads[at]):
            continue
        pair: dict[str, Reading] = {}
        for n in (at - 2, at - 1):
            key = "actual" if words["got"].search(leads[n]) else "base" if words["full"].search(leads[n]) else ""
            if key and _noun(found[n]) == "分":
                pair[key] = found[n].reading
        if len(pair) == 2 and "。" not in leads[at] + leads[at - 1]:
            operands: dict[str, Operand] = dict(pair)
            place = figure.reading.place
            yield Claim("completion", figure.reading, operands, paragraph.section, place, figure.reading.text)


def _noun(figure: Figure) -> str:
    return f"{noun_of(figure.reading.amount)}{figure.per}"
