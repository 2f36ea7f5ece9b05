"""CSV (开放数据): the rows of a document's forms under one header, without totals; no cell is a formula to anybody."""

from __future__ import annotations

import csv
import io

from juesuan.publish.tree import Document, Figure, FormTable

__all__ = ["render_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(document: Document) -> bytes:
    """Return the forms of a document that have the same header as one table of plain values, UTF-8 with its mark.

    Rows that sum others are left out: whoever reads a table of data adds it up.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    forms = [block for block in document.blocks if isinstance(block, FormTable)]
    for n, form in enumerate(forms):
        for row in form.rows[form.head if n else 0 :]:
            cells = [cell for cell in row if cell is not None]
            if not any(cell.sums for cell in cells):
                writer.writerow([_plain(cell.value) for cell in cells])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _plain(value: object) -> str:
    """Return a figure without separators, and a text no spreadsheet takes for a formula."""
    if isinstance(value, Figure):
        return value.text.replace(",", "")
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA else text
