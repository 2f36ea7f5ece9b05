"""The program as it is called (程序): its language said anywhere in the call, and the parser's words in it."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib.resources import files
from typing import Any

import typer

from juesuan.commands.common import QUIET, choice
from juesuan.report.strings import LANGUAGES, say

__all__ = ["Program", "hushed", "misused", "run", "taken_out"]

VARIABLE = "JUESUAN_LANG"
_QUIET = ("--quiet", "-q")


def taken_out(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the arguments without `--lang`, and the language it says; the last one counts, none after `--` does."""
    left: list[str] = []
    said: str | None = None
    rest = iter(arguments)
    for one in rest:
        if one == "--":
            return [*left, one, *rest], said
        name, mark, value = one.partition("=")
        if name != "--lang":
            left.append(one)
        elif mark:
            said = value
        elif (following := next(rest, None)) is not None:
            said = following
        else:
            left.append(one)  # nothing follows: the parser says so
    return left, said


def hushed(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Return the arguments without `--quiet` (`-q`), and whether it is among them; after `--` it is not."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    left = [one for one in arguments[:end] if one not in _QUIET]
    return [*left, *arguments[end:]], len(left) < end


@contextmanager
def _silence(wanted: bool) -> Iterator[None]:
    """Let results and progress go nowhere; what is wrong is still said, and files are written."""
    if not wanted:
        yield
        return
    os.environ[QUIET] = "1"
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
            yield
    finally:
        os.environ.pop(QUIET, None)


@cache
def _table() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((files("juesuan.commands") / "usage.toml").read_text("utf-8"))["usage"]
    return found


def misused(message: str, lang: str) -> str:
    """Return what the parser says of a call in a language; what is in no table stays English."""
    if lang != "en":
        for one in _table():
            if found := re.fullmatch(one["pattern"], message, re.DOTALL):
                return one[lang].format(**found.groupdict())
    return message


@contextmanager
def _spoken(lang: str | None) -> Iterator[None]:
    """Let commands read the language from the environment, as if the caller had set it there."""
    before = os.environ.get(VARIABLE)
    if lang is not None:
        os.environ[VARIABLE] = lang
    try:
        yield
    finally:
        if lang is not None:
            os.environ.pop(VARIABLE, None)
            os.environ.update({VARIABLE: before} if before is not None else {})


def run(made: Callable[[str], Any], arguments: Sequence[str], name: str, lang: str) -> int:
    """Call the command `made` in the language the arguments ask for, else `lang`; return the exit status."""
    left, said = taken_out(arguments)
    left, quiet = hushed(left)
    if said is not None:
        lang = choice("--lang", said, LANGUAGES, "zh")
    with _spoken(said), _silence(quiet):
        try:
            ended = made(lang).main(left, name, standalone_mode=False)
        except typer.Abort:
            return 1
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.filename is None:  # the standard output: what is left of it has nowhere to go
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            where = error.filename or say("cli.output", lang)
            typer.echo(say("cli.cannot_write", lang, path=where, why=error.strerror or error), err=True)
            return 2
        except Exception as error:
            if not hasattr(error, "format_message") or not hasattr(error, "exit_code"):
                raise
            return _told(error, name, lang)
    return ended if isinstance(ended, int) else 0


def _told(error: Any, name: str, lang: str) -> int:
    """Say in one line what is wrong with the call and where help is, or show the help where nothing was asked."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ != "NoArgsIsHelpError":
        path = context.command_path if context is not None else name
        typer.echo(say("cli.misused", lang, what=misused(error.format_message(), lang), command=path), err=True)
    return int(error.exit_code)


class Program:
    """A command that understands `--lang` anywhere; what else is asked of it the command in `lang` answers."""

    def __init__(self, made: Callable[[str], Any], lang: str) -> None:
        self._made, self._lang = made, lang

    def __call__(self, arguments: Sequence[str] | None = None) -> None:
        """Run and end the process."""
        self.main(arguments)

    def main(self, arguments: Sequence[str] | None = None, name: str = "juesuan") -> None:
        """Run with the arguments, those of the process where none are given, and end the process."""
        said = sys.argv[1:] if arguments is None else arguments
        try:
            status = run(self._made, said, name, self._lang)
        except typer.Exit as ended:
            status = ended.exit_code
        sys.exit(status)
