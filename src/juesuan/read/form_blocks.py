"""Forms of economic codes in one, two or three blocks side by side: 06."""

from __future__ import annotations

import re
from dataclasses import dataclass

from juesuan.blocks import Cell
from juesuan.read.form_cells import Raw
from juesuan.read.form_codes import join_code
from juesuan.read.form_columns import Bound, Columns, bind
from juesuan.read.form_tables import MARKS, Table, is_code, plain
from juesuan.read.numbers import is_blank, parse_amount
from juesuan.taxonomy.classification import plain_name
from juesuan.taxonomy.forms import FormSpec, RowSpec

__all__ = ["Block", "bind_blocks", "read_blocks"]

_LEAD = re.compile(r"(\d{3,5})[、.\s]*(\D.*)")


@dataclass(slots=True)
class Block:
    """One block: the columns from `left` to `right`, its value columns and where its codes and names stand."""

    left: int
    right: int
    columns: Columns


def bind_blocks(table: Table, spec: FormSpec, before: list[Block] | None) -> list[Block] | None:
    """Bind the blocks of a table with its own header, or take those of the table it continues."""
    if table.body > table.header:
        whole = bind(table, spec)
        starts = _starts(whole)
        ends = [*starts[1:], table.grid.cols]
        only = "actual" if len(starts) > 1 else ""
        blocks = [Block(a, b, bind(table, spec, a, b, only=only)) for a, b in zip(starts, ends, strict=True)]
        blocks = [b for b in blocks if b.columns.values]
        if blocks:
            return blocks
    return before if before and before[0].columns.width == table.grid.cols else None


def _starts(whole: Columns) -> list[int]:
    """Return the first column of each block: the first code column after something else."""
    leads = whole.codes or whole.names
    return [c for c in leads if c - 1 not in leads] or [0]


def read_blocks(table: Table, spec: FormSpec, blocks: list[Block]) -> list[Raw]:
    """Read the body: for each row, each block; blocks are then put in the order of their codes, top to bottom."""
    headers = {tuple(table.words(r)) for r in range(table.header, table.body)}
    by_block: list[list[Raw]] = [[] for _ in blocks]
    totals: list[Raw] = []
    for row in range(table.body, table.end):
        if tuple(table.words(row)) in headers:
            continue
        if found := _totals(table, row, spec, blocks):
            totals += found
            continue
        for n, block in enumerate(blocks):
            raw = _entry(table, row, block)
            if raw is not None:
                by_block[n].append(raw)
    return [raw for rows in by_block for raw in rows] + totals


def _totals(table: Table, row: int, spec: FormSpec, blocks: list[Block]) -> list[Raw]:
    """Read a row of totals: each label takes the first figure right of it, before the next label."""
    cells = table.cells(row)
    found: list[Raw] = []
    for n, cell in enumerate(cells):
        chosen = _total(spec, plain_name(plain(cell.text.text)))
        if chosen is None:
            continue
        rest = cells[n + 1 :]
        value = next((c for c in rest), None)
        value = value if value is not None and parse_amount(value.text.text, "") is not None else None
        block = next((b for b in blocks if b.left <= cell.col < b.right), blocks[-1])
        for column, bound in sorted(block.columns.values.items()):
            at = table.dense[row][column]
            given = (
                at if at is not None and at is not cell and (len(block.columns.values) > 1 or value is None) else value
            )
            found.append(_raw_total(cell, chosen, bound, given))
    return found


def _raw_total(cell: Cell, chosen: RowSpec, bound: Bound, value: Cell | None) -> Raw:
    """Build the row of one total."""
    printed = value if value is not None and not is_code_cell(value) else None
    return Raw("", re.sub(r"\s+", "", cell.text.text), cell, [(bound, printed)], chosen.cast)


def is_code_cell(cell: Cell) -> bool:
    """Say whether a cell holds words (so that it is no value)."""
    return not is_blank(cell.text.text) and parse_amount(cell.text.text, "") is None


def _total(spec: FormSpec, label: str) -> RowSpec | None:
    """Return the total a label names."""
    return next((r for r in spec.rows if r.pattern.search(label)), None)


def _entry(table: Table, row: int, block: Block) -> Raw | None:
    """Read one block of a row: code, name, values."""
    first = min(block.columns.values)
    parts: list[str] = []
    named: Cell | None = None
    for column in range(block.left, first):
        cell = table.dense[row][column]
        text = table.texts[row][column]
        if cell is None or not text or text in MARKS or (column > block.left and cell is table.dense[row][column - 1]):
            continue
        if lead := _LEAD.fullmatch(text):
            parts, named = [lead[1]], cell
        elif text.isdigit() or is_code(text):
            parts.append(text)
        else:
            named = named or cell
    values = [(block.columns.values[c], table.dense[row][c]) for c in sorted(block.columns.values)]
    code = join_code(parts, "economic")
    name = re.sub(r"^[\d\s]+", "", re.sub(r"\s+", "", named.text.text)) if named is not None else ""
    if not code and not name:
        amounts = [parse_amount(c.text.text, "") for _, c in values if c is not None]
        return Raw("", "", named, values) if any(a is not None and a.value for a in amounts) else None
    return Raw(code, name, named, values, coded=True)
