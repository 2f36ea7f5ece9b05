"""`juesuan fund recover`: money that has to come back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import day_of, language_of, name_of
from juesuan.commands.fund_desk import fen_of, office_of, working
from juesuan.commands.options import Book, Lang, On, Who, Why
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    pass

__all__ = ["recover"]

recover = typer.Typer(no_args_is_help=True)


@recover.command("open")
def recover_open(
    book: Book,
    payment: Annotated[str, typer.Argument(metavar="PAYMENT")],
    amount: Annotated[str, typer.Option("--amount")],
    due: Annotated[str, typer.Option("--due", metavar="DATE")],
    count: Annotated[int, typer.Option("--instalments")] = 1,
    source: Annotated[Path | None, typer.Option("--from", metavar="BOOK")] = None,
    why: Why = "",
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Open the recovery of a payment, of this book or of an earlier year's."""
    from juesuan.books.open import settings_of
    from juesuan.fund.earlier import earlier_of
    from juesuan.fund.recovery import instalments

    words = language_of(lang)
    with working(book, words):
        office = office_of(book, words)
        made = office.reclaim(
            payment if source is None else earlier_of(source, payment, settings_of(book).year),
            fen_of(amount, words),
            why=why,
            count=count,
            due=day_of(due, words),
            who=name_of(who),
            day=day_of(day, words),
        )
    plan = [(str(p.number), p.due.isoformat(), f"{p.amount / Decimal(100):,.2f}") for p in instalments(made)]
    columns = [(name, say(f"fund.{name}", words)) for name in ("number", "due", "amount")]
    show([Sheet(say("fund.opened", words, id=made.id), columns, [*plan], frozenset({"amount"}))], "table", None, words)


@recover.command("agree")
def recover_agree(
    book: Book,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Agree to a recovery another opened."""
    words = language_of(lang)
    with working(book, words):
        office_of(book, words).agree(number, who=name_of(who), day=day_of(day, words))
    typer.echo(say("fund.agreed", words, id=number))


@recover.command("drop")
def recover_drop(
    book: Book, number: Annotated[str, typer.Argument(metavar="RECOVERY")], who: Who = "", lang: Lang = None
) -> None:
    """Withdraw a recovery nothing came back of."""
    words = language_of(lang)
    with working(book, words):
        office_of(book, words).drop(number, who=name_of(who))
    typer.echo(say("fund.dropped", words, id=number))


@recover.command("receive")
def recover_receive(
    book: Book,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    slip: Annotated[str, typer.Option("--slip")],
    amount: Annotated[str, typer.Option("--amount")],
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Take in what came back, by the bank's slip, and book it."""
    words = language_of(lang)
    with working(book, words):
        office = office_of(book, words)
        office.receive(number, slip, fen_of(amount, words), who=name_of(who), day=day_of(day, words))
        state = office.desk.state()
        rest = state.recoveries[number].amount - state.received.get(number, 0)
    typer.echo(say("fund.received", words, id=number, rest=f"{rest / Decimal(100):,.2f}"))


@recover.command("remit")
def recover_remit(
    book: Book,
    slip: Annotated[str, typer.Option("--slip")],
    amount: Annotated[str, typer.Option("--amount")],
    unit: Annotated[str, typer.Option("--unit")] = "",
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Hand in to the treasury what came back of earlier years and is owed to it."""
    from datetime import date

    words = language_of(lang)
    with working(book, words):
        office, on = office_of(book, words), day_of(day, words)
        made = office.remit(slip, fen_of(amount, words), unit=unit, who=name_of(who), day=on)
        rest = office.desk.state().owing(made.unit, date.max) if made else 0
    if made is None:
        typer.echo(say("fund.nothing", words))
        return
    typer.echo(say("fund.remitted", words, unit=made.unit, rest=f"{rest / Decimal(100):,.2f}"))
