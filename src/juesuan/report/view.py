"""What all reports share: findings in order, and where and what in words."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from juesuan.disclosure import Disclosure
from juesuan.facts import Place, Reading
from juesuan.findings import Finding, Severity, Status, Suspect, Witness
from juesuan.laws import registry
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["Item", "counts", "figures", "items", "not_run", "statuses", "where"]

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Item:
    """A finding with its stable id, its severity and its words."""

    id: str
    finding: Finding
    severity: Severity
    title: str
    message: str
    where: str
    section: str

    @property
    def law(self) -> str:
        """The law the finding breaks."""
        return self.finding.code.partition(".")[0]

    @property
    def main(self) -> Witness | None:
        """The witness that stands for the finding: the first stated one."""
        stated = (w for w in self.finding.witnesses if w.role == "stated")
        return next(stated, self.finding.witnesses[0] if self.finding.witnesses else None)


def items(audit: Audit, lang: str = "zh", least: Severity = Severity.INFO) -> list[Item]:
    """Return the findings at least as bad as `least`, the worst first and in document order."""
    findings = sorted(audit.report.findings, key=_order)
    ids = stable_ids(findings)
    made = (_item(id_, finding, audit.disclosure, lang) for id_, finding in zip(ids, findings, strict=True))
    return [item for item in made if RANK[item.severity] <= RANK[least]]


def _item(id_: str, finding: Finding, disclosure: Disclosure, lang: str) -> Item:
    severity = severity_of(finding)
    title, message = registry.title_of(finding.code, lang), registry.message(finding, lang)
    item = Item(id_, finding, severity, title, message, "", "")
    place = item.main.place if item.main else Place()
    return Item(id_, finding, severity, title, message, where(place, lang), group(place, disclosure, lang))


def severity_of(finding: Finding) -> Severity:
    """Return a finding's own severity, or its code's."""
    return finding.severity or registry.severity_of(finding.code)


def _order(finding: Finding) -> tuple[int, int, int, float, int, str]:
    stated = next((w.place for w in finding.witnesses if w.role == "stated"), None)
    place = stated or (finding.witnesses[0].place if finding.witnesses else Place())
    top = place.box[1] if place.box else 0.0
    return RANK[severity_of(finding)], place.page or 0, place.line or 0, top, place.start or 0, finding.code


def stable_ids(findings: Iterable[Finding]) -> list[str]:
    """Return an id for each finding from its code and the places it names, so that it does not change from run to run.

    Neither pages, lines nor other findings enter it; findings that are alike in all of that are numbered.
    """
    seen: Counter[str] = Counter()
    ids = []
    for finding in findings:
        parts = [finding.code, *("|".join(_normal(x) for x in _names(w)) for w in finding.witnesses)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        seen[digest] += 1
        ids.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return ids


def _names(witness: Witness) -> Sequence[str | None]:
    place = witness.place
    return witness.role, place.section, place.form, place.row, place.column, witness.text


def _normal(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def where(place: Place, lang: str = "zh") -> str:
    """Say where something stands, from the page down to the cell."""
    return say("place.join", lang).join(where_parts(place, lang)) or place.section or say("place.whole", lang)


def where_parts(place: Place, lang: str = "zh") -> list[str]:
    """Return the steps from the page or line down to the cell, in words."""
    parts = []
    if place.sheet:
        parts.append(say("place.sheet", lang, name=place.sheet))
    if place.page:
        parts.append(say("place.page", lang, n=place.page))
    if place.line and not place.page:
        parts.append(say("place.line", lang, n=place.line))
        if place.start is not None and not place.form:
            parts.append(say("place.column", lang, n=place.start + 1))
    if place.form:
        parts.append(say("place.form", lang, name=place.form))
    return parts + [
        say(f"place.{k}", lang, name=name) for k, name in (("row", place.row), ("col", place.column)) if name
    ]


def group(place: Place, disclosure: Disclosure, lang: str = "zh") -> str:
    """Return the part of the document a place is in, for filters: a form, or the first two levels of headings."""
    if place.form:
        form = disclosure.form(place.form)
        return f"{place.form} {form.title}" if form else say("place.form", lang, name=place.form)
    if place.section:
        return " / ".join(place.section.split(" / ")[:2])
    return say("html.other_section", lang)


def suspect_words(finding: Finding, suspect: Suspect, lang: str = "zh") -> str:
    """Say which figure is suspected and what it would have to be."""
    known = 0 <= suspect.place < len(finding.witnesses)
    text = finding.witnesses[suspect.place].text if known else "?"
    return say("report.suspect", lang, text=text, value=suspect.value, why=registry.why(suspect.why, lang))


def statuses(audit: Audit) -> list[tuple[Reading, Status]]:
    """Return the figures and what became of each; blank cells are no figures."""
    return [(reading, status) for reading, status in audit.report.statuses if not reading.blank]


def figures(audit: Audit) -> dict[str, int]:
    """Count the figures by what became of them."""
    found = Counter(status for _, status in statuses(audit))
    return {"total": sum(found.values()), **{str(status): found[status] for status in Status}}


def counts(audit: Audit) -> dict[str, int]:
    """Count the findings by severity."""
    found = Counter(severity_of(finding) for finding in audit.report.findings)
    return {str(severity): found[severity] for severity in Severity}


def not_run(audit: Audit, lang: str = "zh") -> list[tuple[str, str]]:
    """Return the laws that could not run, and why, each pair once."""
    pairs = ((entry.law, registry.reason(entry.why, lang)) for entry in audit.report.not_run)
    return list(dict.fromkeys(pairs))


def heading(disclosure: Disclosure, lang: str = "zh") -> str:
    """Say in one line which document this is."""
    source = disclosure.source
    parts = [disclosure.organisation, say("report.year", lang, year=disclosure.year) if disclosure.year else ""]
    parts.append(say(f"kind.{disclosure.kind}", lang))
    if source.format == "pdf":
        parts.append(say("report.pages", lang, n=source.pages))
    parts.append(say("report.unit", lang, unit=disclosure.unit))
    return " · ".join(part for part in parts if part)
