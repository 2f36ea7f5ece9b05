"""What commands share: the language, choices, days, who does it, an error in one line, progress on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from juesuan.report.strings import LANGUAGES, say

if TYPE_CHECKING:
    from juesuan.vault.sealing import Vault

__all__ = [
    "QUIET",
    "choice",
    "counting",
    "day_of",
    "guarded",
    "language_of",
    "name_of",
    "noted",
    "progress",
    "stop",
    "today",
    "vault_of_key",
    "watched",
]


def stop(line: str) -> NoReturn:
    """Print one line on the error stream and end with status 2."""
    typer.echo(line, err=True)
    raise typer.Exit(2)


def choice(option: str, value: str, choices: Sequence[str], lang: str) -> str:
    """Return a value that is one of the choices, or stop."""
    if value not in choices:
        stop(say("cli.bad_choice", lang, option=option, value=value, choices=" ".join(choices)))
    return value


def today() -> date:
    """Return the day at the desk."""
    return date.today()  # noqa: DTZ011 - the day at the desk, not in the world


def day_of(said: str | None, lang: str, default: date | None = None) -> date:
    """Return a day that was written, else the default, today where there is none; or stop."""
    try:
        return date.fromisoformat(said) if said else default or today()
    except ValueError:
        stop(say("cli.bad_day", lang, value=said))


def name_of(who: str) -> str:
    """Return who does it: the person named, else who runs the program."""
    from juesuan.books.lock import user

    return who.strip() or user()


def vault_of_key(path: Path | None) -> Vault | None:
    """Open a vault with the key named, by the option or the environment; None where none is."""
    from juesuan.vault.keys import VARIABLE, find_key
    from juesuan.vault.sealing import Vault

    return Vault(find_key(path)) if path is not None or os.environ.get(VARIABLE) else None


def language_of(lang: str | None) -> str:
    """Return the language asked for, Chinese where none is."""
    return choice("--lang", lang or "zh", LANGUAGES, "zh")


@contextmanager
def guarded(path: Path, lang: str, refused: int = 1) -> Iterator[None]:
    """Turn what is wrong with a book or a disk into one line: what, where, what to do.

    A change of the book that a crash broke off is completed first, for commands that only read too.

    The status is `refused` where a row is at fault, 2 where something cannot be read or is not allowed.
    """
    import duckdb

    from juesuan.blocks import Unreadable
    from juesuan.books.faults import Unusable, explain
    from juesuan.books.store import recover
    from juesuan.compile.closing import CannotClose
    from juesuan.publish.slots import UnknownFigure
    from juesuan.report.notices import explain as explain_unreadable

    try:
        recover(path)
        yield
    except Unusable as error:
        typer.echo(explain(error.fault, lang), err=True)
        raise typer.Exit(refused if error.fault.row is not None else 2) from error
    except Unreadable as error:
        stop(explain_unreadable(error, lang))
    except UnknownFigure as error:
        stop(say("build.bad_slot", lang, path=path, why=error))
    except CannotClose as error:
        stop(say("build.cannot_close", lang, path=path, why=error))
    except duckdb.Error as error:
        stop(say("build.bad_table", lang, path=path, why=str(error).splitlines()[0]))
    except KeyError as error:
        stop(say("build.no_pack", lang, path=path, name=error.args[0]))
    except BrokenPipeError:
        raise  # nobody reads on: no fault of the book's
    except (IsADirectoryError, NotADirectoryError) as error:
        stop(say("cli.wrong_kind", lang, path=error.filename or path))
    except OSError as error:
        stop(say("cli.no_access", lang, path=error.filename or path, why=error.strerror or error))


QUIET = "JUESUAN_QUIET"
"""Set while a command is asked to say nothing but what is wrong."""


def watched() -> bool:
    """Say whether a person is watching: only then there is a bar."""
    return sys.stderr.isatty() and QUIET not in os.environ


def noted(key: str, lang: str, **said: object) -> None:
    """Say on the error stream what was done beside the results, such as a file written; nothing where all is quiet."""
    if QUIET not in os.environ:
        typer.echo(say(key, lang, **said), err=True)


@contextmanager
def progress(total: int, lang: str) -> Iterator[Any]:
    """Yield a function that is told each step; a bar on a terminal, nothing where nobody is watching."""
    if not watched():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def tick(step: str) -> None:
            bar.update(task, advance=1, description=say(f"step.{step}", lang))

        yield tick


@contextmanager
def counting(key: str, total: int, lang: str) -> Iterator[Any]:
    """Yield a function that is told how many more are done; a bar with the time left where a person is watching."""
    if not watched():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(key, lang), total=total)
        yield lambda n: bar.update(task, advance=n)
