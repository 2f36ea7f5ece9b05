"""The 三公 form (one line, or stages or kinds as rows), and lists of items such as procurement and vehicles."""

from __future__ import annotations

import re

from juesuan.blocks import Cell
from juesuan.read.form_cells import Raw
from juesuan.read.form_columns import Bound, Columns, bind, by_numbering, stage_of
from juesuan.read.form_tables import Table, plain
from juesuan.read.numbers import parse_amount
from juesuan.taxonomy.classification import plain_name
from juesuan.taxonomy.forms import Cast, FormSpec

__all__ = ["bind_sangong", "read_items", "read_sangong"]

_BELOW = re.compile(r"^其中：")
_UNNAMED = re.compile(r"|合计|总计|栏次|小计|三公经费.*")
_WORDS = re.compile(r"[\u4e00-\u9fff]")


def bind_sangong(table: Table, spec: FormSpec) -> Columns | None:
    """Bind kinds (with stages) to columns, or only stages where the kinds are rows."""
    if table.body <= table.header:
        return None
    if table.loose and (numbered := by_numbering(table, spec)):
        return numbered
    columns = bind(table, spec)
    kinds = {dict(b.cast.members).get("sangong") for b in columns.values.values()}
    if len(kinds) >= 3:
        return columns
    stages: dict[int, Bound] = {}
    for column in range(table.grid.cols):
        path = table.path(column)
        stage = next((s for part in reversed(path) if (s := stage_of(part))), "")
        if stage:
            stages[column] = Bound(stage, Cast(stage=stage), path[-1])
    return Columns(stages, (), (), (), table.grid.cols) if stages else None


def read_sangong(table: Table, spec: FormSpec, columns: Columns) -> list[Raw]:
    """Read the body rows."""
    across = any(b.cast.members for b in columns.values.values())
    rows: list[Raw] = []
    for row in range(table.body, table.end):
        raw = _line(table, row, columns) if across else _kind(table, row, spec, columns)
        if raw is not None:
            rows.append(raw)
    if across and len(rows) == 1 and rows[0].cast is None:
        rows[0].cast = Cast()
    return rows


def _line(table: Table, row: int, columns: Columns) -> Raw | None:
    """Read a row whose columns are the kinds; its name may be a stage."""
    first = min(columns.values)
    named = next((c for c in table.cells(row) if c.col < first and _WORDS.search(c.text.text)), None)
    name = "" if named is None else plain(named.text.text)
    stage = stage_of(name)
    pairs = [(_at_stage(b, stage), table.dense[row][c]) for c, b in sorted(columns.values.items())]
    words = any(c is not None and _WORDS.search(c.text.text) for _, c in pairs)
    empty = not any(c is not None and parse_amount(c.text.text, "") for _, c in pairs)
    if words or (empty and row > table.body and not stage):
        return None
    known = bool(stage) or _UNNAMED.fullmatch(name) is not None
    return Raw("", name, named, pairs, Cast() if known else None)


def _at_stage(bound: Bound, stage: str) -> Bound:
    """Put a column at the stage its row names."""
    if not stage:
        return bound
    key = bound.key if stage == "actual" else f"{stage}.{bound.key}"
    return Bound(key, Cast(bound.cast.measure, stage, bound.cast.members), bound.header)


def _kind(table: Table, row: int, spec: FormSpec, columns: Columns) -> Raw | None:
    """Read a row whose name is a kind (or a count) and whose columns are stages."""
    first = min(columns.values)
    named = next((c for c in table.cells(row) if c.col < first and _WORDS.search(c.text.text)), None)
    if named is None:
        return None
    name = re.sub(r"\s+", "", named.text.text)
    label = _BELOW.sub("", plain_name(plain(name)))
    pairs = [(b, table.dense[row][c]) for c, b in sorted(columns.values.items())]
    for counted in spec.rows:
        if counted.pattern.search(label):
            return Raw("", name, named, pairs, counted.cast, unit=counted.unit)
    for kind in spec.columns:
        if kind.pattern.search(label):
            return Raw("", name, named, pairs, kind.cast)
    return Raw("", name, named, pairs)


def read_items(table: Table, spec: FormSpec) -> list[Raw]:
    """Read a list of items in sections, each with a header of its own."""
    rows: list[Raw] = []
    values: dict[int, Bound] = {}
    opened = ""
    for row in range(table.header, table.end):
        cells = table.cells(row)
        figures = [c for c in cells if parse_amount(c.text.text, "") is not None]
        if len(cells) > 1 and not figures:
            values = _headed(cells, spec) or values
            continue
        if not cells or not _WORDS.search(cells[0].text.text):
            continue
        name = re.sub(r"\s+", "", cells[0].text.text)
        label = plain_name(_BELOW.sub("", plain_name(plain(name))))
        chosen = next((r for r in spec.rows if r.pattern.search(label) and (not r.under or r.under == opened)), None)
        opened = chosen.sets if chosen is not None and chosen.sets else opened
        pairs: list[tuple[Bound, Cell | None]] = [(b, table.dense[row][c]) for c, b in sorted(values.items())]
        if figures and pairs:
            rows.append(
                Raw("", name, cells[0], pairs, chosen.cast if chosen else None, unit=chosen.unit if chosen else "")
            )
    return rows


def _headed(cells: list[Cell], spec: FormSpec) -> dict[int, Bound]:
    """Bind the columns of a section's header."""
    found: dict[int, Bound] = {}
    for cell in cells[1:]:
        text = plain(cell.text.text)
        column = next((c for c in spec.columns if c.pattern.search(text)), None)
        if column is not None and text != "行次":
            found[cell.col] = Bound(column.key, column.cast, text)
    return found
