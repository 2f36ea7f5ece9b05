"""结构: the parts and sections a disclosure must have, their numbers, and the contents against the body."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from juesuan.blocks import Text
from juesuan.disclosure import Disclosure, Section
from juesuan.findings import Finding, Witness
from juesuan.taxonomy.statutory import form_of_title

__all__ = ["check", "walk"]

_ENTRY = re.compile(
    r"\s*(?:第\s*(?P<part>[一二三四五六七八九十]+)\s*部分|(?P<chapter>[一二三四五六七八九十]+)、|[（(](?P<clause>[一二三四五六七八九十]+)[）)])\s*(?P<title>.*)"
)
_LEADER = re.compile(r"[.…·•⋯\s_-]*\d*[-\s]*$")
_ITEM = re.compile(r"(?:[（(]\s*(\d{1,2})\s*[）)]|(\d{1,2})\s*[.、．](?!\d))")
_LACKING = 3
"""A document that lacks more of them follows another format."""
_ALIKE = 0.5
"""Titles at least this alike are one title written in two ways."""


@cache
def required() -> list[tuple[str, tuple[str, ...]]]:
    """Return (name, topics): each section a disclosure of final accounts must have, under any of its topics."""
    data = tomllib.loads((files("juesuan.taxonomy") / "required.toml").read_text("utf-8"))
    return [(row["name"], tuple(row["topics"])) for row in data["section"]]


def walk(section: Section | None) -> Iterator[Section]:
    """Yield a section and all below it, in reading order."""
    if section is not None:
        yield section
        for child in section.children:
            yield from walk(child)


def check(disclosure: Disclosure) -> list[Finding]:
    """Check what must be there, the numbers of headings and items, and the contents."""
    if disclosure.root is None:
        return []
    found = [*_numbering(disclosure.root), *_items(disclosure)]
    if disclosure.kind == "final-accounts":
        found += [*_missing(disclosure), *_contents(disclosure)]
    return found


def _missing(disclosure: Disclosure) -> Iterator[Finding]:
    """A required section that is not there, in a document that has most of them."""
    sections = list(walk(disclosure.root))
    have = {s.topic for s in sections if s.topic}
    lacking = [(name, topics) for name, topics in required() if not have & set(topics)]
    first = next((s.heading for s in sections if s.heading is not None), None)
    if first is None or len(lacking) > _LACKING:
        return
    names = [n for n, _ in lacking if not any(n in re.sub(r"\s", "", s.title) for s in sections)]
    if names:
        where = Witness("stated", first.place(0, len(first.text)), first.text)
        yield Finding("disclosure.missing_section", [where], {"title": "、".join(names)})


def _numbering(root: Section) -> Iterator[Finding]:
    """A gap or a repeat among the numbers of sibling headings written in one style.

    A list may stand within a list of the same style: after its last number the outer one goes on.
    """
    outer_ends = {(s.style, s.number) for s in root.children if s.style in ("chapter", "clause")}
    for section in walk(root):
        runs: dict[str, list[Section]] = {}
        for child in section.children:
            if child.style not in ("part", "chapter", "clause") or child.number is None or child.heading is None:
                continue
            stack = runs.setdefault(child.style, [])
            outer = [n for n, s in enumerate(stack) if (s.number or 0) + 1 == child.number]
            if outer:
                inner = stack[outer[-1] + 1 :]
                if inner:
                    yield _gap(child.heading, child.title, inner[-1].title, "disclosure.numbering_level")
                del stack[outer[-1] :]
            elif section is not root and (child.style, child.number - 1) in outer_ends:
                continue  # parts within 一、 … 二、: the list around them goes on
            elif stack and child.number != 1 and not _between(stack[-1], child):
                yield _gap(child.heading, child.title, stack[-1].title)
                stack.pop()
            stack.append(child)


def _gap(text: Text, title: str, before: str, code: str = "disclosure.numbering") -> Finding:
    where = Witness("stated", text.place(0, min(6, len(text.text))), text.text[:6])
    return Finding(code, [where], {"stated": title[:20], "before": before[:20]})


def _items(disclosure: Disclosure) -> Iterator[Finding]:
    """1. … 2. … 4. …: a number skipped among the items of one section."""
    last: dict[tuple[int, bool], tuple[int, str]] = {}
    for paragraph in disclosure.paragraphs:
        match = _ITEM.match(paragraph.text.text)
        if match is None:
            continue
        number = int(match[1] or match[2])
        key = (id(paragraph.section), match[1] is not None)
        before = last.get(key)
        if before is not None and before[0] + 1 < number <= before[0] + 3 and not _told(paragraph.section, number - 1):
            yield _gap(paragraph.text, paragraph.text.text, before[1])
        last[key] = (number, paragraph.text.text)


def _told(section: Section, number: int) -> bool:
    """Say whether an item's number stands inside one of the section's paragraphs, or heads a section of its own."""
    inside = any(re.search(rf"(?<!\d)[（(]?{number}\s*[.、．）)]", p.text.text) for p in section.paragraphs)
    return inside or any(s.number == number for s in section.children)


def _between(before: Section, after: Section) -> bool:
    """Say whether a number between two headings stands in the text between them, as a sentence of its own."""
    wanted = range((before.number or 0) + 1, after.number or 0)
    texts = "\n".join(p.text.text for s in walk(before) for p in s.paragraphs) + before.title[4:]
    texts += "\n".join(s.title for s in walk(before) if s is not before)
    for n in wanted:
        if not re.search(rf"(^|[^一二三四五六七八九十]){_numeral(n)}[、)）]", texts):
            return False
    return bool(wanted)


def _numeral(n: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


def _contents(disclosure: Disclosure) -> Iterator[Finding]:
    """An entry of the contents whose heading reads otherwise, or is not there."""
    bodies: dict[tuple[str, str, str], list[Section]] = {}
    titles = set()
    part = ""
    for section in walk(disclosure.root):
        if section.heading is None or section.number is None:
            continue
        titles.add(_bare(section.title))
        number = _numeral(section.number)
        part = number if section.style == "part" else part
        bodies.setdefault((part if section.style != "part" else "", section.style, number), []).append(section)
    part = ""
    for text, match in _entries(disclosure.contents):
        style = next(s for s in ("part", "chapter", "clause") if match[s])
        part = match["part"] or part
        mine = bodies.get((part if style != "part" else "", style, match[style]), [])
        told = _bare(text)
        if told in titles or form_of_title(match["title"]) or not mine:
            continue
        if len(mine) == 1 and (finding := _differs(text, told, mine[0], disclosure.contents)):
            yield finding


def _entries(contents: list[Text]) -> Iterator[tuple[str, re.Match[str]]]:
    """Join entries that run over two lines and take the leaders and page numbers off."""
    joined: list[str] = []
    for entry in contents:
        bare = _LEADER.sub("", entry.text)
        if _ENTRY.match(bare) or not joined:
            joined.append(bare)
        else:
            joined[-1] += bare
    for text in joined:
        if match := _ENTRY.fullmatch(text):
            yield text, match


def _differs(told: str, bare: str, section: Section, contents: list[Text]) -> Finding | None:
    mine = _bare(section.title)
    alike = SequenceMatcher(None, bare, mine).ratio()
    if section.heading is None or alike < _ALIKE or mine.startswith(bare):
        return None
    entry = next((c for c in contents if _LEADER.sub("", c.text) == told), None)
    heading = section.heading
    witnesses = [Witness("stated", heading.place(0, len(heading.text)), heading.text)]
    if entry is not None:
        witnesses.append(Witness("operand", entry.place(0, len(entry.text)), entry.text))
    return Finding("disclosure.contents_title", witnesses, {"stated": section.title, "entry": told.strip()})


def _bare(title: str) -> str:
    return re.sub(r"[\s“”\"'‘’（）()《》、。，]", "", title)
