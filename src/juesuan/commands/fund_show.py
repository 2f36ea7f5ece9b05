"""`juesuan fund list`, `look`, `check`, `ledger`, `simulate`: what there is, and the proof that it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import choice, counting, language_of, name_of, stop, vault_of_key
from juesuan.commands.fund_desk import office_of, say_faults, shelf_of, vault_of, working
from juesuan.commands.options import Book, Format, KeyFile, Lang, Out, Who, Why
from juesuan.commands.sheets import show
from juesuan.report.strings import say

if TYPE_CHECKING:
    pass

__all__ = ["COMMANDS"]


def list_command(
    book: Book,
    what: Annotated[str, typer.Argument(metavar="WHAT")] = "applications",
    state: Annotated[str, typer.Option("--state")] = "",
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """List applications, batches, payments, recoveries, what was done, or who looked at numbers; all masked."""
    from juesuan.commands.payment_sheets import SHEETS

    words = language_of(lang)
    choice("WHAT", what, tuple(SHEETS), words)
    with working(book, words):
        sheet = SHEETS[what](office_of(book, words), state, words)
    show([sheet], format, out, words)


def look_command(
    book: Book, application: Annotated[str, typer.Argument(metavar="APPLICATION")], why: Why = "",
    key_file: KeyFile = None, who: Who = "", lang: Lang = None,
) -> None:  # fmt: skip
    """Show the full numbers of an application; the look is logged."""
    from juesuan.vault.looks import looked

    words = language_of(lang)
    with working(book, words):
        one = shelf_of(book).records().get(application)
        if one is None:
            stop(say("fund.no_application", words, value=application))
        wanted = [(one[kind], kind, one["person"]) for kind in ("id_number", "account")]
        number, account = looked(book, vault_of(book, key_file), wanted, who=name_of(who), why=why)
    typer.echo(say("fund.looked", words, name=one["name"], number=number, account=account))


def check_command(book: Book, key_file: KeyFile = None, lang: Lang = None) -> None:
    """Prove the fund's history, the log of looks and the applications."""
    from juesuan.books.open import settings_of
    from juesuan.fund.applications import REGISTER
    from juesuan.fund.desk import Desk
    from juesuan.registers.check import check_registers
    from juesuan.vault.looks import broken

    words = language_of(lang)
    with working(book, words):
        settings_of(book)
        found = [one for one in (Desk(book).broken(), broken(book)) if one is not None]
        found += check_registers(book, [REGISTER], vault_of_key(key_file))
    say_faults(found, words)
    wrong = [one for one in found if one.severity == "error"]
    typer.echo(say("fund.checked", words, n=len(wrong), doubts=sum(one.severity == "warning" for one in found)))
    raise typer.Exit(1 if wrong else 0)


def ledger_command(
    book: Book,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Print what was allotted, paid and is left."""
    from juesuan.commands.payment_sheets import ledger_sheet
    from juesuan.fund.desk import Desk
    from juesuan.fund.ledger import ledger_of

    words = language_of(lang)
    with working(book, words):
        found = ledger_of(book, Desk(book).state())
    show([ledger_sheet(found, words)], format, out, words)


def simulate_command(
    seed: Annotated[int, typer.Option("--seed")] = 1,
    steps: Annotated[int, typer.Option("--steps", min=1)] = 100_000,
    folder: Annotated[Path | None, typer.Option("--folder")] = None,
    lang: Lang = None,
) -> None:
    """Run the fund in a world that goes wrong and print what holds."""
    from juesuan.commands.payment_sheets import simulation_sheets
    from juesuan.fund.simulator import simulate

    words = language_of(lang)
    with counting("fund.simulating", steps, words) as tick:
        found = simulate(seed, steps, folder=folder, tick=tick)
    show(simulation_sheets(found, words), "table", None, words)
    raise typer.Exit(1 if found.broken else 0)


COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_command,
    "look": look_command,
    "check": check_command,
    "ledger": ledger_command,
    "simulate": simulate_command,
}
"""Its commands by name."""
