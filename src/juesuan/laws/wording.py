"""Slips of wording that are wrong in any disclosure; the patterns are data (`taxonomy/wording.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.blocks import Grid, Text
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, Severity, Witness

__all__ = ["check", "wordings"]

_REPORTED = re.compile(r"(20\d\d)\s*年度?\s*(实际完成|目标值|实际值|完成值)")


@cache
def wordings() -> list[dict[str, Any]]:
    """Return the patterns, compiled."""
    rows = tomllib.loads((files("juesuan.taxonomy") / "wording.toml").read_text("utf-8"))["wording"]
    return [{**row, "regex": re.compile(row["pattern"])} for row in rows]


def check(disclosure: Disclosure) -> list[Finding]:
    """Return one finding a slip, or, in a template, one a kind."""
    texts = [p.text for p in disclosure.paragraphs] + _headings(disclosure)
    texts += [cell.text for grid in disclosure.grids for cell in grid.cells if len(cell.text.text) > 3]
    found = []
    for row in wordings():
        if row.get("tier") and not re.search(f"[{row['tier']}]", disclosure.organisation):
            continue
        hits = [_hit(t, m) for t in texts for m in row["regex"].finditer(t.text) if not _seam(t, m)]
        groups = [hits] if disclosure.kind == "template" and hits else [[hit] for hit in hits]
        for group in groups:
            code = f"disclosure.{row['key']}"
            found.append(Finding(code, group, {"stated": group[0].text}, severity=Severity(row["severity"])))
    return found + _reported_years(disclosure)


def _seam(text: Text, match: re.Match[str]) -> bool:
    """Say whether the two halves of a doubling stand on two lines, one of which has nothing else: two titles joined."""
    if not match.re.groups:
        return False
    seam = match.end(1)
    before = next((r for r in text.runs if r.offset + r.length == seam), None)
    after = next((r for r in text.runs if r.offset == seam), None)
    if before is None or after is None:
        return False
    return any(text.text[r.offset : r.offset + r.length].strip() == match[1] for r in (before, after))


def _headings(disclosure: Disclosure) -> list[Text]:
    found, open_ = [], [disclosure.root] if disclosure.root else []
    while open_:
        section = open_.pop()
        open_ += section.children
        if section.heading is not None:
            found.append(section.heading)
    return found


def _hit(text: Text, match: re.Match[str]) -> Witness:
    return Witness("stated", text.place(match.start(), match.end()), match[0])


def _reported_years(disclosure: Disclosure) -> list[Finding]:
    """A column of results headed with another year than the document's."""
    found = []
    grids: list[Grid] = disclosure.grids
    texts = [p.text for p in disclosure.paragraphs] + [c.text for g in grids for c in g.cells] + _headings(disclosure)
    for text in texts:
        for match in _REPORTED.finditer(text.text):
            if disclosure.year is not None and int(match[1]) == disclosure.year - 1:
                params = {"stated": match[1], "year": str(disclosure.year)}
                found.append(Finding("disclosure.year", [_hit(text, match)], params, str(disclosure.year)))
    return found
