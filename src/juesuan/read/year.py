"""The year a document is about, before anything else of it is understood."""

from __future__ import annotations

import re
from collections import Counter

from juesuan.blocks import Grid, Line, Source

__all__ = ["printed_year"]

_YEAR = re.compile(r"(20[0-4]\d)\s*年")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TITLE = re.compile(r"决\s*算|预\s*算")


def printed_year(source: Source) -> int | None:
    """Return the year most titles of the document carry (二〇二四年 and 2024年 alike), or None.

    A title is a short line that names 决算 or 预算; the first one counts twice, since covers are seldom wrong
    and later headings are what templates leave behind.
    """
    found: Counter[int] = Counter()
    for block in source.blocks:
        if isinstance(block, Grid) or not isinstance(block, Line) or len(block.text.text) > 60:
            continue
        text = block.text.text.translate(_DIGITS) if "二" in block.text.text else block.text.text
        if not _TITLE.search(text):
            continue
        for match in _YEAR.finditer(text):
            found[int(match[1])] += 1 if found else 2
    return found.most_common(1)[0][0] if found else None
