"""What `juesuan exchange` shows, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from juesuan.commands.sheets import Sheet
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.exchange.reconcile import Line, Reconciled

__all__ = ["agreed", "differing", "exchanged", "named"]


def _columns(lang: str, *keys: str) -> list[tuple[str, str]]:
    return [(key, say(f"exchange.col_{key}", lang)) for key in keys]


def agreed(book: Path, lang: str) -> Sheet:
    """Return the shares of every agreement."""
    from juesuan.exchange.agreement import agreements

    known = agreements(book)
    keys = ("partner", "share", "way", "dataset", "fields", "numbers", "purpose", "basis", "since", "until")
    sheet = Sheet(say("exchange.agreements", lang, n=len(known)), _columns(lang, *keys))
    for key, agreement in known.items():
        for one in agreement.shares:
            numbers = " ".join(f"{name}={say(f'exchange.{how}', lang)}" for name, how in one.numbers.items())
            fields = " ".join(one.named(name) for name in one.fields)
            days = (str(one.since), str(one.until))
            way = say(f"exchange.way_{one.way}", lang)
            name = f"{key} {agreement.card.name}"
            sheet.rows.append((name, one.name, way, " ".join(one.of), fields, numbers, one.purpose, one.basis, *days))
    return sheet


def exchanged(book: Path, lang: str) -> Sheet:
    """Return what was exchanged; a package that left says whether it was receipted."""
    from juesuan.exchange import log

    entries = log.entries(book)
    receipts = {(one.partner, one.sequence): one.on for one in entries if one.what == "receipt"}
    keys = ("on", "what", "partner", "number", "share", "rows", "period", "receipt", "who", "why")
    sheet = Sheet(say("exchange.log", lang), _columns(lang, *keys), right=frozenset({"number", "rows"}))
    for one in (one for one in entries if one.what != "receipt"):
        came = receipts.get((one.partner, one.sequence), "—") if one.what == "out" else ""
        period = f"{one.start}–{one.end}" if one.start else ""
        way = say(f"exchange.way_{one.what}", lang)
        counts = (str(one.sequence), one.share, f"{one.rows:,}")
        sheet.rows.append((one.on, way, one.partner, *counts, period, came, one.who, one.why))
    return sheet


def differing(found: Reconciled, lang: str, *, every: bool) -> Sheet:
    """Return the lines that differ, or all: what the partner states, what the book has, and the gap, in yuan."""
    from juesuan.exchange.datasets import AMOUNTS

    lines = found.lines if every else found.wrong
    names = list(found.lines[0].key) if found.lines else []
    amounts = [f"{what}_{side}" for what in AMOUNTS for side in ("theirs", "ours", "gap")]
    title = say("exchange.reconciled", lang, partner=found.partner, number=found.sequence, at=found.at)
    sheet = Sheet(title, _columns(lang, *names, *amounts, "remark"), right=frozenset(amounts))
    for one in lines:
        cells = [cell for what in AMOUNTS for cell in _cells(one, what)]
        remark = say("exchange.uneven", lang) if one.uneven else ""
        sheet.rows.append((*one.key.values(), *cells, remark))
    sheet.lines.append(say("exchange.compared", lang, n=len(found.lines), wrong=len(found.wrong)))
    return sheet


def _cells(line: Line, what: str) -> tuple[str, str, str]:
    if what not in line.theirs:
        return "", f"{line.ours[what]:,.2f}", ""
    gap = line.differs.get(what)
    return f"{line.theirs[what]:,.2f}", f"{line.ours[what]:,.2f}", "" if gap is None else f"{gap:+,.2f}"


def named(lang: str) -> Sheet:
    """Return the elements of the finance bureau with our columns; a column without one is not confirmed."""
    from juesuan.exchange.elements import columns_of, datasets, elements, names_of

    known = elements()
    keys = ("dataset", "column", "element", "title", "seen")
    sheet = Sheet(say("exchange.elements", lang), _columns(lang, *keys))
    for dataset in datasets():
        names = names_of(dataset)
        for column in columns_of(dataset):
            one = known.get(names.get(column, ""))
            said = (one.name, one.title, one.seen) if one else (column, "", say("exchange.unconfirmed", lang))
            sheet.rows.append((dataset, column, *said))
    return sheet
