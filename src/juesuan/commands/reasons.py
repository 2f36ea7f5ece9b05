"""`juesuan reasons`: every change of a book that is to be explained, and the reasons its facts allow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from juesuan.commands.common import choice, guarded, language_of, stop
from juesuan.commands.options import Book, Format, Lang
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.reasons import Change

__all__ = ["proposals", "reasons_command", "words_of"]


def reasons_command(
    book: Book,
    format: Format = "table",  # noqa: A002 - the option's name
    lang: Lang = None,
) -> None:
    """Print the changes and the reasons to choose from. Exit status 1 where the book contradicts a written one."""
    from juesuan.books.faults import explain
    from juesuan.reasons import reason_faults, reasons_of

    words = language_of(lang)
    choice("--format", format, ("table", "json"), words)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    with guarded(book, words):
        found = reasons_of(book)
    faults = list(reason_faults(found))
    if format == "json":
        typer.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for change in found:
            typer.echo(proposals(change, words))
        missing = sum(not one.written for one in found)
        typer.echo(say("reasons.total", words, n=len(found), missing=missing, wrong=len(faults)))
    for one in faults:
        typer.echo(explain(one, words), err=True)
    raise typer.Exit(1 if faults else 0)


def proposals(change: Change, lang: str) -> str:
    """Return a change, what is written, and a line for each reason to choose."""
    about = change.about
    said = {"name": about.name, "actual": about.actual, "base": about.base, "kind": about.kind, "key": about.key}
    lines = [say(f"reasons.{change.direction}", lang, **said)]
    lines += [say("reasons.written", lang, text=change.written)] if change.written else []
    for one in change.choices:
        key = "reasons.holds" if one.holds else "reasons.open"
        lines.append(say(key, lang, text=one.text, confirm=one.confirm))
    return "\n".join(lines)


def words_of(change: Change) -> str:
    """Return the reasons that hold, or those that are open where none does, in one line."""
    holding = [one.text for one in change.choices if one.holds]
    return "；".join(holding or [one.text for one in change.choices]) or "—"


def _row(change: Change) -> dict[str, object]:
    about = change.about
    return {
        "kind": about.kind,
        "key": about.key,
        "name": about.name,
        "actual": about.actual,
        "base": about.base,
        "direction": change.direction,
        "written": change.written,
        "facts": {key: known.value for key, known in change.known.items()},
        "choices": [
            {"key": one.key, "text": one.text, "holds": one.holds, "confirm": one.confirm} for one in change.choices
        ],
    }
