"""What a section has said so far, and the words its clauses are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from juesuan.disclosure import Claim, Operand, Paragraph
from juesuan.facts import Coordinate, Place, Reading
from juesuan.read.figures import Figure
from juesuan.read.quantities import noun_of, quantity
from juesuan.read.subjects import item_of, pick, year_of

__all__ = ["BREAK", "FILLER", "STORIES", "Speech", "last"]

STORIES = frozenset({"performance", "whole", "key_work"})
"""Sections that tell of things no form has; what they count is known by its name."""

BREAK = re.compile(r"[，。；：]")
FILLER = re.compile(
    r"^(?:其中|同时|分别|总体|具体|均|各|共|总额|金额|数额|数|额|的|了|计|达|此项|该项|本项|该指标|(?:20\d\d|本|当|全)?年(?:度)?|上年|去年|支出|收入|决算|为|：)*$"
)
"""Words that name nothing new: the clause speaks of what was spoken of."""


def last(lead: str) -> str:
    """Return the clause that ends the words before a figure."""
    return BREAK.split(lead)[-1]


@dataclass(slots=True)
class Speech:
    """What a section has said so far: whom it speaks of, at which stages, what it compares and what it lists.

    `counted` is the public expense (三公) whose groups, persons or vehicles the sentence counted last,
    `head` the stages of what the paragraph spoke of before it came to a part.
    """

    topic: str
    year: int
    known: Mapping[Coordinate, list[Reading]]
    rows: Mapping[str, str]
    subject: Coordinate | None = None
    stages: dict[str, Reading] = field(default_factory=dict)
    values: dict[Coordinate, Reading] = field(default_factory=dict)
    recent: Reading | None = None
    whole: Reading | None = None
    comparison: str = ""
    inside: bool = False
    uses: bool = False
    counted: str = ""
    head: dict[str, Reading] = field(default_factory=dict)
    sentence: list[Figure] = field(default_factory=list)
    ahead: list[Figure] = field(default_factory=list)
    parts: list[Reading] = field(default_factory=list)
    paragraph: Paragraph | None = None
    claims: list[Claim] = field(default_factory=list)

    def turn(self, subject: Coordinate | None) -> None:
        """Speak of something else from here on."""
        if subject is None or self.subject is None or subject.at(stage="actual") != self.subject:
            self.head = self.stages if len(self.stages) > 1 and "actual" in self.stages else self.head
            self.stages = {}
        self.counted = ""
        self.subject = subject and subject.at(stage="actual")

    def bind(self, reading: Reading, coordinate: Coordinate) -> None:
        """Give a figure its coordinate and remember it."""
        if coordinate.measure == "quantity":
            coordinate = coordinate.with_(noun=noun_of(reading.amount))
            self.subject = coordinate.at(stage="actual", year=self.year)
        reading.coordinate = coordinate
        self.values[coordinate] = reading
        self.recent = reading

    def operand(self, coordinate: Coordinate) -> Operand:
        """Return the figure said of a coordinate in this section, or the coordinate for the laws to look up."""
        return self.values.get(coordinate, coordinate)

    def place(self, start: int, end: int) -> Place:
        """Return where a part of the paragraph stands."""
        assert self.paragraph is not None
        return replace(self.paragraph.text.place(start, end), section=self.paragraph.section.path)

    def claim(
        self,
        kind: str,
        stated: Reading | None,
        operands: dict[str, Operand],
        place: Place,
        text: str,
        word: str = "",
        *,
        partial: bool = False,
    ) -> Claim:
        """Make a claim and keep it."""
        assert self.paragraph is not None
        claim = Claim(kind, stated, operands, self.paragraph.section, place, text, word, partial, pattern=kind)
        self.claims.append(claim)
        return claim

    def pick(self, phrase: str, reading: Reading | None = None) -> Coordinate | None:
        """Return what a phrase is about in this section, or None; stories and lists of uses may name what they like."""
        found = pick(phrase, self.topic, self.year, self.known, reading)
        if found is None and reading is not None and reading.amount.is_money:
            found = item_of(phrase, self.rows, self.known, reading)
        if found is not None or reading is None or not (self.topic in STORIES or self.uses):
            return found
        year = year_of(phrase, self.year)
        named = quantity(phrase, reading.amount, year)
        if named is None and self.subject is not None and self.subject.measure == "quantity" and FILLER.match(phrase):
            other = self.subject.with_(noun=noun_of(reading.amount)).at(year=year)
            named = other if other != self.subject else None  # a second figure of one noun is about something else
        return named

    def stage_of(self, stage: str, subject: Coordinate) -> str:
        """Say which budget 预算 without more is: the one the forms print, else the one this kind of section gives."""
        if stage != "budget":
            return stage
        printed = [s for s in ("final", "initial") if subject.at(stage=s) in self.known]
        return printed[0] if printed else "final" if subject.get("sangong") else "initial"
