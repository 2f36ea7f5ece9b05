"""`juesuan undo`: the last change of a book taken back, or why it cannot be and what is done instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juesuan.commands.common import guarded, language_of, name_of, stop
from juesuan.commands.options import Book, Format, Lang, On, Out, Who, Why
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.books.journal import Step

__all__ = ["undo_command", "undone"]


def undo_command(
    book: Book,
    change: Annotated[int | None, typer.Option("--change", min=1)] = None,
    list_: Annotated[bool, typer.Option("--list")] = False,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Undo the last change, or list the last ones."""
    from juesuan.commands.common import day_of

    words = language_of(lang)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    if not list_:
        undone(book, words, number=change, who=who, on=day_of(on, words), why=why)
        return
    with guarded(book, words):
        sheet = _listed(book, words)
    show([sheet], format, out, words)


def undone(
    book: Path,
    lang: str,
    *,
    number: int | None = None,
    what: str = "",
    who: str = "",
    on: date | None = None,
    why: str = "",
) -> None:
    """Undo a change and say which it was; in one line why where it cannot be."""
    from juesuan.commands.common import today
    from juesuan.registers.undo import undo

    with guarded(book, lang):
        step = undo(book, number, who=name_of(who), on=on or today(), why=why, what=what)
    typer.echo(say("undo.done", lang, what=_said(step, lang), **_when(step)))


def _when(step: Step) -> dict[str, Any]:
    return {"number": step.number, "time": step.time[:19].replace("T", " "), "who": step.who}


def _said(step: Step, lang: str) -> str:
    said = {"subject": step.subject, "rows": f"{step.rows:,}", "detail": step.detail or "—"}
    return say(f"undo.{step.what.replace('.', '_')}", lang, **said)


def _listed(book: Path, lang: str) -> Sheet:
    """Return the table of the last changes, the last first, with what is done instead of undoing."""
    from juesuan.books.faults import fault, message
    from juesuan.books.open import settings_of
    from juesuan.registers.undo import changes

    settings_of(book)
    names = ("number", "time", "who", "what", "instead")
    sheet = Sheet(say("undo.title", lang, path=book.name), [(name, say(f"undo.{name}", lang)) for name in names])
    for step in reversed(changes(book)):
        final = fault(step.final, book, number=step.number, name=step.subject) if step.final else None
        instead = say("undo.can", lang) if final is None else message(final, lang)
        sheet.rows.append([*map(str, _when(step).values()), _said(step, lang), instead])
    return sheet
