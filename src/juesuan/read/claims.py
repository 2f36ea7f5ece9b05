"""Sentences to readings and claims: what each figure is about and what is said to follow from which others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from juesuan.disclosure import Claim, Form, Paragraph, Section
from juesuan.facts import Coordinate, Reading
from juesuan.read.bounds import bounds
from juesuan.read.figures import Figure, figures_of, squeeze
from juesuan.read.lists import close_list, directions, flat, names, open_list, open_uses
from juesuan.read.quantities import name_of
from juesuan.read.ratios import change_said, share_said
from juesuan.read.reserves import reserves
from juesuan.read.speech import BREAK, STORIES, Speech, last
from juesuan.read.stages import completion_said, count_said, inner_said, mean_said, plain_said, rate_said, stage_said
from juesuan.read.subjects import FUNDS, function_of, pick
from juesuan.read.tallies import tallies
from juesuan.read.targets import reached
from juesuan.taxonomy.claims import patterns

__all__ = ["read_claims", "tell"]

TOPICS = frozenset(
    {"overall", "revenue", "expenditure", "fiscal", "general", "basic", "government_fund", "state_capital", "sangong"}
    | {"operating_cost", "procurement", "assets", "performance", "whole", "key_work"}
)
"""The sections whose figures are bound to coordinates."""

_USES = re.compile(r"主要用于|主要是用于|用于以下项目|主要项目(?:有|包括|为)?[：:]?")
_HEAD = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[（(][一二三四五六七八九十]{1,3}[)）])[^。；]{2,30}(?:说明。)?$")


def read_claims(
    paragraphs: list[Paragraph], year: int | None, forms: Iterable[Form] = ()
) -> tuple[list[Reading], list[Claim]]:
    """Return every amount, percentage and count of the text as a reading, and what is said to follow as claims."""
    told, claims = tell(paragraphs, year, forms)
    return [figure.reading for _, found in told for figure in found], claims


def tell(
    paragraphs: list[Paragraph], year: int | None, forms: Iterable[Form] = ()
) -> tuple[list[tuple[Paragraph, list[Figure]]], list[Claim]]:
    """Return each paragraph with its figures, bound where it is known what they are about, and the claims on them."""
    known: dict[Coordinate, list[Reading]] = {}
    rows: dict[str, str] = {}
    for form in forms:
        for reading in form.readings:
            if reading.coordinate is not None:
                known.setdefault(reading.coordinate, []).append(reading)
        rows.update({row.code: row.name for row in form.rows if row.code and row.name})
    told: list[tuple[Paragraph, list[Figure]]] = []
    claims: list[Claim] = []
    speech: Speech | None = None
    section = None
    for paragraph in paragraphs:
        found = figures_of(paragraph.text, paragraph.section.path)
        told.append((paragraph, found))
        claims += bounds(paragraph, found)
        topic = _topic(paragraph.section)
        if not year or topic not in TOPICS:
            claims += tallies(paragraph, found, [])
            continue
        if speech is None or section is not paragraph.section:
            section, speech = paragraph.section, Speech(topic, year, known, rows)
            speech.subject = pick(squeeze(_heading(section.title)), topic, year, known)
        if not found and (title := _HEAD.match(paragraph.text.text)):
            speech.turn(pick(squeeze(_heading(title[0])), topic, year, known))
        _paragraph(paragraph, found, speech)
        claims += speech.claims + tallies(paragraph, found, speech.claims)
        speech.claims = []
        if topic == "procurement":
            claims += reserves(paragraph, found, year)
    return told, claims


def _topic(section: Section) -> str:
    """Return the nearest topic; a self-evaluation of the whole body (整体支出) speaks of its totals again."""
    topic = next(iter(section.topics()), "")
    return "whole" if topic == "performance" and re.search(r"整体(支出|绩效|自评)", section.path) else topic


def _heading(title: str) -> str:
    """Strip a heading of its number and of what all headings end with."""
    bare = re.sub(r"^(?:\d{1,2}[.、．]|[（(].{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*", "", title)
    return re.sub(r"(?:支出)?(?:决算)?(?:具体|总体)?(?:情况)?(?:说明)?。?$", "", bare)


def _paragraph(paragraph: Paragraph, found: list[Figure], speech: Speech) -> None:
    text = paragraph.text.text
    if speech.topic in STORIES:
        speech.turn(None)
    speech.paragraph, speech.whole, speech.parts = paragraph, speech.whole if not found else None, []
    speech.head = {}
    for match in re.finditer(r"[^。]+。?", text):
        mine = [f for f in found if match.start() <= f.start < match.end()]
        _sentence(text, match.start(), match.end(), mine, speech)
    close_list(speech)


def _sentence(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    speech.comparison, speech.inside, speech.uses, speech.sentence, speech.counted = "", False, False, [], ""
    speech.ahead = found
    head = squeeze(text[start : found[0].start if found else end])
    code = function_of(head, speech.rows)
    if code is not None:
        fund = {"fund": FUNDS[speech.topic]} if speech.topic in FUNDS else {}
        speech.turn(
            _known_fund(Coordinate.of("expenditure", speech.year, function=code, **fund), speech) if code else None
        )
        speech.recent = None
    elif not found and speech.topic in STORIES:
        speech.turn(_title(head, speech.year))
    at = start
    for figure in found:
        lead = squeeze(text[at : figure.start])
        if "其中" in lead or "以下方面" in lead or "具体包括" in lead:
            open_list(speech)
        elif (use := _USES.search(lead)) and figure.kind == "money":
            open_uses(lead[: use.start()], lead[use.end() :], speech)
        _figure(lead, figure, speech)
        speech.sentence.append(figure)
        at = figure.end
    directions(text, start, end, found, speech)
    flat(text, start, end, speech)
    reached(text, start, end, found, speech)
    names(text, start, end, found, speech)


def _judged(speech: Speech) -> bool:
    """Say whether the figure just said was a percentage that a claim is about."""
    before = speech.sentence[-1].reading if speech.sentence else None
    return any(c.stated is before and c.kind in ("completion", "growth") for c in speech.claims if before is not None)


def _title(head: str, year: int) -> Coordinate | None:
    """享受补贴人员数量。: a sentence that is but a name says what the next ones are about."""
    name = name_of(head.removesuffix("。")) if not BREAK.search(head.removesuffix("。")) else ""
    return Coordinate.of("quantity", year, name=name) if name else None


def _known_fund(coordinate: Coordinate, speech: Speech) -> Coordinate:
    """Where the forms print the item under all fiscal funds only, that is what the section speaks of."""
    wider = coordinate.with_(fund="fiscal")
    return wider if coordinate not in speech.known and wider in speech.known else coordinate


def _figure(lead: str, figure: Figure, speech: Speech) -> None:
    speech.comparison = _comparison(lead) or speech.comparison
    inside, speech.inside = speech.inside, False
    if inside and figure.kind == "percent" and lead in ("的", "的比例为"):
        completion_said(None, lead, figure, speech)
    elif figure.per:
        rate_said(lead, figure, speech)
    elif figure.kind == "percent" and lead in ("，", "、") and _judged(speech):
        speech.claim("orphan", figure.reading, {}, figure.reading.place, figure.reading.text)
    elif not _pattern(lead, figure, speech):
        _value(lead, figure, speech)


def _comparison(lead: str) -> str:
    return next((name for name, regex in patterns()["comparisons"].items() if regex.search(lead)), "")


def _pattern(lead: str, figure: Figure, speech: Speech) -> bool:
    """Let the first pattern that fits the words before the figure make its claim; say whether one did."""
    for row in patterns()["pattern"]:
        if row["figure"] == figure.kind and (match := row["regex"].search(lead)):
            _HANDLERS[row["kind"]](match, lead[: match.start()], figure, speech)
            return True
    return False


def _value(lead: str, figure: Figure, speech: Speech) -> None:
    """Bind a figure that stands for itself: a stage of something, or a number right after its name."""
    told = speech.topic in STORIES
    if figure.kind == "count" and not told:
        count_said(lead, figure.reading, speech)
    elif figure.kind == "money" or told:
        for stage, regex in patterns()["stages"].items():
            if match := regex.search(lead):
                stage_said(stage, last(lead[: match.start()]), figure.reading, speech, match[0])
                return
        plain_said(last(lead), figure.reading, speech)


_HANDLERS = {
    "completion": completion_said,
    "growth": change_said,
    "difference": change_said,
    "share": share_said,
    "stage": inner_said,
    "rate": mean_said,
}
