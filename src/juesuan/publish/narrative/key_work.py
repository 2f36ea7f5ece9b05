"""Key work of the year (重点工作): the book's text, and its table with what came of each item."""

from __future__ import annotations

from juesuan.books.model import Row
from juesuan.publish.narrative.parts import text_blocks
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.slots import UnknownFigure, filled
from juesuan.publish.tree import Block, Cell, Heading, ListTable, Paragraph, Span, Words

__all__ = ["KEY_WORK", "key_work"]

KEY_WORK = "key_work"
"""The table of the book, and the text its results may come from."""

_SECTION = "责任科室"
_TITLES = ("序号", "重要事项", "工作内容及目标", "完成情况")
_WIDTHS = (7.0, 18.0, 28.0, 47.0)
_SECTION_WIDTH = 14.0


def key_work(voice: Voice) -> list[Block]:
    """Return the book's text on the year's key work, and the table of it.

    Raises `UnknownFigure` where an item has no result, neither its own nor a part of the text under its name.
    """
    told = text_blocks(voice, KEY_WORK)
    rows = voice.book.tables.get(KEY_WORK, [])
    table: list[Block] = [_table(voice, rows, told)] if rows else []
    return [*told, *table] or [Paragraph(voice.say("key_work_none"))]


def _table(voice: Voice, rows: list[Row], told: list[Block]) -> ListTable:
    """Lay the items out; sections get a column where any is named."""
    named = any(row.get("section") for row in rows)
    titles = [*_TITLES[:3], _SECTION, _TITLES[3]] if named else [*_TITLES]
    widths = [*_WIDTHS[:3], _SECTION_WIDTH, _WIDTHS[3]] if named else [*_WIDTHS]
    table: list[list[Cell | None]] = [[Cell(title, align="center", header=True) for title in titles]]
    for number, row in enumerate(rows, 1):
        about = [_words(voice, str(row.get(name) or "")) for name in ("item", "content")]
        section = [Cell(str(row.get("section") or ""), align="center")] if named else []
        table.append([Cell(str(number), align="center"), *about, *section, Cell(Words(_result(voice, row, told)))])
    return ListTable(table, 1, widths, f"{voice.year}年度重点工作完成情况表")


def _words(voice: Voice, text: str) -> Cell:
    spans = filled(text, voice.accounts)
    return Cell(Words(spans)) if any(not isinstance(span, str) for span in spans) else Cell(text)


def _result(voice: Voice, row: Row, told: list[Block]) -> list[Span]:
    """Return what came of an item: its own words, or the paragraphs of the text under a heading of its name."""
    item = str(row.get("item") or "")
    if own := str(row.get("result") or ""):
        return filled(own, voice.accounts)
    spans: list[Span] = []
    inside = False
    for block in told:
        if isinstance(block, Heading):
            inside = block.text.partition("、")[2] == item
        elif inside and isinstance(block, Paragraph):
            spans += block.spans
    if not spans:
        raise UnknownFigure(
            f"重点工作“{item}”没有完成情况：key_work.csv 的 result 空着，"
            f"texts/key_work.md 也没有标题“{item}”；请补写其一"
        )
    return spans
