"""The law of publishing: what is printed is read back at the same coordinates, and the audit finds nothing in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from juesuan.auditing import audit
from juesuan.facts import Coordinate
from juesuan.findings import Severity, Status
from juesuan.laws.registry import severity_of
from juesuan.publish.tree import Document

__all__ = ["faults"]


def faults(document: Document, path: Path) -> list[str]:
    """Return what differs between a document and the file made of it, and what the audit says against the file."""
    result = audit(path)
    printed = {f.coordinate: Decimal(f.text.replace(",", "")) for f in document.figures() if f.coordinate is not None}
    read: dict[Coordinate, set[Decimal]] = {}
    for reading in result.disclosure.readings:
        if reading.coordinate is not None and not reading.blank:
            read.setdefault(reading.coordinate, set()).add(reading.amount.value)
    found = [f"{c}: printed {v}, read {read.get(c)}" for c, v in printed.items() if read.get(c) != {v}]
    found += [f"{c}: read {v}, not printed" for c, v in read.items() if c not in printed]
    found += [
        f"{f.code}: {f.params} {[w.text for w in f.witnesses][:4]}"
        for f in result.report.findings
        if (f.severity or severity_of(f.code)) is not Severity.INFO
    ]
    found += [
        f"{status.name}: {r.text} {r.coordinate} in {r.place.section or r.place.form}"
        for r, status in result.report.statuses
        if status is not Status.PROVEN
    ]
    return found
