"""What a printed line is for: header, footer or line of contents, and where its page's text column ends."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from juesuan.blocks import Line

__all__ = ["Placed", "set_margins", "set_roles"]

EDGE = 0.09
"""Headers and footers stand within this share of the page's height from its edge."""
NUMBER_EDGE = 0.14
"""Page numbers may stand a little further in."""
FEWEST = 3
"""A header or footer stands on at least this many pages,"""
SHARE = 0.3
"""and on this share of them, or it is a title that comes back."""

PAGE_NUMBER = re.compile(
    r"[-—–－~·\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*页)?(?:[\s/，,]*共?\s*\d{1,4}\s*页?)?[-—–－~·\s]*"
)
CONTENTS_LINE = re.compile(r"(?:[.．。·•…⋯\-_]\s?){3,}\s*[-—–]?\s*\d{1,4}\s*[-—–]?$")
DIGITS = re.compile(r"\d+")

Placed = tuple[Line, float, float, float]
"""A line, its top and bottom, and the height of its page, in reading coordinates."""


def set_roles(lines: list[Placed]) -> None:
    """Mark headers and footers (same place, same words but for digits, on many pages) and lines of contents."""
    seen: dict[tuple[str, int, str], list[Line]] = defaultdict(list)
    for n, (line, top, bottom, height) in enumerate(lines):
        text = line.text.text
        if CONTENTS_LINE.search(text):
            line.role = "toc"
            continue
        if _runs_on(lines, n):
            line.role = "toc"
            continue
        numeral = PAGE_NUMBER.fullmatch(text) is not None
        reach = height * (NUMBER_EDGE if numeral else EDGE)
        edge = "header" if bottom < reach else "footer" if top > height - reach else ""
        if not edge:
            continue
        key = "#" if numeral else DIGITS.sub("#", text).replace(" ", "")
        place = round((top if edge == "header" else height - bottom) / 12)
        seen[(edge, place, key)].append(line)
    count = len({line.page for line, *_ in lines})
    for (edge, _, key), found in seen.items():
        pages = {line.page for line in found}
        if len(pages) >= (2 if key == "#" else max(FEWEST, SHARE * count)):
            for line in found:
                line.role = edge


def _runs_on(lines: list[Placed], n: int) -> bool:
    """Say whether a line is the first of an entry of the contents that takes two: it stands between others of them."""
    if not 0 < n < len(lines) - 1:
        return False
    before, line, after = (lines[i][0] for i in (n - 1, n, n + 1))
    inside = before.role == "toc" or "".join(before.text.text.split()) == "目录"
    return inside and before.page == line.page == after.page and CONTENTS_LINE.search(after.text.text) is not None


def set_margins(lines: list[tuple[Line, float]]) -> None:
    """Set the right edge of the text column of each width of page: where most full lines end."""
    ends: dict[int, Counter[int]] = defaultdict(Counter)
    for line, width in lines:
        if not line.role and line.right is not None and line.right > 0.7 * width:
            ends[round(width)][round(line.right / 4)] += 1
    for line, width in lines:
        known = ends.get(round(width))
        if known:
            common = known.most_common(1)[0][1]
            line.margin = 4.0 * max(end for end, count in known.items() if 4 * count >= common)
        else:
            line.margin = 0.88 * width
