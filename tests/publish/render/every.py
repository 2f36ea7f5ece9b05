"""A small document made by hand that has every kind of block, for the renderers' tests."""

from __future__ import annotations

from juesuan.facts import Coordinate
from juesuan.publish.tree import (
    Block,
    Cell,
    Chart,
    Document,
    Figure,
    FormTable,
    Heading,
    ListTable,
    Note,
    Paragraph,
)

__all__ = ["every_block"]

YEAR = 2024
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80"><rect width="200" height="40" fill="#1f4e79"/>'
    '<text x="10" y="70" font-family="Noto Sans SC">本年支出</text></svg>'
)


def _money(text: str, **members: str) -> Figure:
    return Figure(text, "", Coordinate.of("expenditure", YEAR, fund="general", **members))


def _form() -> FormTable:
    head: list[list[Cell | None]] = [
        [
            Cell("项目", colspan=4),
            None,
            None,
            None,
            *[Cell(name, rowspan=2) for name in ("本年支出", "基本支出", "项目支出")],
        ],
        [Cell("功能分类科目编码", colspan=3), None, None, Cell("科目名称"), None, None, None],
        [Cell("栏次", colspan=4), None, None, None, Cell("1"), Cell("2"), Cell("3")],
    ]
    for row in head:
        for cell in row:
            if cell is not None:
                cell.header = True
    lines = [
        ("", "合计", "1,200.50", "1,000.00", "200.50"),
        ("208", "社会保障和就业支出", "1,200.50", "1,000.00", "200.50"),
        ("20801", "人力资源和社会保障管理事务", "1,200.50", "1,000.00", "200.50"),
        ("2080101", "行政运行", "1,000.00", "1,000.00", ""),
        ("2080102", "一般行政管理事务", "200.50", "", "200.50"),
    ]
    body = [_row(n, *line) for n, line in enumerate(lines, len(head))]
    return FormTable(
        form="05",
        caption="2024年度一般公共预算财政拨款支出决算表",
        label="公开05表",
        organisation="部门：江夏区测绘局",
        unit="单位：万元",
        rows=head + body,
        head=len(head),
        widths=[4, 4, 6, 38, 17, 17, 17],
        notes=[Note(["注：本表反映部门本年度一般公共预算财政拨款支出情况。"])],
        landscape=True,
    )


def _row(n: int, code: str, name: str, *texts: str) -> list[Cell | None]:
    about = {"function": code} if code else {}
    natures: list[dict[str, str]] = [{}, {"nature": "basic"}, {"nature": "project"}]
    cells: list[Cell | None] = [Cell(code, colspan=3), None, None, Cell(name, indent=max(len(code) // 2 - 1, 0))]
    for column, (text, nature) in enumerate(zip(texts, natures, strict=True)):
        sums = ((n, 5, 1), (n, 6, 1)) if column == 0 else ()
        cells.append(Cell(_money(text, **about, **nature), align="right", sums=sums) if text else Cell())
    return cells


def every_block() -> Document:
    """Return a new document; tests may change it."""
    spent = Figure("1,200.50", "万元", Coordinate.of("expenditure", YEAR, fund="general"))
    blocks: list[Block] = [
        Heading(1, "第一部分 江夏区测绘局概况", "part1"),
        Heading(2, "一、主要职责", "duties"),
        Paragraph(["负责全区测绘工作 <&> “引号”。"]),
        Heading(1, "第二部分 江夏区测绘局2024年度部门决算表", "part2"),
        Heading(2, "一、一般公共预算财政拨款支出决算表", "form-05"),
        _form(),
        Heading(1, "第三部分 江夏区测绘局2024年度部门决算情况说明", "part3"),
        Heading(2, "一、一般公共预算财政拨款支出决算情况说明", "general"),
        Heading(3, "（一）支出决算总体情况", "general-1"),
        Paragraph(["2024年度一般公共预算财政拨款支出", spent, "。"]),
        Heading(4, "1.其他情况", "general-2"),
        Paragraph(["没有其他情况。"]),
        Chart("图1：支出", {}, _SVG, "支出：一条。"),
        ListTable(
            [
                [Cell("工作", header=True), Cell("完成情况", header=True)],
                [Cell("测量", rowspan=2), Cell("已完成")],
                [None, Cell("进行中")],
            ],
            1,
            [1, 2],
            "重点工作表",
        ),
        Note(["注：以上数据四舍五入。"]),
    ]
    return Document("江夏区测绘局2024年度部门决算公开", "江夏区测绘局", YEAR, "2025年8月20日", blocks)
