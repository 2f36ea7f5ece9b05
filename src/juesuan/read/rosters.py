"""Bodies whose accounts a document compiles: how many it says there are, and the list it prints of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from juesuan.disclosure import Claim, Operand, Paragraph
from juesuan.facts import Place
from juesuan.read.figures import Figure, squeeze
from juesuan.taxonomy.claims import patterns

__all__ = ["rosters"]

_LONGEST = 40
"""A longer item is a sentence, and no name."""

_ITEM = re.compile(r"^(?:(\d{1,3})\s*[.、．]|[（(](\d{1,3})[)）])\s*(\S.*)$")

Told = Sequence[tuple[Paragraph, list[Figure]]]


def rosters(told: Told) -> list[Claim]:
    """Return a claim `bodies` for every count of them.

    `word` is "all" or "own" (those below the body itself). Its operands are the counts said before of the same or of
    the other kind, as `all` and `own`; `names` are the list below it, if there is one.
    """
    found: list[Claim] = []
    said: dict[str, Operand] = {}
    for paragraph, figures in told:
        for kind, figure in _counts(paragraph, figures):
            place = figure.reading.place
            claim = Claim("bodies", figure.reading, dict(said), paragraph.section, place, figure.reading.text, kind)
            claim.names = _list(paragraph)
            said.setdefault(kind, figure.reading)
            found.append(claim)
    return found


def _counts(paragraph: Paragraph, figures: list[Figure]) -> list[tuple[str, Figure]]:
    rules, text = patterns()["bodies"], paragraph.text.text
    found = []
    for n, figure in enumerate(figures):
        if figure.reading.amount.unit not in ("个", "家"):
            continue
        before = squeeze(text[(figures[n - 1].end if n else 0) : figure.start])
        after = squeeze(text[figure.end : figures[n + 1].start if n + 1 < len(figures) else len(text)])
        words = f"{before}#{after}"
        kind = next((k for k in ("own", "all") if rules[k].search(words)), "")
        if kind:
            found.append((kind, figure))
    return found


def _list(paragraph: Paragraph) -> list[tuple[str, Place]]:
    """Return the numbered names below a paragraph, in their order; the outline takes each for a heading."""
    names: list[tuple[str, Place]] = []
    for child in paragraph.section.children:
        match = _ITEM.match(child.title.strip())
        if (
            not match
            or int(match[1] or match[2]) != len(names) + 1
            or len(match[3]) > _LONGEST
            or child.heading is None
        ):
            break
        names.append((squeeze(match[3]), child.heading.place()))
    return names
