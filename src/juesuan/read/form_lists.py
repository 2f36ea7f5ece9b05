"""Forms whose rows carry function codes: 02, 03, 05, 07, 08 and their kin."""

from __future__ import annotations

import re
from decimal import Decimal

from juesuan.blocks import Cell
from juesuan.read.form_cells import Raw
from juesuan.read.form_codes import join_code
from juesuan.read.form_columns import Columns, bind, by_numbering
from juesuan.read.form_tables import MARKS, Table, plain
from juesuan.read.numbers import parse_amount
from juesuan.taxonomy.forms import Cast, FormSpec

__all__ = ["bind_list", "read_list"]

_LEAD = re.compile(r"[\[（]?(\d{3,7})[\]）]?[、.\s]*(\D.*)")
_TOTAL = re.compile(r"(本年)?(收入|支出)?(合计|总计)(数)?")
_DOTS = re.compile(r"[….。．·]+")
_CJK = re.compile(r"[\u4e00-\u9fff]")
SHIFTS = (0, -1, 1, -2, 2, -3, 3)


def bind_list(table: Table, spec: FormSpec, before: Columns | None) -> Columns | None:
    """Bind the columns of a table with its own header, or take those of the table it continues."""
    if table.body > table.header:
        columns = bind(table, spec)
        if table.loose and (numbered := by_numbering(table, spec)):
            numbered.codes, numbered.names = columns.codes, columns.names
            columns = numbered
        if columns.values:
            return columns
    return _carried(table, before) if before else None


def _carried(table: Table, before: Columns) -> Columns | None:
    """Take over the columns of the page before; where 类款项 shrank to one column, count from the right."""
    if table.grid.cols == before.width:
        return before
    by = table.grid.cols - before.width
    if min(before.values) + by < 1:
        return None
    moved = before.shifted(by)
    return Columns(moved.values, (), (), (), table.grid.cols)


def read_list(table: Table, columns: Columns, above: Raw | None = None) -> list[Raw]:
    """Read the body rows; `above` is the last row of the page before."""
    headers = {tuple(table.words(r)) for r in range(table.header, table.body)}
    shift = _shift(table, columns) if table.loose else 0
    rows: list[Raw] = []
    for row in range(table.body, table.end):
        if tuple(table.words(row)) in headers:
            continue
        moved = columns.shifted(_row_shift(table, row, columns, shift)) if table.loose else columns
        raw = _row(table, row, moved)
        if raw is None:
            continue
        if above is not None and row == table.body and _is_rest(raw):
            above.name += raw.name
        else:
            rows.append(raw)
    return rows


def _is_rest(raw: Raw) -> bool:
    """Say whether a page's first row is only the rest of the name above it."""
    return raw.coded and not raw.printed and all(c is None or not c.text.text.strip() for _, c in raw.pairs)


def _row(table: Table, row: int, columns: Columns) -> Raw | None:
    """Read one row: code and name before the first value column, then the values."""
    first = min(columns.values)
    code, name, cell = _lead(table, row, first)
    pairs: list[tuple[object, Cell | None]] = []
    for column in sorted(columns.values):
        at = table.dense[row][column] if 0 <= column < table.grid.cols else None
        pairs.append((columns.values[column], at if at is not cell else None))
    filled = any(c is not None and parse_amount(c.text.text, "") for _, c in pairs)
    if not code and (not name or _DOTS.fullmatch(name)):
        zero = all(c is None or not (a := parse_amount(c.text.text, "")) or not a.value for _, c in pairs)
        return None if zero or not filled else Raw("", name, cell, pairs)  # type: ignore[arg-type]
    total = not code and _TOTAL.fullmatch(name) is not None
    return Raw(code, name, cell, pairs, Cast() if total else None, not total)  # type: ignore[arg-type]


def _lead(table: Table, row: int, first: int) -> tuple[str, str, Cell | None]:
    """Return code, name and the name's cell."""
    parts: list[str] = []
    named: Cell | None = None
    for column in range(max(first, 1)):
        cell = table.dense[row][column]
        text = "" if cell is None else plain(cell.text.text)
        if not text or text in MARKS or cell is None or (column and cell is table.dense[row][column - 1]):
            continue
        if lead := _LEAD.fullmatch(text):
            return join_code([lead[1]], "function"), lead[2], cell
        if _CJK.search(text) or _DOTS.fullmatch(text):
            named = cell
            break
        parts.append(text)
    name = "" if named is None else re.sub(r"\s+", "", named.text.text)
    if lead := _LEAD.fullmatch(plain(name)):
        return join_code([lead[1]], "function"), lead[2], named
    return join_code(parts, "function"), name, named


def _numeric(table: Table, row: int) -> dict[int, Decimal]:
    """Return the figures of a row by column: those right of its name."""
    last = -1
    found: dict[int, Decimal] = {}
    for column, text in enumerate(table.texts[row]):
        if _CJK.search(text):
            last = column
        elif (amount := parse_amount(text, "")) is not None:
            found[column] = amount.value
    return {c: v for c, v in found.items() if c > last} if last >= 0 else {c: v for c, v in found.items() if c}


def _misfit(figures: dict[int, Decimal], columns: Columns, shift: int) -> int:
    """Count figures outside the value columns, and a missing total beside other figures."""
    places = {c + shift: b.key for c, b in columns.values.items()}
    outside = sum(1 for c in figures if c not in places)
    totals = [c for c, key in places.items() if key == "total"]
    lacking = bool(totals and figures and not any(c in figures for c in totals) and "opening" not in places.values())
    return outside * 2 + lacking


def _shift(table: Table, columns: Columns) -> int:
    """Return by how much the body of a text table stands beside its header."""
    rows = [_numeric(table, r) for r in range(table.body, table.end)]
    return min(SHIFTS, key=lambda s: (sum(_misfit(r, columns, s) for r in rows), abs(s)))


def _row_shift(table: Table, row: int, columns: Columns, usual: int) -> int:
    """Return the shift of one row: the usual one unless its figures do not fit it and do fit another."""
    figures = _numeric(table, row)
    if not _misfit(figures, columns, usual):
        return usual
    order = sorted(SHIFTS, key=lambda s: abs(s - usual))
    return min(order, key=lambda s: (_misfit(figures, columns, s), _gap(figures, columns, s)))


def _gap(figures: dict[int, Decimal], columns: Columns, shift: int) -> Decimal:
    """Return how far the total is from the sum of the parts under a shift."""
    said = {b.key: figures.get(c + shift, Decimal(0)) for c, b in columns.values.items()}
    inner = (
        "total",
        "opening",
        "closing",
        "revenue",
        "personnel",
        "public",
        "general",
        "government_fund",
        "state_capital",
    )
    return abs(said.get("total", Decimal(0)) - sum((v for k, v in said.items() if k not in inner), Decimal(0)))
