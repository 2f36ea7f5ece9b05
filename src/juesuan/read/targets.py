"""Results said to have reached their targets: which figure is the target, which the result, and which way it counts."""

from __future__ import annotations

from juesuan.disclosure import Operand
from juesuan.facts import Reading
from juesuan.read.figures import Figure, squeeze
from juesuan.read.quantities import noun_of
from juesuan.read.speech import Speech
from juesuan.taxonomy.claims import patterns

__all__ = ["reached"]

_BESIDE = 12
"""Words of most and least stand no further than this before a figure."""


def reached(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    """年度目标值为 700 人，实际完成 1,353 人，完成预期目标: a result said to have reached its target.

    `word` is ≤ where the target is a limit. The result is the one the sentence gives, the only other figure of its
    kind, or what the document tells elsewhere under the target's name.
    """
    rules = patterns()["reached"]
    match = rules["regex"].search(text, start, end)
    target = next((f for f in found if _aimed(f, speech)), None)
    if match is None or target is None or target.start > match.start():
        return
    before = squeeze(text[max(start, target.start - _BESIDE) : target.start])
    limit = bool(rules["most"].search(before) or rules["within"].match(squeeze(text[target.end : target.end + 8])))
    if rules["less"].search(before):
        return
    actual = _actual(target, found, match.start(), speech)
    if actual is not None:
        operands: dict[str, Operand] = {"actual": actual, "target": target.reading}
        place = speech.place(match.start(), match.end())
        speech.claim("reached", None, operands, place, match[0], "≤" if limit else "≥")


def _aimed(figure: Figure, speech: Speech) -> bool:
    about = figure.reading.coordinate
    return figure.reading is speech.stages.get("target") or (about is not None and about.stage == "target")


def _actual(target: Figure, found: list[Figure], stop: int, speech: Speech) -> Operand | None:
    said: Reading | None = speech.stages.get("actual")
    if said is not None and any(f.reading is said and f.start > target.start for f in found):
        return said
    noun = noun_of(target.reading.amount)
    others = [f.reading for f in found if target.end <= f.start < stop and noun_of(f.reading.amount) == noun]
    if len(others) == 1:
        return others[0]
    about = target.reading.coordinate
    return about.at(stage="actual") if about is not None and about.measure == "quantity" and not others else None
