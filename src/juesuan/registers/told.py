"""Figures of registers in a book's own texts (文中取数): which indicators they ask for, and what these came to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from juesuan.accounts import Accounts, Told
from juesuan.books.model import Book
from juesuan.proof import SOURCES
from juesuan.publish.tree import Block, Cell, FormTable, Heading
from juesuan.registers.indicators import Desk, Value

__all__ = ["asked", "sources", "told"]

SLOT = re.compile(r"\{([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?::[^{}]*)?\}")
_TENTH = Decimal("0.1")
_CENT = Decimal("0.01")


def asked(book: Book) -> list[str]:
    """Return the indicators that texts and reasons of a book ask for, each once, in order."""
    return list(dict.fromkeys(name for text in _texts(book) for name in SLOT.findall(text)))


def _texts(book: Book) -> Iterator[str]:
    yield from book.texts.values()
    for some in book.reasons.values():
        yield from some.values()
    for row in book.tables.get("key_work", []):
        yield from (str(row.get(name) or "") for name in ("item", "content", "result"))


def told(book: Book) -> dict[str, Told]:
    """Evaluate every indicator the book's texts ask for, over the book's year.

    Unusable where a text asks for a register or an indicator there is none of.
    """
    names = asked(book)
    if not names:
        return {}
    desk = Desk(book.path)
    return {name: _told(desk.evaluate(name)) for name in names}


def _told(found: Value) -> Told:
    """Return what is printed of an indicator: rates with one decimal, money with two, counts as they are."""
    one = found.indicator
    value = found.value if found.value is not None else Decimal(0)
    if one.counts in ("rate", "mean"):
        value = value.quantize(_TENTH if one.counts == "rate" else _CENT, ROUND_HALF_UP)
    return Told(value, one.unit, one.title, one.definition, found.sql)


def sources(accounts: Accounts) -> list[Block]:
    """Return the attachment that says where the figures of the texts come from; nothing where they ask for none."""
    if not accounts.told:
        return []
    head = [Cell(text, align="center", header=True) for text in ("指标名称", "实际完成值", "统计口径")]
    rows: list[list[Cell | None]] = [[*head]]
    for one in accounts.told.values():
        rows.append([Cell(one.title), Cell(f"{one.value:,f}{one.unit}", align="center"), Cell(one.definition)])
    title = f"{accounts.year}年度重点工作数据来源表"
    table = FormTable(
        form=SOURCES, caption=title, label="", organisation=f"部门：{accounts.organisation}", unit="",
        rows=rows, head=1, widths=[30, 18, 52],
    )  # fmt: skip
    return [Heading(2, title, SOURCES), table]
