"""How much of what people found by hand the audit finds, and how much of what it says they did not say.

A finding meets an entry of the Wuchang truth when one of its places shares characters with one of the entry's quotes.
For the Putuo list, which has pages and quotes but no columns, the page (or the one the fault shows on) must be the
same and a place's own words must stand in the quote, or the finding's law be the one the entry's kind asks for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.places import PLANTED, PUTUO, TRUTH, WUCHANG, audited, errors, serious
from juesuan.findings import Finding, Witness
from juesuan.laws.registry import message

KINDS = {
    "placeholder": r"disclosure\.",
    "missing_table": r"disclosure\.",
    "table_vs_text": r"identity\.|derived\.|aggregation\.|balance\.|disclosure\.",
    "empty_table_no_note": r"disclosure\.",
    "year_mismatch": r"disclosure\.",
    "comparison_word": r"derived\.",
    "punctuation": r"disclosure\.",
    "share_percent": r"derived\.|aggregation\.|identity\.",
    "text_item_list": r"disclosure\.|identity\.|classification\.|derived\.",
    "text_logic": r"derived\.|disclosure\.|identity\.",
    "text_vs_table_wording": r"",
}


@dataclass(slots=True)
class Score:
    """What was to be found, what was, and the errors that met nothing."""

    wanted: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    stray: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    on_holds: list[Finding] = field(default_factory=list)

    @property
    def missed(self) -> list[dict[str, Any]]:
        """Return what was not found."""
        return [entry for entry in self.wanted if entry not in self.found]


def _spans(entry: dict[str, Any]) -> list[tuple[int, int, int]]:
    """Return (line, start, end) of every printed line of an entry's quotes."""
    spans = []
    for quote in entry["quotes"]:
        for number, part in enumerate(re.split(r"[⏎\n]", quote["text"])):
            start = quote["col"] if number == 0 else 0
            spans.append((quote["line"] + number, start, start + max(len(part), 1)))
    return spans


def _meets(witness: Witness, spans: list[tuple[int, int, int]]) -> bool:
    """Say whether a place shares characters with a span."""
    place = witness.place
    if place.line is None:
        return False
    start, end = place.start or 0, place.end if place.end is not None else 10_000
    return any(line == place.line and start < last and first < end for line, first, last in spans)


def wuchang() -> Score:
    """Score the audit of the Wuchang text against its truth."""
    truth = json.loads((TRUTH / "wuchang-hr-2024.json").read_text("utf-8"))
    score = Score()
    met: set[int] = set()
    score.errors = errors(audited(WUCHANG))
    weighty = serious(audited(WUCHANG))
    for entry in truth["findings"]:
        hits = [f for f in weighty if any(_meets(w, _spans(entry)) for w in f.witnesses[:8])]
        if entry["severity"] != "info":
            met |= {id(f) for f in hits}
        if entry["deterministic"] and entry["severity"] in ("error", "warning"):
            score.wanted.append(entry)
            if hits:
                score.found.append(entry)
    score.stray = [f for f in score.errors if id(f) not in met]
    return score


def _bare(text: str) -> str:
    return re.sub(r"[\s,，]+", "", text)


def _answers(finding: Finding, entry: dict[str, Any]) -> bool:
    """Say whether a finding is about a Putuo entry."""
    if not re.match(KINDS.get(entry["kind"], ""), finding.code):
        return False
    quote = _bare(entry["quote"] + entry["expected"])
    pages = {w.place.page for w in finding.witnesses}
    if entry["kind"] == "missing_table":
        return finding.code.startswith("disclosure.") and "支出决算表" in _bare(message(finding, "zh"))
    if entry["page"] not in pages:
        return False
    words = [_bare(w.text) for w in finding.witnesses if w.place.page == entry["page"]]
    return any(len(word) > 1 and (word in quote or quote[:12] in word) for word in words) or (
        entry["kind"] == "empty_table_no_note" and "三公" in _bare(message(finding, "zh"))
    )


def putuo(path: Path) -> Score:
    """Score the audit of one of the Putuo finance files against the list."""
    entries = json.loads((TRUTH / "putuo-finance-2024.json").read_text("utf-8"))
    score = Score(errors=errors(audited(path)))
    met: set[int] = set()
    for entry in entries:
        if entry["doc"] != path.name:
            continue
        hits = [f for f in audited(path).report.findings if _answers(f, entry)]
        met |= {id(f) for f in hits}
        if entry["counted"]:
            score.wanted.append(entry)
            if hits:
                score.found.append(entry)
    score.stray = [f for f in score.errors if id(f) not in met]
    return score


def both_putuo() -> tuple[Score, Score]:
    """Score the planted and the published file."""
    return putuo(PLANTED), putuo(PUTUO)
