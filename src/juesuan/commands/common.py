"""What commands share: the language, choices, an error in one line, a line of progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from juesuan.report.strings import LANGUAGES, say

if TYPE_CHECKING:
    from juesuan.vault.sealing import Vault

__all__ = [
    "KeyFile",
    "Lang",
    "choice",
    "guarded",
    "language_of",
    "progress",
    "stop",
    "vault_of_key",
]

KeyFile = Annotated[Path | None, typer.Option("--key")]
Lang = Annotated[str | None, typer.Option("--lang", envvar="JUESUAN_LANG", show_envvar=False)]


def stop(line: str) -> NoReturn:
    """Print one line on the error stream and end with status 2."""
    typer.echo(line, err=True)
    raise typer.Exit(2)


def choice(option: str, value: str, choices: Sequence[str], lang: str) -> str:
    """Return a value that is one of the choices, or stop."""
    if value not in choices:
        stop(say("cli.bad_choice", lang, option=option, value=value, choices=" ".join(choices)))
    return value


def vault_of_key(path: Path | None) -> Vault | None:
    """Open a vault with the key named, by the option or the environment; None where none is."""
    import os

    from juesuan.vault.keys import VARIABLE, find_key
    from juesuan.vault.sealing import Vault

    return Vault(find_key(path)) if path is not None or os.environ.get(VARIABLE) else None


def language_of(lang: str | None) -> str:
    """Return the language asked for, Chinese where none is."""
    return choice("--lang", lang or "zh", LANGUAGES, "zh")


@contextmanager
def guarded(path: Path, lang: str) -> Iterator[None]:
    """Turn what is wrong with a book or a disk into one line: what, where, what to do."""
    import duckdb

    from juesuan.blocks import Unreadable
    from juesuan.books.faults import Unusable, explain
    from juesuan.compile.closing import CannotClose
    from juesuan.publish.slots import UnknownFigure
    from juesuan.report.notices import explain as explain_unreadable

    try:
        yield
    except Unusable as error:
        stop(explain(error.fault, lang))
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
    except OSError as error:
        stop(say("cli.cannot_write", lang, path=error.filename or path, why=error.strerror or error))


@contextmanager
def progress(total: int, lang: str) -> Iterator[Any]:
    """Yield a function that is told each step; a bar on a terminal, nothing where nobody is watching."""
    if not sys.stderr.isatty():
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
