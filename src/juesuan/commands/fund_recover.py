"""`juesuan fund recover`: money that has to come back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import Lang, language_of
from juesuan.commands.fund_desk import (
    Day,
    Place,
    Who,
    Why,
    day_of,
    fen_of,
    name_of,
    office_of,
    working,
)
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    pass

__all__ = ["recover"]

recover = typer.Typer(no_args_is_help=True)


@recover.command("open")
def recover_open(
    book: Place,
    payment: Annotated[str, typer.Argument(metavar="PAYMENT")],
    amount: Annotated[str, typer.Option("--amount")],
    due: Annotated[str, typer.Option("--due", metavar="DATE")],
    count: Annotated[int, typer.Option("--instalments")] = 1,
    why: Why = "",
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Open the recovery of a payment."""
    from juesuan.fund.recovery import instalments

    words = language_of(lang)
    with working(book, words):
        made = office_of(book, words).reclaim(
            payment,
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
    book: Place,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Agree to a recovery another opened."""
    words = language_of(lang)
    with working(book, words):
        office_of(book, words).agree(number, who=name_of(who), day=day_of(day, words))
    typer.echo(say("fund.agreed", words, id=number))


@recover.command("drop")
def recover_drop(
    book: Place, number: Annotated[str, typer.Argument(metavar="RECOVERY")], who: Who = "", lang: Lang = None
) -> None:
    """Withdraw a recovery nothing came back of."""
    words = language_of(lang)
    with working(book, words):
        office_of(book, words).drop(number, who=name_of(who))
    typer.echo(say("fund.dropped", words, id=number))


@recover.command("receive")
def recover_receive(
    book: Place,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    slip: Annotated[str, typer.Option("--slip")],
    amount: Annotated[str, typer.Option("--amount")],
    who: Who = "",
    day: Day = None,
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
