"""What a story counts and a self-evaluation table of the same story prints as a result: one indicator, one value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from juesuan.disclosure import Claim, Evaluation, Indicator
from juesuan.facts import Reading
from juesuan.read.figures import squeeze
from juesuan.read.passages import MARK, WHOLE, Passage, project_of
from juesuan.read.quantities import lexicon

__all__ = ["recounts"]

_LEAST = 6
"""Characters of a name that means one indicator."""

_WHOLE_NAME = 4
"""Characters of a name that is told as a whole, word for word."""

_GAP = 4
"""Indicators between two known ones that a story may tell under other names, in the same order."""

_AKIN = 2
"""Characters two names of one indicator share at least, side by side."""

_CLAUSE = re.compile(f"[^，。；：、{MARK}]*$")
_NUMBERED = re.compile(r"^(?:指标(?:内容)?)?\d{0,2}[.、．：]?")
_BRACKETS = re.compile(r"（[^）]*）")
_AIM = re.compile(r"目标|计划|任务|预期|不低于|不少于|不超过|大于|小于|≥|≤")


def recounts(told: Sequence[Passage], evaluations: Sequence[Evaluation]) -> list[Claim]:
    """Return a claim `recounted` for every figure of a story that a table of the story has as a result.

    A name in the story ends like the indicator's, or the indicator's like it. Between two such figures the story
    may use names of its own, if it tells as many figures as the table has rows, in the same order.
    """
    found = []
    for evaluation in evaluations:
        scope = project_of(evaluation) or WHOLE
        for story in told:
            if story.scope == scope and (story.tabled or not story.cell):
                found += [_claim(story, at, one) for at, one in _matched(story, evaluation.indicators)]
    return found


def _matched(story: Passage, indicators: Sequence[Indicator]) -> Iterator[tuple[int, Indicator]]:
    """Yield figures of a story, by their marks, with the indicators they are of."""
    named = _named(story, indicators)
    yield from ((story.marks[n], indicators[m]) for n, m in named)
    for (n, m), (n2, m2) in pairwise(named):
        if n2 - n == m2 - m and 1 < n2 - n <= _GAP + 1 and _one_sentence(story, n, n2):
            for step in range(1, n2 - n):
                one = indicators[m + step]
                if _akin(_clause(story, story.marks[n + step]), _label(one)):
                    yield story.marks[n + step], one


def _named(story: Passage, indicators: Sequence[Indicator]) -> list[tuple[int, int]]:
    labels = [_label(one) for one in indicators]
    found = []
    for n, mark in enumerate(story.marks):
        clause = _clause(story, mark)
        fits = [m for m, label in enumerate(labels) if _same(clause, label)]
        if len(fits) == 1 and not _AIM.search(clause):
            found.append((n, fits[0]))
    return found


def _clause(story: Passage, mark: int) -> str:
    match = _CLAUSE.search(story.skeleton, 0, mark)
    return _bare(match[0]) if match else ""


def _bare(name: str) -> str:
    words = lexicon()
    bare = _BRACKETS.sub("", name)
    if match := words["before"].match(bare):
        bare = bare[match.end() :]
    if match := words["end"].search(bare):
        bare = bare[: match.start()]
    return bare


def _label(indicator: Indicator) -> str:
    return _bare(_NUMBERED.sub("", squeeze(indicator.name.text)))


def _same(clause: str, label: str) -> bool:
    short, long = sorted((clause, label), key=len)
    least = _WHOLE_NAME if short == long else _LEAST
    return len(short) >= least and long.endswith(short) and not lexicon()["generic"].fullmatch(short)


def _akin(clause: str, label: str) -> bool:
    match = SequenceMatcher(None, clause, label, autojunk=False).find_longest_match()
    return match.size >= _AKIN


def _one_sentence(story: Passage, n: int, n2: int) -> bool:
    return "。" not in story.skeleton[story.marks[n] : story.marks[n2]]


def _claim(story: Passage, mark: int, indicator: Indicator) -> Claim:
    figure = story.at[mark]
    operands = {"one": figure.reading}
    if isinstance(indicator.actual_value, Reading):
        operands["other"] = indicator.actual_value
    place = figure.reading.place
    return Claim(
        "recounted", figure.reading, dict(operands), story.section, place, figure.reading.text, _label(indicator)
    )
