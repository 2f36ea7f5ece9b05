"""Hostile files, made here, and what each costs: `juesuan audit` on a folder of them all, one process each."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

__all__ = ["SAMPLES", "Cost", "folder", "measure", "page_of"]

_RUN = """
import json, re, resource, sys
from juesuan.cli import main
sys.argv[1:] = ["audit", sys.argv[1], "--format", "jsonl", "--out", sys.argv[2]]
code = 0
try:
    code = main()
except SystemExit as end:
    code = end.code
own = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())  # ru_maxrss would count what started this
peak = max(int(own[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(json.dumps([code, peak]))
"""


def _pdf(draw: Callable[[Canvas], None]) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def _pages(count: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for _ in range(count):
            canvas.drawString(72, 700, "1")
            canvas.showPage()

    return _pdf(draw)


def page_of(text: str) -> bytes:
    """Return a PDF of one page that says so much."""
    return _pdf(lambda canvas: canvas.drawString(72, 700, text))


def _edited(edit: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    pdf = pikepdf.open(BytesIO(_pages(2)))
    edit(pdf)
    stream = BytesIO()
    pdf.save(stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def _looping(pdf: pikepdf.Pdf) -> None:
    """A page tree whose node is its own child, and a form that draws itself."""
    form = pdf.make_stream(b"/F Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page.Contents = pdf.make_stream(b"/F Do " * 1000)
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def _crowded(pdf: pikepdf.Pdf) -> None:
    """A page with three million characters and a million rules."""
    text = b"BT /F1 8 Tf 10 10 Td (" + b"1234567890" * 300 + b") Tj ET\n"
    pdf.pages[0].Contents = pdf.make_stream(text * 1000 + b"1 1 500 0.5 re f\n" * 1_000_000)


def _archive(name: str, data: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(name, data)
    return stream.getvalue()


_XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "hahahahaha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><x>&m;</x>"
)

SAMPLES: dict[str, Callable[[], bytes]] = {
    "encrypted.pdf": lambda: _edited(lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u")),
    "truncated.pdf": lambda: _pages(3)[:600],
    "image-only.pdf": lambda: _pdf(lambda c: c.rect(10, 10, 100, 100, fill=1)),
    "empty.pdf": lambda: b"",
    "ten-thousand-pages.pdf": lambda: _pages(10_000),
    "looping.pdf": lambda: _edited(_looping),
    "crowded.pdf": lambda: _edited(_crowded),
    "html.pdf": lambda: "<html><body><p>收入决算表</p></body></html>".encode(),
    "bomb.xlsx": lambda: _archive("xl/workbook.xml", b"0" * 400_000_000),
    "bomb.docx": lambda: _archive("word/document.xml", b"<w>" * 100_000_000),
    "entity.docx": lambda: _archive("word/document.xml", _XXE),
    "entity.xlsx": lambda: _archive("xl/workbook.xml", _XXE),
    "laughs.docx": lambda: _archive("word/document.xml", _LAUGHS),
    "laughs.xlsx": lambda: _archive("xl/workbook.xml", _LAUGHS),
    "deep.html": lambda: b"<html>" + b"<div>" * 200_000 + "收入决算表".encode(),
    "spans.html": lambda: b"<html><table>" + b"<tr><td rowspan=65534 colspan=1000>1</td></tr>" * 2000 + b"</table>",
    "unknown-encoding.txt": lambda: bytes(range(128, 256)) * 50,
    "binary.txt": lambda: bytes(range(256)) * 50,
    "long-line.txt": lambda: "，支出决算为1.00万元".encode() * 200_000,
    "tabs.txt": lambda: b"1\t" * 2_000_000,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hostile file took: seconds and megabytes of a whole run, its exit status, and the one line it got."""

    name: str
    seconds: float
    memory: float
    status: int
    line: str


def folder(into: Path) -> list[Path]:
    """Write every sample and return their paths."""
    paths = []
    for name, make in SAMPLES.items():
        path = into / name
        path.write_bytes(make())
        paths.append(path)
    return paths


def measure() -> Iterator[Cost]:
    """Audit every sample in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out.jsonl"
        # made by another process: a child's peak memory begins with its parent's
        subprocess.run([sys.executable, "-m", "benchmarks.hostile", place], check=True)
        for path in sorted(Path(place) / name for name in SAMPLES):
            began = time.perf_counter()
            ran = subprocess.run(
                [sys.executable, "-c", _RUN, str(path), str(out)], capture_output=True, text=True, check=False
            )
            seconds = time.perf_counter() - began
            status, peak = json.loads(ran.stdout.strip().splitlines()[-1])
            said = [x for x in ran.stderr.splitlines() if path.name in x] or [""]
            yield Cost(path.name, seconds, peak / 1024, int(status or 0), said[0].replace(place, ""))


if __name__ == "__main__":
    folder(Path(sys.argv[1]))
