"""`juesuan exchange`: packages for other departments, receipts, reconciliation with the finance bureau."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from juesuan.commands.common import day_of, guarded, language_of, name_of, stop, vault_of_key
from juesuan.commands.exchange_sheets import agreed, differing, exchanged
from juesuan.commands.options import KeyFile, Lang
from juesuan.commands.register_desk import At, Book, Format, From, On, Out, To, Who, Why, opened, period_of
from juesuan.commands.sheets import show, written
from juesuan.report.strings import say

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
PairFile = Annotated[Path | None, typer.Option("--pair")]
Partner = Annotated[str, typer.Argument(metavar="PARTNER")]


@app.command()
def key(
    path: Annotated[Path, typer.Argument(metavar="FILE")],
    name: Annotated[str, typer.Option("--name")],
    lang: Lang = None,
) -> None:
    """Make the private keys a body signs and opens with."""
    from juesuan.vault.pairs import VARIABLE, new_pair, write_pair

    words = language_of(lang)
    with guarded(path, words):
        write_pair(new_pair(name), path)
    typer.echo(say("exchange.key_made", words, path=path, variable=VARIABLE))


@app.command()
def card(pair: PairFile = None, lang: Lang = None) -> None:
    """Print the card of a body: what its partners put into their agreements."""
    from juesuan.vault.pairs import find_pair

    words = language_of(lang)
    with guarded(pair or Path(), words):
        found = find_pair(pair).card
    typer.echo(f"[card]  # {found.print}\n{found.text()}", nl=False)


@app.command("out")
def out_(
    book: Book,
    to: Annotated[str, typer.Option("--for", metavar="PARTNER")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE")],
    what: Annotated[list[str] | None, typer.Option("--what", metavar="SHARE")] = None,
    again: Annotated[int | None, typer.Option("--again", metavar="NUMBER")] = None,
    start: From = None,
    end: To = None,
    pair: PairFile = None,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Make the next package for a partner, or hand one out again as it left."""
    from juesuan.exchange.send import again as sent_before
    from juesuan.exchange.send import send
    from juesuan.vault.pairs import find_pair

    words = language_of(lang)
    if not Path(os.path.realpath(out)).parent.is_dir():
        stop(say("exchange.no_folder", words, path=out))
    with opened(book, words):
        if again is not None:
            written(out, sent_before(book, to, again), words)
            return
        if not what:
            stop(say("exchange.no_what", words))
        first, last = period_of(book, start, end, words)
        sent = send(
            book,
            to,
            what,
            pair=find_pair(pair),
            vault=vault_of_key(key_file),
            who=name_of(who),
            on=day_of(on, words),
            start=first,
            end=last,
            why=why,
        )
        rows = ", ".join(f"{one.name} {one.rows:,}" for one in sent.parts)
        typer.echo(say("exchange.sent", words, number=sent.sequence, partner=sent.partner, rows=rows))
        written(out, sent.content, words)


@app.command("in")
def in_(
    book: Book,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    receipt: Annotated[Path | None, typer.Option("--receipt", metavar="FILE")] = None,
    pair: PairFile = None,
    key_file: KeyFile = None,
    who: Who = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Take a package or a receipt, whole or not at all, once."""
    from juesuan.exchange.package import loaded
    from juesuan.exchange.take import take
    from juesuan.vault.pairs import find_pair

    words = language_of(lang)
    if not file.is_file():
        stop(say("cli.missing", words, path=file))
    with opened(book, words):
        done = take(
            book,
            file.name,
            loaded(file),
            pair=find_pair(pair),
            vault=vault_of_key(key_file),
            who=name_of(who),
            on=day_of(on, words),
        )
        if done.receipt:
            written(receipt or file.with_name(f"{file.stem}.receipt.zip"), done.receipt, words)
    what = f"exchange.{'again' if done.again else 'taken'}_{done.kind}"
    rows = ", ".join(f"{name} {n:,} (+{done.present[name]:,})" for name, n in done.added.items()) or "—"
    typer.echo(say(what, words, number=done.sequence, partner=done.partner, rows=rows))


@app.command("list")
def list_(book: Book, format: Format = "table", out: Out = None, lang: Lang = None) -> None:  # noqa: A002
    """List what is agreed with whom, and what was exchanged."""
    words = language_of(lang)
    with opened(book, words):
        sheets = [agreed(book, words), exchanged(book, words)]
        show(sheets, format, out, words)


@app.command()
def check(book: Book, at: At = None, lang: Lang = None) -> None:
    """Say what is open: a log that does not follow, packages without a receipt, agreements that have run out."""
    from juesuan.books.faults import explain
    from juesuan.exchange.check import check_exchange

    words = language_of(lang)
    with opened(book, words):
        faults = check_exchange(book, day_of(at, words))
    for one in faults:
        typer.echo(explain(one, words))
    typer.echo(say("exchange.checked", words, n=len(faults)))
    raise typer.Exit(1 if faults else 0)


@app.command()
def reconcile(
    book: Book,
    partner: Partner,
    at: At = None,
    every: Annotated[bool, typer.Option("--all")] = False,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Compare quota, payment and balance of each line with the partner's last statement."""
    from juesuan.exchange.reconcile import reconciled

    words = language_of(lang)
    with opened(book, words):
        found = reconciled(book, partner, day_of(at, words) if at else None)
        show([differing(found, words, every=every)], format, out, words)
    raise typer.Exit(1 if found.wrong else 0)


@app.command()
def elements(format: Format = "table", out: Out = None, lang: Lang = None) -> None:  # noqa: A002
    """List what the finance bureau's system calls our columns, and where that was read."""
    from juesuan.commands.exchange_sheets import named

    words = language_of(lang)
    show([named(words)], format, out, words)
