"""Self-evaluation tables (绩效自评表) of projects, bodies and transfers to what they promised, did and scored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from juesuan.blocks import Cell, Grid, Text
from juesuan.disclosure import Evaluation, Funding, Indicator
from juesuan.facts import Coordinate, Reading
from juesuan.read.figures import squeeze
from juesuan.read.numbers import parse_amount
from juesuan.read.quantities import name_of

__all__ = ["read_evaluations"]

_VALUE = re.compile(
    r"(?P<operator>≥|>=|≧|≤|<=|≦|＞|>|＜|<|=|＝|大于等于|小于等于|不低于|不少于|不超过)?\s*"
    r"(?P<number>-?\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>%|％|[^\d\s，。；（(]{0,6})"
)
_TEX = re.compile(r"\$|\\[a-zA-Z]+|[{}]")
_OPERATORS = {"≧": "≥", ">=": "≥", "大于等于": "≥", "不低于": "≥", "不少于": "≥", "≦": "≤", "<=": "≤", "小于等于": "≤"}
_OPERATORS |= {"不超过": "≤", "＞": ">", "＜": "<", "＝": "="}
_POINTS = re.compile(r"[（(]?\s*\d+(?:\.\d+)?\s*分?\s*[)）]?$")
_TOTAL = re.compile(r"^(?:总分|合计|总计|得分合计|自评(?:总)?得分|总得分)")
_LONGEST = 24
_EXACT = Decimal("0.01")
_UNITS = {"rate": "%"}
_KINDS = {"fiscal": "财政拨款", "other": "其他资金"}
_SUM = re.compile(r"合计|总计")
_FOOT = re.compile(r"原因|措施|结论|备注|说明|联系人|填报")
_NUMBERED = re.compile(r"^(?:指标|指标内容)?\s*\d{1,2}\s*[.、．:：]\s*")


@cache
def _words() -> dict[str, list[str]]:
    data = tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))
    return {level: data[level]["names"] for level in ("groups", "kinds")}


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))
    return {key: re.compile(words) for key, words in data["headings"].items()}


@cache
def _parts() -> re.Pattern[str]:
    data = tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))
    return re.compile(data["money"]["parts"])


def read_evaluations(grids: list[Grid], year: int | None) -> tuple[list[Evaluation], list[Reading]]:
    """Return the evaluations in the grids and all their figures; decimals of other grids count as unchecked figures."""
    found: list[Evaluation] = []
    readings: list[Reading] = []
    for pieces in _forms(grids):
        rows = [row for piece in pieces for row in _rows(piece)]
        head = next((n for n, row in enumerate(rows) if _is_head(row)), None)
        if head is None:
            readings += [reading for piece in pieces for reading in _loose(piece)]
            continue
        evaluation = _evaluation(rows, head, year)
        evaluation.grids = pieces
        found.append(evaluation)
        readings += _figures(evaluation)
    return found, readings


def _forms(grids: list[Grid]) -> Iterator[list[Grid]]:
    """Yield grids by form: one that begins with its name and money, or that a page break cut, goes on in the next."""
    pieces: list[Grid] = []
    headed = False
    for grid in grids:
        rows = _rows(grid)
        head = next((n for n, row in enumerate(rows) if _is_head(row)), None)
        named = _project(rows[:head]) is not None
        opened = (
            bool(pieces) and not headed and head is not None and not named and _project(_rows(pieces[-1])) is not None
        )
        cut = bool(pieces) and headed and not named and head in (None, 0) and _goes_on(pieces[-1], grid)
        if pieces and not (opened or cut):
            yield pieces
            pieces, headed = [], False
        pieces, headed = [*pieces, grid], headed or head is not None
    if pieces:
        yield pieces


def _goes_on(last: Grid, grid: Grid) -> bool:
    """Say whether a grid is the rest of a form on the page before: its columns, its classes, and no total so far."""
    if not last.pages or not grid.pages or grid.pages[0] != last.pages[-1] + 1 or grid.cols != last.cols:
        return False
    if any(_TOTAL.match(squeeze(cell.text.text)) for cell in last.cells):
        return False
    return any(_kind_of(squeeze(c.text.text)) or _TOTAL.match(squeeze(c.text.text)) for c in grid.cells if c.col < 3)


def _loose(grid: Grid) -> Iterator[Reading]:
    for cell in grid.cells:
        amount = parse_amount(cell.text.text, "")
        if amount is not None and "." in cell.text.text:
            yield Reading(cell.text.text, amount, cell.text.place(), "table")


def _rows(grid: Grid) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        if cell.row < len(rows):
            rows[cell.row].append(cell)
    return [sorted(row, key=lambda c: c.col) for row in rows]


def _is_head(row: list[Cell]) -> bool:
    keys = set(_columns(row))
    return "name" in keys and bool(keys & {"target", "actual"})


@lru_cache(maxsize=1 << 12)
def _heading_of(text: str) -> str:
    """Return which heading a cell is, or ""."""
    bare = squeeze(text)
    fits = (k for k, regex in _headings().items() if 2 <= len(bare) <= _LONGEST and regex.fullmatch(bare))
    return next(fits, "")


def _columns(row: list[Cell]) -> dict[str, Cell]:
    """Return the headings of a row by key, each once; values stand to the right of the names they are of."""
    found: dict[str, Cell] = {}
    for cell in row:
        key = _heading_of(cell.text.text)
        early = key in ("target", "actual") and "name" not in found
        if key and key not in found and not early:
            found[key] = cell
    return found


def _evaluation(rows: list[list[Cell]], head: int, year: int | None) -> Evaluation:
    columns = _columns(rows[head])
    evaluation = Evaluation(_project(rows[:head]), {k: c.text for k, c in columns.items()})
    evaluation.whole = evaluation.project is not None and _project(rows[:head], "项目|专项") is None
    evaluation.funding = _funding(rows[:head], evaluation, year)
    group, kind = "", ""
    starts = sorted(c.col for c in rows[head])
    for row in rows[head + 1 :]:
        words = [c for c in row if c.text.text.strip()]
        if not words:
            continue
        first = squeeze(words[0].text.text)
        if _is_head(row):  # repeated on the next page
            continue
        if _TOTAL.match(first):
            _total(words[1:], evaluation)
            continue
        if _FOOT.search(first) or (len(words) == 1 and len(first) > 2 and not _kind_of(first)):
            continue
        for cell in words[:3]:
            if (named := _kind_of(squeeze(cell.text.text))) and cell.col < columns["name"].col + 2:
                group, kind = (named[1], "") if named[0] == "group" else (group, named[1])
        indicator = _indicator(words, columns, starts, group, kind)
        if indicator is not None:
            evaluation.indicators.append(indicator)
    evaluation.complete = evaluation.total_weight is not None or "weight" not in columns
    return evaluation


def _kind_of(bare: str) -> tuple[str, str] | None:
    """Return ("group", 产出) for a first-level class, ("kind", 数量) for a second-level one."""
    plain = _POINTS.sub("", bare).removesuffix("指标")
    for level in ("groups", "kinds"):
        if plain in _words()[level]:
            return level.removesuffix("s"), plain if level == "groups" else plain.removesuffix("效益").removesuffix(
                "影响"
            )
    return None


def _project(rows: list[list[Cell]], whose: str = "项目|专项|单位|部门") -> Text | None:
    """Return what a form is about: the name beside a label such as 项目名称 or 部门（单位）名称."""
    for row in rows:
        words = [c.text for c in row if c.text.text.strip()]
        for label, value in pairwise(words):
            if re.fullmatch(rf"(?:{whose})(?:（.{{1,6}}）)?名称", squeeze(label.text)):
                return value
    return None


def _funding(rows: list[list[Cell]], evaluation: Evaluation, year: int | None) -> list[Funding]:
    """Return the rows of money below the heading with 预算数 and 执行数, the total first."""
    columns: dict[str, Cell] = {}
    found: list[Funding] = []
    for n, row in enumerate(rows):
        heads = _columns(row)
        if {"budget", "executed"} <= set(heads):
            columns = heads | _split(heads, [cell for below in rows[n + 1 : n + 2] for cell in below])
            evaluation.money = frozenset(heads)
            continue
        if not columns:
            continue
        funding = _money(row, columns)
        funding.part = bool(found) and _parts().match(funding.label) is not None
        if funding.figures or funding.part:
            found.append(funding)
    if len(found) > 2 and _SUM.search(found[-1].label):
        found = [found[-1], *found[:-1]]
        for funding in found[1:]:
            funding.part = True
    name = _project(rows, "项目|专项")
    if found and year is not None and name is not None:
        _bind(found[0], name_of(squeeze(name.text)), year)
    return found


def _split(heads: dict[str, Cell], below: list[Cell]) -> dict[str, Cell]:
    """Return the headings below those that span several columns: budget.fiscal, executed.other …."""
    return {
        f"{key}.{kind}": cell
        for key, head in heads.items()
        for cell in below
        for kind, words in _KINDS.items()
        if head.colspan > 1 and head.col <= cell.col < head.col + head.colspan and words in squeeze(cell.text.text)
    }


def _money(row: list[Cell], columns: dict[str, Cell]) -> Funding:
    """Return a row of money by its columns."""
    label = next((squeeze(c.text.text) for c in row if c.text.text.strip() and c.col < columns["budget"].col), "")
    funding = Funding(label)
    for key, head in columns.items():
        cell = next((c for c in row if c.col == head.col), None)
        if cell is None:
            continue
        amount = parse_amount(cell.text.text, _UNITS.get(key, "万元"))
        if key in ("weight", "score") and (points := _points(cell.text)) is not None:
            funding.figures[key] = points
        elif amount is not None:
            funding.figures[key] = Reading(cell.text.text, amount, cell.text.place(), "table", label=label)
    return funding


def _bind(funding: Funding, name: str, year: int) -> None:
    """The project's money is what a story means by its name."""
    for key, stage in (("executed", "actual"), ("budget", "final"), ("initial", "initial")):
        reading = funding.figures.get(key)
        if reading is not None and name:
            reading.coordinate = Coordinate.of("quantity", year, stage, name=name, noun="元")


def _indicator(
    words: list[Cell], columns: dict[str, Cell], starts: list[int], group: str, kind: str
) -> Indicator | None:
    def under(key: str) -> Text | None:
        head = columns.get(key)
        if head is None:
            return None
        end = next((s for s in starts if s > head.col), head.col + 1)
        return next((c.text for c in words if head.col <= c.col < end), None)

    values = [c.col for k, c in columns.items() if k in ("sign", "measure", "target", "actual", "weight", "score")]
    left = [c for c in words if c.col < min(values, default=99)]
    names = [c for c in left if c.col >= columns["name"].col or not _kind_of(squeeze(c.text.text))]
    if not names:
        return None
    made = Indicator(group, kind, names[-1].text, under("target"), under("actual"))
    sign, measure = under("sign"), under("measure")
    made.operator, made.target_value = _value(made.target, names[-1].text, sign, measure)
    _, made.actual_value = _value(made.actual, names[-1].text, None, measure)
    made.weight, made.score = _points(under("weight")), _points(under("score"))
    reason = under("reason")
    made.reason = squeeze(reason.text) if reason is not None else ""
    return made


def _value(
    text: Text | None, name: Text, sign: Text | None = None, measure: Text | None = None
) -> tuple[str, Reading | None]:
    """Read a value with its operator and unit; those may stand in columns of their own."""
    if text is None:
        return "", None
    plain = _TEX.sub(" ", text.text.replace("\\geq", "≥").replace("\\leq", "≤").replace("\\%", "%")).strip()
    match = _VALUE.fullmatch(plain)
    if match is None:
        return "", None
    operator = match["operator"] or (squeeze(sign.text) if sign is not None else "")
    unit = match["unit"] or (squeeze(measure.text) if measure is not None else "")
    amount = parse_amount(match["number"].replace("，", ","), unit.replace("％", "%"))
    if amount is None:
        return operator, None
    label = _NUMBERED.sub("", name.text)
    return _OPERATORS.get(operator, operator), Reading(text.text, amount, text.place(), "table", label=label)


def _points(text: Text | None) -> Reading | None:
    """Read points (分): they are given, not measured, and so are exact as printed."""
    amount = parse_amount(text.text.removesuffix("分"), "分") if text is not None else None
    if text is None or amount is None:
        return None
    return Reading(text.text, replace(amount, quantum=min(amount.quantum, _EXACT)), text.place(), "table")


def _total(words: list[Cell], evaluation: Evaluation) -> None:
    numbers = [r for c in words if (r := _points(c.text)) is not None]
    if len(numbers) == 1:
        evaluation.total_score = numbers[0]
    elif numbers:
        evaluation.total_weight, evaluation.total_score = numbers[0], numbers[1]


def _figures(evaluation: Evaluation) -> list[Reading]:
    found = [r for f in evaluation.funding for r in f.figures.values()]
    for one in evaluation.indicators:
        found += [r for r in (one.target_value, one.actual_value, one.weight, one.score) if r is not None]
    found += [r for r in (evaluation.total_weight, evaluation.total_score) if r is not None]
    return found
