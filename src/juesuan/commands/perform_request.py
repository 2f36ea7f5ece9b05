"""`juesuan perform request`, `index`, `forecast`: what is computed from formulas the department gives as tables."""

from __future__ import annotations

from typing import Annotated

import typer

from juesuan.commands import formula_sheets as made
from juesuan.commands.common import day_of, language_of, stop
from juesuan.commands.options import Lang
from juesuan.commands.perform_desk import At, BookPath, Format, Out, opened
from juesuan.commands.sheets import show
from juesuan.perform.forecast import YEAR, forecast, series, signals
from juesuan.perform.index import index, indices
from juesuan.perform.split import splits
from juesuan.report.strings import say

__all__ = ["forecast_command", "index_command", "request_command"]

Line = Annotated[list[str] | None, typer.Option("--line", "-l")]
Months = Annotated[int, typer.Option("--months", min=1, max=YEAR)]


def request_command(
    book: BookPath, line: Line = None, at: At = None, format: Format = "table", out: Out = None,  # noqa: A002
    lang: Lang = None,
) -> None:  # fmt: skip
    """Compute next year's requests from their factors. Exit status 1 where a factor is missing or cannot be shared."""
    words = language_of(lang)
    with opened(book, at, words, bare=True) as desk:
        found, proposals = desk.requests(), desk.proposals()
        pots = {one.code: one.next for one in proposals if one.formula}
        parts = splits(desk.plan, desk.evidence, desk.at, pots)
        known = list(dict.fromkeys([*found, *(one.line for one in parts)]))
        if not known:
            stop(say("perform.no_factors", words, path=book))
        for one in line or ():
            if one not in known:
                stop(say("perform.no_line", words, value=one, expected=" ".join(known)))
        wanted = line or known
        some = {code: one for code, one in found.items() if code in wanted}
        shared = [one for one in parts if one.line in wanted]
        sheets = [made.factors(some, words)] if some else []
        sheets += [made.requested([one for one in proposals if one.code in some], some, words)] if some else []
        sheets += [made.shared(one, desk.plan, words) for one in shared]
    show(sheets, format, out, words)
    missing = any(one.amount is None for one in some.values()) or any(one.why for one in shared)
    raise typer.Exit(1 if missing else 0)


def index_command(
    book: BookPath,
    name: Annotated[str | None, typer.Argument(metavar="[INDEX]")] = None,
    at: At = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Compute indices by the formulas the department gives; without one the result says so."""
    words = language_of(lang)
    with opened(book, at, words, bare=True) as desk:
        names = [name] if name else indices(desk.plan) or [""]
        sheets = [made.indexed(index(one, desk.evidence, desk.at), desk.at, words) for one in names]
    show(sheets, format, out, words)


def forecast_command(
    book: BookPath,
    indicator: Annotated[str, typer.Argument(metavar="REGISTER.INDICATOR")],
    months: Months = 3,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE")] = None,
    at: At = None,
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Forecast a monthly indicator, with the errors of past forecasts. Exit status 1 where a limit is reached."""
    words = language_of(lang)
    with opened(book, at, words, bare=True) as desk:
        first = day_of(start, words) if start else None
        known, why = series(indicator, desk.evidence, desk.at, first)
        if not known:
            stop(say(f"perform.no_series_{why}", words, said=indicator))
        percent = known[-1][1].unit == "%"
        outlook = forecast(known, months, percent)
        sheet, alarmed = made.outlook(indicator, known[-1][1].unit, outlook, signals(desk.plan, indicator), words)
    show([sheet], format, out, words)
    raise typer.Exit(1 if alarmed else 0)
