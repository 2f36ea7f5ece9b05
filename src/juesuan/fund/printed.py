"""Documents of the fund in print (公示): by the renderers of the disclosure, each proven before it is kept."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.auditing import audit
from juesuan.blocks import Grid, Unreadable
from juesuan.books import putting
from juesuan.books.faults import Unusable, fault
from juesuan.disclosure import Disclosure
from juesuan.findings import Severity
from juesuan.laws.registry import severity_of
from juesuan.publish.purity import purify
from juesuan.publish.render.writers import WRITERS
from juesuan.publish.tree import Document, Figure, FormTable, Paragraph
from juesuan.vault.leaks import Leak, leaks

__all__ = ["FORMATS", "Leaking", "printed", "put"]

FORMATS = (".docx", ".pdf", ".html", ".xlsx", ".csv")
"""What a document of the fund is written as, by the suffix of its file; the last two are its table as open data."""


class Leaking(Unusable):
    """A personal number stands in what was to be written: `found` says which and where."""

    def __init__(self, path: Path, found: Sequence[Leak]) -> None:
        first = found[0]
        said: dict[str, Any] = {"kind": first.kind, "part": first.where, "value": first.shown, "count": len(found)}
        super().__init__(fault("fund.notice_leak", path, **said))
        self.found, self.said = list(found), said


def printed(document: Document, name: str) -> bytes:
    """Return a document as the file of a name, read back before anybody sees it.

    Unusable where its suffix is none of `FORMATS`, `Leaking` where a personal number is anywhere in the bytes, Unusable
    too where what is read back is not what was to be printed, or a law finds an error in it.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise Unusable(fault("fund.notice_format", name, expected=" ".join(FORMATS)))
    purify(document)
    content = WRITERS[suffix[1:]](document)
    if found := leaks(content, Path(name).name):
        raise Leaking(Path(name), found)
    _proven(document, content, Path(name))
    return content


def put(content: bytes, path: Path) -> None:
    """Write a file whole or not at all. Unusable where it cannot be."""
    try:
        putting.put(path, content)
    except OSError as error:
        raise Unusable(fault("fund.unwritable", path, why=error.strerror or error)) from error


def _proven(document: Document, content: bytes, name: Path) -> None:
    """Read a file back and compare its tables and its words with the document's, and let the laws look at it.

    A table of data has no text for a law to look at: only its rows are compared.
    """
    if name.suffix.lower() == ".csv":
        table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = Counter(tuple(_bare(cell.removeprefix("'")) for cell in row) for row in table)
        if (lost := _unsummed(document) or _unread(document, rows, totals=False)) is not None:
            raise Unusable(fault("fund.printed", name, why=lost))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"written{name.suffix.lower()}"
        path.write_bytes(content)
        try:
            found = audit(path)
        except Unreadable as error:
            raise Unusable(fault("fund.printed", name, why=error.code)) from error
    wrong = [f.code for f in found.report.findings if (f.severity or severity_of(f.code)) is Severity.ERROR]
    if wrong:
        raise Unusable(fault("fund.printed", name, why=" ".join(wrong)))
    lost = _unsummed(document) or _lost(document, found.disclosure)
    if lost is not None:
        raise Unusable(fault("fund.printed", name, why=lost))


def _unsummed(document: Document) -> str | None:
    """Return a total that is not the sum of the cells it names."""
    for form in (block for block in document.blocks if isinstance(block, FormTable)):
        for row in form.rows:
            for cell in row:
                if cell is not None and cell.sums:
                    parts = ((form.rows[r][c], sign) for r, c, sign in cell.sums)
                    whole = sum((_worth(part.value) * sign for part, sign in parts if part is not None), Decimal())
                    if whole != _worth(cell.value):
                        return f"{cell.value} ≠ {whole}"
    return None


def _worth(value: object) -> Decimal:
    """Return the number a cell prints, nothing for one without a figure."""
    return Decimal(value.text.replace(",", "")) if isinstance(value, Figure) else Decimal()


def _lost(document: Document, read: Disclosure) -> str | None:
    """Return a row or a paragraph that was not read back as it was to be printed."""
    rows = _rows_read(read)
    if (lost := _unread(document, Counter(rows), totals=True)) is not None:
        return lost
    lines = [block.text.text for block in read.source.blocks if not isinstance(block, Grid)]
    words = _bare("".join([*lines, *("".join(row) for row in rows)]))
    texts = (block.text for block in document.blocks if isinstance(block, Paragraph))
    return next((text for text in texts if _bare(text) not in words), None)


def _unread(document: Document, rows: Counter[tuple[str, ...]], *, totals: bool) -> str | None:
    """Return a row of the document's forms that is not among those read; totals only where they were written."""
    for form in (block for block in document.blocks if isinstance(block, FormTable)):
        for row in form.rows[form.head :]:
            cells = [cell for cell in row if cell is not None]
            if totals or not any(cell.sums for cell in cells):
                wanted = tuple(_bare(str(cell.value)) for cell in cells)
                if not rows[wanted]:
                    return " ".join(wanted)
                rows[wanted] -= 1
    return None


def _rows_read(read: Disclosure) -> list[tuple[str, ...]]:
    """Return the rows of all tables that were read, without the blanks of their cells."""
    found = []
    for grid in (block for block in read.source.blocks if isinstance(block, Grid)):
        rows: dict[int, list[tuple[int, str]]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append((cell.col, _bare(cell.text.text)))
        found += [tuple(text for _, text in sorted(some)) for some in rows.values()]
    return found


def _bare(text: str) -> str:
    """Return a text without blanks and separators; a number without the zeros a workbook leaves out."""
    bare = "".join(text.split()).replace(",", "")
    return re.sub(r"^(-?\d+)(?:\.0+|(\.\d*[1-9])0+)$", r"\1\2", bare)
