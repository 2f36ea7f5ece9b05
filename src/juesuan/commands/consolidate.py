"""`juesuan consolidate`: the units of a department side by side, and the proof of what was eliminated between them."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from juesuan.books.model import Book as Opened
from juesuan.books.open import open_book
from juesuan.books.putting import put
from juesuan.commands.common import choice, guarded, language_of, noted, stop
from juesuan.commands.options import Book, Format, Lang, Out
from juesuan.compile.consolidation import Consolidation, Line, consolidation
from juesuan.report.strings import say
from juesuan.taxonomy.description import word

__all__ = ["consolidate_command"]

_DIMENSION = {"revenue": "source", "expenditure": "nature"}


def consolidate_command(
    book: Book,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Show units, eliminations and the department. Exit status 0 it is proven, 1 a transfer disagrees, 2 unreadable."""
    words = language_of(lang)
    choice("--format", format, ("table", "xlsx"), words)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        opened = open_book(book)
        found = consolidation(opened)
        grid = _grid(opened, found, words)
        if format == "xlsx":
            out = out or Path(f"{book.name}-consolidation.xlsx")
            put(out, _workbook(grid, found, words))
            noted("cli.written", words, path=out)
        else:
            typer.echo(_table(grid, words), nl=False)
    for transfer in found.transfers:
        if not transfer.agrees:
            typer.echo(say("consolidate.disagrees", words, id=transfer.id), err=True)
    typer.echo(say(f"consolidate.{'proven' if found.proven else 'open'}", words, n=len(found.transfers)))
    raise typer.Exit(0 if found.proven else 1)


def _grid(book: Opened, found: Consolidation, lang: str) -> list[list[str | Decimal]]:
    """Return the rows of the proof: titles, then a line for each kind, in yuan."""
    names = {unit.code: unit.name for unit in book.units}
    codes = list(dict.fromkeys([*names, *(u for line in found.lines for u in line.units)]))
    keys = ("side", "kind")
    head: list[str | Decimal] = [say(f"consolidate.{k}", lang) for k in keys]
    head += [names.get(code, code) for code in codes]
    head += [say(f"consolidate.{k}", lang) for k in ("total", "eliminated", "consolidated")]
    return [head, *(_row(line, codes, lang) for line in found.lines)]


def _row(line: Line, codes: list[str], lang: str) -> list[str | Decimal]:
    values = [line.units.get(code, 0) for code in codes] + [line.total, line.eliminated, line.consolidated]
    return [
        word("measure", line.side, lang),
        word(_DIMENSION[line.side], line.kind, lang),
        *(Decimal(v) / 100 for v in values),
    ]


def _table(grid: list[list[str | Decimal]], lang: str) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, highlight=False, markup=False, emoji=False)
    shown = Table(box=SIMPLE_HEAD, title=say("consolidate.title", lang))
    for n, title in enumerate(grid[0]):
        shown.add_column(str(title), justify="left" if n < 2 else "right")
    for row in grid[1:]:
        shown.add_row(*(cell if isinstance(cell, str) else f"{cell:,.2f}" for cell in row))
    console.print(shown)
    return out.getvalue()


def _workbook(grid: list[list[str | Decimal]], found: Consolidation, lang: str) -> bytes:
    """Write the proof with live formulas for its sums, and the transfers on a sheet of their own."""
    import xlsxwriter
    from xlsxwriter.utility import xl_rowcol_to_cell as at

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, money = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(say("consolidate.sheet", lang))
        last = len(grid[0]) - 1
        for r, row in enumerate(grid):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell, bold if r == 0 else None)
                elif c == last - 2:
                    sheet.write_formula(r, c, f"=SUM({at(r, 2)}:{at(r, c - 1)})", money, float(cell))
                elif c == last:
                    sheet.write_formula(r, c, f"={at(r, c - 2)}-{at(r, c - 1)}", money, float(cell))
                else:
                    sheet.write_number(r, c, float(cell), money)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, last, 18)
        listed = book.add_worksheet(say("consolidate.transfers", lang))
        for c, key in enumerate(("id", "transfer", "payer", "receiver", "amount", "paid", "received", "agrees")):
            listed.write_string(0, c, say(f"consolidate.{key}", lang), bold)
        for r, t in enumerate(found.transfers, 1):
            for c, text in enumerate((t.id, word("nature", t.kind, lang), t.payer, t.receiver)):
                listed.write_string(r, c, text)
            for c, cents in enumerate((t.cents, t.paid, t.received), 4):
                listed.write_number(r, c, (cents or 0) / 100, money)
            listed.write_string(r, 7, say(f"consolidate.{'yes' if t.agrees else 'no'}", lang))
        listed.set_column(0, 7, 18)
    return buffer.getvalue()
