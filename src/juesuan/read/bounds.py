"""What a figure cannot be: a rate above 100 %, a part above its whole, a list's other length, a score's other class."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juesuan.disclosure import Claim, Operand, Paragraph
from juesuan.read.figures import Figure, squeeze
from juesuan.read.quantities import noun_of
from juesuan.taxonomy.claims import patterns

__all__ = ["bounds"]

_PEOPLE = {"名": "人"}
_FEWEST = 3
"""A list of two names may be one name with a stroke in it."""
_NEAR = 40
"""A class said further than this from a score is another's."""


def bounds(paragraph: Paragraph, found: list[Figure]) -> list[Claim]:
    """Return the claims of a paragraph: bounded, part, ratio, listing, grade, average (`taxonomy/claims.toml`)."""
    text = paragraph.text.text
    leads = [squeeze(text[(found[n - 1].end if n else 0) : figure.start]) for n, figure in enumerate(found)]
    makers = (_bounded, _parts, _ratios, _listings, _grades, _averages)
    return [claim for maker in makers for claim in maker(paragraph, found, leads)]


def _claim(kind: str, paragraph: Paragraph, figure: Figure, word: str = "", **operands: Figure) -> Claim:
    figures: dict[str, Operand] = {role: f.reading for role, f in operands.items()}
    place = figure.reading.place
    return Claim(kind, figure.reading, figures, paragraph.section, place, figure.reading.text, word, pattern=kind)


def _bounded(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """满意度为 98 %: a rate of parts of one whole."""
    for figure, lead in zip(found, leads, strict=True):
        match = patterns()["bounded"]["regex"].search(lead)
        if match and figure.reading.amount.unit == "%":
            yield _claim("bounded", paragraph, figure, match["noun"])


def _parts(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """教师 300 人，其中正高 80 人、副高 120 人: each part by itself; what counts other things is no part."""
    rule = patterns()["part"]
    for at in range(1, len(found)):
        if not rule["opens"].match(leads[at]) or rule["other"].search(leads[at - 1]):
            continue
        whole = found[at - 1]
        counted = rule["opens"].sub("", _after(paragraph, whole, leads[at]))
        for n in range(at, len(found)):
            lead = leads[n]
            if n > at and not rule["next"].match(lead):
                break
            if _within(found[n], whole) and not rule["other"].search(lead) and _of_one(whole, counted, lead):
                yield _claim("part", paragraph, found[n], whole=whole)


def _after(paragraph: Paragraph, figure: Figure, lead: str) -> str:
    """Return the words between a figure and the next mark: what it counts, where they follow it."""
    match = re.match(
        r"[^，。；：、（]{2,12}(?=[，。；：（])", squeeze(paragraph.text.text[figure.end : figure.end + 16])
    )
    return match[0] if match and lead.startswith(match[0]) else ""


def _within(part: Figure, whole: Figure) -> bool:
    """Say whether one may be counted in the other: alike, or people in what counts each of their comings (人次)."""
    return _kind(part) == _kind(whole) or (_kind(part), _kind(whole)) == ("人", "人次")


def _of_one(whole: Figure, counted: str, lead: str) -> bool:
    """People are parts of people; of other things only what has the name of the whole."""
    return _kind(whole) in ("人", "人次") or (len(counted) > 1 and counted in lead.split("其中", 1)[-1])


def _kind(figure: Figure) -> str:
    noun = noun_of(figure.reading.amount)
    return f"{_PEOPLE.get(noun, noun)}{figure.per}" if figure.kind == "count" else ""


def _ratios(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """200 名学员中已结业 150 人，结业率 75 %: `word` is 中 where the part is said to be one of the whole."""
    rule = patterns()["ratio"]
    for n in range(2, len(found)):
        match = rule["rate"].search(leads[n])
        whole, part = found[n - 2], found[n - 1]
        if not match or "。" in leads[n] + leads[n - 1] or found[n].kind != "percent":
            continue
        if _kind(whole) and _kind(whole) == _kind(part) and match["stem"] in leads[n - 1]:
            inside = "中" if rule["inside"].match(leads[n - 1]) else ""
            yield _claim("ratio", paragraph, found[n], inside, part=part, whole=whole)


def _listings(paragraph: Paragraph, found: list[Figure], _leads: list[str]) -> Iterator[Claim]:
    """设 3 个处室，包括甲处、乙处、丙处: a list as long as the count beside it; `word` is the length of the list."""
    rule = patterns()["listing"]
    text = paragraph.text.text
    for n, figure in enumerate(found):
        before = squeeze(text[found[n - 1].end if n else 0 : figure.start])
        after = squeeze(text[figure.end : found[n + 1].start if n + 1 < len(found) else len(text)])
        for match in (rule["before"].search(before), rule["after"].match(after)):
            items = match["list"].split("、") if match else []
            if figure.kind == "count" and len(items) >= _FEWEST and all(items):
                yield _claim("listing", paragraph, figure, f"{len(items)}")


def _grades(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """综合得分 83.06 分，评价等级为良; not where the text has a scale of its own."""
    rule = patterns()["grade"]
    text = paragraph.text.text
    for n, figure in enumerate(found):
        following = squeeze(text[figure.end : found[n + 1].start if n + 1 < len(found) else len(text)])
        match = rule["class"].search(following)
        scored = figure.reading.amount.unit == "分" and rule["score"].search(leads[n])
        if scored and match and match.start() < _NEAR and not rule["own"].search(squeeze(text)):
            yield _claim("grade", paragraph, figure, match["word"][0])


def _averages(paragraph: Paragraph, found: list[Figure], leads: list[str]) -> Iterator[Claim]:
    """平均得分 99.43 分，优 4 个，良 0 个: the operands are the counts by class."""
    rule = patterns()["average"]
    at = next(
        (n for n, f in enumerate(found) if f.reading.amount.unit == "分" and rule["score"].search(leads[n])), None
    )
    if at is None:
        return
    classes: dict[str, Figure] = {}
    for n in range(at + 1, len(found)):
        if match := rule["class"].search(leads[n]):
            classes.setdefault(match["word"], found[n])
        elif classes:
            break
    if classes:
        yield _claim("average", paragraph, found[at], "", **classes)
