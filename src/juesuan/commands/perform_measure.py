"""`juesuan perform measure`: what is done about problems, as records of the register `measures`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from juesuan.books.faults import Fault, explain, fault
from juesuan.commands import perform_sheets as made
from juesuan.commands import register, register_desk
from juesuan.commands.common import day_of, guarded, language_of, stop, today
from juesuan.commands.options import Book as BookPath
from juesuan.commands.options import Lang
from juesuan.commands.sheets import Sheet, show
from juesuan.perform.feedback import OPEN, feedback
from juesuan.perform.plan import DEPARTMENT, MEASURES, Plan, read_plan
from juesuan.registers.packs import register_of
from juesuan.report.strings import say

__all__ = ["app", "listed"]

app = typer.Typer(no_args_is_help=True)
Fields = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")]


@app.command()
def add(
    book: BookPath,
    fields: Fields,
    who: register_desk.Who = "",
    why: register_desk.Why = "",
    on: register_desk.On = None,
    lang: Lang = None,
) -> None:
    """Record a problem and its measure; subject and target are those of the book."""
    words = language_of(lang)
    said = register_desk.pairs(fields, words)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        faults = list(_astray(read_plan(book), said))
        title = register_of(book, MEASURES).table.file
    for one in faults:
        typer.echo(explain(Fault(one.code, title, None, one.column, one.params), words), err=True)
    if faults:
        raise typer.Exit(1)
    day = on or today().isoformat()
    found = [] if "found" in said else [f"found={day}"]
    register.add(book, MEASURES, [*fields, *found], who=who, why=why, on=day, lang=lang)


def _astray(plan: Plan, said: dict[str, str]) -> list[Fault]:
    """Return what a new measure is of that the book does not have."""
    subject, target = said.get("subject", ""), said.get("target", "")
    found = []
    if subject and subject != DEPARTMENT and subject not in plan.projects:
        expected = " ".join([DEPARTMENT, *plan.projects])
        found.append(fault("perform.of", "", None, "subject", value=subject, expected=expected))
    if target and target not in {one.id for one in plan.targets}:
        found.append(fault("perform.target", "", None, "target", value=target))
    return found


@app.command()
def move(
    book: BookPath,
    to: Annotated[str, typer.Argument(metavar="STATE")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    filled: Annotated[list[str] | None, typer.Option("--set")] = None,
    who: register_desk.Who = "",
    why: register_desk.Why = "",
    on: register_desk.On = None,
    lang: Lang = None,
) -> None:
    """Move measures into a state."""
    register.move(book, MEASURES, to, ids, filled=filled, who=who, why=why, on=on, lang=lang)


@app.command("list")
def list_(
    book: BookPath, at: register_desk.At = None, format: register_desk.Format = "table", out: register_desk.Out = None,  # noqa: A002
    lang: Lang = None,
) -> None:  # fmt: skip
    """List the measures and what is overdue. Exit status 1 where something is."""
    words = language_of(lang)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        day = day_of(at, words)
        sheet, late = listed(read_plan(book), day, words)
    show([sheet], format, out, words)
    raise typer.Exit(1 if late else 0)


def listed(plan: Plan, at: date, lang: str) -> tuple[Sheet, int]:
    """Return the table of measures on a day, and how many are overdue."""
    rows = feedback(plan, at)
    return made.measured(rows, lang), sum(one.overdue > 0 and one.state in OPEN for one in rows)
