"""Money of a performance form (预算执行情况): budgets, payments and points, below headings or beside labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from juesuan.blocks import Cell, Text
from juesuan.disclosure import Funding
from juesuan.facts import Coordinate, Reading
from juesuan.read.figures import squeeze
from juesuan.read.numbers import parse_amount
from juesuan.read.quantities import name_of
from juesuan.read.values import points

__all__ = ["bind", "funding", "pledged"]

Columns = Callable[[list[Cell]], dict[str, Cell]]
_UNITS = {"rate": "%"}
_KINDS = {"fiscal": "财政拨款", "other": "其他资金"}
_SUM = re.compile(r"合计|总计")
_POINTS = re.compile(r"[（(](?P<points>\d+(?:\.\d+)?)\s*分?\s*(?=[)）×*xX])|(?P<bare>\d+(?:\.\d+)?)\s*分[)）]?$")
_MONEY = ("initial", "budget", "executed", "rate")
_UNIT = re.compile(r"[（(：](?:单位：)?((?:百万|[万千亿])?元)(?:[）)]|$)")
_PLEDGED = re.compile(r"(?:其中：)?(?:年度|项目|专项|预算|实施期|中期)*(?:资金总额|资金|预算总额|金额合计)：?")


def funding(
    rows: list[list[Cell]], columns_of: Columns, parts: re.Pattern[str]
) -> tuple[list[Funding], dict[str, Text]]:
    """Return the rows of money below the heading with 预算数 and 执行数, the total first, and the heading by key."""
    columns: dict[str, Cell] = {}
    headings: dict[str, Text] = {}
    found: list[Funding] = []
    unit = unit_of_money(cell.text for row in rows for cell in row)
    for n, row in enumerate(rows):
        heads = columns_of(row)
        if {"budget", "executed"} <= set(heads):
            columns = heads | _split(heads, [cell for below in rows[n + 1 : n + 2] for cell in below])
            headings = {key: cell.text for key, cell in heads.items()}
            labels = [cell.text for cell in row if cell.col < heads["budget"].col]
            continue
        if not columns:
            continue
        one = _money(row, columns, unit)
        one.part = bool(found) and parts.match(one.label) is not None
        if one.figures and not found and "weight" not in columns:
            _said(one, [columns["score"].text, *labels] if "score" in columns else labels)
        if one.figures or one.part:
            found.append(one)
    if len(found) > 2 and _SUM.search(found[-1].label):
        found = [found[-1], *found[:-1]]
        for one in found[1:]:
            one.part = True
    return found, headings


def paired(rows: list[list[Cell]], heading_of: Callable[[str], str]) -> list[Funding]:
    """Return money whose headings stand left of their figures in one row: 预算金额（元）, 300,000, 执行率, 95%."""
    for row in rows:
        words = [c.text for c in row if c.text.text.strip()]
        labels = [label for label, _ in pairwise(words)]
        made = Funding("", {})
        for label, text in pairwise(words):
            key = heading_of(label.text)
            if key in ("weight", "score") and (given := points(text)) is not None:
                made.figures.setdefault(key, given)
            elif key in _MONEY and (reading := _figure(text, _UNITS.get(key) or unit_of_money([label]), label.text)):
                made.figures.setdefault(key, reading)
                made.label = made.label or squeeze(label.text)
        if {"budget", "executed"} <= set(made.figures):
            _said(made, labels)
            return [made]
    return []


def unit_of_money(texts: Iterable[Text]) -> str:
    """Return the unit of money that headings print: 资金情况（元）, 单位：元; 万元 where none does."""
    found = (match[1] for text in texts if (match := _UNIT.search(squeeze(text.text))))
    return next(found, "万元")


def _figure(text: Text, unit: str, label: str) -> Reading | None:
    amount = parse_amount(text.text, unit)
    return Reading(text.text, amount, text.place(), "table", label=squeeze(label)) if amount is not None else None


def pledged(rows: list[list[Cell]], parts: re.Pattern[str]) -> list[Funding]:
    """Return the money of a form of targets: amounts beside 资金总额, 财政拨款, 其他资金, the total first."""
    found: list[Funding] = []
    for row in rows:
        words = [c.text for c in row if c.text.text.strip()]
        for label, text in pairwise(words):
            bare = squeeze(label.text)
            part = bool(found) and parts.match(bare) is not None
            amount = parse_amount(text.text.strip().removesuffix("万元"), "万元")
            if amount is not None and (part or (not found and _PLEDGED.fullmatch(bare))):
                reading = Reading(text.text, amount, text.place(), "table", label=bare)
                found.append(Funding(bare, {"budget": reading}, part))
    return found


def _said(one: Funding, headings: list[Text]) -> None:
    """Points of the execution that a heading says: 得分（20分×执行率）, 预算执行情况（万元）（20分）."""
    for text in headings:
        if "score" in one.figures and (match := _POINTS.search(text.text)):
            group = "points" if match["points"] else "bare"
            reading = points(text.slice(match.start(group), match.end(group)))
            if reading is not None:
                one.figures.setdefault("weight", reading)


def _split(heads: dict[str, Cell], below: list[Cell]) -> dict[str, Cell]:
    """Return the headings below those that span several columns: budget.fiscal, executed.other …."""
    return {
        f"{key}.{kind}": cell
        for key, head in heads.items()
        for cell in below
        for kind, words in _KINDS.items()
        if head.colspan > 1 and head.col <= cell.col < head.col + head.colspan and words in squeeze(cell.text.text)
    }


def _money(row: list[Cell], columns: dict[str, Cell], unit: str) -> Funding:
    """Return a row of money by its columns."""
    label = next((squeeze(c.text.text) for c in row if c.text.text.strip() and c.col < columns["budget"].col), "")
    made = Funding(label)
    for key, head in columns.items():
        cell = next((c for c in row if c.col == head.col), None)
        if cell is None:
            continue
        amount = parse_amount(cell.text.text, _UNITS.get(key, unit))
        if key in ("weight", "score") and (given := points(cell.text)) is not None:
            made.figures[key] = given
        elif amount is not None:
            made.figures[key] = Reading(cell.text.text, amount, cell.text.place(), "table", label=label)
    return made


def bind(one: Funding, name: str, year: int) -> None:
    """The project's money is what a story means by its name."""
    about = name_of(squeeze(name))
    for key, stage in (("executed", "actual"), ("budget", "final"), ("initial", "initial")):
        reading = one.figures.get(key)
        if reading is not None and about:
            reading.coordinate = Coordinate.of("quantity", year, stage, name=about, noun="元")
