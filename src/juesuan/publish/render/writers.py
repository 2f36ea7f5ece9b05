"""How a document is written, by format: the one list for whatever is not the disclosure itself."""

from __future__ import annotations

from collections.abc import Callable

from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.html import render_html
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.render.table import render_csv
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.tree import Document

__all__ = ["WRITERS"]

WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": render_docx,
    "pdf": render_pdf,
    "html": lambda document: render_html(document).encode(),
    "xlsx": render_xlsx,
    "csv": render_csv,
}
"""Bytes of a document by format; the last two are its tables as data."""
