"""The statutory self-evaluation forms (绩效自评表) of a book, as blocks for the attachments of its disclosure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.books.schema import schema
from juesuan.facts import Coordinate
from juesuan.perform.evaluation import Evaluation, Scored, evaluate
from juesuan.perform.evidence import Evidence
from juesuan.perform.money import Money
from juesuan.perform.numbers import half_up, plain, points, shown
from juesuan.perform.plan import DEPARTMENT, Plan, Target, open_plan
from juesuan.perform.registers import BookRegisters
from juesuan.perform.scoring import UNDEMONSTRATED, UNSET
from juesuan.publish.tree import Block, Cell, Figure, FormTable, Heading, Note

__all__ = ["aim", "attachments", "figure", "form_of", "header", "wide"]

_WIDTHS = [8.0, 12.0, 24.0, 13.5, 13.5, 8.0, 11.0, 16.0]
_LONG = 10
"""Characters of money beyond which a form needs a wide page."""
_FEN_IN_WAN = Decimal(1_000_000)
_WHOLE, _TRANSFER, _PROJECT = "部门整体支出", "转移支付", "项目支出"
"""What the forms of a department, of money from above and of its own projects are about."""
_MONEY = ("", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
_INDICATORS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因及改进措施")
_PARTS = {
    "basic": "其中：基本支出",
    "project": "项目支出",
    "fiscal": "其中：财政拨款",
    "other": "其他资金",
}
_GRADES = {"reached": "达成", "partly": "部分达成", "missed": "未达成"}
_NOTE = "注：得分由佐证按评分办法算出；未设目标和无佐证的指标不得分。"
_WEIGHT, _SCORE = 5, 6
"""Columns of the points of an indicator."""

Row = list[Cell | None]


def attachments(book: Book, accounts: Accounts) -> list[Block]:
    """Return a heading and a form for the department and each project that has targets; none without targets.

    Unusable where a performance table is faulty.
    """
    plan = open_plan(book.path)
    if not plan.targets:
        return []
    end = date(plan.year, 12, 31)
    evidence = Evidence(book, plan, BookRegisters(book.path))
    blocks: list[Block] = []
    for one in evaluate(book, plan, end, evidence):
        form = form_of(one, plan, accounts, {unit.code: unit.name for unit in book.units})
        blocks += [Heading(2, form.caption, form.form), form]
    return blocks


def form_of(evaluation: Evaluation, plan: Plan, accounts: Accounts, units: Mapping[str, str]) -> FormTable:
    """Lay an evaluation out as its statutory form; `units` are names of units by code."""
    subject = evaluation.subject
    name, about = accounts.organisation, _WHOLE
    if subject != DEPARTMENT:
        name, about = evaluation.name, _TRANSFER if plan.projects[subject]["category"] == "transfer" else _PROJECT
    rows = [*_head(evaluation, plan, accounts.organisation, units), *_funds(evaluation, accounts)]
    first = len(rows) + 1
    rows += [header(_INDICATORS), *_indicators(evaluation, plan)]
    rows.append(_total(evaluation, first, len(rows), [n for n, row in enumerate(rows[:first]) if _pointed(row)]))
    return FormTable(
        form=f"evaluation-{subject}", caption=f"{accounts.year}年度{name}{about}绩效自评表",
        label="", organisation=f"部门：{accounts.organisation}", unit=f"单位：{accounts.unit}",
        rows=rows, head=0, widths=list(_WIDTHS), notes=[Note([_NOTE])],
        landscape=_long(rows),
    )  # fmt: skip


def _long(rows: list[Row]) -> bool:
    """Say whether a figure is too long for an upright page."""
    cells = (cell.value for row in rows for cell in row if cell is not None)
    return any(len(value.text) > _LONG for value in cells if isinstance(value, Figure))


def header(texts: tuple[str, ...]) -> Row:
    """Return a row of headings."""
    return [Cell(text, align="center", header=True) for text in texts]


def wide(label: str, text: str, *more: str) -> Row:
    """Return a row of labels with what they name: over the whole width, or two to a row."""
    row: Row = [Cell(label, 1, 2, "center", header=True), None]
    if not more:
        return [*row, Cell(text, 1, 6, "left"), *[None] * 5]
    other = [Cell(more[0], 1, 2, "center", header=True), None, Cell(more[1], 1, 2, "left"), None]
    return [*row, Cell(text, 1, 2, "left"), None, *other]


def _head(evaluation: Evaluation, plan: Plan, organisation: str, units: Mapping[str, str]) -> Iterator[Row]:
    if evaluation.subject == DEPARTMENT:
        yield wide("部门（单位）名称", organisation)
        return
    project = plan.projects[evaluation.subject]
    yield wide("项目名称", evaluation.name)
    yield wide("主管部门", organisation, "实施单位", units.get(project["unit"] or "", organisation))
    if project["result"]:
        yield wide("年度总体目标", str(project["result"]))


def _funds(evaluation: Evaluation, accounts: Accounts) -> list[Row]:
    """Return the rows of money: the total with the execution's points, then its parts."""
    parts = {key: part for key, part in evaluation.money.parts.items() if part.initial or part.budget or part.paid}
    label = Cell("预算执行情况（万元）", 2 + len(parts), 1, "center", header=True)
    rows: list[Row] = [[label, *header(_MONEY)[1:]]]
    whole = _money(evaluation, "", evaluation.money, accounts)
    rate = evaluation.money.rate
    score = evaluation.execution
    shown_rate = Cell("—" if rate is None else f"{plain(points(rate))}%", align="right")
    ends = [figure(plain(score.weight)), shown_rate, figure(plain(score.points))]
    rows.append([None, Cell("年度资金总额"), *whole, *ends])
    for key, part in parts.items():
        blanks = [Cell("—", align="center") for _ in range(3)]
        rows.append([None, Cell(_PARTS[key]), *_money(evaluation, key, part, accounts), *blanks])
    return rows


def _money(evaluation: Evaluation, key: str, money: Money, accounts: Accounts) -> list[Cell | None]:
    """Return initial budget, budget and payments as the accounts print them; half-up where they do not."""
    said = (("initial", money.initial), ("final", money.budget), ("actual", money.paid))
    return [figure(_wan(evaluation, key, stage, cents, accounts)) for stage, cents in said]


def _wan(evaluation: Evaluation, key: str, stage: str, cents: int, accounts: Accounts) -> str:
    members = {"nature": key} if key in ("basic", "project") else {}
    if evaluation.subject != DEPARTMENT:
        members = {"nature": "project", "project": evaluation.subject}
    about = Coordinate.of("expenditure", accounts.year, stage, **members)
    value = half_up(Decimal(cents) / _FEN_IN_WAN, accounts.places)
    if accounts.exact.get(about) == cents and about in accounts.printed:
        value = accounts.printed[about]
    return f"{value:,.{accounts.places}f}"


def figure(text: str) -> Cell:
    """Return a cell with a figure."""
    return Cell(Figure(text), align="right")


def _indicators(evaluation: Evaluation, plan: Plan) -> Iterator[Row]:
    """Yield the indicators below their levels, in the order of the levels."""
    levels = {name: dict(schema().tables["targets"].column(name).choices) for name in ("level1", "level2")}
    order = {name: list(known) for name, known in levels.items()}
    ordered = sorted(
        evaluation.targets,
        key=lambda one: tuple(order[n].index(getattr(one.target, n)) for n in ("level1", "level2")),
    )
    for level1, some in groupby(ordered, key=lambda one: one.target.level1):
        group = list(some)
        first = Cell(levels["level1"][level1], len(group), 1, "center", header=True)
        for level2, few in groupby(group, key=lambda one: one.target.level2):
            kind = list(few)
            second = Cell(levels["level2"][level2], len(kind), 1, "center", header=True)
            for n, one in enumerate(kind):
                top = first if one is group[0] else None
                yield [top, second if n == 0 else None, *_values(one, plan)]


def _values(one: Scored, plan: Plan) -> list[Cell | None]:
    target, score = one.target, one.score
    texts = [target.name, aim(target), _done(one)]
    cells: list[Cell | None] = [Cell(text, align="left" if n == 0 else "center") for n, text in enumerate(texts)]
    return [*cells, figure(plain(score.weight)), figure(plain(score.points)), Cell(_reason(one, plan))]


def aim(target: Target) -> str:
    """Return a target as the form says it: ≥30场."""
    if target.unset:
        return "未设目标"
    return target.words if target.value is None else f"{target.operator}{plain(target.value)}{target.unit}"


def _done(one: Scored) -> str:
    actual, target = one.actual, one.target
    if not actual.shown:
        return "无佐证"
    if actual.value is None or target.qualitative:
        return _GRADES.get(actual.grade, "无佐证")
    return shown(actual.value, target.operator, target.value) + target.unit


def _reason(one: Scored, plan: Plan) -> str:
    """Return the deviation's reason, the sample of a satisfaction, that nothing was set or shown, or the arithmetic."""
    said = []
    if row := plan.deviation(one.target.id):
        said += [row["reason"] or "", row["measure"] or ""]
    if (share := one.actual.share) is not None:
        said.append(f"样本{share.sample}份，误差±{plain(points(share.margin))}个百分点")
    if not said and one.score.state in (UNSET, UNDEMONSTRATED):
        said.append("未设目标" if one.score.state == UNSET else "没有佐证材料")
    if not any(said) and _asks(one):
        said.append(one.score.explain("zh"))
    return "；".join(one for one in said if one)


def _asks(one: Scored) -> bool:
    """Say whether a form asks for the reason: points were lost, or the target was exceeded by 30 % or more."""
    aim, value = one.target.value, one.actual.value
    far = (
        aim is not None
        and value is not None
        and aim > 0
        and 10 * value >= 13 * aim
        and one.target.operator in ("≥", ">")
    )
    return one.score.points < one.score.weight or far


def _pointed(row: Row) -> bool:
    """Say whether a row of the form's head has the execution's points."""
    cell = row[_WEIGHT]
    return cell is not None and isinstance(cell.value, Figure)


def _total(evaluation: Evaluation, first: int, end: int, head: list[int]) -> Row:
    """Return the total; its points are the sums of the column, the execution's among them."""
    weight, score = figure(plain(evaluation.whole)), figure(plain(evaluation.total))
    weight.sums = tuple((row, _WEIGHT, 1) for row in [*head, *range(first, end)])
    score.sums = (*((row, 7, 1) for row in head), *((row, _SCORE, 1) for row in range(first, end)))
    return [Cell("总分", 1, 5, "center", header=True), *[None] * 4, weight, score, Cell("")]
