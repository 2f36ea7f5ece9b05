"""Tables for a screen or a file (表): one shape, printed as a table, JSON, CSV, Markdown or a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer
import xlsxwriter
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from juesuan.books.putting import put
from juesuan.commands.common import choice, noted, stop
from juesuan.report.strings import say

__all__ = ["FORMATS", "Sheet", "show", "written"]

FORMATS = ("table", "json", "csv", "md", "xlsx")
_WIDTH = 150
_LONGEST = 31
"""Characters Excel allows a sheet's name."""


@dataclass(slots=True)
class Sheet:
    """A table: `columns` are keys and titles, `rows` texts in their order; `right` the keys of numbers.

    `lines` stand below it.
    """

    title: str
    columns: Sequence[tuple[str, str]]
    rows: list[Sequence[str]] = field(default_factory=list)
    right: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list)


def show(
    sheets: Sequence[Sheet], form: str, out: Path | None, lang: str, choices: Sequence[str] = FORMATS
) -> None:  # fmt: skip
    """Print the tables or write them to a file, or stop with what is wrong; `choices` are named where it is none."""
    choice("--format", form, choices, lang)
    if form == "xlsx" and out is None:
        stop(say("cli.xlsx_needs_out", lang))
    makers = {"table": _table, "json": _json, "csv": _csv, "md": _markdown}
    content = _workbook(sheets) if form == "xlsx" else makers[form](sheets).encode()
    if out is None:
        typer.echo(content.decode(), nl=False)
        return
    written(out, content, lang)


def written(out: Path, content: bytes, lang: str) -> None:
    """Write a file and say so, or stop with what is wrong."""
    try:
        put(out, content)
    except OSError as error:
        stop(say("cli.cannot_write", lang, path=out, why=error.strerror or error))
    noted("cli.written", lang, path=out)


def _table(sheets: Sequence[Sheet]) -> str:
    console = Console(width=_WIDTH, highlight=False)
    with console.capture() as captured:
        for sheet in sheets:
            grid = Table(title=sheet.title, title_justify="left", box=SIMPLE_HEAD)
            for key, title in sheet.columns:
                grid.add_column(title, justify="right" if key in sheet.right else "left", overflow="fold")
            for row in sheet.rows:
                grid.add_row(*(one.replace("[", "\\[") for one in row))
            console.print(grid)
            for line in sheet.lines:
                console.print(line, markup=False)
    return captured.get()


def _json(sheets: Sequence[Sheet]) -> str:
    found = [
        {
            "title": sheet.title,
            "rows": [dict(zip((key for key, _ in sheet.columns), row, strict=True)) for row in sheet.rows],
            "lines": sheet.lines,
        }
        for sheet in sheets
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _csv(sheets: Sequence[Sheet]) -> str:
    """Write CSV with the keys as header; where there are several tables each stands below its title."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for n, sheet in enumerate(sheets):
        if len(sheets) > 1:
            writer.writerows([[]] * bool(n) + [[sheet.title]])
        writer.writerow([key for key, _ in sheet.columns])
        writer.writerows(_inert(row) for row in sheet.rows)
    return stream.getvalue()


def _inert(row: Sequence[str]) -> list[str]:
    """Return a row in which no text is a formula to a spreadsheet."""
    return [f"'{one}" if one[:1] in "=@\t\r" and one else one for one in row]


def _markdown(sheets: Sequence[Sheet]) -> str:
    parts: list[str] = []
    for sheet in sheets:
        parts += [f"## {sheet.title}", ""]
        parts.append("| " + " | ".join(title for _, title in sheet.columns) + " |")
        parts.append("|" + "|".join("--:" if key in sheet.right else "---" for key, _ in sheet.columns) + "|")
        parts += ["| " + " | ".join(one.replace("|", "\\|") for one in row) + " |" for row in sheet.rows]
        parts += ["", *sheet.lines, ""] if sheet.lines else [""]
    return "\n".join(parts).rstrip() + "\n"


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write a workbook; numbers stay texts, so that nothing is recomputed or rounded."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold, wrap = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True, "border": 1})
        number = book.add_format({"align": "right", "border": 1})
        for n, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(
                f"{n} {sheet.title}".translate(dict.fromkeys(map(ord, "[]:*?/\\"), " "))[:_LONGEST]
            )
            page.write_row(0, 0, [title for _, title in sheet.columns], bold)
            page.freeze_panes(1, 0)
            for r, row in enumerate(sheet.rows, 1):
                for c, text in enumerate(row):
                    page.write_string(r, c, text, number if sheet.columns[c][0] in sheet.right else wrap)
            for c in range(len(sheet.columns)):
                longest = max((len(row[c]) for row in sheet.rows), default=0)
                page.set_column(c, c, min(max(10, 1.8 * longest), 48))
            for r, line in enumerate(sheet.lines, len(sheet.rows) + 2):
                page.write_string(r, 0, line)
    return buffer.getvalue()
