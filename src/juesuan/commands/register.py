"""`juesuan register`: registers filled, moved, imported, checked, counted and reported, and claims held to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from juesuan.books.faults import Fault, Unusable, explain, fault
from juesuan.books.import_ import Imported, Options
from juesuan.books.lock import user
from juesuan.books.open import settings_of
from juesuan.commands import register_sheets as made
from juesuan.commands.common import Lang, guarded, language_of, progress, stop
from juesuan.commands.sheets import show
from juesuan.registers.check import check_registers, kept, overdue
from juesuan.registers.claims import parse
from juesuan.registers.import_ import import_records
from juesuan.registers.indicators import Desk
from juesuan.registers.packs import register_of, registers, shipped
from juesuan.registers.report import summaries, values
from juesuan.registers.store import Refused, history
from juesuan.registers.store import add as add_records
from juesuan.registers.store import amend as amend_record
from juesuan.registers.store import move as move_records
from juesuan.report.strings import say

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
Book = Annotated[Path, typer.Argument(metavar="BOOK")]
Name = Annotated[str, typer.Argument(metavar="REGISTER")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[REGISTER]...")]
Pairs = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")]
Format = Annotated[str, typer.Option("--format", "-f")]
Out = Annotated[Path | None, typer.Option("--out", "-o")]
Who = Annotated[str, typer.Option("--who")]
Why = Annotated[str, typer.Option("--why")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE")]
At = Annotated[str | None, typer.Option("--at", metavar="DATE")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE")]


@contextmanager
def _opened(book: Path, lang: str) -> Iterator[None]:
    """Say in a line each what was refused and end with 1; with 2 where the book cannot be used."""
    if not book.is_dir():
        stop(say("cli.missing", lang, path=book))
    with guarded(book, lang):
        try:
            yield
        except Refused as refused:
            for one in refused.faults[: made.SHOWN]:
                typer.echo(explain(one, lang), err=True)
            if len(refused.faults) > made.SHOWN:
                typer.echo(say("register.more", lang, n=len(refused.faults) - made.SHOWN), err=True)
            raise typer.Exit(1) from refused


def day_of(text: str | None, default: date, lang: str) -> date:
    """Return a day, or stop."""
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        stop(say("register.bad_day", lang, value=text))


def _period(book: Path, start: str | None, end: str | None, lang: str) -> tuple[date, date]:
    """Return the period asked for, the book's year where none is; or stop."""
    year = settings_of(book).year
    period = day_of(start, date(year, 1, 1), lang), day_of(end, date(year, 12, 31), lang)
    if period[0] > period[1]:
        stop(say("register.bad_period", lang, start=period[0], end=period[1]))
    return period


def pairs(said: Sequence[str], lang: str) -> dict[str, str]:
    """Read `field=value` words, or stop."""
    found = {}
    for one in said:
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            stop(say("register.bad_pair", lang, value=one))
        found[name.strip()] = value
    return found


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day at the desk, not in the world


@app.command("list")
def list_(
    book: Book,
    all_: Annotated[bool, typer.Option("--all")] = False,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """List the registers a book keeps."""
    words = language_of(lang)
    with _opened(book, words):
        desk = Desk(book)
        wanted = registers(book) if all_ else kept(book)
        show([made.listed(desk, wanted, words)], format, out, words)
        if not wanted:
            typer.echo(say("register.none_kept", words), err=True)


@app.command("show")
def show_(
    book: Book,
    name: Name,
    identity: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    at: At = None,
    lang: Lang = None,
) -> None:
    """Show what a register is and its records, or one record with its history and clocks."""
    words = language_of(lang)
    with _opened(book, words):
        register = register_of(book, name)
        if identity is None:
            show(made.described(book, register, words), format, out, words)
            return
        row = made.record(book, register, identity)
        if row is None:
            raise Unusable(fault("register.record", register.table.file, value=identity))
        past = [one for one in history(book, name) if one.record == identity]
        day = day_of(at, _today(), words)
        show(made.one_record(book, register, row, past, day, words), format, out, words)


@app.command()
def new(book: Book, name: Name, lang: Lang = None) -> None:
    """Put a register's definition into the book, to be changed there."""
    words = language_of(lang)
    with _opened(book, words):
        settings_of(book)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            stop(say("register.bad_name", words, value=name))
        path = book / "registers" / f"{name}.toml"
        if path.exists():
            stop(say("register.exists", words, path=path))
        folder = files("juesuan.registers")
        source = folder / "packs" / f"{name}.toml" if name in shipped() else folder / "frame.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source.read_text("utf-8"), "utf-8")
    typer.echo(say("register.made", words, path=path))


@app.command()
def add(
    book: Book,
    name: Name,
    fields: Pairs,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Add a record."""
    words = language_of(lang)
    with _opened(book, words):
        said = pairs(fields, words)
        ids = add_records(book, name, [said], who=who or user(), on=day_of(on, _today(), words), why=why)
    typer.echo(say("register.added", words, ids=" ".join(ids)))


@app.command()
def move(
    book: Book,
    name: Name,
    to: Annotated[str, typer.Argument(metavar="STATE")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    filled: Annotated[list[str] | None, typer.Option("--set")] = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Move records into a state."""
    words = language_of(lang)
    with _opened(book, words):
        day, said = day_of(on, _today(), words), pairs(filled or [], words)
        state = made.state_of(register_of(book, name), to)
        done = move_records(book, name, ids, state, who=who or user(), on=day, why=why, fields=said)
    typer.echo(say("register.moved", words, n=len(done), to=to))


@app.command()
def amend(
    book: Book,
    name: Name,
    identity: Annotated[str, typer.Argument(metavar="ID")],
    fields: Pairs,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Correct fields of a record, with a reason."""
    words = language_of(lang)
    with _opened(book, words):
        said = pairs(fields, words)
        amend_record(book, name, identity, said, who=who or user(), on=day_of(on, _today(), words), why=why)
    typer.echo(say("register.amended", words, id=identity))


@app.command("import")
def import_(
    book: Book,
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    mapping: Annotated[Path | None, typer.Option("--mapping")] = None,
    sheet: Annotated[str, typer.Option("--sheet")] = "",
    constant: Annotated[list[str] | None, typer.Option("--set")] = None,
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    who: Who = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Import a sheet into a register, whole or not at all."""
    words = language_of(lang)
    with _opened(book, words), progress(4, words) as tick:
        options = Options(mapping, sheet, tuple(constant or ()), False, refused, words, tick)
        day = day_of(on, _today(), words)
        found = import_records(book, name, file, options, who=who or user(), on=day)
    _told(found, words)
    raise typer.Exit(1 if found.refused else 0)


def _told(found: Imported, lang: str) -> None:
    """Say what became of an import."""
    if found.again:
        typer.echo(say("book.again", lang, file=found.source.name))
        return
    columns = [f"{name} ← {' + '.join(titles)}" for name, titles in found.mapping.columns.items()]
    how = "book.mapped" if found.mapping.name else "register.guessed"
    typer.echo(say(how, lang, name=found.mapping.name, row=found.header, pairs="\n  ".join(columns)))
    if found.unread:
        typer.echo(say("book.unread", lang, titles=" ".join(found.unread)))
    if found.skipped:
        row, text = found.skipped[0]
        typer.echo(say("book.skipped", lang, n=len(found.skipped), row=row, text=text))
    if found.faults:
        show([made.faulty(found.faults, lang, made.SHOWN)], "table", None, lang)
    if found.refused:
        typer.echo(say("book.refused", lang, n=found.refused, path=found.returned))
    else:
        typer.echo(say("book.imported", lang, n=found.added, present=found.present, into=found.into or "—"))


@app.command()
def check(
    book: Book,
    names: Names = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Check every record, link and row of history."""
    words = language_of(lang)
    with _opened(book, words):
        for name in names or ():
            register_of(book, name)
        faults = check_registers(book, names or None)
    if faults or format != "table":
        most = made.SHOWN if format == "table" else None
        show([made.faulty(faults, words, most)], format, out, words)
    errors = _errors(faults)
    typer.echo(say("book.checked", words, path=book, errors=errors, warnings=len(faults) - errors), err=True)
    raise typer.Exit(1 if errors else 0)


def _errors(faults: Sequence[Fault]) -> int:
    return sum(one.severity == "error" for one in faults)


@app.command()
def indicators(
    book: Book,
    names: Annotated[list[str] | None, typer.Argument(metavar="[REGISTER[.INDICATOR]]...")] = None,
    start: From = None,
    end: To = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Evaluate indicators over a period, each with its definition and the records behind it."""
    words = language_of(lang)
    with _opened(book, words):
        period = _period(book, start, end, words)
        found = values(Desk(book), names or list(kept(book)), *period)
        show([made.counted(found, period, words)], format, out, words)


@app.command("overdue")
def overdue_(
    book: Book,
    names: Names = None,
    at: At = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """List what is, or was, late by a statutory clock."""
    words = language_of(lang)
    with _opened(book, words):
        day = day_of(at, _today(), words)
        chosen = [register_of(book, name) for name in names or kept(book)]
        late = [(register, one) for register in chosen for one in overdue(book, register, day)]
        show([made.late(late, day, words)], format, out, words)
    raise typer.Exit(1 if any(one.stop is None or one.stop > day for _, one in late) else 0)


@app.command()
def report(
    book: Book,
    names: Names = None,
    start: From = None,
    end: To = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Write the report of registers for a period."""
    words = language_of(lang)
    with _opened(book, words):
        period = _period(book, start, end, words)
        wanted = names or list(kept(book))
        with progress(len(wanted), words) as tick:
            found = summaries(book, wanted, *period, lambda _: tick("register"))
        show([sheet for one in found for sheet in made.summary(one, period, words)], format, out, words)


@app.command()
def claim(
    book: Book,
    indicator: Annotated[str, typer.Argument(metavar="REGISTER.INDICATOR")],
    words_: Annotated[str, typer.Argument(metavar="TEXT")],
    start: From = None,
    end: To = None,
    lang: Lang = None,
) -> None:
    """Hold a published rounded figure to the exact one."""
    words = language_of(lang)
    with _opened(book, words):
        said, period = parse(words_), _period(book, start, end, words)
        found = Desk(book).evaluate(indicator, *period)
        if said.unit and said.unit != found.unit:
            units = {"found": said.unit, "expected": found.unit}
            raise Unusable(fault("claim.unit", book, None, None, value=words_, name=indicator, **units))
        if found.value is None:
            stop(say("register.no_value", words, name=indicator))
    holds = said.holds(found.value)
    key = "register.holds" if holds else "register.holds_not"
    typer.echo(
        say(key, words, said=words_, exact=made.figure(found), permitted=said.permitted, title=found.indicator.title)
    )
    raise typer.Exit(0 if holds else 1)
