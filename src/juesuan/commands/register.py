"""`juesuan register`: registers filled, moved, imported, checked, counted and reported, and claims held to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import day_of, language_of, name_of, noted, progress, stop, vault_of_key
from juesuan.commands.options import KeyFile, Lang
from juesuan.commands.register_desk import (
    SHOWN,
    At,
    Book,
    Format,
    From,
    Name,
    Names,
    On,
    Out,
    Pairs,
    To,
    Who,
    Why,
    opened,
    pairs,
    period_of,
)
from juesuan.commands.register_vault import COMMANDS
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.books.imported import Imported

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


@app.command("list")
def list_(
    book: Book,
    all_: Annotated[bool, typer.Option("--all")] = False,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """List the registers a book keeps."""
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.check import kept
    from juesuan.registers.indicators import Desk
    from juesuan.registers.packs import registers

    words = language_of(lang)
    with opened(book, words):
        desk = Desk(book)
        wanted = registers(book) if all_ else kept(book)
        show([made.listed(desk, wanted, words)], format, out, words)
        if not wanted:
            noted("register.none_kept", words)


@app.command("show")
def show_(
    book: Book,
    name: Name,
    identity: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    at: At = None,
    reveal: Annotated[bool, typer.Option("--reveal")] = False,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    lang: Lang = None,
) -> None:
    """Show what a register is and its records, or one record with its history and clocks."""
    from juesuan.books.faults import Unusable, fault
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.packs import register_of
    from juesuan.registers.protected import revealed
    from juesuan.registers.store import history
    from juesuan.vault.keys import find_key
    from juesuan.vault.sealing import Vault

    words = language_of(lang)
    with opened(book, words):
        register = register_of(book, name)
        if identity is None:
            show(made.described(book, register, words), format, out, words)
            return
        row = made.record(book, register, identity)
        if row is None:
            raise Unusable(fault("register.record", register.table.file, value=identity))
        if reveal:
            row |= revealed(book, register, row, Vault(find_key(key_file)), who=name_of(who), why=why)
        past = [one for one in history(book, name) if one.record == identity]
        day = day_of(at, words)
        show(made.one_record(book, register, row, past, day, words), format, out, words)


@app.command()
def new(book: Book, name: Name, lang: Lang = None) -> None:
    """Put a register's definition into the book, to be changed there."""
    import re
    from importlib.resources import files

    from juesuan.books.lock import locked
    from juesuan.books.open import settings_of
    from juesuan.books.seal import refuse_sealed
    from juesuan.books.store import Change, commit
    from juesuan.registers.packs import shipped

    words = language_of(lang)
    with opened(book, words):
        settings_of(book)
        refuse_sealed(book)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            stop(say("register.bad_name", words, value=name))
        path = book / "registers" / f"{name}.toml"
        if path.exists():
            stop(say("register.exists", words, path=path))
        folder = files("juesuan.registers")
        source = folder / "packs" / f"{name}.toml" if name in shipped() else folder / "frame.toml"
        with locked(book):
            change = Change("register.new", name)
            commit(book, {f"registers/{name}.toml": source.read_bytes()}, None, change)
    typer.echo(say("register.made", words, path=path))


@app.command()
def add(
    book: Book,
    name: Name,
    fields: Pairs,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Add a record."""
    from juesuan.registers.store import add as add_records

    words = language_of(lang)
    with opened(book, words):
        said = pairs(fields, words)
        done = {"who": name_of(who), "on": day_of(on, words), "vault": vault_of_key(key_file)}
        ids = add_records(book, name, [said], why=why, **done)  # type: ignore[arg-type]
    typer.echo(say("register.added", words, ids=" ".join(ids)))


@app.command()
def move(
    book: Book,
    name: Name,
    to: Annotated[str, typer.Argument(metavar="STATE")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    filled: Annotated[list[str] | None, typer.Option("--set")] = None,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Move records into a state."""
    from juesuan.commands import register_sheets as made
    from juesuan.registers.packs import register_of
    from juesuan.registers.store import move as move_records

    words = language_of(lang)
    with opened(book, words):
        day, said = day_of(on, words), pairs(filled or [], words)
        state = made.state_of(register_of(book, name), to)
        vault = vault_of_key(key_file)
        done = move_records(book, name, ids, state, who=name_of(who), on=day, why=why, fields=said, vault=vault)
    typer.echo(say("register.moved", words, n=len(done), to=to))


@app.command()
def amend(
    book: Book,
    name: Name,
    identity: Annotated[str, typer.Argument(metavar="ID")],
    fields: Pairs,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Correct fields of a record, with a reason."""
    from juesuan.registers.store import amend as amend_record

    words = language_of(lang)
    with opened(book, words):
        said = pairs(fields, words)
        done = {"who": name_of(who), "on": day_of(on, words), "vault": vault_of_key(key_file)}
        amend_record(book, name, identity, said, why=why, **done)  # type: ignore[arg-type]
    typer.echo(say("register.amended", words, id=identity))


@app.command("import")
def import_(
    book: Book,
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    mapping: Annotated[Path | None, typer.Option("--mapping")] = None,
    save_mapping: Annotated[bool, typer.Option("--save-mapping")] = False,
    sheet: Annotated[str, typer.Option("--sheet")] = "",
    constant: Annotated[list[str] | None, typer.Option("--set")] = None,
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    key_file: KeyFile = None,
    who: Who = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Import a sheet into a register, whole or not at all."""
    from juesuan.books.imported import Options
    from juesuan.registers.import_ import import_records

    words = language_of(lang)
    with opened(book, words), progress(4, words) as tick:
        options = Options(mapping, sheet, tuple(constant or ()), save_mapping, refused, words, tick)
        day = day_of(on, words)
        vault = vault_of_key(key_file)
        found = import_records(book, name, file, options, who=name_of(who), on=day, vault=vault)
    _told(found, words)
    raise typer.Exit(1 if found.refused else 0)


def _told(found: Imported, lang: str) -> None:
    """Say what became of an import."""
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show

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
        show([made.faulty(found.faults, lang, SHOWN)], "table", None, lang)
    if found.refused:
        typer.echo(say("book.refused", lang, n=found.refused, path=found.returned))
    else:
        typer.echo(say("book.imported", lang, n=found.added, present=found.present, into=found.into or "—"))
    if found.saved:
        noted("cli.written", lang, path=found.saved)


@app.command()
def check(
    book: Book,
    names: Names = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    key_file: KeyFile = None,
    lang: Lang = None,
) -> None:
    """Check every record, link and row of history."""
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.check import check_registers
    from juesuan.registers.packs import register_of
    from juesuan.vault.looks import broken

    words = language_of(lang)
    with opened(book, words):
        for name in names or ():
            register_of(book, name)
        faults = check_registers(book, names or None, vault_of_key(key_file))
        faults += [one for one in (broken(book),) if one is not None and not names]
    if faults or format != "table":
        most = SHOWN if format == "table" else None
        show([made.faulty(faults, words, most)], format, out, words)
    errors, warnings = (sum(one.severity == level for one in faults) for level in ("error", "warning"))
    typer.echo(say("book.checked", words, path=book, errors=errors, warnings=warnings), err=True)
    raise typer.Exit(1 if errors else 0)


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
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.check import kept
    from juesuan.registers.indicators import Desk
    from juesuan.registers.report import values

    words = language_of(lang)
    with opened(book, words):
        period = period_of(book, start, end, words)
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
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.check import kept, overdue
    from juesuan.registers.packs import register_of

    words = language_of(lang)
    with opened(book, words):
        day = day_of(at, words)
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
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.check import kept
    from juesuan.registers.report import summaries

    words = language_of(lang)
    with opened(book, words):
        period = period_of(book, start, end, words)
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
    from juesuan.commands import register_sheets as made
    from juesuan.registers.claims import exact, parse
    from juesuan.registers.indicators import Desk

    words = language_of(lang)
    with opened(book, words):
        said, period = parse(words_), period_of(book, start, end, words)
        desk = Desk(book)
        found = desk.evaluate(indicator, *period)
        value = exact(desk, found, said)
        if value is None:
            stop(say("register.no_value", words, name=indicator))
    holds = said.holds(value)
    key = "register.holds" if holds else "register.holds_not"
    shown = made.change(value, said.unit) if said.change else made.figure(found)
    typer.echo(say(key, words, said=words_, exact=shown, permitted=said.permitted, title=found.indicator.title))
    raise typer.Exit(0 if holds else 1)
