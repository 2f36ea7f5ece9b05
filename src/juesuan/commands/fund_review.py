"""`juesuan fund apply`, `review`, `notice`, `object`, `approve`, `stop`, `account`: applications, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juesuan.commands.common import choice, day_of, language_of, name_of, stop
from juesuan.commands.fund_desk import (
    Amounts,
    Ids,
    Months,
    Only,
    Persons,
    Rules,
    office_of,
    say_done,
    say_faults,
    shelf_of,
    vault_of,
    working,
)
from juesuan.commands.options import Book, KeyFile, Lang, On, Who, Why
from juesuan.report.strings import say

if TYPE_CHECKING:
    pass

__all__ = ["COMMANDS"]

STEPS = {
    "check": ("entered", "checked"),
    "review": ("checked", "reviewed"),
    "return": ("entered", "returned"),
    "resubmit": ("returned", "entered"),
    "dismiss": ("objected", "reviewed"),
    "refuse": ("objected", "refused"),
}
"""The steps of review: from which state, into which."""
FLAGS = 20
"""How many suspicions are shown after the first review."""


def apply_command(
    book: Book,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    constant: Annotated[list[str] | None, typer.Option("--set")] = None,
    sheet: Annotated[str, typer.Option("--sheet")] = "",
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Enter a list of applications, all of it or nothing."""
    from juesuan.fund import review
    from juesuan.fund.applications import entered
    from juesuan.fund.intake import read_list, rows_of
    from juesuan.fund.programme import programmes

    words = language_of(lang)
    with working(book, words):
        vault = vault_of(book, key_file)
        known = {name: one.title for name, one in programmes(book).items()}
        listed = read_list(book, "applications", file, sheet=sheet, constants=constant or ())
        if not listed.rows and not listed.faults:
            stop(say("fund.empty", words, path=file))
        rows, shelf, on = rows_of(listed, known), shelf_of(book), day_of(day, words)
        if listed.faults:
            found = entered(rows, shelf.records(), known, vault, file.name)
        else:
            found = review.enter(shelf, rows, known, vault, who=name_of(who), on=on, file=file.name)
        faults = sorted([*listed.faults, *listed.named(found.faults)], key=lambda one: one.row or 0)
        if faults:
            path = listed.refuse(faults, refused, words)
            say_faults(faults, words)
            typer.echo(say("fund.refused", words, n=len({one.row for one in faults}), path=path))
            raise typer.Exit(1)
    typer.echo(say("fund.entered", words, n=len(found.records), present=len(found.present), file=file.name))


def review_command(
    book: Book,
    step: Annotated[str, typer.Argument(metavar="STEP")],
    ids: Ids = None,
    only: Only = "",
    why: Why = "",
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Take applications a step further or back."""
    from juesuan.fund import review

    words = language_of(lang)
    source, to = STEPS[choice("STEP", step, tuple(STEPS), words)]
    with working(book, words):
        shelf = shelf_of(book)
        wanted = ids or review.waiting(shelf, source, only)
        done = review.move(shelf, wanted, to, who=name_of(who), on=day_of(day, words), why=why)
    say_done(step, done, words)
    if step == "check" and done:
        _say_flags(book, set(done), words)


def _say_flags(book: Path, ids: set[str], lang: str) -> None:
    """Say what is suspicious in these applications: the second reviewer decides."""
    from juesuan.commands.entitle import told
    from juesuan.fund.programme import programmes
    from juesuan.fund.screened import screen_book

    with working(book, lang):
        found = [one for one in screen_book(book, programmes(book)) if {one.left.id, one.right.id} & ids]
    for flag in found[:FLAGS]:
        typer.echo(told(flag, lang))
    if found:
        typer.echo(say("fund.flagged", lang, n=len(found)))


def notice_command(
    book: Book,
    out: Annotated[Path, typer.Option("--out", "-o")],
    contact: Annotated[str, typer.Option("--contact")] = "",
    again: Annotated[str, typer.Option("--again", metavar="NOTICE")] = "",
    ids: Ids = None,
    only: Only = "",
    title: Annotated[str, typer.Option("--title")] = "",
    days: Annotated[int, typer.Option("--days", min=1)] = 5,
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Put reviewed applications up for objections and write their masked notice; or write one again."""
    from juesuan.books.faults import Unusable, fault
    from juesuan.books.open import settings_of
    from juesuan.fund import review
    from juesuan.fund.notice import Notice, kept, kept_as, lines_of, notice_file
    from juesuan.fund.printed import put
    from juesuan.fund.programme import programmes

    words = language_of(lang)
    if again:
        with working(book, words):
            put(kept(book, again, out.name), out)
        typer.echo(say("fund.noticed_again", words, number=again, path=out))
        return
    if not contact:
        stop(say("fund.no_contact", words))
    with working(book, words):
        shelf, known, on = shelf_of(book), programmes(book), day_of(day, words)
        wanted = ids or review.waiting(shelf, "reviewed", only)
        if not wanted:
            raise Unusable(fault("fund.notice_none", book))
        end, whose = review.notice_end(on, days), settings_of(book).department
        ruled = Rules(amounts, persons, months) if amounts or persons or months else None
        settled = office_of(book, words, ruled, key_file).settled if ruled else None
        content = b""

        def written(number: str, records: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
            nonlocal content
            lines, basis = lines_of(records, known, settled(records) if settled else None)
            content = notice_file(Notice(whose, on, end, days, contact, lines, basis, title, number), out.name)
            return {kept_as(number, out.name): content}

        review.notice(shelf, wanted, who=name_of(who), on=on, days=days, written=written)
        put(content, out)
    typer.echo(say("fund.noticed", words, n=len(wanted), path=out, end=end))


def object_command(
    book: Book, ids: Ids = None, why: Why = "", who: Who = "", day: On = None, lang: Lang = None
) -> None:
    """Take note of an objection."""
    _moved(book, ids, "objected", "object", why, who, day, lang)


def stop_command(
    book: Book,
    ids: Ids = None,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    leave: Annotated[bool, typer.Option("--exit")] = False,
    why: Why = "",
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Stop payments, resume them, or let somebody leave."""
    to, step = ("approved", "resume") if resume else ("ended", "exit") if leave else ("stopped", "stop")
    _moved(book, ids, to, step, why, who, day, lang)


def _moved(
    book: Path, ids: Sequence[str] | None, to: str, step: str, why: str, who: str, day: str | None, lang: str | None
) -> None:
    from juesuan.fund import review

    words = language_of(lang)
    if not ids:
        stop(say("fund.no_ids", words))
    with working(book, words):
        done = review.move(shelf_of(book), ids, to, who=name_of(who), on=day_of(day, words), why=why)
    say_done(step, done, words)


def approve_command(
    book: Book, ids: Ids = None, only: Only = "", who: Who = "", day: On = None, lang: Lang = None
) -> None:
    """Approve applications whose notice is over."""
    from juesuan.fund import review

    words = language_of(lang)
    with working(book, words):
        shelf, on = shelf_of(book), day_of(day, words)
        over = [one for one in review.waiting(shelf, "noticed", only) if (shelf.records()[one]["until"] or on) < on]
        done = review.approve(shelf, ids or over, who=name_of(who), on=on)
    say_done("approve", done, words)


def account_command(
    book: Book,
    application: Annotated[str, typer.Argument(metavar="APPLICATION")],
    account: Annotated[str, typer.Option("--account", prompt=True, hide_input=True)],
    public: Annotated[bool, typer.Option("--public")] = False,
    why: Why = "",
    key_file: KeyFile = None,
    who: Who = "",
    day: On = None,
    lang: Lang = None,
) -> None:
    """Give an application another account; it is stopped, or handed in again, and another person goes on."""
    from juesuan.fund import review

    words = language_of(lang)
    with working(book, words):
        said = {"who": name_of(who), "on": day_of(day, words), "why": why, "public": public}
        state = review.new_account(shelf_of(book), application, account, vault_of(book, key_file), **said)  # type: ignore[arg-type]
    typer.echo(say(f"fund.account_{state}", words, id=application))


COMMANDS: dict[str, Callable[..., None]] = {
    "apply": apply_command,
    "review": review_command,
    "notice": notice_command,
    "object": object_command,
    "approve": approve_command,
    "stop": stop_command,
    "account": account_command,
}
"""Its commands by name."""
