"""Sentences to readings and claims: what each figure is about and what is said to follow from which others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from juesuan.disclosure import Claim, Form, Paragraph, Section
from juesuan.facts import Coordinate, Reading
from juesuan.read.figures import Figure, figures_of, squeeze
from juesuan.read.lists import close_list, directions, names, open_list
from juesuan.read.ratios import change_said, share_said
from juesuan.read.speech import Speech, last
from juesuan.read.stages import completion_said, count_said, inner_said, plain_said, stage_said
from juesuan.read.subjects import FUNDS, function_of, pick
from juesuan.taxonomy.claims import patterns

__all__ = ["read_claims"]

TOPICS = frozenset(
    {"overall", "revenue", "expenditure", "fiscal", "general", "basic", "government_fund", "state_capital", "sangong"}
    | {"operating_cost", "procurement", "assets", "performance", "whole"}
)
"""The sections whose figures are bound to coordinates."""

_HEAD = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[（(][一二三四五六七八九十]{1,3}[)）])[^。；]{2,30}(?:说明。)?$")


def read_claims(
    paragraphs: list[Paragraph], year: int | None, forms: Iterable[Form] = ()
) -> tuple[list[Reading], list[Claim]]:
    """Return every amount, percentage and count of the text as a reading, and what is said to follow as claims."""
    known: dict[Coordinate, list[Reading]] = {}
    rows: dict[str, str] = {}
    for form in forms:
        for reading in form.readings:
            if reading.coordinate is not None:
                known.setdefault(reading.coordinate, []).append(reading)
        rows.update({row.code: row.name for row in form.rows if row.code and row.name})
    readings: list[Reading] = []
    claims: list[Claim] = []
    speech: Speech | None = None
    section = None
    for paragraph in paragraphs:
        found = figures_of(paragraph.text, paragraph.section.path)
        readings += [figure.reading for figure in found]
        topic = _topic(paragraph.section)
        if not year or topic not in TOPICS:
            continue
        if speech is None or section is not paragraph.section:
            section, speech = paragraph.section, Speech(topic, year, known, rows)
            speech.subject = pick(squeeze(_heading(section.title)), topic, year, known)
        if not found and (title := _HEAD.match(paragraph.text.text)):
            speech.turn(pick(squeeze(_heading(title[0])), topic, year, known))
        _paragraph(paragraph, found, speech)
        claims += speech.claims
        speech.claims = []
    return readings, claims


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
    speech.paragraph, speech.whole, speech.parts = paragraph, speech.whole if not found else None, []
    for match in re.finditer(r"[^。]+。?", text):
        mine = [f for f in found if match.start() <= f.start < match.end()]
        _sentence(text, match.start(), match.end(), mine, speech)
    close_list(speech)


def _sentence(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    speech.comparison, speech.inside = "", False
    head = squeeze(text[start : found[0].start if found else end])
    code = function_of(head, speech.rows)
    if code is not None:
        fund = {"fund": FUNDS[speech.topic]} if speech.topic in FUNDS else {}
        speech.turn(
            _known_fund(Coordinate.of("expenditure", speech.year, function=code, **fund), speech) if code else None
        )
        speech.recent = None
    at = start
    for figure in found:
        lead = squeeze(text[at : figure.start])
        if "其中" in lead or "以下方面" in lead or "具体包括" in lead:
            open_list(speech)
        _figure(lead, figure, speech)
        at = figure.end
    directions(text, start, end, found, speech)
    names(text, start, end, found, speech)


def _known_fund(coordinate: Coordinate, speech: Speech) -> Coordinate:
    """Where the forms print the item under all fiscal funds only, that is what the section speaks of."""
    wider = coordinate.with_(fund="fiscal")
    return wider if coordinate not in speech.known and wider in speech.known else coordinate


def _figure(lead: str, figure: Figure, speech: Speech) -> None:
    reading = figure.reading
    for name, regex in patterns()["comparisons"].items():
        if regex.search(lead):
            speech.comparison = name
            break
    if speech.inside and figure.kind == "percent" and lead in ("的", "的比例为"):
        completion_said(None, lead, figure, speech)
        return
    speech.inside = False
    for row in patterns()["pattern"]:
        if row["figure"] != figure.kind:
            continue
        if match := row["regex"].search(lead):
            _HANDLERS[row["kind"]](match, lead[: match.start()], figure, speech)
            return
    if figure.kind == "percent":
        return
    if figure.kind == "count":
        count_said(lead, reading, speech)
        return
    for stage, regex in patterns()["stages"].items():
        if match := regex.search(lead):
            stage_said(stage, last(lead[: match.start()]), reading, speech, match[0][:2])
            return
    plain_said(last(lead), reading, speech)


_HANDLERS = {
    "completion": completion_said,
    "growth": change_said,
    "difference": change_said,
    "share": share_said,
    "stage": inner_said,
}
