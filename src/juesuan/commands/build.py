"""`juesuan build`: a book's disclosure in every format, read back and audited before it is put where it is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from juesuan.books.faults import Fault, explain
from juesuan.building import FORMATS, Built, Refused, build
from juesuan.commands.common import choice, guarded, language_of, progress, stop
from juesuan.commands.options import Book, Lang, Out
from juesuan.commands.reasons import proposals
from juesuan.facts import Coordinate
from juesuan.laws.registry import message
from juesuan.proof import Proof
from juesuan.publish.narrative.missing import MissingReason
from juesuan.report.strings import say

__all__ = ["build_command", "say_refused"]

_SHOWN = 10
_OF_A_KIND = 3
_POLICIES = ("half-up", "controlled")


def build_command(
    book: Book,
    out: Out = None,
    format: Annotated[list[str] | None, typer.Option("--format", "-f")] = None,  # noqa: A002 - the option's name
    policy: Annotated[str | None, typer.Option("--policy")] = None,
    draft: Annotated[bool, typer.Option("--draft")] = False,
    lang: Lang = None,
) -> None:
    """Build a book's disclosure. Exit status 0 it is published, 1 it is refused (or a draft), 2 unreadable."""
    words = language_of(lang)
    formats = [choice("--format", one, FORMATS, words) for one in format or FORMATS]
    if policy is not None:
        choice("--policy", policy, _POLICIES, words)
    if not book.is_dir():
        stop(say("cli.missing", words, path=book))
    target = out or Path(f"{book.name}-disclosure")
    if target.exists() and not target.is_dir():
        stop(say("build.needs_folder", words, path=target))
    try:
        with guarded(book, words), progress(2 * len(formats) + 1, words) as tick:
            built = build(book, target, formats=formats, draft=draft, policy=policy or "", tick=tick)
    except Refused as refused:
        say_refused(refused, book, words)
        raise typer.Exit(1) from None
    _report(built, words)
    raise typer.Exit(1 if draft and (built.missing or not all(p.holds for p in built.proofs)) else 0)


def say_refused(refused: Refused, book: Path, lang: str) -> None:
    """Say in a line each why nothing is published."""
    _errors(refused.faults, lang)
    for reason in refused.missing:  # all of them: each has to be written before the next run
        typer.echo(_missing(reason, lang), err=True)
    if refused.missing:
        _proposed(book, refused.missing, lang)
    for proof in refused.proofs:
        _failed(proof, lang)
    typer.echo(
        say("build.refused", lang, errors=len(refused.faults), missing=len(refused.missing), files=len(refused.proofs)),
        err=True,
    )


def _proposed(book: Path, missing: Sequence[MissingReason], lang: str) -> None:
    """List, for each reason that is missing, those of the catalogue that the book's facts allow."""
    from juesuan.reasons import reasons_of

    wanted = {(one.kind, one.key) for one in missing}
    with guarded(book, lang):
        for change in reasons_of(book):
            if (change.about.kind, change.about.key) in wanted:
                typer.echo(proposals(change, lang), err=True)


def _errors(faults: Sequence[Fault], lang: str) -> None:
    """Say what is wrong with the book, some of each kind: one slip may bring a thousand others with it."""
    seen: Counter[str] = Counter()
    for one in faults:
        seen[one.code] += 1
        if seen[one.code] <= _OF_A_KIND:
            typer.echo(explain(one, lang), err=True)
    if more := sum(max(count - _OF_A_KIND, 0) for count in seen.values()):
        typer.echo(say("build.more_errors", lang, n=more), err=True)


def _missing(reason: MissingReason, lang: str) -> str:
    """Say which reason is missing and where to write it."""
    said = {"name": reason.name, "actual": reason.actual, "base": reason.base, "kind": reason.kind, "key": reason.key}
    return say(f"build.reason_{reason.kind}", lang, **said)


def _failed(proof: Proof, lang: str) -> None:
    """Say what is wrong with a file that was read back."""
    name = proof.path.name
    for one in proof.differences[:_SHOWN]:
        typer.echo(
            say("build.difference", lang, file=name, at=one.coordinate, printed=one.printed, read=one.read), err=True
        )
    _more(len(proof.differences), lang)
    for finding in proof.findings[:_SHOWN]:
        typer.echo(say("build.finding", lang, file=name, text=message(finding, lang), code=finding.code), err=True)
    _more(len(proof.findings), lang)
    for reading in proof.unchecked[:_SHOWN]:
        where = reading.place.section or reading.place.form or ""
        typer.echo(say("build.unchecked", lang, file=name, text=reading.text, where=where), err=True)
    _more(len(proof.unchecked), lang)


def _more(count: int, lang: str) -> None:
    if count > _SHOWN:
        typer.echo(say("build.more", lang, n=count - _SHOWN), err=True)


def _report(built: Built, lang: str) -> None:
    """Say what was made, how it was rounded, and that it proves itself."""
    accounts = built.accounts
    total = accounts.at("inflow")
    typer.echo(say("build.total", lang, organisation=accounts.organisation, year=accounts.year, total=f"{total:,}"))
    for moved in accounts.moved:
        typer.echo(say("build.moved", lang, at=moved.coordinate, before=moved.half_up, after=moved.printed))
    totals = [t for t in accounts.tails if isinstance(t.coordinate, Coordinate)]
    if totals:
        typer.echo(say("build.tails", lang, n=len(totals)))
    for path in built.files:
        typer.echo(say("cli.written", lang, path=path))
    for proof in built.proofs:
        if not proof.holds:
            _failed(proof, lang)
    for reason in built.missing:
        typer.echo(_missing(reason, lang), err=True)
    if all(p.holds for p in built.proofs):
        figures = sum(p.figures for p in built.proofs)
        typer.echo(say("build.proven", lang, files=len(built.proofs), n=figures, seconds=f"{built.seconds:.1f}"))
    else:
        typer.echo(say("build.draft", lang), err=True)
