"""`juesuan fund key`: the key of personal numbers, made and replaced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import day_of, guarded, language_of, name_of
from juesuan.commands.fund_desk import vault_of, working
from juesuan.commands.options import Book, KeyFile, Lang, On, Who
from juesuan.report.strings import say

if TYPE_CHECKING:
    pass

__all__ = ["key"]

key = typer.Typer(no_args_is_help=True)


@key.command("new")
def key_new(path: Annotated[Path, typer.Argument(metavar="FILE")], lang: Lang = None) -> None:
    """Make a key."""
    from juesuan.vault.keys import VARIABLE, new_key, write_key

    words = language_of(lang)
    with guarded(path, words):
        write_key(new_key(), path)
    typer.echo(say("fund.key_made", words, path=path, variable=VARIABLE))


@key.command("rotate")
def key_rotate(book: Book, key_file: KeyFile = None, who: Who = "", day: On = None, lang: Lang = None) -> None:
    """Replace the part of a key that encrypts, and encrypt every number of a book anew."""
    from juesuan.registers.protection import renew
    from juesuan.vault.keys import find_key, renewed, write_key
    from juesuan.vault.sealing import Vault

    words = language_of(lang)
    with working(book, words):
        vault_of(book, key_file)
        old = find_key(key_file)
        fresh = renewed(old)
        assert old.path is not None
        write_key(fresh, old.path, replace=True)
        done = renew(book, Vault(fresh), who=name_of(who), on=day_of(day, words))
    typer.echo(say("fund.rotated", words, path=old.path, n=sum(done.values())))
