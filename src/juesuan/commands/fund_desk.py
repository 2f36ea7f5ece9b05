"""What the fund's commands share: lists as options, a book's vault, shelf and office, what is said of a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import guarded, stop
from juesuan.report.strings import say

if TYPE_CHECKING:
    import pyarrow as pa

    from juesuan.books.faults import Fault
    from juesuan.fund.batch import Entitled
    from juesuan.fund.office import Office
    from juesuan.fund.shelf import Shelf
    from juesuan.vault.sealing import Vault

__all__ = [
    "SHOWN",
    "Amounts",
    "Ids",
    "Months",
    "Only",
    "Persons",
    "Rules",
    "fen_of",
    "lists_of",
    "office_of",
    "say_done",
    "say_faults",
    "shelf_of",
    "vault_of",
    "working",
]

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID…")]
Only = Annotated[str, typer.Option("--list")]
Amounts = Annotated[Path | None, typer.Option("--amounts")]
Persons = Annotated[Path | None, typer.Option("--persons")]
Months = Annotated[Path | None, typer.Option("--months")]
SHOWN = 30
"""Rows of a table that are shown."""


def fen_of(said: str, lang: str) -> int:
    """Return yuan that were written as 分."""
    try:
        amount = Decimal(said.replace(",", "")) * 100
    except InvalidOperation:
        amount = Decimal("0.5")
    if amount != int(amount):
        stop(say("fund.bad_amount", lang, value=said))
    return int(amount)


@contextmanager
def working(book: Path, lang: str) -> Iterator[None]:
    """Say in a line each why something is refused and end with 1; with 2 where the book cannot be used."""
    from juesuan.fund.office import Refusal
    from juesuan.registers.store import Refused

    with guarded(book, lang):
        try:
            yield
        except (Refusal, Refused) as refused:
            say_faults(refused.faults, lang)
            raise typer.Exit(1) from refused


def say_faults(faults: Sequence[Fault], lang: str) -> None:
    """Say in a line each what is wrong."""
    from juesuan.books.faults import explain

    for one in faults[:SHOWN]:
        typer.echo(explain(one, lang), err=True)
    if len(faults) > SHOWN:
        typer.echo(say("fund.more", lang, n=len(faults) - SHOWN), err=True)


def vault_of(book: Path, path: Path | None) -> Vault:
    """Open the vault of a book with the key named; a book without one keeps its print from now on."""
    from juesuan.books.lock import locked
    from juesuan.books.open import settings_of
    from juesuan.books.seal import refuse_sealed
    from juesuan.books.store import commit, recover
    from juesuan.vault.keys import find_key
    from juesuan.vault.sealing import FILE, Vault, bound

    settings_of(book)
    vault = Vault(find_key(path))
    content = bound(book, vault)
    if content is not None:
        recover(book)
        refuse_sealed(book)
        with locked(book):
            commit(book, {FILE: content})
    return vault


def shelf_of(book: Path) -> Shelf:
    """Return where the applications of a book stand."""
    from juesuan.books.open import settings_of
    from juesuan.fund.shelf import BookShelf

    settings_of(book)
    return BookShelf(book)


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is due what: amounts that were settled, or lists of people for the rules of the programmes."""

    amounts: Path | None = None
    persons: Path | None = None
    months: Path | None = None


def office_of(book: Path, lang: str, rules: Rules | None = None, key_file: Path | None = None) -> Office:
    """Return the fund of a book at work."""
    from juesuan.books.open import settings_of
    from juesuan.fund.desk import Desk
    from juesuan.fund.due import excluded_by
    from juesuan.fund.office import Office
    from juesuan.fund.posting import postings_of
    from juesuan.fund.programme import programmes

    shelf, known = shelf_of(book), programmes(book)
    entitled = _entitled(book, rules, key_file, lang) if rules else (lambda *_: {})
    return Office(Desk(book), shelf, entitled, excluded_by(known), postings_of(book, known), settings_of(book).year)


def _entitled(book: Path, rules: Rules, key_file: Path | None, lang: str) -> Entitled:
    """Return who is due what, by the lists that are named; stop where none is."""
    from juesuan.fund.due import by_rules
    from juesuan.fund.programme import programmes

    if rules.amounts is not None:
        return _settled(book, rules.amounts, key_file, lang)
    return by_rules(programmes(book), *lists_of(book, rules, key_file, lang))


def lists_of(book: Path, rules: Rules, key_file: Path | None, lang: str) -> tuple[pa.Table, pa.Table]:
    """Read the lists of persons and of their months, people by the marks of registers; stop where one is missing."""
    from juesuan.fund.due import pseudonyms
    from juesuan.fund.lists import read_list

    if rules.persons is None or rules.months is None:
        stop(say("fund.no_rules", lang))
    vault, tables = vault_of(book, key_file), []
    for kind, path in (("persons", rules.persons), ("months", rules.months)):
        listed = read_list(path, kind)
        if listed.faults:
            say_faults(listed.faults, lang)
            raise typer.Exit(1)
        tables.append(pseudonyms(listed.table, vault))
    return tables[0], tables[1]


def _settled(book: Path, path: Path, key_file: Path | None, lang: str) -> Entitled:
    """Read amounts that were settled: by application, or by ID number and programme."""
    from juesuan.books.identity import to18
    from juesuan.fund.due import by_amounts
    from juesuan.fund.intake import amounts_of, read_list
    from juesuan.fund.model import Claim

    listed = read_list(book, "amounts", path)
    if listed.faults:
        say_faults(listed.faults, lang)
        raise typer.Exit(1)
    records, amounts = shelf_of(book).records(), {}
    vault: Vault | None = None
    for application, number, programme, month, fen, _ in amounts_of(listed):
        one = records.get(application)
        if one is not None:
            amounts[Claim(one["person"], one["programme"], month)] = fen
        elif number:
            vault = vault or vault_of(book, key_file)
            amounts[Claim(vault.mark("id_number", to18(number)), programme, month)] = fen
    return by_amounts(amounts)


def say_done(step: str, done: Sequence[str], lang: str) -> None:
    """Say how many applications a step was taken with."""
    if not done:
        typer.echo(say("fund.nothing", lang))
        return
    typer.echo(say(f"fund.done_{step}", lang, n=len(done)))
