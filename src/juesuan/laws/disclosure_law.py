"""公开: what must be disclosed is there, belongs to this document, and no template was left in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from juesuan.blocks import Text
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws import marks, ownership, publication, structure, wording
from juesuan.laws.structure import walk
from juesuan.taxonomy.statutory import form_of_title, specs

__all__ = ["check", "placeholder"]

_DOUBLED = re.compile(r"[。，、；：]{2,}")
_SPEECHLESS = re.compile(r"[。，]\s*[，、；]")
_LONGEST = 50
"""Characters of a title."""
_AS_OF = re.compile(r"截至\s*(20\d\d)\s*年\s*12\s*月\s*31\s*日")


@cache
def placeholder() -> re.Pattern[str]:
    """Return what stands where a template was to be filled in, in any of the notations of `placeholders.toml`."""
    rows = tomllib.loads((files("juesuan.taxonomy") / "placeholders.toml").read_text("utf-8"))["placeholder"]
    return re.compile("|".join(row["pattern"] for row in rows))


def check(disclosure: Disclosure) -> Outcome:
    """Check placeholders, punctuation, years, numbering, contents against body, and empty forms."""
    outcome = Outcome()
    texts = [*_headings(disclosure), *((p.text, p.section.path) for p in disclosure.paragraphs)]
    texts += [(note, "") for form in disclosure.forms for note in form.notes]
    template = disclosure.kind == "template"
    outcome.findings += _placeholders(texts, grouped=template)
    outcome.findings += _matches(texts, _DOUBLED, "disclosure.doubled_punctuation")
    outcome.findings += _matches(texts, _SPEECHLESS, "disclosure.doubled_punctuation")
    outcome.findings += _years(disclosure, texts)
    if not template and disclosure.forms:
        outcome.findings += _missing_forms(disclosure)
        outcome.findings += _empty_forms(disclosure)
    outcome.findings += ownership.check(disclosure)
    outcome.findings += wording.check(disclosure)
    outcome.findings += structure.check(disclosure)
    outcome.findings += marks.check(disclosure)
    outcome.findings += publication.check(disclosure)
    return outcome


def _headings(disclosure: Disclosure) -> Iterator[tuple[Text, str]]:
    for section in walk(disclosure.root):
        if section.heading is not None:
            yield section.heading, section.path
    for form in disclosure.forms:
        yield from ((title, "") for title in form.titles)


def _witness(text: Text, start: int, end: int) -> Witness:
    return Witness("stated", text.place(start, end), text.text[start:end])


def _placeholders(texts: list[tuple[Text, str]], *, grouped: bool) -> list[Finding]:
    hits = [_witness(t, m.start(), m.end()) for t, _ in texts for m in placeholder().finditer(t.text)]
    if grouped and hits:
        return [Finding("disclosure.placeholder", hits, {"stated": hits[0].text})]
    return [Finding("disclosure.placeholder", [hit], {"stated": hit.text}) for hit in hits]


def _matches(texts: list[tuple[Text, str]], pattern: re.Pattern[str], code: str) -> list[Finding]:
    return [
        Finding(
            code, [_witness(t, max(0, m.start() - 6), m.end())], {"stated": t.text[max(0, m.start() - 6) : m.end()]}
        )
        for t, _ in texts
        for m in pattern.finditer(t.text)
    ]


def _years(disclosure: Disclosure, texts: list[tuple[Text, str]]) -> list[Finding]:
    """A part or form titled with another year, or a balance date in another year than the document's.

    A budget is published before its year ends, and tells what there was at the end of the year before.
    """
    year, budget = disclosure.year, disclosure.kind == "budget"
    if year is None:
        return []
    found = []
    for text, _ in texts:
        for match in _AS_OF.finditer(text.text):
            if int(match[1]) not in ((year - 1, year) if budget else (year,)):
                found.append((text, match.start(), match.end(), match[1]))
        heading = re.search(r"(20\d\d)\s*年度?[^，。]{0,24}决算", text.text) if _is_title(text.text) else None
        if heading and int(heading[1]) != year and not re.search(r"比|较|上年", text.text):
            found.append((text, heading.start(), heading.end(), heading[1]))
    return [
        Finding("disclosure.year", [_witness(t, a, b)], {"stated": y, "year": str(year)}, str(year))
        for t, a, b, y in found
    ]


def _is_title(text: str) -> bool:
    """Say whether a text is a title: short, and no sentence."""
    return len(text) < _LONGEST and not re.search(r"[，。；]", text)


def _missing_forms(disclosure: Disclosure) -> list[Finding]:
    """A form the contents announce that the body does not hold."""
    have = {form.id for form in disclosure.forms}
    found = []
    for entry in disclosure.contents:
        key = form_of_title(re.sub(r"[.…·\s]*\d*$", "", entry.text))
        if key and key not in have:
            have.add(key)
            title = specs()[key]["title"][0]
            found.append(Finding("disclosure.missing_form", [_witness(entry, 0, len(entry.text))], {"title": title}))
    return found


def _empty_forms(disclosure: Disclosure) -> list[Finding]:
    """An empty form without a note that says why."""
    found = []
    for form in disclosure.forms:
        said = any(re.search(r"无|没有|空", note.text) for note in form.notes) or _told(disclosure, form.id)
        if form.empty and not said and not any("无" in t for g in form.grids for c in g.cells if (t := c.text.text)):
            where = _witness(form.titles[0], 0, len(form.titles[0].text))
            found.append(Finding("disclosure.empty_form", [where], {"title": form.title}))
    return found


_TOPICS = {"07": "government_fund", "08": "state_capital", "09": "sangong"}


def _told(disclosure: Disclosure, form: str) -> bool:
    """Say whether the section about a form tells that its table was published empty."""
    mine = (p.text.text for p in disclosure.paragraphs if _TOPICS.get(form) == p.section.topic)
    return any(re.search(r"空表|(?:本|此|该)表[^。]{0,4}(?:无|为空)", text) for text in mine)
