"""`juesuan fund letter`: letters of decision, of one application or of all of a batch or a state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import choice, day_of, language_of, stop
from juesuan.commands.fund_desk import Amounts, Ids, Months, Persons, Rules, lists_of, office_of, working
from juesuan.commands.options import Book, KeyFile, Lang, On
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.fund.model import Claim
    from juesuan.fund.secretary import Secretary

__all__ = ["COMMANDS"]


def letter_command(
    book: Book,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR")],
    ids: Ids = None,
    format: Annotated[str, typer.Option("--format", "-f")] = "docx",  # noqa: A002 - the option's name
    batch: Annotated[str, typer.Option("--batch", metavar="BATCH")] = "",
    state: Annotated[str, typer.Option("--state")] = "",
    served: Annotated[str | None, typer.Option("--served", metavar="DATE")] = None,
    review: Annotated[str, typer.Option("--review")] = "",
    basis: Annotated[list[str] | None, typer.Option("--basis")] = None,
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    day: On = None,
    lang: Lang = None,
) -> None:
    """Write the letters of decision of applications or recoveries, all of them or none."""
    from juesuan.fund.letter import FORMATS
    from juesuan.fund.mailing import mailed
    from juesuan.fund.remedy import KINDS
    from juesuan.fund.secretary import Asked

    words = language_of(lang)
    choice("--format", format, tuple(one[1:] for one in FORMATS), words)
    if state:
        choice("--state", state, KINDS, words)
    if sum(map(bool, (ids, batch, state))) != 1:
        stop(say("fund.letter_which", words))
    rules = Rules(amounts, persons, months) if amounts or persons or months else None
    with working(book, words):
        office = _secretary(book, rules, key_file, words)
        signed, given = day_of(day, words) if day else None, day_of(served, words) if served else None
        asked = Asked(signed, given, review, tuple(basis or ()))
        letters = office.letters(office.chosen(ids or (), batch, state), asked)
        mailed(letters, format, out)
    typer.echo(say("fund.lettered", words, n=len(letters), path=out))


def _secretary(book: Path, rules: Rules | None, key_file: Path | None, lang: str) -> Secretary:
    from functools import partial

    from juesuan.books.open import settings_of
    from juesuan.fund.applications import REGISTER
    from juesuan.fund.grounds import ruled, steps_of
    from juesuan.fund.programme import programmes
    from juesuan.fund.remedy import wordings
    from juesuan.fund.secretary import Secretary
    from juesuan.registers.packs import register_of
    from juesuan.registers.past import entries

    office, known = office_of(book, lang, rules, key_file), programmes(book)
    records, moves = office.shelf.records(), steps_of(entries(book, register_of(book, REGISTER)))
    whose, state = settings_of(book).department, office.desk.state()
    made = partial(Secretary, whose, office, records, moves, known, *wordings(book), amounts=rules is not None)
    if rules is None or rules.persons is None or rules.months is None:
        return made()
    people, facts = lists_of(book, rules, key_file, lang)
    paid: dict[str, dict[Claim, int]] = {}
    for claim, fen in state.live.items():
        paid.setdefault(claim.person, {})[claim] = fen
    return made(ruled=lambda one: ruled(known, one, people, facts, paid.get(one["person"], {})))


COMMANDS: dict[str, Callable[..., None]] = {"letter": letter_command}
"""Its commands by name."""
