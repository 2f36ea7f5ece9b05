"""From a file to its findings: read it, run the laws."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.books.terms import read_terms
from juesuan.collector import at_rest
from juesuan.disclosure import Disclosure
from juesuan.findings import Report
from juesuan.laws import run
from juesuan.read import read
from juesuan.read.formats.limits import Limits

__all__ = ["Audit", "audit"]


@dataclass(slots=True)
class Audit:
    """A disclosure, what the laws say of it, and the seconds both took."""

    disclosure: Disclosure
    report: Report
    seconds: float


def audit(
    path: str | Path,
    *,
    prior: str | Path | None = None,
    budget: str | Path | None = None,
    units: Sequence[str | Path] = (),
    terms: str | Path | None = None,
    limits: Limits | None = None,
) -> Audit:
    """Read the disclosure at `path` and run every law on it.

    `prior` is last year's disclosure of the same body, `budget` this year's published budget, `units` the
    disclosures of the bodies it consolidates; each opens the cross-document checks that need it. `terms` is a register
    of terms (terms.csv, or the book that has it).

    Raises `Unreadable` where one of the files cannot be opened or is beyond the limits, `Unusable` where the terms are.
    """
    began = time.perf_counter()
    with at_rest():
        disclosure = read(path, limits=limits)
        report = run(
            disclosure,
            prior=read(prior, limits=limits) if prior else None,
            budget=read(budget, limits=limits) if budget else None,
            terms=read_terms(Path(terms), disclosure.year) if terms else (),
            units=tuple(read(unit, limits=limits) for unit in units),
        )
    return Audit(disclosure, report, time.perf_counter() - began)
