"""The command line: `juesuan audit`, `extract`, `laws`, `book`, `build`, `trace`, `diff`, `fund` and so on."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Annotated, Any, NoReturn

import typer

from juesuan import __version__
from juesuan.commands import book, exchange, fund, perform, register
from juesuan.commands.build import build_command
from juesuan.commands.common import guarded, translate_panels
from juesuan.commands.consolidate import consolidate_command
from juesuan.commands.diff import diff_command
from juesuan.commands.program import Program
from juesuan.commands.reasons import reasons_command
from juesuan.commands.trace import trace_command
from juesuan.commands.undo import undo_command
from juesuan.findings import Severity
from juesuan.fleet.local import Caps, Failure, run
from juesuan.report.batch import Done, Task, audit_one, expand, failed, save, targets
from juesuan.report.render import BINARY, SUFFIX
from juesuan.report.strings import LANGUAGES, say

__all__ = ["command", "main"]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
SHARE, MEMORY = 0.95, 500_000_000
"""Of the reader's own limit, how long a worker may go unheard before it is ended, and the bytes it may hold."""
FACTS = ("json", "xlsx", "parquet")
app.add_typer(book.app, name="book")
app.add_typer(exchange.app, name="exchange")
app.add_typer(fund.app, name="fund")
app.add_typer(perform.app, name="perform")
app.add_typer(register.app, name="register")
Lang = Annotated[str | None, typer.Option("--lang", envvar="JUESUAN_LANG", show_envvar=False)]


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


def command(lang: str = "zh") -> Any:
    """Return the command with its help in `lang`."""
    translate_panels(lang)
    return _localised(lang)


@cache
def _localised(lang: str) -> Any:
    group = typer.main.get_command(app)
    _localise(group, lang)
    return group


_GROUPS = ("book", "perform", "fund", "register", "exchange")
"""Commands with commands below them, whose words start with their name."""
_NAMED = ("audit", "extract", "laws", "build", "trace", "diff", "reasons", "consolidate", "undo", *_GROUPS)


def _localise(one: Any, lang: str, group: str = "") -> None:
    """Put the words of a language into a command and those below it; its own word of an option wins."""
    name = f"{group}{one.name}" if group or one.name in _NAMED else "app"
    one.help = say(f"help.{name}", lang)
    context = one.make_context(one.name, [], resilient_parsing=True)
    for param in one.get_params(context):
        key = f"{group}{param.name}" if group and param.name not in ("lang", "help") else str(param.name)
        own = f"{name}_{param.name}"
        key = own if say(f"help.{own}", lang) not in (own, f"help.{own}") else key
        param.help = say(f"help.{key}", lang)
    for child in getattr(one, "commands", {}).values():
        _localise(child, lang, f"{name}_" if name in _GROUPS else group)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"juesuan {__version__}")
        raise typer.Exit


@app.callback()
def top(
    lang: Lang = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,  # noqa: ARG001
) -> None:
    """Take the options that stand before the command."""
    if lang is not None:
        os.environ["JUESUAN_LANG"] = _choice("--lang", lang, LANGUAGES, "zh")


@app.command()
def audit(
    inputs: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER…")],
    format: Annotated[str, typer.Option("--format", "-f")] = "table",  # noqa: A002 - the option's name
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    lang: Lang = None,
    severity: Annotated[str, typer.Option("--severity")] = "info",
    prior: Annotated[Path | None, typer.Option("--prior")] = None,
    budget: Annotated[Path | None, typer.Option("--budget")] = None,
    unit: Annotated[list[Path] | None, typer.Option("--unit")] = None,
    terms: Annotated[Path | None, typer.Option("--terms")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1)] = None,
) -> None:
    """Audit documents and report on them in the order they were given."""
    words = _choice("--lang", lang or "zh", LANGUAGES, "zh")
    _choice("--format", format, tuple(SUFFIX), words)
    least = Severity(_choice("--severity", severity, tuple(Severity), words))
    units = unit or []
    found = [path for path in _existing(inputs, words) if path not in units]
    _existing([path for path in (prior, budget, *units) if path], words)
    _usable(terms, words)
    told = _tasks(found, format, words, least, out)
    extra = {"prior": _text(prior), "budget": _text(budget), "units": tuple(map(str, units)), "terms": _text(terms)}
    tasks = [_with(task, **extra) for task in told]
    raise typer.Exit(_report(tasks, format, out, words, min(jobs or os.cpu_count() or 1, len(tasks))))


def _usable(terms: Path | None, lang: str) -> None:
    """Stop where a register of terms cannot be used, before any document is read."""
    if terms is None:
        return
    from juesuan.books.terms import read_terms

    if not terms.exists():
        _stop(say("cli.missing", lang, path=terms))
    with guarded(terms, lang):
        read_terms(terms)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _with(task: Task, **changes: Any) -> Task:
    from dataclasses import replace

    return replace(task, **changes)


def _tasks(found: Sequence[Path], form: str, lang: str, least: Severity, out: Path | None) -> list[Task]:
    """Return a task for each file, with the file its report goes to if it goes to one."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and out is None
    width = _width() if sys.stdout.isatty() and out is None else 100
    written: list[Path | None] = [None] * len(found)
    if form != "jsonl" and (form in BINARY or out is not None):
        written = [*_written(found, form, lang, out)]
    tasks = []
    for path, target in zip(found, written, strict=True):
        tasks.append(Task(str(path), form, lang, least, _text(target), width, colour))
    return tasks


def _written(found: Sequence[Path], form: str, lang: str, out: Path | None) -> list[Path]:
    """Return the file of each report; none of them may be an input."""
    if len(found) == 1 and out is not None and not out.is_dir():
        written = [out]
    else:
        if out is not None and out.is_file():
            _stop(say("cli.needs_folder", lang, path=out))
        written = targets(found, out or Path(), SUFFIX[form])
    inputs = {path.resolve() for path in found}
    for path in written:
        if path.resolve() in inputs:
            _stop(say("cli.overwrites", lang, path=path))
    try:
        for folder in {path.parent for path in written}:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _stop(say("cli.cannot_write", lang, path=error.filename, why=error.strerror))
    return written


def _width() -> int:
    import shutil

    return max(60, min(160, shutil.get_terminal_size((100, 24)).columns))


def _report(tasks: Sequence[Task], form: str, out: Path | None, lang: str, jobs: int) -> int:
    """Audit all, print as they are ready, and return the exit status."""
    others = len({*tasks[0].units, tasks[0].prior, tasks[0].budget} - {None})
    clean = wrong = unread = 0
    bar = _Bar(len(tasks), lang)
    with _sink(form, out, lang) as sink, closing(run(tasks, audit_one, jobs, _caps(others), bar.tick)) as answers:
        printed = _Printer(sink, form if len(tasks) > 1 or form == "jsonl" else "")
        for task, answer in zip(tasks, answers, strict=True):
            done = failed(task, answer) if isinstance(answer, Failure) else answer
            unread += bool(done.problem)
            wrong += done.errors
            clean += not done.errors and not done.problem
            bar.hide()
            printed.show(done, lang)
        bar.hide()
        printed.close()
    if len(tasks) > 1:
        typer.echo(say("cli.summary", lang, n=len(tasks), clean=clean, wrong=wrong, failed=unread), err=True)
    return 2 if unread else 1 if wrong else 0


class _Printer:
    """Writes reports to a stream as they come: tables apart, JSON as one list, JSON lines as lines."""

    def __init__(self, sink: IO[str], form: str) -> None:
        self.sink, self.form, self.count = sink, form, 0

    def show(self, done: Done, lang: str) -> None:
        """Write one report, or say where it was written, or what went wrong."""
        if done.problem:
            typer.echo(done.problem, err=True)
        elif done.target:
            typer.echo(say("cli.written", lang, path=done.target), err=True)
        if not done.text:
            return
        if self.form == "json":
            self.sink.write("[\n" if self.count == 0 else ",\n")
        elif self.form == "table" and self.count:
            self.sink.write("\n")
        self.sink.write(done.text.rstrip("\n") + ("" if self.form == "json" else "\n"))
        self.sink.flush()
        self.count += 1

    def close(self) -> None:
        """End the list."""
        if self.form == "json" and self.count:
            self.sink.write("\n]\n")


@contextmanager
def _sink(form: str, out: Path | None, lang: str) -> Iterator[IO[str]]:
    """The stream reports are printed on: a file for JSON lines with --out, else the standard output."""
    if form != "jsonl" or out is None:
        yield sys.stdout
        return
    path = out / "findings.jsonl" if out.is_dir() else out
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("w", encoding="utf-8")
    except OSError as error:
        _stop(say("cli.cannot_write", lang, path=path, why=error.strerror))
    with stream:
        yield stream
    typer.echo(say("cli.written", lang, path=path), err=True)


class _Bar:
    """A bar on the error stream where a person is watching, refreshed by us (no thread, so that we may fork)."""

    def __init__(self, total: int, lang: str) -> None:
        self.bar: Any = None
        self.shown = False
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True)
        self.bar = Progress(
            *columns,
            TimeRemainingColumn(),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.task = self.bar.add_task(say("cli.reading", lang), total=total)

    def tick(self, done: int) -> None:
        """Show how many are done."""
        if self.bar is None:
            return
        if not self.shown:
            self.bar.start()
            self.shown = True
        self.bar.update(self.task, completed=done)
        self.bar.refresh()

    def hide(self) -> None:
        """Take the bar away, so that something can be printed."""
        if self.shown:
            self.bar.stop()
            self.shown = False


def _caps(others: int) -> Caps:
    """What one document may use, more where others are read with it."""
    from juesuan.read.formats.limits import Limits

    return Caps(Limits().seconds * (1 + others) * SHARE, MEMORY)


def _existing(paths: Iterable[Path], lang: str) -> list[Path]:
    """Return the files behind paths, or stop where there are none."""
    paths = list(paths)
    for path in paths:
        if not path.exists():
            _stop(say("cli.missing", lang, path=path))
    found = expand(paths)
    if paths and not found:
        _stop(say("cli.empty_folder", lang, path=paths[0]))
    return found


def _choice(option: str, value: str, choices: Sequence[str], lang: str) -> str:
    if value not in choices:
        _stop(say("cli.bad_choice", lang, option=option, value=value, choices=" ".join(choices)))
    return value


def _stop(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(2)


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    format: Annotated[str, typer.Option("--format", "-f")] = "json",  # noqa: A002 - the option's name
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    lang: Lang = None,
) -> None:
    """Write the figures of a document with their places."""
    words = _choice("--lang", lang or "zh", LANGUAGES, "zh")
    _choice("--format", format, FACTS, words)
    _existing([file], words)
    if out is not None and out.resolve() == file.resolve():
        _stop(say("cli.overwrites", words, path=out))
    if out is None and format != "json":
        out = Path(f"{file.stem}.facts.{format}")
    task = Task(str(file), format, words, Severity.INFO, _text(out))
    answer = next(run([task], _extract_one, 1, _caps(0)))
    done = failed(task, answer) if isinstance(answer, Failure) else answer
    if done.problem:
        _stop(done.problem)
    typer.echo(say("cli.written", words, path=out), err=True) if out else typer.echo(done.text)


def _extract_one(task: Task) -> Done:
    from juesuan.blocks import Unreadable
    from juesuan.read import read
    from juesuan.report import facts
    from juesuan.report.notices import explain

    writers: dict[str, Callable[[Any], str | bytes]] = {
        "json": facts.facts_json,
        "xlsx": facts.facts_xlsx,
        "parquet": facts.facts_parquet,
    }
    try:
        content = writers[task.format](read(task.path))
    except Unreadable as problem:
        return Done(task.path, problem=explain(problem, task.lang))
    if task.target is None:
        return Done(task.path, str(content))
    try:
        save(Path(task.target), content)
    except OSError as error:
        why = error.strerror or error
        return Done(task.path, problem=say("cli.cannot_write", task.lang, path=task.target, why=why))
    return Done(task.path, target=task.target)


@app.command()
def laws(
    code: Annotated[str | None, typer.Argument(metavar="CODE")] = None,
    lang: Lang = None,
) -> None:
    """List the checks, or explain one."""
    from juesuan.report.register import explain_code, list_codes

    words = _choice("--lang", lang or "zh", LANGUAGES, "zh")
    text = list_codes(words) if code is None else explain_code(code, words)
    if text is None:
        _stop(say("cli.no_law", words, code=code))
    typer.echo(text)


app.command("build")(build_command)
app.command("trace")(trace_command)
app.command("diff")(diff_command)
app.command("reasons")(reasons_command)
app.command("consolidate")(consolidate_command)
app.command("undo")(undo_command)


if __name__ == "__main__":
    main()
