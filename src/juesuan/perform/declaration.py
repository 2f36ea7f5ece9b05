"""The declaration of targets (绩效目标申报表) as a form, filled from the book or empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from juesuan.books.schema import schema
from juesuan.perform.attachments import aim, figure, header, wide
from juesuan.perform.check import LEVELS
from juesuan.perform.money import Money
from juesuan.perform.numbers import half_up, plain
from juesuan.perform.plan import DEPARTMENT, Plan, Target
from juesuan.publish.tree import Cell, FormTable, Note

__all__ = ["declaration", "emptied"]

_HEAD = ("一级指标", "二级指标", "三级指标", "指标值", "分值", "数据来源", "责任科室", "上年实际")
_MONEY = ("", "", "年初预算数", "调整后预算数", "", "", "", "")
_PARTS = {"basic": "其中：基本支出", "project": "项目支出", "fiscal": "其中：财政拨款", "other": "其他资金"}
_WIDTHS = [8.0, 12.0, 24.0, 14.0, 8.0, 22.0, 12.0, 11.0]
_FEN_IN_WAN = Decimal(1_000_000)
_BLANK = 2
"""Rows an empty form has for every second level."""
_NOTE = "注：指标值写比较符号、数和计量单位，如 ≥30场；定性指标写文字；各指标分值合计按评分办法。"

Row = list[Cell | None]


def declaration(
    plan: Plan, subject: str, money: Money, units: Mapping[str, str], *, blank: bool = False
) -> FormTable:  # fmt: skip
    """Lay the targets of a subject out as the form they are declared on; a `blank` one has room for them."""
    kind = "部门整体" if subject == DEPARTMENT else "项目"
    rows = [*_about(plan, subject, units), *_funds(money), header(_HEAD)]
    rows += _empty() if blank else _filled(plan.of(subject))
    name = plan.department if subject == DEPARTMENT else plan.name(subject)
    return FormTable(
        form=f"declaration-{subject}", caption=f"{plan.year}年度{name}{kind}支出绩效目标申报表", label="",
        organisation=f"部门：{plan.department}", unit="单位：万元", rows=rows, head=0, widths=list(_WIDTHS),
        notes=[Note([_NOTE])], landscape=True,
    )  # fmt: skip


def _about(plan: Plan, subject: str, units: Mapping[str, str]) -> Iterator[Row]:
    if subject == DEPARTMENT:
        yield wide("部门（单位）名称", plan.department)
        return
    project = plan.projects[subject]
    yield wide("项目名称", plan.name(subject))
    yield wide("主管部门", plan.department, "实施单位", units.get(project["unit"] or "", plan.department))
    yield wide("年度总体目标", str(project["result"] or ""))


def _funds(money: Money) -> Iterator[Row]:
    parts = {key: part for key, part in money.parts.items() if part.initial or part.budget}
    label = Cell("项目资金（万元）", 2 + len(parts), 1, "center", header=True)
    yield [label, *header(_MONEY)[1:]]
    for name, part in [("年度资金总额", money), *((_PARTS[key], part) for key, part in parts.items())]:
        figures = [figure(f"{half_up(Decimal(cents) / _FEN_IN_WAN):,.2f}") for cents in (part.initial, part.budget)]
        yield [None, Cell(name), *figures, *(Cell("—", align="center") for _ in range(4))]


def _titles() -> dict[str, dict[str, str]]:
    return {name: dict(schema().tables["targets"].column(name).choices) for name in ("level1", "level2")}


def _filled(targets: list[Target]) -> Iterator[Row]:
    """Yield the indicators below their levels, in the order of the tree."""
    titles = _titles()
    order = [(first, second) for first, some in LEVELS.items() for second in some]
    ordered = sorted(targets, key=lambda one: order.index((one.level1, one.level2)))
    for level1, group in groupby(ordered, key=lambda one: one.level1):
        of_first = list(group)
        top: Cell | None = Cell(titles["level1"][level1], len(of_first), 1, "center", header=True)
        for level2, few in groupby(of_first, key=lambda one: one.level2):
            of_second = list(few)
            side: Cell | None = Cell(titles["level2"][level2], len(of_second), 1, "center", header=True)
            for one in of_second:
                yield [top, side, *_values(one)]
                top = side = None


def _values(one: Target) -> list[Cell | None]:
    last = "—" if one.last is None else plain(one.last) + one.unit
    texts = (one.name, "" if one.unset else aim(one))
    cells: list[Cell | None] = [Cell(text, align="left" if n == 0 else "center") for n, text in enumerate(texts)]
    source = " ".join(part for part in (one.evidence, one.reference) if part)
    return [*cells, figure(plain(one.weight)), Cell(source), Cell(one.section), Cell(last, align="right")]


def _empty() -> Iterator[Row]:
    titles = _titles()
    for level1, some in LEVELS.items():
        top: Cell | None = Cell(titles["level1"][level1], _BLANK * len(some), 1, "center", header=True)
        for level2 in some:
            side: Cell | None = Cell(titles["level2"][level2], _BLANK, 1, "center", header=True)
            for _ in range(_BLANK):
                yield [top, side, *(Cell("") for _ in range(6))]
                top = side = None


def emptied(form: FormTable, columns: tuple[int, ...] = (4, 6, 7)) -> FormTable:
    """Return a self-evaluation form without results, scores and reasons: blank below the heads of indicators."""
    start = next(n for n, row in enumerate(form.rows) if row[0] is not None and row[0].value == _HEAD[0])
    for n, row in enumerate(form.rows[start + 1 :], start + 1):
        for column in columns:
            if (cell := row[column]) is not None and (n < len(form.rows) - 1 or column == columns[1]):
                row[column] = Cell("", cell.rowspan, cell.colspan, cell.align)
    return form
