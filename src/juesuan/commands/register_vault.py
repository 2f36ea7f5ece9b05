"""`juesuan register find` and `protect`: records found by number, and numbers put under lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from juesuan.commands.common import day_of, language_of, name_of, vault_of_key
from juesuan.commands.options import KeyFile, Lang
from juesuan.commands.register_desk import Book, Format, Name, Names, On, Out, Pairs, Who, Why, opened, pairs
from juesuan.report.strings import say

__all__ = ["COMMANDS"]


def find_command(
    book: Book,
    name: Name,
    fields: Pairs,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    key_file: KeyFile = None,
    lang: Lang = None,
) -> None:
    """Find records by what stands in their fields."""
    from juesuan.commands import register_sheets as made
    from juesuan.commands.sheets import show
    from juesuan.registers.find import find
    from juesuan.registers.packs import register_of

    words = language_of(lang)
    with opened(book, words):
        register = register_of(book, name)
        rows = find(book, register, pairs(fields, words), vault_of_key(key_file))
        show([made.records_sheet(register, rows, words)], format, out, words)
    raise typer.Exit(0 if rows.num_rows else 1)


def protect_command(
    book: Book,
    names: Names = None,
    history: Annotated[bool, typer.Option("--history")] = False,
    key_file: KeyFile = None,
    who: Who = "",
    why: Why = "",
    on: On = None,
    lang: Lang = None,
) -> None:
    """Put every number that stands in plain under lock."""
    from juesuan.registers.protection import protect
    from juesuan.vault.keys import find_key
    from juesuan.vault.sealing import Vault

    words = language_of(lang)
    with opened(book, words):
        said = {"who": name_of(who), "on": day_of(on, words)}
        done = protect(book, Vault(find_key(key_file)), names or (), why=why, history=history, **said)  # type: ignore[arg-type]
    for name, (count, rows) in done.items():
        typer.echo(say("register.protected", words, name=name, n=f"{count:,}", rows=f"{rows:,}"))
    if not done:
        typer.echo(say("register.nothing_plain", words))


COMMANDS: dict[str, Callable[..., None]] = {"find": find_command, "protect": protect_command}
"""Its commands by name."""
