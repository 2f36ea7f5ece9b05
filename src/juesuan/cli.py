"""The command line: its commands by name, each loaded when it is called, and the language they speak."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import typer

from juesuan import __version__
from juesuan.commands.common import choice
from juesuan.commands.loading import Commands
from juesuan.commands.options import Lang
from juesuan.commands.program import Program
from juesuan.report.strings import LANGUAGES

__all__ = ["app", "command", "language", "main"]

app = typer.Typer(cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command line in the language the caller reads."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    Program(command, language(sys.argv[1:])).main()


def language(arguments: Sequence[str]) -> str:
    """Return the language asked for by --lang or JUESUAN_LANG; Chinese where none is."""
    asked = os.environ.get("JUESUAN_LANG", "")
    for one, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if one == "--lang":
            asked = following
        elif one.startswith("--lang="):
            asked = one.partition("=")[2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


@cache
def command(lang: str = "zh") -> Any:
    """Return the command with its help in `lang`."""
    group: Any = typer.main.get_command(app)
    group.speak(lang)
    return group


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"juesuan {__version__}")
        raise typer.Exit


@app.callback()
def top(
    lang: Lang = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,  # noqa: ARG001 - taken out before, wherever it stands
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,  # noqa: ARG001
) -> None:
    """Take the options that stand before the command."""
    if lang is not None:
        os.environ["JUESUAN_LANG"] = choice("--lang", lang, LANGUAGES, "zh")


if __name__ == "__main__":
    main()
