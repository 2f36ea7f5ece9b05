"""The law of publishing, as `build` proves it, in lines a test can show: differences, findings, what is unchecked."""

from __future__ import annotations

from pathlib import Path

from juesuan.proof import prove
from juesuan.publish.tree import Document

__all__ = ["faults"]


def faults(document: Document, path: Path) -> list[str]:
    """Return what differs between a document and the file made of it, and what the audit says against the file."""
    proof = prove(path, document)
    found = [f"{d.coordinate}: printed {d.printed}, read {d.read}" for d in proof.differences]
    found += [f"{f.code}: {f.params} {[w.text for w in f.witnesses][:4]}" for f in proof.findings]
    return found + [f"unchecked: {r.text} {r.coordinate} in {r.place.section or r.place.form}" for r in proof.unchecked]
