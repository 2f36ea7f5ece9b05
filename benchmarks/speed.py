"""Pages per second of read and audit against pdfplumber's words and tables alone, in the same run; peak memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

from benchmarks.places import DISCLOSURES, XIAN, text_layer_pdfs
from juesuan.auditing import audit
from juesuan.blocks import Unreadable


@dataclass(slots=True)
class Speed:
    """Pages and seconds of ours and of the reference."""

    pages: int
    seconds: float
    reference_pages: int
    reference_seconds: float

    @property
    def ratio(self) -> float:
        """How many times the reference's pages per second."""
        return (self.pages / self.seconds) / (self.reference_pages / self.reference_seconds)


def _ours(paths: list[Path]) -> tuple[int, float]:
    pages, began = 0, time.perf_counter()
    for path in paths:
        try:
            pages += audit(path).disclosure.source.pages
        except Unreadable:
            continue
    return pages, time.perf_counter() - began


def _reference(paths: list[Path]) -> tuple[int, float]:
    """Time pdfplumber on the same pages: words and tables, nothing else."""
    pages, began = 0, time.perf_counter()
    for path in paths:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_words()
                page.extract_tables()
                page.close()
                pages += 1
    return pages, time.perf_counter() - began


def speed(*, budgets: bool = False) -> Speed:
    """Measure both on one core over the text-layer PDFs of the final accounts (and the budgets)."""
    paths = text_layer_pdfs() if budgets else sorted(DISCLOSURES.glob("*.pdf"))
    audit(paths[0])  # imports and tables are loaded once, before the clock runs
    return Speed(*_ours(paths), *_reference(paths))


def peak_memory(path: Path = XIAN) -> float:
    """Return the peak resident memory, in MB, of a fresh process that audits one document."""
    code = (
        "import re, sys; from juesuan.auditing import audit; audit(sys.argv[1]); "
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    out = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return int(out.stdout) / (1024 if sys.platform != "darwin" else 1024 * 1024)


def own_memory() -> float:
    """Return this process's peak resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
