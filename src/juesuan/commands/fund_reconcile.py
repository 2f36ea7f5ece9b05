"""`juesuan fund reconcile`: a bank statement held against the book, and what balances both."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import language_of
from juesuan.commands.fund_desk import fen_of, office_of, say_faults, working
from juesuan.commands.options import Book, Lang
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.fund.reconcile import Item, Reconciled
    from juesuan.fund.statement import Statement

__all__ = ["COMMANDS"]


def reconcile_command(
    book: Book,
    files: Annotated[list[Path], typer.Argument(metavar="STATEMENT…")],
    opening: Annotated[str, typer.Option("--opening")] = "",
    others: Annotated[list[Path] | None, typer.Option("--others", metavar="FILE")] = None,
    format: Annotated[str, typer.Option("--format", "-f")] = "table",  # noqa: A002 - the option's name
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    lang: Lang = None,
) -> None:
    """Hold a bank statement against the book; nothing is written to it."""
    from juesuan.fund.bank import bank_of
    from juesuan.fund.reconcile import reconciled

    words = language_of(lang)
    with working(book, words):
        state = office_of(book, words).desk.state()
        statement, beside = _read(book, files, words), _read(book, others, words) if others else None
        start = fen_of(opening, words) if opening else None
        found = reconciled(state, statement, bank_of(book), beside.rows if beside else (), start)
    show(_sheets(found, statement, start, words), format, out, words)
    raise typer.Exit(1 if found.residual else 0)


def _read(book: Path, files: list[Path], lang: str) -> Statement:
    from juesuan.fund.statement import statement_of

    statement, faults = statement_of(book, files)
    if faults:
        say_faults(faults, lang)
        raise typer.Exit(2)
    return statement


def _yuan(fen: int) -> str:
    return f"{fen / Decimal(100):,.2f}"


def _sheets(found: Reconciled, statement: Statement, opening: int | None, lang: str) -> list[Sheet]:
    sides = {"book": found.bank_only, "bank": found.book_only}
    rows = []
    for side, items in sides.items():
        came, went = (sum(one.fen for one in items if (one.fen > 0) is plus) for plus in (True, False))
        rows.append((say(f"fund.{side}_balance", lang), _yuan(getattr(found, side))))
        rows += [(say(f"fund.{side}_came", lang), _yuan(came)), (say(f"fund.{side}_went", lang), _yuan(-went))]
        rows.append((say(f"fund.{side}_adjusted", lang), _yuan(getattr(found, f"adjusted_{side}"))))
    rows.append((say("fund.difference", lang), _yuan(found.residual)))
    title = say("fund.reconciled", lang, first=found.first, last=found.last)
    sheet = Sheet(
        title, [(name, say(f"fund.{name}", lang)) for name in ("item", "amount")], [*rows], frozenset({"amount"})
    )
    sheet.lines.append(say("fund.matched", lang, **found.matched, repeated=statement.repeated))
    if found.on_the_way:
        sheet.lines.append(say("fund.unanswered", lang, amount=_yuan(found.on_the_way)))
    if opening is None:
        key = "opening_assumed" if statement.opening is not None else "opening_unknown"
        sheet.lines.append(say(f"fund.{key}", lang))
    elif found.residual:
        sheet.lines.append(say("fund.opening_differs", lang, amount=_yuan(found.residual)))
    return [sheet, _items(found, lang)]


def _items(found: Reconciled, lang: str) -> Sheet:
    names = ("side", "time", "amount", "voucher", "reason")
    rows = [_row(f"{side}_{'came' if one.fen > 0 else 'went'}", one, lang)
            for side, items in (("bank", found.book_only), ("book", found.bank_only)) for one in items]  # fmt: skip
    columns = [(name, say(f"fund.{name}", lang)) for name in names]
    return Sheet(say("fund.unmatched", lang, n=len(rows)), columns, [*rows], frozenset({"amount"}))


def _row(side: str, one: Item, lang: str) -> tuple[str, ...]:
    kind, _, what = one.what.partition(" ")
    subject = f"{say(f'fund.moved_{kind}', lang)} {what}" if what else one.what
    reason = say(f"fund.open_{one.why}", lang) if one.why else ""
    return say(f"fund.{side}", lang), one.day.isoformat(), _yuan(abs(one.fen)), subject, reason


COMMANDS: dict[str, Callable[..., None]] = {"reconcile": reconcile_command}
"""Its commands by name."""
