"""What the commands of registers share: options, periods, pairs of words, what is said of a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from juesuan.commands.common import day_of, guarded, stop
from juesuan.commands.options import At, Book, Format, From, On, Out, To, Who, Why
from juesuan.report.strings import say

__all__ = ["SHOWN", "At", "Book", "Format", "From", "Name", "Names", "On", "Out", "Pairs", "To", "Who", "Why",
           "opened", "pairs", "period_of"]  # fmt: skip

Name = Annotated[str, typer.Argument(metavar="REGISTER")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[REGISTER]...")]
Pairs = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")]

SHOWN = 20
"""How many faults or records a table on the screen shows."""


@contextmanager
def opened(book: Path, lang: str) -> Iterator[None]:
    """Say in a line each what was refused and end with 1; with 2 where the book cannot be used."""
    from juesuan.books.faults import explain
    from juesuan.registers.store import Refused

    if not book.is_dir():
        stop(say("cli.missing", lang, path=book))
    with guarded(book, lang):
        try:
            yield
        except Refused as refused:
            for one in refused.faults[:SHOWN]:
                typer.echo(explain(one, lang), err=True)
            if len(refused.faults) > SHOWN:
                typer.echo(say("register.more", lang, n=len(refused.faults) - SHOWN), err=True)
            raise typer.Exit(1) from refused


def period_of(book: Path, start: str | None, end: str | None, lang: str) -> tuple[date, date]:
    """Return the period asked for, the book's year where none is; or stop."""
    from juesuan.books.open import settings_of

    year = settings_of(book).year
    found = day_of(start, lang, date(year, 1, 1)), day_of(end, lang, date(year, 12, 31))
    if found[0] > found[1]:
        stop(say("register.bad_period", lang, start=found[0], end=found[1]))
    return found


def pairs(said: Sequence[str], lang: str) -> dict[str, str]:
    """Read `field=value` words, or stop."""
    found = {}
    for one in said:
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            stop(say("register.bad_pair", lang, value=one))
        found[name.strip()] = value
    return found
