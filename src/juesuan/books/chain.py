"""Rows that are only ever added (流水): a CSV file in which every row holds the hash of all before it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence

__all__ = ["appended", "broken", "rows_of"]

_SEPARATOR = "\x1f"


def rows_of(content: bytes, width: int) -> list[list[str]]:
    """Return the rows without the header; those that are not `width` wide are left out (`broken` names them)."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    return [row for row in rows if len(row) == width][1:]


def appended(content: bytes, header: Sequence[str], new: Iterable[Sequence[str]]) -> bytes:
    """Return the file with rows more. The first column is their number, the last the chain: both are added here.

    White space in a cell becomes one blank, so that a row is a line.
    """
    number, chain = _last(content)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    if not content:
        writer.writerow(header)
    for row in new:
        number += 1
        whole = [str(number), *(" ".join(cell.split()) for cell in row)]
        chain = _next(chain, whole)
        writer.writerow([*whole, chain])
    return content + lines.getvalue().encode()


def _last(content: bytes) -> tuple[int, str]:
    """Return the number and the chain of the last row."""
    if not content:
        return 0, ""
    line = content[content.rstrip(b"\n").rfind(b"\n") + 1 :].decode("utf-8", "replace").rstrip("\n")
    number, chain = line.partition(",")[0], line.rpartition(",")[2]
    return (int(number), chain) if number.isdigit() else (0, "")


def broken(content: bytes, header: Sequence[str]) -> int | None:
    """Return the first row (1-based, the header is row 1) that does not follow from those before it."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")))
    chain = ""
    for number, row in enumerate(rows, 1):
        if number == 1:
            if row != list(header):
                return 1
            continue
        if len(row) != len(header) or row[0] != str(number - 1) or row[-1] != _next(chain, row[:-1]):
            return number
        chain = row[-1]
    return None


def _next(chain: str, row: Sequence[str]) -> str:
    return hashlib.sha256(_SEPARATOR.join([chain, *row]).encode()).hexdigest()
