"""Figures that follow from others: changes against a base, and shares of a whole."""

from __future__ import annotations

import re

from juesuan.disclosure import Operand
from juesuan.facts import Coordinate, Reading
from juesuan.read.figures import Figure
from juesuan.read.speech import BREAK, FILLER, Speech, last
from juesuan.taxonomy.claims import patterns
from juesuan.taxonomy.dimensions import dimensions

__all__ = ["change_said", "inside", "share_said"]

_GENERIC = re.compile(
    r"^(?:本年度?|全年)?(?:总?支出|总?收入|支出总额|收入总额|支出总计|收入总计|总额|总数|合计|总计)?$"
)


def change_said(match: re.Match[str], rest: str, figure: Figure, speech: Speech) -> None:
    """与上年相比，收入合计增加 3.50 万元，增长 1.75%."""
    if not speech.comparison:
        return
    clause = _compared(rest)
    if clause is None:
        return
    current: Operand | None = speech.stages.get("actual")
    if not FILLER.match(clause):
        named = speech.pick(clause)
        current = speech.operand(named) if named is not None else None
        speech.turn(named)
        if named is not None and isinstance(current, Reading):
            speech.stages["actual"] = current
    elif current is None and speech.subject is not None:
        current = speech.operand(speech.subject)
    prior = _prior(current, speech)
    if current is None or prior is None:
        return
    word = match.groupdict().get("word") or ""
    operands = {"current": current, "prior": prior}
    kind = "growth" if figure.kind == "percent" else "difference"
    speech.claim(kind, figure.reading, operands, figure.reading.place, match[0] + figure.reading.text, word)


def _prior(current: Operand | None, speech: Speech) -> Operand | None:
    """Return what a change is measured from: last year's figure, or the budget just said."""
    if isinstance(current, Reading) and current is speech.stages.get("actual") and speech.comparison in speech.stages:
        return speech.stages[speech.comparison]
    coordinate = current.coordinate if isinstance(current, Reading) else current
    if coordinate is None or coordinate.stage != "actual":
        return None
    if speech.comparison == "prior":
        return speech.operand(coordinate.at(year=coordinate.year - 1))
    return speech.operand(coordinate.at(stage=speech.stage_of(speech.comparison, coordinate)))


def _compared(rest: str) -> str | None:
    """Return the words that say what changed, "" for what is spoken of, None where a reason speaks of other things."""
    clauses = BREAK.split(rest)
    regexes = patterns()["comparisons"].values()
    for n in range(len(clauses) - 1, -1, -1):
        bare = clauses[n]
        for regex in regexes:
            bare = regex.sub("", bare)
        if not FILLER.match(bare):
            return None if "原因" in bare and n < len(clauses) - 1 else bare
        if bare != clauses[n]:
            break
    return None if "原因" in rest else ""


def share_said(match: re.Match[str], rest: str, figure: Figure, speech: Speech) -> None:
    """其中：基本支出 30.00 万元，占本年支出的 30%."""
    clause = last(rest)
    part: Operand | None = speech.recent
    if not FILLER.match(clause):
        named = speech.pick(clause)
        part = speech.operand(named) if named is not None else None
    if part is None:
        return
    whole = _whole(match["whole"], part, speech)
    if whole is not None and whole is not part:
        speech.claim(
            "share",
            figure.reading,
            {"part": part, "whole": whole},
            figure.reading.place,
            match[0] + figure.reading.text,
        )


def _whole(phrase: str, part: Operand, speech: Speech) -> Operand | None:
    about = part.coordinate if isinstance(part, Reading) else part
    if not _GENERIC.match(phrase):
        named = speech.pick(phrase)
        return speech.operand(named) if named is not None else None
    top = speech.whole.coordinate if speech.whole is not None else None
    if speech.whole is not None and top is not None and about is not None and inside(about, top):
        return speech.whole
    if about is None or about.measure == "quantity" or not [k for k, _ in about.members if k != "fund"]:
        return None
    if about.get("sangong"):
        return speech.operand(about.with_(sangong="all")) if about.get("sangong") != "all" else None
    fund = {"fund": f} if (f := about.get("fund")) else {}
    return speech.operand(Coordinate.of(about.measure, about.year, about.stage, **fund))


def inside(part: Coordinate, whole: Coordinate) -> bool:
    """Say whether one coordinate lies within another on exactly one more dimension."""
    if (part.measure, part.year, part.stage) != (whole.measure, whole.year, whole.stage):
        return False
    if whole.get("sangong") and part.get("sangong"):
        return part.get("sangong") in dimensions().children("sangong", whole.get("sangong"))
    mine, theirs = dict(part.members), dict(whole.members)
    return theirs.items() < mine.items() and len(mine) == len(theirs) + 1
