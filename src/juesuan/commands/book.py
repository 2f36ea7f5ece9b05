"""The command line of a book: `juesuan book new`, `import`, `undo`, `check`, `seal`, `reopen`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juesuan.commands.common import choice, guarded, language_of, noted, progress
from juesuan.commands.options import Book, Format, Lang, Who
from juesuan.facts import Coordinate
from juesuan.report.strings import say
from juesuan.taxonomy.description import describe

if TYPE_CHECKING:
    from juesuan.books.faults import Fault
    from juesuan.books.import_ import Imported

__all__ = ["app", "published"]

app = typer.Typer(no_args_is_help=True)
SHOWN = 20
"""How many faults of one kind a table shows."""


def published(book: Path) -> dict[str, str]:
    """Return what a book publishes: coordinate → figure as printed, for seals and reopenings."""
    from juesuan.books.open import open_book
    from juesuan.compile.compiler import compile_book

    accounts = compile_book(open_book(book))
    printed = {str(c): f"{v}" for c, v in accounts.printed.items()}
    return printed | {str(c): str(n) for c, n in accounts.counts.items()}


@app.command()
def new(
    book: Book,
    department: Annotated[str, typer.Option("--department")],
    year: Annotated[int, typer.Option("--year", min=2000, max=2100)],
    level: Annotated[str, typer.Option("--level")] = "区",
    lang: Lang = None,
) -> None:
    """Make an empty book."""
    from juesuan.books.model import Settings
    from juesuan.books.new import new_book

    words = language_of(lang)
    with guarded(book, words):
        files = new_book(book, Settings(department, year, level))
    typer.echo(say("book.made", words, path=book, n=len(files)))


@app.command("import")
def import_(
    book: Book,
    table: Annotated[str, typer.Argument(metavar="TABLE")],
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    mapping: Annotated[Path | None, typer.Option("--mapping")] = None,
    save_mapping: Annotated[bool, typer.Option("--save-mapping")] = False,
    sheet: Annotated[str, typer.Option("--sheet")] = "",
    constant: Annotated[list[str] | None, typer.Option("--set")] = None,
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    lang: Lang = None,
) -> None:
    """Import an export into a table, whole or not at all."""
    from juesuan.books.import_ import Options, import_file

    words = language_of(lang)
    with guarded(book, words), progress(4, words) as tick:
        options = Options(mapping, sheet, tuple(constant or ()), save_mapping, refused, words, tick)
        found = import_file(book, table, file, options)
    _told(found, words)
    raise typer.Exit(1 if found.refused else 0)


@app.command()
def undo(book: Book, lang: Lang = None) -> None:
    """Undo the last import."""
    from juesuan.commands.undo import undone

    undone(book, language_of(lang), what="import")


@app.command()
def check(
    book: Book,
    forms: Annotated[bool, typer.Option("--forms")] = False,
    format: Format = "table",  # noqa: A002 - the option's name
    lang: Lang = None,
) -> None:
    """Check every row of a book, and what it would publish where that is asked."""
    from juesuan.books.check import check as check_book

    words = language_of(lang)
    choice("--format", format, ("table", "json"), words)
    with guarded(book, words):
        faults = check_book(book)
        if not any(one.severity == "error" for one in faults):
            faults += _reasons(book)
    if format == "json":
        typer.echo(_json(faults, words))
    else:
        _table(faults, words)
        errors = sum(one.severity == "error" for one in faults)
        typer.echo(say("book.checked", words, path=book, errors=errors, warnings=len(faults) - errors))
    wrong = any(one.severity == "error" for one in faults)
    raise typer.Exit(1 if wrong or (forms and not _holds(book, words)) else 0)


def _holds(book: Path, lang: str) -> bool:
    """Make the disclosure where nobody sees it, audit it and say what is wrong: the forms before they are built."""
    from juesuan.building import Refused, build
    from juesuan.commands.build import say_refused

    with tempfile.TemporaryDirectory() as folder, guarded(book, lang), progress(3, lang) as tick:
        try:
            built = build(book, Path(folder) / "forms", formats=["html"], tick=tick)
        except Refused as refused:
            say_refused(refused, book, lang)
            return False
    noted("book.forms", lang, n=f"{sum(one.figures for one in built.proofs):,}")
    return True


def _reasons(book: Path) -> list[Fault]:
    """Return what is wrong with reasons: those the book's facts contradict, and those still to be written."""
    from juesuan.books.faults import fault
    from juesuan.commands.reasons import words_of
    from juesuan.reasons import reason_faults, reasons_of

    found = reasons_of(book)
    faults = list(reason_faults(found))
    for change in found:
        if not change.written:
            said = {"name": change.about.name, "actual": change.about.actual, "base": change.about.base}
            said |= {"kind": change.about.kind, "choices": words_of(change)}
            faults.append(fault("reason.missing", "reasons.toml", None, change.about.key, **said))
    return faults


@app.command()
def seal(book: Book, who: Who = "", lang: Lang = None) -> None:
    """Seal a book that has no errors."""
    from juesuan.books import seal as seals
    from juesuan.books.check import check as check_book
    from juesuan.books.faults import Unusable, fault

    words = language_of(lang)
    with guarded(book, words):
        seals.refuse_sealed(book)
        errors = sum(one.severity == "error" for one in check_book(book))
        if errors:
            raise Unusable(fault("book.faulty", book, n=errors))
        chain = seals.seal(book, who, published)
    typer.echo(say("book.sealed", words, path=book, chain=chain))


@app.command()
def reopen(
    book: Book,
    reason: Annotated[str, typer.Option("--reason")] = "",
    who: Who = "",
    lang: Lang = None,
) -> None:
    """Reopen a sealed book, with a reason."""
    from juesuan.books import seal as seals

    words = language_of(lang)
    with guarded(book, words):
        changes = seals.reopen(book, reason, who, published)
    typer.echo(say("book.reopened", words, path=book))
    typer.echo(say("book.changes" if changes else "book.no_changes", words, n=len(changes)))
    for one in changes:
        about = describe(Coordinate.parse(one.coordinate), words)
        typer.echo(f"  {about}: {one.sealed or '—'} → {one.now or '—'}")


def _told(found: Imported, lang: str) -> None:
    """Say what became of an import: the mapping first, then rows added, left out and refused."""
    if found.again:
        typer.echo(say("book.again", lang, file=found.source.name))
        return
    how = "book.mapped" if found.mapping.name else "book.guessed"
    pairs = [f"{name} ← {' + '.join(titles)}" for name, titles in found.mapping.columns.items()]
    pairs += [f"{name} = {value}" for name, value in found.mapping.constants.items()]
    typer.echo(say(how, lang, name=found.mapping.name, row=found.header, pairs="\n  ".join(pairs)))
    if found.unread:
        typer.echo(say("book.unread", lang, titles=" ".join(found.unread)))
    if found.skipped:
        row, text = found.skipped[0]
        typer.echo(say("book.skipped", lang, n=len(found.skipped), row=row, text=text))
    _table(found.faults, lang)
    if found.refused:
        typer.echo(say("book.refused", lang, n=found.refused, path=found.returned))
    else:
        typer.echo(say("book.imported", lang, n=found.added, present=found.present, into=found.into or "—"))
    if found.saved:
        noted("cli.written", lang, path=found.saved)


def _table(faults: Sequence[Fault], lang: str) -> None:
    """Print faults, at most some of each kind."""
    if not faults:
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from juesuan.books.faults import message, place

    wide = sys.stdout.isatty()
    console = Console(width=None if wide else int(os.environ.get("COLUMNS", "140")), highlight=False, emoji=False)
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in ("level", "where", "what"):
        grid.add_column(say(f"book.{title}", lang), overflow="fold")
    seen: dict[str, int] = {}
    for one in faults:
        seen[one.code] = seen.get(one.code, 0) + 1
        if seen[one.code] <= SHOWN:
            face = "bold red" if one.severity == "error" else "yellow"
            level = Text(say(f"severity.{one.severity}", lang), style=face)
            grid.add_row(level, Text(place(one, lang)), Text(message(one, lang)))
    console.print(grid)
    for code, count in seen.items():
        if count > SHOWN:
            typer.echo(say("book.more", lang, code=code, n=count - SHOWN))


def _json(faults: Sequence[Fault], lang: str) -> str:
    """Write faults as a JSON list."""
    from juesuan.books.faults import message

    rows: list[dict[str, Any]] = [
        {
            "code": one.code,
            "severity": str(one.severity),
            "file": one.file,
            "row": one.row,
            "column": one.column,
            "message": message(one, lang),
            "params": dict(one.params),
        }
        for one in faults
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
