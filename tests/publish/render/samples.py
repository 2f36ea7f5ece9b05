"""A document with every kind of block, made by hand, with texts that try to break out."""

from __future__ import annotations

from decimal import Decimal

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.tree import Cell, Chart, Document, Figure, FormTable, Heading, ListTable, Note, Paragraph

HOSTILE = "</script><script>alert(1)</script><img src=x onerror='alert(1)'>\"&amp;<!--{{ 7*7 }}\u2028"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" '
    'onload="alert(1)"><script>alert(1)</script><style>*{}</style>'
    '<a xlink:href="javascript:alert(1)"><text>x</text></a>'
    '<rect width="3" height="3" fill="url(#p)" aria-label="7"/><text x="1" y="2">图中 9,999.99</text>'
    "<foreignObject><p>alert</p></foreignObject></svg>"
)

TOTAL = Coordinate.of("expenditure", 2024)
BASIC = Coordinate.of("expenditure", 2024, nature="basic")
PROJECT = Coordinate.of("expenditure", 2024, nature="project")
BEFORE = Coordinate.of("expenditure", 2023)
CARS = Coordinate.of("vehicles", 2024)


def accounts() -> Accounts:
    exact = {TOTAL: 123_456_789_01, BASIC: 100_000_000_00, PROJECT: 23_456_789_01}
    printed = {
        TOTAL: Decimal("12345.68"),
        BASIC: Decimal("10000.00"),
        PROJECT: Decimal("2345.68"),
        BEFORE: Decimal("9999.00"),
    }
    return Accounts("示例局", 2024, exact, printed, {CARS: 3})


def document(text: str = "正文") -> Document:
    head: list[Cell | None] = [Cell("项目", colspan=2, header=True), None, Cell("决算数", header=True)]
    numbers: list[Cell | None] = [Cell("栏次"), Cell(""), Cell("1")]
    row: list[Cell | None] = [Cell("201"), Cell(text, indent=1), Cell(Figure("12,345.68", "", TOTAL), align="right")]
    form = FormTable(
        "03",
        f"2024年度支出决算表{text}",
        "公开03表",
        f"部门：{text}",
        "单位：万元",
        [head, numbers, row, [Cell("合计", colspan=2), None, Cell(align="right")]],
        2,
        [10, 40, 20],
        [Note([f"注：{text}", Figure("10,000.00", "万元", BASIC)])],
        landscape=True,
    )
    blocks = [
        Heading(1, f"第一部分 {text}", "a"),
        Heading(2, "一、支出决算表", "b"),
        form,
        Heading(2, "二、说明", "c"),
        Paragraph(
            [
                f"{text}支出",
                Figure("12,345.68", "万元", TOTAL),
                "，占",
                Figure("81.0", "%", None, "share", (BASIC, TOTAL)),
            ]
        ),
        Chart(f"图1：{text}", {}, SVG, f"图的文字{text}"),
        Note([text]),
        ListTable([[Cell(text, header=True)], [Cell(text)]], 1, [1], text),
        Heading(5, "1.细目", "d"),
        Paragraph(["车辆", Figure("3", "辆", CARS), "，2023年度支出", Figure("9,999.00", "万元", BEFORE)]),
    ]
    return Document(f"示例局2024年度部门决算{text}", f"示例局{text}", 2024, "2025年9月1日", blocks, "草稿")  # type: ignore[arg-type]


def traces(text: str = "摘要") -> dict[str, dict[str, object]]:
    entry = {
        "id": "1",
        "date": "2024-03-01",
        "unit": "101",
        "function": "2080101",
        "economic": "30101",
        "summary": text,
        "amount": Decimal("1234567.8"),
    }
    return {
        str(TOTAL): {"count": 90, "cents": 123_456_789_01, "entries": [entry, {**entry, "id": "2"}]},
        str(PROJECT): {"count": 1, "cents": 1, "entries": [entry]},
    }
