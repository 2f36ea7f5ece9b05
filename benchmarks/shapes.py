"""Shapes of performance forms: a plan laid out as the nation, provinces and cities do, in tables of every format."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from benchmarks.plans import Item, Plan, grade_of, plain
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.tree import Block, Cell, Document, Heading, ListTable, Paragraph

__all__ = ["FORMATS", "SHAPES", "Box", "Key", "Laid", "Shape", "lay", "narrative", "texts_of", "write"]

FORMATS = ("html", "md", "txt", "docx", "xlsx", "pdf")
Key = tuple[str | int, ...]

_LEAST = ["≥{}", "{}以上", "不低于{}", "大于等于{}", "{}及以上", ">={}", "≥ {}", "不少于{}"]
_MOST = ["≤{}", "{}以内", "不超过{}", "小于等于{}", "控制在{}以内", "不高于{}", "<={}"]
_SAME = ["{}", "={}", "{}"]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a form: its text or the key of it, and what it spans."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A form's headings: `columns` are pairs of key and heading of the indicators, `money` those of the funds."""

    name: str
    project: str
    columns: tuple[tuple[str, str], ...]
    money: tuple[tuple[str, str], ...]
    total: str = "总分"
    points: int = 10
    grouped: bool = False
    split: bool = False
    units: str = "inside"
    foot: tuple[str, ...] = ()
    grade: str = ""
    repeated: bool = False


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of key and heading written as key=heading."""
    parts = (one.partition("=") for one in words.split())
    return tuple((key, title) for key, _, title in parts)


_TREE = "group=一级指标 kind=二级指标 name=三级指标 "
_FUNDS = "initial=年初预算数 budget=全年预算数（A） executed=全年执行数（B） weight=分值 rate=执行率（B/A） score=得分"
_PAID = "budget=预算数（A） executed=执行数（B） "


def _shape(name: str, columns: str, money: str = _FUNDS, project: str = "项目名称") -> Shape:
    return Shape(name, project, _pairs(_TREE + columns), _pairs(money))


SHAPES = (
    replace(
        _shape("national", "target=年度指标值 actual=实际完成值 weight=分值 score=得分 reason=偏差原因分析及改进措施"),
        grouped=True,
    ),
    replace(
        _shape("capital", "target=年度指标值（A） actual=全年完成值（B） weight=分值 score=得分 reason=未完成原因分析"),
        total="合计", grade="评价等级",
    ),
    replace(
        _shape("harbour", "weight=权重 target=年度目标值 actual=实际完成值 score=自评得分 reason=偏差原因及改进措施",
               _PAID + "rate=预算执行率（B/A×100%） weight=权重 score=得分"),
        total="自评总分", grade="自评等级",
    ),
    replace(
        _shape("delta", "target=目标值 weight=权重（分） actual=实际值 completion=完成率 score=得分 "
               "reason=未完成原因及改进措施",
               "budget=全年预算数（A） executed=全年执行数（B） weight=分值 rate=执行率（B/A） score=得分"),
        total="总计", units="name",
    ),
    replace(
        _shape("lakes", "target=年初目标值（A） actual=实际完成值（B） score=得分",
               _PAID + "rate=执行率（B/A） score=得分（20分×执行率）"),
        points=20, foot=("偏差大或目标未完成原因分析", "改进措施及结果应用方案"), grouped=True,
    ),
    replace(
        _shape("ruled", "target=指标值 actual=完成值 rule=评分标准 weight=分值 score=得分 reason=扣分原因"),
        total="总得分", grade="绩效等级",
    ),
    replace(
        _shape("sides", "sign=指标性质 target=指标值 unit=计量单位 actual=实际完成值 weight=分值 score=得分 "
               "reason=偏差原因分析"),
        split=True, units="column",
    ),
    replace(
        _shape("transfer", "target=指标值 actual=全年实际完成值 reason=未完成原因和改进措施",
               "budget=全年预算数（A） executed=全年执行数（B） rate=预算执行率（B/A×100%）", "转移支付（项目）名称"),
        points=0, total="", foot=("说明",),
    ),
    replace(
        _shape("body", "target=年度指标值 actual=实际完成情况 weight=分值 score=自评得分 reason=备注",
               _FUNDS, "部门（单位）名称"),
        total="合计", repeated=True,
    ),
)  # fmt: skip


@dataclass(slots=True)
class Laid:
    """A form laid out: its rows of boxes (None where a span covers), as wide as `cols`, and the texts of its keys."""

    plan: Plan
    shape: Shape
    texts: dict[Key, str]
    rows: list[list[Box | None]] = field(default_factory=list)

    def text(self, box: Box) -> str:
        """Return what a box prints."""
        return self.texts[box.key] if box.key is not None else box.text


def texts_of(plan: Plan, shape: Shape, rng: random.Random) -> dict[Key, str]:
    """Return the text of every cell of a plan, written as the shape writes it."""
    found: dict[Key, str] = {("project",): plan.project if shape.name != "body" else "某市某局"}
    for n, fund in enumerate(plan.funds):
        blank = n > 0 and not fund.budget and not fund.initial
        for key in ("initial", "budget", "executed"):
            found["fund", n, key] = "" if blank else f"{getattr(fund, key):.2f}"
    found |= {
        ("fund", 0, "rate"): f"{plan.rate}%",
        ("fund", 0, "weight"): plain(plan.points),
        ("fund", 0, "score"): plain(plan.got),
    }
    styles = (
        rng.choice(_LEAST),
        rng.choice(_MOST),
        rng.choice(_SAME),
        rng.choice(["{}", "{}", "{}", "已完成{}", "实际{}"]),
    )
    for n, item in enumerate(plan.items):
        found |= {("item", n, key): text for key, text in _item(item, shape, styles).items()}
    found |= {
        ("total", "weight"): plain(plan.whole),
        ("total", "score"): plain(plan.total),
        ("grade",): grade_of(plan.total),
    }
    for name, some in groupby(plan.items, key=lambda one: one.group):
        points = sum((one.weight for one in some), Decimal(0))
        found["group", name] = f"{name}指标（{plain(points)}分）" if shape.grouped else f"{name}指标"
    return found


def _item(item: Item, shape: Shape, styles: tuple[str, ...]) -> dict[str, str]:
    unit = item.unit if shape.units == "inside" or (item.unit == "%" and shape.units == "name") else ""
    name = f"{item.name}（{item.unit}）" if shape.units == "name" and item.unit not in ("", "%") else item.name
    style = styles[("≥", "≤", "=").index(item.operator)] if item.operator and not shape.split else "{}"
    target, actual = item.words if not item.operator else (
        style.format(plain(item.target) + unit), styles[3].format(plain(item.actual) + unit)
    )  # fmt: skip
    share = "100%"
    if item.operator == "≥":
        share = f"{100 * item.actual / item.target:.2f}%"
    elif item.operator:
        share = "—"
    return {"name": name, "target": target, "actual": actual, "weight": plain(item.weight), "score": plain(item.score),
            "reason": item.reason, "completion": share, "sign": item.operator or "定性", "unit": item.unit or "无",
            "rule": "按完成比例得分" if item.operator else "完成得满分，未完成不得分",
            "kind": f"{item.kind}指标"}  # fmt: skip


def lay(plan: Plan, shape: Shape, texts: dict[Key, str]) -> Laid:
    """Lay a plan out."""
    made = Laid(plan, shape, texts)
    width = 1 + len(shape.columns)
    made.rows.append([Box(shape.project, 1, 2), None, Box("", 1, width - 2, ("project",)), *[None] * (width - 3)])
    half = (width - 4) // 2 or 1
    row: list[Box | None] = [
        Box("主管部门", 1, 2),
        None,
        Box("某市某局", 1, half),
        *[None] * (half - 1),
        Box("实施单位"),
    ]
    made.rows.append([*row, Box("某市某局", 1, width - len(row)), *[None] * (width - len(row) - 1)])
    made.rows += _money(made, width)
    made.rows.append(
        [Box("年度总体目标"), Box("按计划完成年度各项任务，提高服务水平。", 1, width - 1), *[None] * (width - 2)]
    )
    made.rows += _indicators(made)
    made.rows += _ends(made, width)
    return made


def _money(made: Laid, width: int) -> Iterator[list[Box | None]]:
    """The heading, the total and its parts; points stand beside the total only."""
    money, funds = made.shape.money, made.plan.funds
    room = width - 1 - len(money)
    label = f"预算执行情况（万元）（{made.shape.points}分）" if made.shape.name == "lakes" else "项目资金（万元）"
    yield [Box(label, 1 + len(funds)), Box("", 1, room), *[None] * (room - 1), *(Box(title) for _, title in money)]
    for n, fund in enumerate(funds):
        cells = [_fund(made, n, key) for key, _ in money]
        yield [None, Box(fund.label, 1, room), *[None] * (room - 1), *cells]


def _fund(made: Laid, n: int, key: str) -> Box:
    return Box("", key=("fund", n, key)) if ("fund", n, key) in made.texts else Box("—" if key != "rate" else "")


def _indicators(made: Laid) -> Iterator[list[Box | None]]:
    shape, items = made.shape, made.plan.items
    yield [Box("绩效指标", 1 + len(items)), *(Box(title) for _, title in shape.columns)]
    groups = [list(some) for _, some in groupby(enumerate(items), key=lambda one: one[1].group)]
    for some in groups:
        for _, few in groupby(some, key=lambda one: one[1].kind):
            kind = list(few)
            for n, item in kind:
                first, second = n == some[0][0] or shape.repeated, n == kind[0][0] or shape.repeated
                tall = (1, 1) if shape.repeated else (len(some), len(kind))
                yield [
                    None,
                    Box("", tall[0], 1, ("group", item.group)) if first else None,
                    Box("", tall[1], 1, ("item", n, "kind")) if second else None,
                    *(Box("", key=("item", n, key)) for key, _ in shape.columns[2:]),
                ]


def _ends(made: Laid, width: int) -> Iterator[list[Box | None]]:
    """The total below its columns, the class, and what a form asks for in words."""
    shape = made.shape
    keys = ["", *(key for key, _ in shape.columns)]
    if shape.total:
        first = min(n for n, key in enumerate(keys) if key in ("weight", "score"))
        row: list[Box | None] = [Box(shape.total, 1, first), *[None] * (first - 1)]
        yield [*row, *(Box("", key=("total", k)) if k in ("weight", "score") else Box("") for k in keys[first:])]
    if shape.grade:
        yield [Box(shape.grade, 1, 2), None, Box("", 1, width - 2, ("grade",)), *[None] * (width - 3)]
    for title in shape.foot:
        said = (
            "；".join(one.reason for one in made.plan.items if one.reason)
            if "原因" in title
            else "加强管理，用好结果。"
        )
        made.texts.setdefault(("foot", title), said or "无")
        yield [Box(title, 1, 2), None, Box("", 1, width - 2, ("foot", title)), *[None] * (width - 3)]


def narrative(plan: Plan, shape: Shape) -> str:
    """Return what a text says of the same project."""
    fund = plan.funds[0]
    told = [
        f"{one.name}{plain(one.actual)}{one.unit}" for one in plan.items if one.operator == "≥" and one.group == "产出"
    ]
    score = f"自评得分{plain(plan.total)}分，评价等级为{grade_of(plan.total)}。" if shape.total else ""
    return (
        f"{plan.project}项目绩效自评综述：全年预算数为{fund.budget:.2f}万元，执行数为{fund.executed:.2f}万元，"
        f"执行率为{plan.rate}%。{score}主要产出：{'，'.join(told)}。"
    )


def write(folder: Path, suffix: str, year: int, forms: list[Laid], stories: list[str]) -> Path:
    """Write forms and what is told of them as one document."""
    path = folder / f"forms.{suffix}"
    heads = [f"{n}、{one.plan.project}绩效自评表" for n, one in zip("一二三四五", forms, strict=False)]
    title, part = f"某市某局{year}年度部门决算", "第四部分 绩效自评情况"
    if suffix in ("html", "md", "txt"):
        path.write_text(_PLAIN[suffix](title, part, heads, stories, forms), "utf-8")
        return path
    blocks: list[Block] = [Heading(1, part)]
    for head, story, form in zip(heads, stories, forms, strict=True):
        rows = [[Cell(form.text(b), b.rowspan, b.colspan) if b is not None else None for b in row] for row in form.rows]
        blocks += [Heading(2, head), Paragraph([story]), ListTable(rows, 0, [1.0] * len(rows[0]))]
    document = Document(title, "某市某局", year, "", blocks)
    path.write_bytes({"docx": render_docx, "xlsx": render_xlsx, "pdf": render_pdf}[suffix](document))
    return path


def _html(title: str, part: str, heads: list[str], stories: list[str], forms: list[Laid]) -> str:
    lines = [f"<html><body><h1>{title}</h1><h2>{part}</h2>"]
    for head, story, form in zip(heads, stories, forms, strict=True):
        lines.append(f"<h3>{head}</h3><p>{html.escape(story)}</p><table>")
        for row in form.rows:
            cells = (
                f"<td rowspan={b.rowspan} colspan={b.colspan}>{html.escape(form.text(b))}</td>"
                for b in row
                if b is not None
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
        lines.append("</table>")
    return "\n".join([*lines, "</body></html>"])


def _flat(title: str, part: str, heads: list[str], stories: list[str], forms: list[Laid], glue: str, edge: str) -> str:
    lines = [title, "", part, ""]
    for head, story, form in zip(heads, stories, forms, strict=True):
        lines += [head, "", story, ""]
        for n, row in enumerate(form.rows):
            lines.append(edge + glue.join(form.text(b) if b is not None else "" for b in row) + edge)
            if n == 0 and edge:
                lines.append("|" + "---|" * len(row))
        lines.append("")
    return "\n".join(lines)


def _markdown(title: str, part: str, heads: list[str], stories: list[str], forms: list[Laid]) -> str:
    return _flat(title, part, heads, stories, forms, "|", "|")


def _text(title: str, part: str, heads: list[str], stories: list[str], forms: list[Laid]) -> str:
    return _flat(title, part, heads, stories, forms, "\t", "")


_PLAIN = {"html": _html, "md": _markdown, "txt": _text}
