"""An audit in any of the formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from juesuan.findings import Severity

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["BINARY", "SUFFIX", "render"]

SUFFIX = {"table": "txt", "json": "json", "jsonl": "jsonl", "xlsx": "xlsx", "html": "html", "pdf": "pdf"}
BINARY = ("xlsx", "html", "pdf")
"""Formats that go to files, never to the terminal."""


def render(
    audit: Audit,
    format: str,  # noqa: A002 - the option's name
    lang: str = "zh",
    least: Severity = Severity.INFO,
    *,
    width: int = 100,
    colour: bool = False,
) -> str | bytes:
    """Return the audit in `format`; `width` and `colour` are the terminal's."""
    if format == "table":
        from juesuan.report import terminal

        return terminal.table(audit, lang, least, width=width, colour=colour)
    if format in ("json", "jsonl"):
        from juesuan.report import json

        return json.dumps(json.whole(audit, lang, least), indent=2 if format == "json" else None)
    if format == "xlsx":
        from juesuan.report import xlsx

        return xlsx.check_sheet(audit, lang, least)
    if format == "html":
        from juesuan.report import html

        return html.page(audit, lang, least)
    from juesuan.report import pdf

    return pdf.annotate(audit, lang, least)
