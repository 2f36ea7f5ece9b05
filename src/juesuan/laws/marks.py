"""标点与措辞: brackets and quotes that do not close, lists that do not end, reasons that fit no change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from juesuan.blocks import Text
from juesuan.disclosure import Disclosure, Paragraph
from juesuan.findings import Finding, Witness
from juesuan.taxonomy.claims import patterns

__all__ = ["check"]

_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】", "「": "」"}
_SAME = {"(": "（", ")": "）"}
_ENUMERATED = re.compile(r"(?:^|[，。；：、\s])[（(]?[\d一二三四五六七八九十]{1,3}[)）]")
_OPEN_END = re.compile(r"[；，、]$")
_FLAT = re.compile(r"(?:基本)?持平[，。；]?\s*(?:其)?(?:主要)?原因(?:是|为|：|:)?(?P<reason>[^。]{0,200})")
_WITH_UNIT = re.compile(r"\d\s*(?:万元|元)")
_CENTS = re.compile(r"(?:[算入出费计为额加少款](?:数)?)\s*(\d+(?:,\d{3})*\.\d{2})(?=\s*[，。；])")
"""An amount by its two places, said of money, that ends a clause."""
_CHANGED = re.compile(r"增加|减少|增长|下降|提高|降低|压减|节约")
_UNCHANGED = re.compile(r"持平|不变|没有变化|无变化|抵消|相抵|未")


def check(disclosure: Disclosure) -> list[Finding]:
    """Check the marks of every paragraph and the reasons beside its changes."""
    if disclosure.kind == "template":
        return []
    found = [f for p in disclosure.paragraphs for f in _unclosed(p.text)]
    found += [f for p, following in pairwise([*disclosure.paragraphs, None]) if p for f in _flat(p, following)]
    return [*found, *_list_ends(disclosure), *_unitless(disclosure), *_no_reason(disclosure), *_large(disclosure)]


def _finding(code: str, text: Text, start: int, end: int, **params: str) -> Finding:
    words = text.text[start:end]
    return Finding(
        f"disclosure.{code}", [Witness("stated", text.place(start, end), words)], {"stated": words, **params}
    )


def _unclosed(text: Text) -> Iterator[Finding]:
    """A bracket or quote that opens and does not close, or closes and did not open, in a paragraph that ends."""
    plain = text.text
    if not re.search(r"[。！？]\s*[”）)]?$", plain):
        return
    spared = {m.end() - 1 for m in _ENUMERATED.finditer(plain)}
    stack: list[int] = []
    for at, mark in enumerate(plain):
        mark = _SAME.get(mark, mark)
        if mark in _PAIRS:
            stack.append(at)
        elif mark in _PAIRS.values():
            if stack and _PAIRS[_SAME.get(plain[stack[-1]], plain[stack[-1]])] == mark:
                stack.pop()
            elif at not in spared:
                yield _finding("unclosed", text, max(0, at - 8), at + 1, mark=mark)
                return
    if stack:
        yield _finding("unclosed", text, stack[-1], min(len(plain), stack[-1] + 10), mark=plain[stack[-1]])


def _flat(paragraph: Paragraph, following: Paragraph | None) -> Iterator[Finding]:
    """持平 and then, in this paragraph or the one a colon opens, a reason why it changed."""
    text = paragraph.text
    for match in _FLAT.finditer(text.text):
        reason = match["reason"]
        if not reason and match.end() == len(text.text.rstrip()) and following is not None:
            reason = re.split(r"\n|。", following.text.text)[0]
        if _CHANGED.search(reason) and not _UNCHANGED.search(reason) and not _both(reason):
            yield _finding("flat_reason", text, match.start(), match.end())


def _both(reason: str) -> bool:
    """Say whether a reason tells of increases and of decreases, which may cancel out."""
    words = patterns()["words"]
    return all(any(w in reason for w in words[way]) for way in ("up", "down"))


def _list_ends(disclosure: Disclosure) -> Iterator[Finding]:
    """The last paragraph of a section ends with the mark of a list that goes on."""
    after: dict[int, Paragraph] = {id(p): q for p, q in pairwise(disclosure.paragraphs)}
    for paragraph in disclosure.paragraphs:
        following = after.get(id(paragraph))
        if following is not None and following.section is paragraph.section:
            continue
        plain = paragraph.text.text.rstrip()
        if len(plain) > 8 and _OPEN_END.search(plain) and not paragraph.section.children:
            yield _finding("list_end", paragraph.text, max(0, len(plain) - 12), len(plain), mark=plain[-1])


def _unitless(disclosure: Disclosure) -> Iterator[Finding]:
    """A number with separators among figures that have a unit."""
    for reading in disclosure.readings:
        if reading.origin == "text" and not reading.amount.unit and "," in reading.text:
            yield Finding("disclosure.no_unit", [Witness.of(reading, "stated")], {"stated": reading.text})
    for paragraph in disclosure.paragraphs:
        if len(_WITH_UNIT.findall(paragraph.text.text)) > 0:
            for match in _CENTS.finditer(paragraph.text.text):
                yield _finding("no_unit", paragraph.text, match.start(1), match.end(1))


def _no_reason(disclosure: Disclosure) -> Iterator[Finding]:
    """An item that differs from its budget without a reason, where most items of the section have one.

    A total (总体情况) is no item: its items explain it.
    """
    groups: dict[int, list[tuple[Paragraph, Text, tuple[int, int]]]] = {}
    for paragraph in disclosure.paragraphs:
        if "总体" in paragraph.section.title:
            continue
        for match in patterns()["direction"]["regex"].finditer(paragraph.text.text):
            if re.search("[大小高低]于", match[0]):
                spans = groups.setdefault(id(paragraph.section.parent or paragraph.section), [])
                spans.append((paragraph, paragraph.text, match.span()))
                break
    for group in groups.values():
        silent = [(t, span) for p, t, span in group if "原因" not in t.text and not _CHANGED.search(t.text[span[1] :])]
        if len(group) >= _FEWEST and len(silent) * 2 < len(group):
            for text, (start, end) in silent:
                yield _finding("no_reason", text, start, end)


def _large(disclosure: Disclosure) -> Iterator[Finding]:
    """A change of several times the base, explained without an amount."""
    texts = {p.index: p.text for p in disclosure.paragraphs}
    found = []
    for claim in disclosure.claims:
        stated = claim.stated
        if claim.kind != "growth" or stated is None or abs(stated.amount.value) < _LARGE:
            continue
        text = next(
            (t for t in texts.values() if stated.text in t.text and claim.text[-len(stated.text) :] in t.text), None
        )
        after = text.text.split(stated.text, 1)[1] if text is not None else ""
        if "原因" in after and not re.search(r"\d[\d,.]*\s*(?:万元|亿元|元)", after.split("原因", 1)[1]):
            found.append(Witness.of(stated, "stated"))
    if found:
        yield Finding("disclosure.large_change", found, {"stated": found[0].text})


_LARGE = 200
"""Per cent: a change to three times the base."""
_FEWEST = 4
"""Fewer items show no custom."""
