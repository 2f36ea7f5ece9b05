"""`juesuan audit`, `extract`, `laws`: documents audited, their figures written out, the checks explained."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from juesuan.commands.common import choice, guarded, language_of, noted, stop, watched
from juesuan.commands.options import Format, Lang, Out
from juesuan.findings import Severity
from juesuan.fleet.local import Caps, Failure, run
from juesuan.report.batch import Done, Task, audit_one, expand, failed, save, targets
from juesuan.report.render import BINARY, SUFFIX
from juesuan.report.strings import say

__all__ = ["audit_command", "extract_command", "laws_command"]

SHARE, MEMORY = 0.95, 500_000_000
"""Of the reader's own limit, how long a worker may go unheard before it is ended, and the bytes it may hold."""
FACTS = ("json", "xlsx", "parquet")


def audit_command(
    inputs: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER…")],
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
    severity: Annotated[str, typer.Option("--severity")] = "info",
    prior: Annotated[Path | None, typer.Option("--prior")] = None,
    budget: Annotated[Path | None, typer.Option("--budget")] = None,
    unit: Annotated[list[Path] | None, typer.Option("--unit")] = None,
    terms: Annotated[Path | None, typer.Option("--terms")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1)] = None,
) -> None:
    """Audit documents and report on them in the order they were given."""
    words = language_of(lang)
    choice("--format", format, tuple(SUFFIX), words)
    least = Severity(choice("--severity", severity, tuple(Severity), words))
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
        stop(say("cli.missing", lang, path=terms))
    with guarded(terms, lang, refused=2):  # 1 is for what is found in the documents
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
            stop(say("cli.needs_folder", lang, path=out))
        written = targets(found, out or Path(), SUFFIX[form])
    inputs = {os.path.realpath(path) for path in found}
    for path in written:
        if os.path.realpath(path) in inputs:
            stop(say("cli.overwrites", lang, path=path))
    try:
        for folder in {path.parent for path in written}:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(say("cli.cannot_write", lang, path=error.filename, why=error.strerror))
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
            noted("cli.written", lang, path=done.target)
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
        stop(say("cli.cannot_write", lang, path=path, why=error.strerror))
    with stream:
        yield stream
    noted("cli.written", lang, path=path)


class _Bar:
    """A bar on the error stream where a person is watching, refreshed by us (no thread, so that we may fork)."""

    def __init__(self, total: int, lang: str) -> None:
        self.bar: Any = None
        self.shown = False
        if not watched():
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
            stop(say("cli.missing", lang, path=path))
    found = expand(paths)
    if paths and not found:
        stop(say("cli.empty_folder", lang, path=paths[0]))
    return found


def extract_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    format: Format = "json",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Write the figures of a document with their places."""
    words = language_of(lang)
    choice("--format", format, FACTS, words)
    _existing([file], words)
    if out is not None and os.path.realpath(out) == os.path.realpath(file):
        stop(say("cli.overwrites", words, path=out))
    if out is None and format != "json":
        out = Path(f"{file.stem}.facts.{format}")
    task = Task(str(file), format, words, Severity.INFO, _text(out))
    answer = next(run([task], _extract_one, 1, _caps(0)))
    done = failed(task, answer) if isinstance(answer, Failure) else answer
    if done.problem:
        stop(done.problem)
    noted("cli.written", words, path=out) if out else typer.echo(done.text)


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


def laws_command(
    code: Annotated[str | None, typer.Argument(metavar="CODE")] = None,
    lang: Lang = None,
) -> None:
    """List the checks, or explain one."""
    from juesuan.report.register import explain_code, list_codes

    words = language_of(lang)
    text = list_codes(words) if code is None else explain_code(code, words)
    if text is None:
        stop(say("cli.no_law", words, code=code))
    typer.echo(text)
