"""Publishing the example: `juesuan build` as a whole, and its PDF against the DOCX converted by LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from juesuan.books.open import open_book
from juesuan.building import composed
from juesuan.compile.compiler import compile_book
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.pdf import render_pdf

BOOK = Path(__file__).resolve().parents[1] / "examples" / "wuchang-hr-2024" / "book"
RUNS = 3
BUILD = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run([sys.executable, "-m", "juesuan.cli", "build", sys.argv[1], "--out", sys.argv[2]],
                      capture_output=True, text=True)
took = time.perf_counter() - began
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([took, memory, done.returncode, done.stderr[-300:]]))
"""


@dataclass(slots=True)
class Build:
    """Seconds and megabytes of one build with a fresh process, its exit status and last words."""

    seconds: float
    memory: float
    status: int
    words: str


def built() -> Build:
    """Build the example with every output, read back and audited."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", BUILD, str(BOOK), str(Path(folder) / "out")]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return Build(*json.loads(answer.stdout))


def pdf_seconds() -> tuple[float, float | None]:
    """Time the PDF of the example by us, and by LibreOffice from our DOCX (None where it is not installed); best runs.

    LibreOffice runs once before its clock does, so that its profile is there.
    """
    book = open_book(BOOK)
    document = composed(book, compile_book(book))
    ours = min(_timed(lambda: render_pdf(document)) for _ in range(RUNS))
    if shutil.which("soffice") is None:
        return ours, None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "example.docx"
        source.write_bytes(render_docx(document))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        theirs = [_timed(lambda: _converted(command, source)) for _ in range(RUNS + 1)]
    return ours, min(theirs[1:])


def _converted(command: list[str], source: Path) -> bytes:
    made = source.with_suffix(".pdf")
    made.unlink(missing_ok=True)
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return made.read_bytes()


def _timed(work: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    assert work()
    return time.perf_counter() - began
