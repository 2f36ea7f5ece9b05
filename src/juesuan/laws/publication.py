"""公开时限: a budget or final accounts are published after the finance bureau approved them, within the law's days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.blocks import Text
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, Witness
from juesuan.taxonomy.publication import last_day

__all__ = ["check", "limit"]

_DATE = r"(?:(?P<year>20\d\d)\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
_GAP = r"(?!\d{1,2}\s*月\s*\d{1,2}\s*日)[^。；]"
_YEAR = re.compile(r"(20\d\d)\s*年度?(?!\s*\d{1,2}\s*月)")
_SENTENCE = re.compile(r"[^。；;]+[。；;]?")

Said = tuple[date, Witness]


@cache
def _words() -> dict[str, Any]:
    data = tomllib.loads((files("juesuan.taxonomy") / "publication.toml").read_text("utf-8"))
    for part in ("approved", "published"):
        data[part] = [
            re.compile(pattern.replace("DATE", _DATE).replace("GAP", _GAP)) for pattern in data[part].values()
        ]
    return data


def limit() -> int:
    """Return within how many days of its approval the law wants a document published."""
    return int(_words()["limit"])


def check(disclosure: Disclosure) -> list[Finding]:
    """Compare the day of approval with that of publication, where the document gives each once."""
    subject = _words()["subject"].get(disclosure.kind, "决算")
    days: dict[str, list[Said]] = {"approved": [], "published": []}
    for paragraph in disclosure.paragraphs:
        for part, said in _told(paragraph.text, subject, disclosure.year):
            days[part].append(said)
    if any(len({day for day, _ in some}) != 1 for some in days.values()):
        return []
    (approved, first), (published, second) = days["approved"][0], days["published"][0]
    late = (published - approved).days
    if late >= 0 and published <= last_day(approved, limit()):
        return []
    code = "disclosure.published_early" if late < 0 else "disclosure.published_late"
    params = {"approved": approved.isoformat(), "published": published.isoformat(), "days": str(abs(late))}
    return [Finding(code, [second, first], params | {"limit": str(limit())})]


def _told(text: Text, subject: str, year: int | None) -> Iterator[tuple[str, Said]]:
    """Yield the days in sentences about the document's own year; a day without a year has that of the last."""
    for sentence in _SENTENCE.finditer(text.text):
        years = {int(y) for y in _YEAR.findall(sentence[0])}
        if subject not in sentence[0] or (years and year not in years):
            continue
        last = ""
        for part in ("approved", "published"):
            for match in _found(part, text.text, sentence):
                last = match["year"] or last
                if said := _day(match, last):
                    start, end = match.span("month")[0] - (5 if match["year"] else 0), match.span("day")[1] + 1
                    place = text.place(max(start, 0), end)
                    yield part, (said, Witness("stated" if part == "published" else "operand", place, said.isoformat()))


def _found(part: str, text: str, sentence: re.Match[str]) -> Iterator[re.Match[str]]:
    for pattern in _words()[part]:
        yield from pattern.finditer(text, sentence.start(), sentence.end())


def _day(match: re.Match[str], year: str) -> date | None:
    try:
        return date(int(year), int(match["month"]), int(match["day"])) if year else None
    except ValueError:
        return None
