"""`juesuan perform import` and `form`: targets from the forms departments use, and the forms from the book."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from juesuan.books.faults import Unusable, explain
from juesuan.books.import_ import Options, import_file
from juesuan.books.open import open_book
from juesuan.books.schema import schema
from juesuan.commands.common import choice, guarded, language_of, stop
from juesuan.commands.documents import FORMS
from juesuan.commands.options import Lang
from juesuan.commands.perform_desk import At, BookPath, Desk, Subject, opened
from juesuan.commands.sheets import written
from juesuan.compile.compiler import compile_book
from juesuan.perform.attachments import form_of
from juesuan.perform.declaration import declaration, emptied
from juesuan.perform.declared import Declared, declared
from juesuan.perform.money import money_of
from juesuan.perform.plan import DEPARTMENT, read_plan
from juesuan.publish.render.writers import WRITERS
from juesuan.publish.tree import Document, FormTable
from juesuan.report.strings import say

__all__ = ["form_command", "import_command"]

_SIGNS = ("≥", "≤", "=", ">", "<")
_KINDS = ("targets", "evaluation")


def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    book: BookPath,
    subject: Annotated[str, typer.Option("--subject", "-s")] = "",
    operator: Annotated[str, typer.Option("--operator")] = "",
    lang: Lang = None,
) -> None:
    """Take targets from forms, all of a file or none. Exit status 1 where a row is refused."""
    words = language_of(lang)
    if operator:
        choice("--operator", operator, _SIGNS, words)
    for path, there in ((file, file.is_file()), (book, book.is_dir())):
        if not there:
            stop(say("cli.missing", words, path=path))
    with guarded(book, words):
        plan = read_plan(book)
        if subject and subject != DEPARTMENT and subject not in plan.projects:
            stop(say("perform.no_line_of", words, value=subject, expected=" ".join([DEPARTMENT, *plan.projects])))
        with guarded(file, words):
            found = declared(file, plan, subject, operator)
        if not found.forms:
            stop(say("perform.no_form", words, path=file))
        for one in found.faults:
            typer.echo(explain(one, words), err=True)
        if found.faults:
            typer.echo(say("perform.form_refused", words, n=len(found.faults)), err=True)
            raise typer.Exit(1)
        added = _added(book, file, found, words)
    typer.echo(say("perform.form_taken", words, file=file.name, added=added, present=len(found.present)))


def _added(book: Path, file: Path, found: Declared, lang: str) -> int:
    """Put the rows into the table of targets as an import of its own; 0 where there is none."""
    if not found.rows:
        return 0
    names = schema().tables["targets"].names
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{file.stem}.targets.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(found.rows)
        done = import_file(book, "targets", path, Options(refused=file.with_suffix(".refused.csv"), lang=lang))
        if done.refused:
            raise Unusable(next(one for one in done.faults if one.severity == "error"))
    return done.added


def form_command(
    book: BookPath,
    out: Annotated[Path, typer.Option("--out", "-o")],
    kind: Annotated[str, typer.Option("--kind", "-k")] = "targets",
    subject: Subject = None,
    blank: Annotated[bool, typer.Option("--blank")] = False,
    at: At = None,
    lang: Lang = None,
) -> None:
    """Write the statutory forms of targets or self-evaluations, filled or empty; the file's name says the format."""
    words = language_of(lang)
    choice("--kind", kind, _KINDS, words)
    suffix = choice("--out", out.suffix.lower().lstrip("."), FORMS, words)
    with opened(book, at, words, bare=kind == "targets") as desk:
        forms = _targets(desk, subject, blank) if kind == "targets" else _evaluations(desk, subject, blank)
        title = say(f"perform.form_{kind}", words, name=desk.plan.department, year=desk.plan.year)
        day = f"{desk.at.year}年{desk.at.month}月{desk.at.day}日"
        document = Document(title, desk.plan.department, desk.plan.year, day)
        for form in forms:
            document.blocks.append(form)
        content = WRITERS[suffix](document)
    written(out, content, words)


def _known(desk: Desk, subject: list[str] | None, default: list[str]) -> list[str]:
    known = [DEPARTMENT, *desk.plan.projects]
    for one in subject or ():
        if one not in known:
            stop(say("perform.no_line_of", desk.lang, value=one, expected=" ".join(known)))
    return subject or default


def _targets(desk: Desk, subject: list[str] | None, blank: bool) -> list[FormTable]:
    """Return the declarations of the subjects asked for, else of all that have targets (all there are, if blank)."""
    everybody = [DEPARTMENT, *desk.plan.projects]
    wanted = _known(desk, subject, everybody if blank else desk.plan.subjects() or everybody)
    money = money_of(desk.book, wanted, desk.at)
    units = {unit.code: unit.name for unit in desk.book.units}
    return [declaration(desk.plan, one, money[one], units, blank=blank) for one in wanted]


def _evaluations(desk: Desk, subject: list[str] | None, blank: bool) -> list[FormTable]:
    accounts = compile_book(open_book(desk.book.path))
    units = {unit.code: unit.name for unit in desk.book.units}
    forms = [form_of(one, desk.plan, accounts, units) for one in desk.evaluations(subject)]
    return [emptied(form) for form in forms] if blank else forms
