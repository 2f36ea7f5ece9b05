"""`juesuan trace`: the vouchers behind a figure of a form."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from juesuan.books.open import open_book
from juesuan.commands.common import choice, guarded, language_of, stop
from juesuan.commands.options import Book, Format, Lang
from juesuan.compile.trace import Trace, UnknownFigure, figure, trace
from juesuan.report.strings import say

__all__ = ["trace_command"]

_COLUMNS = ("id", "date", "unit", "function", "economic", "project", "payee", "summary", "amount")


def trace_command(
    book: Book,
    figure_: Annotated[str, typer.Argument(metavar="FORM:ROW:COLUMN")],
    format: Format = "table",  # noqa: A002 - the option's name
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    lang: Lang = None,
) -> None:
    """Show the vouchers behind a figure, the largest first, and that they add up to it."""
    words = language_of(lang)
    choice("--format", format, ("table", "json"), words)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        opened = open_book(book)
        try:
            coordinate = figure(figure_.replace("：", ":"), opened.settings.year)
        except UnknownFigure as error:
            key = f"trace.no_{error.part}"
            stop(say(key, words, given=error.given, choices=" ".join(error.choices)))
        found = trace(opened, coordinate, limit)
    typer.echo(_json(found) if format == "json" else _table(found, words), nl=False)


def _json(found: Trace) -> str:
    head = {"coordinate": str(found.coordinate), "count": found.count, "amount": str(_yuan(found.cents))}
    entries = [{k: str(v) if v is not None else "" for k, v in e.items()} for e in found.entries]
    return json.dumps({**head, "entries": entries}, ensure_ascii=False, indent=1) + "\n"


def _table(found: Trace, lang: str) -> str:
    grid = Table(box=SIMPLE_HEAD)
    for name in _COLUMNS:
        grid.add_column(say(f"entry.{name}", lang), justify="right" if name == "amount" else "left")
    for entry in found.entries:
        cells = [f"{entry[n]:,}" if n == "amount" else str(entry.get(n) or "") for n in _COLUMNS]
        grid.add_row(*cells)
    console = Console(width=120, highlight=False)
    with console.capture() as captured:
        console.print(grid)
    line = say("trace.total", lang, at=found.coordinate, n=found.count, yuan=f"{_yuan(found.cents):,}")
    more = say("trace.more", lang, n=len(found.entries)) + "\n" if found.count > len(found.entries) else ""
    return captured.get() + line + "\n" + more


def _yuan(cents: int) -> Decimal:
    return Decimal(cents) / 100
