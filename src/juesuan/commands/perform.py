"""`juesuan perform`: targets checked, watched, evaluated, answered for and used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from juesuan.books.faults import explain, message, place
from juesuan.books.model import Book
from juesuan.books.open import settings_of
from juesuan.commands import perform_forms, perform_measure, perform_read, perform_request
from juesuan.commands import perform_sheets as made
from juesuan.commands.common import guarded, language_of, stop
from juesuan.commands.documents import present
from juesuan.commands.options import Lang
from juesuan.commands.perform_desk import At, BookPath, Desk, Format, Out, Subject, opened
from juesuan.commands.sheets import Sheet, show
from juesuan.perform.check import check, unscorable
from juesuan.perform.coverage import coverage
from juesuan.perform.feedback import unanswered
from juesuan.perform.money import money_of
from juesuan.perform.monitor import monitor
from juesuan.perform.plan import DEPARTMENT
from juesuan.perform.registers import BookRegisters
from juesuan.report.strings import say

__all__ = ["app"]

WRONG = 20
"""How many errors in the targets are shown beside scores."""
app = typer.Typer(no_args_is_help=True)
app.add_typer(perform_measure.app, name="measure")
app.command("request")(perform_request.request_command)
app.command("index")(perform_request.index_command)
app.command("forecast")(perform_request.forecast_command)
app.command("import")(perform_forms.import_command)
app.command("read")(perform_read.read_command)
app.command("form")(perform_forms.form_command)


@app.command("check")
def check_command(book: BookPath, format: Format = "table", lang: Lang = None) -> None:  # noqa: A002
    """Check the targets. Exit status 0 no error, 1 errors, 2 unreadable."""
    words = language_of(lang)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        faults = check(Book(book, settings_of(book)), BookRegisters(book))
    columns = [(key, say(f"perform.col_{key}", words)) for key in ("severity", "place", "what", "code")]
    sheet = Sheet(say("perform.checked_title", words, path=book.name), columns)
    for one in faults:
        what = " ".join(message(one, words).split())
        sheet.rows.append([say(f"severity.{one.severity}", words), place(one, words), what, one.code])
    errors = sum(one.severity == "error" for one in faults)
    sheet.lines = [say("perform.checked", words, errors=errors, warnings=len(faults) - errors)]
    show([sheet], format, None, words)
    raise typer.Exit(1 if errors else 0)


@app.command("monitor")
def monitor_command(
    book: BookPath, at: At = None, format: Format = "table", out: Out = None, lang: Lang = None  # noqa: A002
) -> None:  # fmt: skip
    """Show money and targets against time."""
    words = language_of(lang)
    with opened(book, at, words) as desk:
        sheets = _monitored(desk, words)
        present(sheets, format, out, words, desk.cover("monitor_report"))


def _monitored(desk: Desk, lang: str) -> list[Sheet]:
    money, targets = monitor(desk.book, desk.plan, desk.at, desk.evidence)
    colours = [one.colour for one in money] + [one.colour for one in targets]
    counts = {colour: colours.count(colour) for colour in ("red", "amber", "green")}
    first = made.warned(money, targets, lang)
    first.lines = [say("perform.watched", lang, at=desk.at, **counts)]
    return [first, made.spent(money, lang), made.monitored(targets, lang)]


@app.command("evaluate")
def evaluate_command(
    book: BookPath, subject: Subject = None, at: At = None, format: Format = "table", out: Out = None,  # noqa: A002
    lang: Lang = None,
) -> None:  # fmt: skip
    """Score from evidence. Exit status 1 where a claimed score is not what the evidence gives or targets are wrong."""
    words = language_of(lang)
    with opened(book, at, words) as desk:
        found = desk.evaluations(subject)
        sheets = [sheet for one in found for sheet in made.evaluated(one, words)]
        sheets += [] if subject else [_covered(desk, words)]
        wrong = unscorable(desk.plan)
    show(sheets, format, out, words)
    for one_wrong in wrong[:WRONG]:
        typer.echo(explain(one_wrong, words), err=True)
    if wrong:
        typer.echo(say("perform.unscorable", words, n=len(wrong)), err=True)
    differs = any(not claim.agrees for one in found for claim in one.claims)
    raise typer.Exit(1 if differs or wrong else 0)


def _covered(desk: Desk, lang: str) -> Sheet:
    money = money_of(desk.book, [DEPARTMENT, *desk.plan.projects], desk.at)
    return made.covered(coverage(desk.plan, money), desk.plan, money, lang)


@app.command("feedback")
def feedback_command(
    book: BookPath, at: At = None, format: Format = "table", out: Out = None, lang: Lang = None  # noqa: A002
) -> None:  # fmt: skip
    """List problems, measures and what is overdue. Exit status 1 where something is."""
    words = language_of(lang)
    with opened(book, at, words) as desk:
        sheet, late = _answered(desk, words)
    show([sheet], format, out, words)
    raise typer.Exit(1 if late else 0)


def _answered(desk: Desk, lang: str) -> tuple[Sheet, int]:
    sheet, late = perform_measure.listed(desk.plan, desk.at, lang)
    if open_ := unanswered(desk.plan, desk.evaluations()):
        sheet.lines.append(say("perform.unanswered", lang, n=len(open_), ids=" ".join(open_)))
    return sheet, late


@app.command("apply")
def apply_command(
    book: BookPath, at: At = None, format: Format = "table", out: Out = None, lang: Lang = None  # noqa: A002
) -> None:  # fmt: skip
    """Propose next year's budget lines from the results."""
    words = language_of(lang)
    with opened(book, at, words) as desk:
        sheet = _applied(desk, words)
    show([sheet], format, out, words)


def _applied(desk: Desk, lang: str) -> Sheet:
    return made.applied(desk.proposals(), lang)


@app.command("report")
def report_command(
    book: BookPath, at: At = None, format: Format = "md", out: Out = None, lang: Lang = None  # noqa: A002
) -> None:  # fmt: skip
    """Write all of it: monitoring, evaluations, feedback, proposals."""
    words = language_of(lang)
    with opened(book, at, words) as desk:
        sheets = _monitored(desk, words)
        sheets += [sheet for one in desk.evaluations() for sheet in made.evaluated(one, words)]
        sheets.append(_covered(desk, words))
        sheets += [_answered(desk, words)[0], _applied(desk, words)]
        present(sheets, format, out, words, desk.cover("whole_report"))


@app.command("rules")
def rules_command(
    book: Annotated[Path | None, typer.Argument(metavar="BOOK")] = None,
    format: Format = "table",  # noqa: A002
    lang: Lang = None,
) -> None:
    """List the scoring rules and schemes that ship, or those a book is judged by."""
    from juesuan.perform.own_rules import rules_of
    from juesuan.perform.rules import data

    words = language_of(lang)
    with guarded(book or Path(), words):
        known = data() if book is None else rules_of(book)
    show(made.ruled(known, words), format, None, words)
