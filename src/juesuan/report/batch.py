"""One document of many: audit it, write or return its report, or say why not. Runs in a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from juesuan.blocks import Unreadable
from juesuan.books.putting import put
from juesuan.findings import Severity
from juesuan.fleet.local import Failure
from juesuan.report.notices import explain
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["Done", "Task", "audit_one", "expand", "failed", "targets"]

SKIPPED = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Task:
    """A document to audit and how to report it; `target` is the file to write, or None to hand the text back."""

    path: str
    format: str
    lang: str
    least: Severity
    target: str | None = None
    width: int = 100
    colour: bool = False
    prior: str | None = None
    budget: str | None = None
    units: tuple[str, ...] = ()
    terms: str | None = None


@dataclass(slots=True)
class Done:
    """What became of a document: its report's text, or the problem in one line."""

    path: str
    text: str = ""
    target: str | None = None
    errors: bool = False
    problem: str = ""
    notes: list[str] = field(default_factory=list)


def audit_one(task: Task) -> Done | Callable[[], Done]:
    """Audit the document of a task; what is left to do is to report on it, which has its own time."""
    from juesuan.auditing import audit

    try:
        found = audit(task.path, prior=task.prior, budget=task.budget, units=task.units, terms=task.terms)
    except Unreadable as problem:
        return _problem(task, problem)
    return partial(report_one, task, found)


def report_one(task: Task, found: Audit) -> Done:
    """Report on an audit: write the report or hand it back."""
    from juesuan.report import view
    from juesuan.report.render import render

    try:
        report = render(found, task.format, task.lang, task.least, width=task.width, colour=task.colour)
    except Unreadable as problem:
        return _problem(task, problem)
    done = Done(task.path, target=task.target, errors=view.counts(found)["error"] > 0)
    if task.target is None:
        done.text = report if isinstance(report, str) else report.decode()
        return done
    try:
        save(Path(task.target), report)
    except OSError as error:
        done.problem = say("cli.cannot_write", task.lang, path=task.target, why=error.strerror or error)
    return done


def save(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, content.encode(errors="replace") if isinstance(content, str) else content)


def failed(task: Task, failure: Failure) -> Done:
    """Say in one line what became of a worker."""
    params = {"slow": {"seconds": failure.detail}, "memory": {"limit": failure.detail}}
    told = params.get(failure.code, {"why": failure.detail})
    return _problem(task, Unreadable(task.path, f"worker.{failure.code}", **told))


def _problem(task: Task, problem: Unreadable) -> Done:
    from juesuan.report import json

    text = json.dumps(json.failure(problem, task.lang), indent=2 if task.format == "json" else None)
    return Done(task.path, text if task.format.startswith("json") else "", problem=explain(problem, task.lang))


def expand(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those in the folders named: all but hidden ones, locks and our own reports."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file() and _wanted(p, path)) if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def _wanted(path: Path, root: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
    return not hidden and path.name.lower() not in SKIPPED and not path.stem.endswith(".audit")


def targets(paths: Iterable[Path], folder: Path, suffix: str) -> list[Path]:
    """Return a file in `folder` for each report: named after its document, numbered where names meet."""
    taken: set[str] = set()
    found = []
    for path in paths:
        name, number = path.stem, 1
        while name.lower() in taken:
            number += 1
            name = f"{path.stem}-{number}"
        taken.add(name.lower())
        found.append(folder / f"{name}.audit.{suffix}")
    return found
