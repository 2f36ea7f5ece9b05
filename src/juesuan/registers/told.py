"""Figures of registers in a book's own texts (文中取数): which indicators they ask for, and what these came to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from juesuan.accounts import Accounts, Told
from juesuan.books.faults import Unusable, fault
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

    Unusable where a text asks for a register or an indicator there is none of, or for a rate that has nothing to be of.
    """
    names = asked(book)
    if not names:
        return {}
    desk = Desk(book.path)
    return {name: _told(desk.evaluate(name)) for name in names}


def _told(found: Value) -> Told:
    """Return what is printed of an indicator: rates with one decimal, money with two, counts as they are."""
    one = found.indicator
    if found.value is None and one.counts in ("rate", "mean"):
        said = {"name": found.name, "start": found.start, "end": found.end}
        raise Unusable(fault("register.no_value", f"registers/{found.register}", None, one.name, **said))
    value = found.value if found.value is not None else Decimal(0)
    if one.counts in ("rate", "mean"):
        value = value.quantize(_TENTH if one.counts == "rate" else _CENT, ROUND_HALF_UP)
    counted = (one.version, found.start, found.end, found.evidence())
    return Told(value, one.unit, one.title, one.definition, found.sql, *counted)


def version_of(name: str, one: Told) -> tuple[str, str]:
    """Return how an indicator is cited: its name with the version of its definition, and the period."""
    return f"{name}（第{one.version}版）", one.period


def sources(accounts: Accounts) -> list[Block]:
    """Return the attachment that says where the figures of the texts come from; nothing where they ask for none."""
    if not accounts.told:
        return []
    titles = ("指标名称", "实际完成值", "计入记录", "统计口径", "口径编号和版本", "统计期间")
    rows: list[list[Cell | None]] = [[Cell(text, align="center", header=True) for text in titles]]
    for name, one in accounts.told.items():
        counted = (f"{one.value:,f}{one.unit}", f"{one.records:,}条")
        middle = [Cell(text, align="center") for text in counted]
        rows.append([Cell(one.title), *middle, Cell(one.definition), *map(Cell, version_of(name, one))])
    title = f"{accounts.year}年度重点工作数据来源表"
    table = FormTable(
        form=SOURCES, caption=title, label="", organisation=f"部门：{accounts.organisation}", unit="",
        rows=rows, head=1, widths=[26, 20, 12, 46, 34, 26], landscape=True,
    )  # fmt: skip
    return [Heading(2, title, SOURCES), table]
