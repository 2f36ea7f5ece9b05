"""`juesuan fund pay`, `bank`, `returns`, `post`: batches, the file for the bank and its answer, vouchers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import day_of, language_of, name_of, stop
from juesuan.commands.fund_desk import SHOWN, Amounts, Months, Persons, Rules, office_of, say_faults, vault_of, working
from juesuan.commands.options import Book, KeyFile, Lang, On, Who
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.fund.batch import Left

__all__ = ["COMMANDS"]


def pay_command(
    book: Book,
    through: Annotated[str, typer.Option("--through", metavar="MONTH")],
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Put what is due and not paid yet into a batch."""
    words = language_of(lang)
    try:
        date.fromisoformat(f"{through}-01")
    except ValueError:
        stop(say("fund.bad_month", words, value=through))
    with working(book, words):
        office = office_of(book, words, Rules(amounts, persons, months), key_file)
        made, left = office.make(through, who=name_of(who), day=day_of(day, words))
    _left(left, words)
    if made is None:
        typer.echo(say("fund.no_batch", words))
        return
    typer.echo(say("fund.batched", words, id=made.id, n=made.lines, amount=f"{made.amount / Decimal(100):,.2f}"))


def _left(left: Sequence[Left], lang: str) -> None:
    """List what is not paid, and why."""
    if not left:
        return
    columns = [(name, say(f"fund.{name}", lang)) for name in ("application", "programme", "month", "reason")]
    rows = [(one.application, one.claim.programme, one.claim.month, _reason(one.why, lang)) for one in left]
    sheet = Sheet(say("fund.left", lang, n=len(left)), columns, [*rows[:SHOWN]])
    if len(rows) > SHOWN:
        sheet.lines.append(say("fund.more", lang, n=len(rows) - SHOWN))
    show([sheet], "table", None, lang)


def _reason(why: str, lang: str) -> str:
    code, _, other = why.partition(":")
    return say(f"fund.why_{code}", lang, other=other) if say(f"fund.why_{code}", lang) != f"why_{code}" else why


def bank_command(
    book: Book,
    number: Annotated[str, typer.Argument(metavar="BATCH")],
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw")] = False,
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Check a batch again, release it and write the file for the bank; or take it back."""
    from juesuan.fund.bank import write_bank_file
    from juesuan.fund.tellers import file_for_bank

    words = language_of(lang)
    with working(book, words):
        if withdraw:
            office_of(book, words).withdraw(number, who=name_of(who), day=day_of(day, words))
            typer.echo(say("fund.withdrawn", words, id=number))
            return
        if out is None:
            stop(say("fund.no_out", words))
        known = office_of(book, words).desk.state().batches.get(number)
        rules = None if known is not None and known.state == "sent" else Rules(amounts, persons, months)
        office = office_of(book, words, rules, key_file)
        vault = vault_of(book, key_file)
        sent, left = office.release(number, who=name_of(who), day=day_of(day, words))
        _left(left, words)
        if sent.state == "sent":
            write_bank_file(file_for_bank(office, vault, number, who=name_of(who)), out)
    typer.echo(say("fund.sent", words, id=number, n=sent.lines, amount=f"{sent.amount / Decimal(100):,.2f}", path=out))


def returns_command(
    book: Book,
    number: Annotated[str, typer.Argument(metavar="BATCH")],
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Take in a bank's answer, all of it or nothing."""
    from juesuan.fund.bank import bank_of
    from juesuan.fund.intake import read_list, returns_of

    words = language_of(lang)
    with working(book, words):
        listed = read_list(book, "returns", file)
        faults = listed.faults
        if not listed.rows and not faults:
            stop(say("fund.empty", words, path=file))
        if not faults:
            said = {"who": name_of(who), "file": file.name, "source": listed.sha256}
            found = office_of(book, words).take(
                number, returns_of(listed), bank_of(book), day=day_of(day, words), **said
            )
            faults = listed.named(found.faults)
        if faults:
            path = listed.refuse(faults, refused, words)
            say_faults(faults, words)
            typer.echo(say("fund.refused", words, n=len({one.row for one in faults}), path=path))
            raise typer.Exit(1)
    told = {"paid": len(found.paid), "failed": len(found.failed), "bounced": len(found.bounced)}
    typer.echo(say("fund.taken", words, repeated=found.repeated, pending=found.pending, **told))


def post_command(book: Book, who: Who = "", lang: Lang = None) -> None:
    """Post what the bank said to the book's entries."""
    words = language_of(lang)
    with working(book, words):
        vouchers = office_of(book, words).post(who=name_of(who))
    total = sum(one.amount for one in vouchers) / Decimal(100)
    typer.echo(say("fund.posted" if vouchers else "fund.nothing", words, n=len(vouchers), amount=f"{total:,.2f}"))


COMMANDS: dict[str, Callable[..., None]] = {
    "pay": pay_command,
    "bank": bank_command,
    "returns": returns_command,
    "post": post_command,
}
"""Its commands by name."""
