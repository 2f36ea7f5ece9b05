"""How much of a document was understood: forms recognised, figures bound, figures checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.places import audited, final_accounts
from juesuan.facts import Reading
from juesuan.findings import Status

FORMS_OF = {
    "wuchang-hr-2024": 9,
    "putuo-finance-2024": 9,
    "putuo-finance-2024-planted": 8,
    "putuo-template-2024": 9,
    "foshan-rail-2019": 8,
    "xian-health-2022": 9,
    "taiyuan-ndrc-2016": 9,
    "swu-2023": 4,
}
"""How many statutory forms each document holds, counted by hand."""

EXPLAINING = frozenset(
    {"overall", "revenue", "expenditure", "fiscal", "general", "basic", "government_fund", "state_capital", "sangong"}
    | {"operating_cost", "procurement", "assets"}
)
"""Sections that explain the forms; what other sections count is often said once and nowhere else."""

FIGURE = re.compile(r"\d")


@dataclass(slots=True)
class Coverage:
    """Forms and figures of one document.

    `checked` and `figures` count by origin: form, text; `explained` is checked and all of the explaining sections.
    """

    path: Path
    forms: int
    wanted: int
    bound: int = 0
    in_forms: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    explained: tuple[int, int] = (0, 0)

    def share(self, origin: str) -> float:
        """Return the share of figures proven or contradicted, in %."""
        return 100 * self.checked[origin] / self.figures[origin] if self.figures[origin] else 100.0


def coverage(path: Path) -> Coverage:
    """Count one document."""
    result = audited(path)
    disclosure = result.disclosure
    counted = Coverage(path, len({f.id for f in disclosure.forms}), FORMS_OF.get(path.stem, 0))
    for form in disclosure.forms:
        for reading in form.readings:
            if not reading.blank:
                counted.in_forms += 1
                counted.bound += reading.coordinate is not None
    told = {p.section.path for p in disclosure.paragraphs if EXPLAINING & set(p.section.topics()[:1])}
    mine = [s for r, s in result.report.statuses if r.origin == "text" and r.place.section in told]
    counted.explained = (sum(s is not Status.UNCHECKED for s in mine), len(mine))
    for reading, status in result.report.statuses:
        counted.figures[reading.origin] += 1
        counted.checked[reading.origin] += status is not Status.UNCHECKED
    return counted


def all_coverage() -> list[Coverage]:
    """Count every final account."""
    return [coverage(path) for path in final_accounts()]


def unchecked(path: Path) -> Iterable[Reading]:
    """Yield the figures nothing was said of."""
    return (r for r, status in audited(path).report.statuses if status is Status.UNCHECKED)
