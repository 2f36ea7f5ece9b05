"""The table of key work: items in order, results that ask for their figures or come from the text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.publish.figures import book, wuchang

from juesuan.accounts import Told
from juesuan.facts import Coordinate
from juesuan.publish.document import build_document
from juesuan.publish.slots import UnknownFigure
from juesuan.publish.tree import Document, ListTable, Words

ITEM: dict[str, Any] = {"item": "稳就业", "content": "落实政策", "section": None, "result": None}


def document(*rows: dict[str, Any], text: str = "") -> Document:
    accounts = wuchang()
    accounts.told["fairs.held"] = Told(Decimal(65432), "个", "岗位", "本期提供", "select 1")
    opened = book("hubei")
    texts = {**opened.texts, "key_work": text}
    return build_document(accounts, replace(opened, tables={**opened.tables, "key_work": list(rows)}, texts=texts))


def table(made: Document) -> ListTable:
    return next(b for b in made.blocks if isinstance(b, ListTable) and b.caption.endswith("重点工作完成情况表"))


def words(made: Document) -> list[list[str]]:
    return [[str(cell.value) for cell in row if cell is not None] for row in table(made).rows]


def test_a_result_asks_for_its_figures() -> None:
    made = document({**ITEM, "result": "提供岗位{fairs.held:万余}，就业补助{expenditure[function=20807]}。"})
    assert words(made) == [
        ["序号", "重要事项", "工作内容及目标", "完成情况"],
        ["1", "稳就业", "落实政策", "提供岗位6.5万余个，就业补助11,300.34万元。"],
    ]
    cell = table(made).rows[1][3]
    assert cell is not None
    assert isinstance(cell.value, Words)
    assert [f.coordinate for f in cell.figures()] == [
        Coordinate.of("indicator", made.year, indicator="fairs.held"),
        Coordinate.of("expenditure", made.year, function="20807"),
    ]
    assert [f for f in made.figures() if f.text == "6.5"]


def test_an_item_without_one_takes_the_text_under_its_name() -> None:
    text = "# 促和谐\n调解。\n# 稳就业\n提供岗位{fairs.held}。\n培训。\n# 惠民生\n别的。\n"
    made = document(ITEM, text=text)
    assert words(made)[1][-1] == "提供岗位65,432个。培训。"


def test_an_item_without_any_is_refused() -> None:
    with pytest.raises(UnknownFigure, match=r"“稳就业”没有完成情况.*key_work\.csv"):
        document(ITEM, text="# 稳就业工作\n提供岗位。\n")


def test_the_section_has_a_column_where_one_is_named() -> None:
    made = document({**ITEM, "result": "完成。", "section": "就业科"}, {**ITEM, "item": "惠民生", "result": "完成。"})
    assert words(made)[0][3:] == ["责任科室", "完成情况"]
    assert [row[3] for row in words(made)[1:]] == ["就业科", ""]


def test_a_book_without_items_has_no_table() -> None:
    assert not [b for b in document().blocks if isinstance(b, ListTable) and b.caption]
