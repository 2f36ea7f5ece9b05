"""Forms of two sides, income and outlay: 01 and 04."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass

from juesuan.blocks import Cell
from juesuan.read.form_cells import Raw
from juesuan.read.form_columns import Bound, Columns, bind
from juesuan.read.form_tables import Table
from juesuan.read.numbers import parse_amount
from juesuan.taxonomy.classification import classification, plain_name
from juesuan.taxonomy.forms import Cast, FormSpec, RowSpec

__all__ = ["Half", "bind_sides", "read_sides"]

_ORDINAL = re.compile(r"^[一二三四五六七八九十]+、")
_BELOW = re.compile(r"^其中：")
ALIKE = 0.8


@dataclass(slots=True)
class Half:
    """One side of a form: where its labels stand, and its value columns."""

    side: str
    label: int
    columns: Columns


def bind_sides(table: Table, spec: FormSpec, before: list[Half] | None) -> list[Half] | None:
    """Bind both halves of a table with its own header, or take those of the table it continues."""
    labels = _labels(table) if table.body > table.header else []
    if labels:
        ends = [*labels[1:], table.grid.cols]
        halves = []
        for n, (start, end) in enumerate(zip(labels, ends, strict=True)):
            side = "right" if n else "left"
            halves.append(Half(side, start, bind(table, spec, start + 1, end, side)))
        if len(halves) > 1 and any(h.columns.values for h in halves):
            return halves
    return before if before and before[0].columns.width == table.grid.cols else None


def _labels(table: Table) -> list[int]:
    """Return the columns of row names: those headed 项目, else those where 一、二、三、 stand."""
    found = [c for c in range(table.grid.cols) if (p := table.path(c)) and re.match(r"项目|科目名称", p[-1])]
    found = [c for c in found if c == 0 or c - 1 not in found or table.path(c - 1) != table.path(c)]
    if len(found) > 1:
        return found
    counted: Counter[int] = Counter()
    for row in range(table.body, table.end):
        counted.update(c for c, text in enumerate(table.texts[row]) if _ORDINAL.match(text))
    return sorted(c for c, n in counted.items() if n > 2) or found


def read_sides(table: Table, spec: FormSpec, halves: list[Half], contexts: dict[str, str]) -> list[Raw]:
    """Read the body rows, left half then right; `contexts` is what the rows above have opened, by side."""
    headers = {tuple(table.words(r)) for r in range(table.header, table.body)}
    rows: list[Raw] = []
    for row in range(table.body, table.end):
        if tuple(table.words(row)) in headers:
            continue
        for n, half in enumerate(halves):
            raw = _half_row(table, row, spec, half, contexts, f"{half.side}{n}")
            if raw is not None:
                rows.append(raw)
    return rows


def _half_row(table: Table, row: int, spec: FormSpec, half: Half, contexts: dict[str, str], context: str) -> Raw | None:
    """Read one side of a row."""
    cell = table.dense[row][half.label]
    name = re.sub(r"\s+", "", cell.text.text) if cell is not None else ""
    pairs: list[tuple[Bound, Cell | None]] = []
    for column in sorted(half.columns.values):
        at = table.dense[row][column]
        pairs.append((half.columns.values[column], None if at is cell else at))
    if not name or parse_amount(name, "") is not None:
        amounts = [parse_amount(c.text.text, "") for _, c in pairs if c is not None]
        return Raw("", "", cell, pairs) if any(a is not None and a.value for a in amounts) else None
    label = plain_name(_BELOW.sub("", plain_name(name)))
    chosen, cast = _match(spec, half.side, label, contexts.get(context, ""))
    if chosen is not None and chosen.sets:
        contexts[context] = chosen.sets
    return Raw("", name, cell, pairs, cast, number=_number(table, row, half))


def _match(spec: FormSpec, side: str, label: str, opened: str) -> tuple[RowSpec | None, Cast | None]:
    """Return the row of the form that a label names, and what it says of coordinates."""
    for row in spec.rows:
        if row.side not in ("", side) or (row.under and opened not in row.under.split("|")):
            continue
        if row.lookup:
            code = class_code(row.lookup, label)
            if code:
                return row, Cast(row.cast.measure, "", ((row.lookup, code),))
        elif row.pattern.search(label):
            return row, row.cast
    return None, None


def class_code(kind: str, label: str) -> str:
    """Return the 类 a label names: exactly, or as near as a slip of the pen."""
    lists = classification(kind)
    exact = lists.find(label, depth=0) or lists.find(label + "支出", depth=0)
    if exact:
        return exact[0]
    names = {plain_name(n): c for c in lists if len(c) == 3 for n in lists.names(c)}
    near = difflib.get_close_matches(label, names, n=1, cutoff=ALIKE)
    return names[near[0]] if near else ""


def _number(table: Table, row: int, half: Half) -> int | None:
    """Return the 行次 of a row."""
    for column in half.columns.numbers:
        text = table.texts[row][column]
        if text.isdigit():
            return int(text)
    return None
