"""Grids to forms: each recognised by its title, its columns and rows bound to coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from juesuan.blocks import Cell, Grid, Line, Source, Text
from juesuan.disclosure import Form, FormRow
from juesuan.facts import Coordinate, Reading
from juesuan.read.numbers import is_blank, parse_amount
from juesuan.taxonomy.codes import code_of, nearest
from juesuan.taxonomy.statutory import form_of_title, labels, specs

__all__ = ["read_forms"]

_UNIT = re.compile(r"单位[:：]\s*(人民币)?(万元|元|千元)")
_NOTE = re.compile(r"\s*(注|说明|备注)|.*本表(无|为空)|本(部门|单位).{0,12}(无|没有)")
_ORDINAL = re.compile(r"^[\s（(]*[一二三四五六七八九十]+[）)、.]|^\d+[.、]")
_CODE = re.compile(r"\d{3,7}")


def read_forms(source: Source, year: int | None) -> tuple[list[Form], list[Grid], set[int]]:
    """Return the forms, the grids that are none, and the indices of the blocks the forms stand on."""
    forms: list[Form] = []
    rest: list[Grid] = []
    consumed: set[int] = set()
    current: Form | None = None
    pending: tuple[str, Text, int] | None = None
    unit = "万元"
    for index, block in enumerate(source.blocks):
        if isinstance(block, Line):
            if block.role in ("toc", "header", "footer", "page"):
                continue
            key = form_of_title(block.text.text)
            if key:
                pending, current = (key, block.text, index), None
            elif match := _UNIT.search(block.text.text):
                unit = match[2]
                consumed.add(index)
            elif current and re.match(
                r"\s*(注|说明|备注)|.*本表(无|为空)|本(部门|单位).{0,12}(无|没有)", block.text.text
            ):
                current.notes.append(block.text)
                consumed.add(index)
            elif len(block.text.text) > 25:
                pending = current = None
            continue
        if pending and _is_form(block):
            key, title, at = pending
            known = next((f for f in forms if f.id == key), None)
            current = known or Form(key, title.text.strip(), [title], [], [], unit=unit, year=year)
            if known is None:
                forms.append(current)
            consumed.add(at)
            pending = None
        if current is None:
            rest.append(block)
            continue
        current.grids.append(block)
        current.pages += [p for p in block.pages if p not in current.pages]
        consumed.add(index)
    for form in forms:
        _bind(form, year or 0)
    return forms, rest, consumed


def _is_form(grid: Grid) -> bool:
    head = "".join(cell.text.text for cell in grid.cells if cell.row < 4)
    return bool(re.search(r"项\s*目|科目|决算数|预算数|收\s*入|合\s*计", head))


def _rows(form: Form) -> Iterable[list[Cell]]:
    for grid in form.grids:
        rows: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append(cell)
        for number in sorted(rows):
            yield sorted(rows[number], key=lambda c: c.col)


def _bind(form: Form, year: int) -> None:
    spec = specs()[form.id]
    binders = {"code": _bind_codes, "halves": _bind_halves, "economic": _bind_economic, "one": _bind_one}
    binders[spec["rows"]](form, spec, year)
    form.readings = [reading for row in form.rows for reading in row.readings.values()]


def _coordinate(what: str, measure: str, fund: str, year: int, **more: str) -> Coordinate:
    """Build a coordinate from a column's description: "", "closing", "nature=basic" or "revenue,source=general"."""
    members: dict[str, str | None] = {"fund": fund or None, **more}
    for part in filter(None, what.split(",")):
        key, _, value = part.partition("=")
        if value:
            members[key] = value
        else:
            measure = key
    if measure == "revenue" and (given := members.pop("fund", None)):
        members.setdefault("source", given)
    return Coordinate.of(measure, year).with_(**members)


def _put(form: Form, row: FormRow, key: str, cell: Cell, coordinate: Coordinate) -> None:
    amount = parse_amount(cell.text.text, form.unit)
    blank = amount is None and is_blank(cell.text.text)
    if amount is None and not blank:
        return
    place = replace(cell.text.place(), form=form.id, row=row.code or row.name, column=key or "total")
    if place.box is None:
        place = replace(place, box=cell.box)
    value = amount or parse_amount("0", form.unit)
    if value is not None:
        row.readings[key] = Reading(cell.text.text, value, place, "form", coordinate, blank, label=row.name)


def _row(form: Form, code: str, name: str, printed: str, cell: Cell) -> FormRow:
    row = FormRow(code, name, printed, cell.text, replace(cell.text.place(), form=form.id, row=code or name))
    form.rows.append(row)
    return row


def _bind_codes(form: Form, spec: dict[str, Any], year: int) -> None:
    """Rows 类款项: the code in one, two or three columns, then the name, then the value columns."""
    columns: list[str] = spec["columns"]
    if form.id == "08" and max((g.cols for g in form.grids), default=0) >= 9:
        columns = specs()["07"]["columns"]
    fund = str(spec.get("fund", ""))
    first = None
    for cells in _rows(form):
        width = cells[-1].col + cells[-1].colspan
        total = next((c for c in cells if re.sub(r"\s", "", c.text.text) == "合计"), None)
        if total is not None and any(parse_amount(c.text.text, form.unit) for c in cells if c.col > total.col):
            first = total.col + total.colspan  # the line of totals shows where the value columns begin
        start = max([width - len(columns) if first is None else first, *(c.col + 1 for c in cells if _label(c))])
        heads = [c for c in cells if c.col < start]
        values = [c for c in cells if c.col >= start][: len(columns)]
        label = "".join(c.text.text for c in heads if not c.text.text.strip().isdigit())
        name = re.sub(r"[\s类款项]|栏次", "", label) if "合计" in label or "栏次" in label else re.sub(r"\s", "", label)
        code = "".join(re.sub(r"\s", "", c.text.text) for c in heads if re.fullmatch(r"[\d\s]+", c.text.text))
        if not heads or len(values) > len(columns) or not values or not (name == "合计" or _CODE.fullmatch(code)):
            continue
        full = code if name == "合计" else _resolve(code, name)
        row = _row(form, full, name, code, heads[0])
        for what, cell in zip(columns, values, strict=False):
            more = {"function": full} if full else {}
            coordinate = _coordinate(what, str(spec["measure"]), fund, year, **more)
            _put(form, row, what, cell, coordinate)


def _resolve(code: str, name: str) -> str:
    """Complete a clipped code by its name below the last 款; a whole code stays as it is."""
    if len(code) in (3, 5, 7):
        return code
    return nearest(name, code, "function", 7) or code


def _bind_halves(form: Form, spec: dict[str, Any], year: int) -> None:
    """01 and 04: a half of revenue and a half of expenditure side by side, each a label and its value columns."""
    left, right = spec["left"], spec["right"]
    carried = [False, False]
    counters = _counters(form)
    for row in _rows(form):
        cells = [c for c in row if c.col not in counters]
        if not cells:
            continue
        names = [c for c in cells if _label(c)]
        if not names or any(x in "".join(c.text.text for c in cells) for x in ("项目", "栏次", "决算数")):
            continue
        width = cells[-1].col + cells[-1].colspan
        for head in names:
            is_right = head.col > 0 and (head is not names[0] or head.col >= width / 2 - 1.5)
            after = [c for c in cells if c.col > head.col and (is_right or len(names) == 1 or c.col < names[-1].col)]
            whats = right if is_right else left
            values = after[-len(whats) :] if is_right else _left_value(after, names, head)
            whats = whats[: len(values)] if is_right and values else whats
            plain = re.sub(r"\s", "", head.text.text)
            carried[is_right] = (carried[is_right] or plain[:2] in ("年初", "年末")) and "计" not in plain
            if len(values) == len(whats):
                _put_half(form, head, values, whats, is_right, carried[is_right], year)


def _counters(form: Form) -> set[int]:
    """Return the columns that count lines (行次): whole numbers that go up by one."""
    columns: dict[int, list[int]] = {}
    for cells in _rows(form):
        for cell in cells:
            if re.fullmatch(r"\s*\d{1,3}\s*", cell.text.text):
                columns.setdefault(cell.col, []).append(int(cell.text.text))
    return {
        col
        for col, numbers in columns.items()
        if len(numbers) > 4 and sum(b - a == 1 for a, b in pairwise(numbers)) >= 0.7 * (len(numbers) - 1)
    }


def _left_value(after: list[Cell], names: list[Cell], head: Cell) -> list[Cell]:
    """Return the value cell of a left half: the last one before the right half's label."""
    right = [c for c in names if c is not head]
    if right:
        return after[-1:]
    money = [c for c in after if "." in c.text.text]
    return money[:1]


def _label(cell: Cell) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", cell.text.text))


def _put_half(
    form: Form, head: Cell, values: list[Cell], whats: list[str], is_right: bool, carried: bool, year: int
) -> None:
    name = _ORDINAL.sub("", re.sub(r"\s", "", head.text.text))
    bare = re.sub(r"[（(].*$", "", name)
    known = labels().get(bare) or next((v for k, v in labels().items() if len(bare) > 8 and k.startswith(bare)), None)
    code = code_of(bare, "function", "", 3) if is_right else None
    row = _row(form, code or "", name, "", head)
    for what, cell in zip(whats, values, strict=True):
        if code:
            coordinate = _coordinate(f"expenditure,{what},function={code}", "expenditure", "", year)
        elif known == "total":
            coordinate = _coordinate(what, "outflow" if is_right else "inflow", "", year)
        elif known and "source=" in known and (carried or is_right):
            if is_right:
                continue
            coordinate = _coordinate(known.replace("revenue,source", "opening,fund"), "opening", "", year)
        elif known:
            coordinate = _coordinate(f"{known}", "revenue", "", year)
            if "source=" not in known:
                coordinate = _coordinate(what, coordinate.measure, "", year)
        else:
            continue
        _put(form, row, what, cell, coordinate)


def _bind_economic(form: Form, spec: dict[str, Any], year: int) -> None:
    """06: two or three blocks side by side, each the code in one or two columns, the name, the value."""
    fund = str(spec["fund"])
    for cells in _rows(form):
        texts = [re.sub(r"\s", "", c.text.text) for c in cells]
        for n, name in enumerate(texts):
            if not re.search(r"[\u4e00-\u9fff]", name) or n + 1 >= len(cells):
                continue
            if kind := {"人员经费合计": "personnel", "公用经费合计": "public"}.get(name):
                value = next((c for c in cells[n + 1 :] if parse_amount(c.text.text, form.unit)), None)
                stop = next(
                    (m for m in range(n + 1, len(texts)) if re.search(r"[\u4e00-\u9fff]", texts[m])), len(texts)
                )
                if value is not None and cells.index(value) < stop:
                    row = _row(form, "", name, "", cells[n])
                    _put(form, row, "", value, _coordinate(f"nature={kind}", "expenditure", fund, year))
                continue
            code, at = "", n - 1
            while at >= 0 and (texts[at].isdigit() or (texts[at] == "" and not code)) and n - at <= 2:
                code, at = texts[at] + code, at - 1
            if not 3 <= len(code) <= 5:
                continue
            if len(code) == 4:
                code = nearest(name, code, "economic", 5) or code
            row = _row(form, code, name, code, cells[n])
            _put(form, row, "", cells[n + 1], _coordinate("", "expenditure", fund, year, nature="basic", economic=code))


def _bind_one(form: Form, spec: dict[str, Any], year: int) -> None:
    """09: one line, 预算数 and 决算数 in pairs or one block after the other."""
    kinds: list[str] = spec["kinds"]
    heads = ["".join(re.sub(r"\s", "", c.text.text) for c in cells) for cells in _rows(form)]
    paired = any(head.startswith("预算数决算数预算数") for head in heads)
    order = (
        [(k, s) for k in kinds for s in ("final", "actual")]
        if paired
        else [(k, s) for s in ("final", "actual") for k in kinds]
    )
    for cells in _rows(form):
        money = [c for c in cells if parse_amount(c.text.text, form.unit) and "." in c.text.text]
        if not money or len(cells) != len(order) or any(_label(c) for c in cells):
            continue
        row = _row(form, "", "三公", "", cells[0])
        for (kind, stage), cell in zip(order, cells, strict=True):
            _put(form, row, f"{kind}:{stage}", cell, Coordinate.of("expenditure", year, stage, sangong=kind))
