"""Lines to paragraphs, headings to a tree, and whose document of which year it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from juesuan.blocks import Line, Source, Text
from juesuan.disclosure import Form, Paragraph, Section
from juesuan.read.organisation import organisation_of

__all__ = ["identify", "read_outline"]

_NUMBER = r"[〇零一二三四五六七八九十百]+"
_STYLES = (
    ("part", re.compile(rf"第\s*({_NUMBER})\s*部分")),
    ("chapter", re.compile(rf"({_NUMBER})、")),
    ("clause", re.compile(rf"[（(]({_NUMBER})[）)]")),
    ("item", re.compile(r"(\d{1,2})\s*[.、．](?!\d)")),
    ("subitem", re.compile(r"[（(](\d{1,2})[）)]")),
)
_DEPTH = {"part": 1, "chapter": 2, "clause": 3, "item": 4, "subitem": 5}
_TITLE = re.compile(r"(情况|说明|概况|解释|附件|部分|情况说明|职责|构成)$")
_REST = re.compile(r"[（(](?:类|款|项)[)）]|[，。；、）)％%]")
_REMAINDER = re.compile(r"(?:决?算)?情?况?说明|情况|决算表|算表")
"""What a long title breaks off before."""
_OWNER = re.compile(r"(?:编制|预算|填报)?(?:部门|单位)(?:名称)?\s*[：:]")
"""What begins the line of a cover or a form that names its body."""
_LONG, _LONGEST = 45, 90
"""Characters of a heading; a part's, or one the format vouches for, may hold a body's whole name."""
_END = re.compile(r"[。；;：:！？!?]$")


@cache
def _topics() -> list[tuple[str, re.Pattern[str]]]:
    data = tomllib.loads((files("juesuan.taxonomy") / "sections.toml").read_text("utf-8"))
    return [(key, re.compile("|".join(words))) for key, words in data["topics"].items()]


def topic_of(title: str) -> str:
    """Return the topic a heading names, or an empty string; the first in the file wins."""
    bare = re.sub(r"[\s“”\"]", "", title)
    return next((key for key, pattern in _topics() if pattern.search(bare)), "")


def read_outline(source: Source, consumed: set[int]) -> tuple[Section, list[Paragraph], list[Text]]:
    """Return the section tree, the paragraphs in order, and the entries of the contents page."""
    root = Section("", None, "", 0, None, None)
    here = root
    paragraphs: list[Paragraph] = []
    contents: list[Text] = []
    for text, level in _paragraphs(source, consumed, contents):
        style, number = _ordinal(text.text)
        longest = _LONGEST if style == "part" else _LONG
        heading = bool(style) and len(text.text) <= longest and not re.search(r"[。；;，,]|\d\.\d", text.text)
        if heading or (level and level <= 3 and len(text.text) <= _LONGEST):
            here = _open(here, root, text, style, number, level)
            continue
        if style in ("chapter", "clause") and (lead := re.match(r"[^。；;]{2,45}。", text.text)):
            here = _open(here, root, text.slice(0, lead.end() - 1), style, number, None)
        paragraphs.append(Paragraph(text, here, len(paragraphs), text.place(0, 1).page))
        here.paragraphs.append(paragraphs[-1])
    return root, paragraphs, contents


def _open(here: Section, root: Section, text: Text, style: str, number: int | None, level: int | None) -> Section:
    depth = _DEPTH.get(style) or min(level or 2, 3)
    parent = here
    while parent.parent is not None and parent.depth >= depth:
        parent = parent.parent
    section = Section(text.text, number, style, depth, text, parent or root, topic_of(text.text))
    (parent or root).children.append(section)
    return section


def _ordinal(text: str) -> tuple[str, int | None]:
    for style, pattern in _STYLES:
        if match := pattern.match(text):
            return style, _value(match[1])
    return "", None


def _value(numeral: str) -> int:
    """Read 十二, 二十 or 12 as a number."""
    if numeral.isdigit():
        return int(numeral)
    digits = "〇一二三四五六七八九"
    tens, found, units = numeral.replace("零", "〇").partition("十")
    if not found:
        return digits.index(tens[-1]) if tens[-1:] in digits else 0
    return (digits.index(tens[-1]) if tens else 1) * 10 + (digits.index(units[-1]) if units else 0)


def contents_of(source: Source) -> set[int]:
    """Return the lines of the contents: those with leaders, or from 目录 to where its first part comes again."""
    found = {n for n, b in enumerate(source.blocks) if isinstance(b, Line) and b.role == "toc"}
    start = next((n for n, b in enumerate(source.blocks) if isinstance(b, Line) and _bare(b) == "目录"), None)
    if start is None or found:
        return found
    entries: dict[str, int] = {}
    for n in range(start + 1, min(start + 80, len(source.blocks))):
        block = source.blocks[n]
        if not isinstance(block, Line) or len(_bare(block)) > _LONGEST:
            return set()
        if _bare(block) in entries and _bare(block).startswith("第"):
            return set(entries.values())
        entries.setdefault(_bare(block), n)
    return set()


def _bare(line: Line) -> str:
    return re.sub(r"\s", "", line.text.text)


def _paragraphs(source: Source, consumed: set[int], contents: list[Text]) -> Iterable[tuple[Text, int | None]]:
    """Join lines that were broken at the margin (PDF) or stop without an end (text); a heading stands alone."""
    open_: list[Text] = []
    before: Line | None = None
    listed = contents_of(source)
    for index, block in enumerate(source.blocks):
        if not isinstance(block, Line) or index in consumed:
            if isinstance(block, Line) or block.rows:
                if open_:
                    yield Text.join(open_), None
                open_, before = [], None
            continue
        if index in listed:
            contents.append(block.text)
            continue
        if block.role:
            continue
        text = block.text.strip()
        if not text.text:
            continue
        if open_ and before is not None and _goes_on(before, block):
            open_.append(text)
        else:
            if open_:
                yield Text.join(open_), before.level if before and len(open_) == 1 else None
            open_ = [text]
        before = block
    if open_:
        yield Text.join(open_), before.level if before and len(open_) == 1 else None


def _goes_on(before: Line, line: Line) -> bool:
    """Say whether a line continues the one before it."""
    if before.whole or line.whole or line.level or before.level:
        return False
    last, first = before.text.text.strip(), line.text.text.strip()
    if _REST.match(first) or _REMAINDER.fullmatch(first):
        return True
    if "（" in last.rpartition("）")[2] and "）" in first.partition("（")[0] and not _ordinal(first)[0]:
        return True  # a bracket opened on one line and closed on the next
    if _OWNER.match(first) or (_TITLE.search(last) and _ordinal(last)[0]):
        return False
    numbered = _ordinal(first)[0] != ""
    if before.right is not None and before.margin is not None:
        short = before.margin - before.right
        if short <= 1.6 * (before.size or 12):
            return not (_END.search(last) and numbered)
        # a long number or term that did not fit leaves a gap, but no end of a sentence
        return short <= 8 * (before.size or 12) and not (_END.search(last) or numbered or _ordinal(last)[0])
    return len(last) > 20 and not _END.search(last) and not numbered


def identify(source: Source, forms: Sequence[Form] = ()) -> tuple[str, int | None, str, str]:
    """Return organisation, year, kind and unit of the document."""
    lines = [b.text.text for b in source.blocks[:400] if isinstance(b, Line)]
    organisation = organisation_of(source)
    unit = forms[0].unit if forms else "万元"
    year = next((f.year for f in forms if f.year), None)
    figures = sum(not r.blank for f in forms for r in f.readings)
    kind = "final-accounts" if figures else "template" if forms else "unknown"
    if not forms and sum("预算" in line for line in lines) > 2 * sum("决算" in line for line in lines):
        kind = "budget"
    return organisation, year, kind, unit
