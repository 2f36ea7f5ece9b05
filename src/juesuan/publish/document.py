"""The whole disclosure (部门决算公开文本): parts, headings, forms, sentences and charts of a year's accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.publish.charts import CHARTS, chart_of
from juesuan.publish.forms import Press, build_form
from juesuan.publish.narrative import funds, general, glossary, key_work, matters, parts, sangong, totals
from juesuan.publish.narrative.missing import MissingReason, asked, missing
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.pack import Names, load_pack, numeral
from juesuan.publish.purity import purify
from juesuan.publish.tree import Block, Document, Heading

__all__ = ["build_document", "changes", "missing_reasons"]

_SECTIONS: dict[str, Callable[[Voice], list[Block]]] = {
    "duties": parts.duties,
    "units": parts.units,
    "overall": totals.overall,
    "revenue": totals.revenue,
    "expenditure": totals.expenditure,
    "fiscal": totals.fiscal,
    "general": general.general,
    "basic": funds.basic,
    "government_fund": funds.government_fund,
    "state_capital": funds.state_capital,
    "sangong": sangong.sangong,
    "operating_cost": matters.operating_cost,
    "procurement": matters.procurement,
    "assets": matters.assets,
    "performance": matters.performance,
    "key_work": key_work.key_work,
    "glossary": glossary.glossary,
    "attachments": parts.attachments,
}
"""What each section of a pack is written by."""


def build_document(
    accounts: Accounts, book: Book, *, draft: bool = False, attachments: Sequence[Block] = ()
) -> Document:
    """Build the document tree; numbers and contents follow from the pack's order.

    `draft` puts a watermark on it; `attachments` follow those it writes itself, their headings numbered on.
    Raises `KeyError` where the book names a template pack there is none of.
    """
    voice = _voice(accounts, book)
    voice.attachments = list(attachments)
    published = book.settings.published
    document = Document(
        title=voice.names.fill(voice.pack.data["title"]),
        organisation=voice.names.organisation,
        year=accounts.year,
        date=f"{published.year}年{published.month}月{published.day}日" if published else "",
        watermark="草稿" if draft else "",
    )
    for number, part in enumerate(voice.pack.data["parts"], 1):
        document.blocks += _part(voice, number, part)
    purify(document)
    return document


def missing_reasons(accounts: Accounts, book: Book) -> list[MissingReason]:
    """List the reasons the accountant still has to write; a document is published only where there are none."""
    return missing(_voice(accounts, book))


def changes(accounts: Accounts, book: Book) -> list[tuple[MissingReason, str]]:
    """List every change that is to be explained with the reason written so far."""
    return asked(_voice(accounts, book))


def _voice(accounts: Accounts, book: Book) -> Voice:
    pack = load_pack(book.settings.pack)
    return Voice(accounts, book, pack, Names(accounts.organisation, accounts.year, book.settings.style, accounts.unit))


def _part(voice: Voice, number: int, part: dict[str, Any]) -> Iterator[Block]:
    """Yield a part: its heading, then its forms or its sections, numbered where there are several."""
    data = voice.pack.data
    title = voice.names.fill(part["title"])
    yield Heading(1, data["part_title"].format(number=numeral(number), title=title), part["key"])
    press = Press(voice.accounts, voice.pack, voice.names)
    for n, form in enumerate(part.get("forms", ()), 1):
        table = build_form(form, press)
        caption = data["form_title"].format(ordinal=numeral(n), caption=voice.pack.form(form)["caption"])
        yield Heading(2, caption, f"form-{form}")
        yield table
    sections = part.get("sections", ())
    for n, section in enumerate(sections, 1):
        if len(sections) > 1:
            yield Heading(2, f"{numeral(n)}、{voice.pack.title(section)}", section)
        yield from _SECTIONS[section](voice)
        if section in CHARTS and (chart := chart_of(section, voice)):
            yield chart
