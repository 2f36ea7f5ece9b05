"""A sheet's rows become rows of a table: mapped, typed, summing rows left out, numbers given where there are none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.cells import Bad, Codes, Names, loose
from juesuan.books.columns import MONEY, Typed, arrow_type, coded, flat, typed
from juesuan.books.faults import Fault, fault
from juesuan.books.guess import Header, money_unit
from juesuan.books.mapping import Columns
from juesuan.books.schema import Column, Table, data
from juesuan.books.sql import quoted
from juesuan.books.tables import placed

__all__ = ["Intake", "Sheet", "numbered", "taken"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is taken in: the file's name, the sheet's header and rows above, and the body as columns of text."""

    file: str
    header: Header
    head: Sequence[Sequence[str]]
    body: Any

    def texts(self, title: str) -> Any:
        """Return the column of a title."""
        column = self.header.find(title)
        count = self.body.num_rows
        if column is None or column >= self.body.num_columns:
            return pa.nulls(count, pa.string())
        found = self.body.column(column)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


@dataclass(slots=True)
class Intake:
    """Rows ready for the rules, with `_file` and `_row`; rows that were skipped, and what is wrong in the others."""

    table: Any
    skipped: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def taken(sheet: Sheet, table: Table, mapping: Columns, codes: Codes, names: Names, *, number: bool = True) -> Intake:
    """Map and type every row of a sheet; without `number` those without an id keep none (`numbered` gives one)."""
    made = _columns(sheet, table, mapping, codes, names)
    suspects = _suspects(made, table)
    first = sheet.header.end + 1
    skipped = _skipped(sheet, suspects)
    faults = _faults(made, table, sheet.file, first, set(skipped))
    found = pa.table({name: one.values for name, one in made.items()})
    found = placed(found, sheet.file, first)
    if skipped:
        keep = pc.invert(pc.is_in(found.column("_row"), pa.array([row + first for row in skipped], pa.int64())))
        found = found.filter(keep)
    told = [(row + first, text) for row, text in sorted(skipped.items()) if text]
    return Intake(numbered(found, table) if number else found, told, faults)


def _columns(sheet: Sheet, table: Table, mapping: Columns, codes: Codes, names: Names) -> dict[str, Typed]:
    """Type each column of the table from what the mapping says of it."""
    words = data("aliases.toml")
    blank = frozenset(words["blank"])

    def one(column: Column) -> Typed:
        scale = _scale(sheet, column, mapping)
        meant = mapping.values.get(column.name, {})
        parse = loose(column, codes, names, words["choices"], blank, scale)
        return _column(sheet, column, mapping, lambda text: parse(meant.get(text.strip(), text)), scale)

    single = [column for column in table.columns if not _composed(mapping, column.name)]
    with ThreadPoolExecutor() as pool:
        made = dict(zip([column.name for column in single], pool.map(one, single), strict=True))
    if "debit" in mapping.columns or "credit" in mapping.columns:
        made |= _sides(sheet, table, mapping, made, codes)
    for column in table.columns:
        if column.name not in made:
            made[column.name] = _joined(sheet, mapping.columns[column.name], made)
    return {column.name: made[column.name] for column in table.columns}


def _composed(mapping: Columns, name: str) -> bool:
    titles = mapping.columns.get(name, ())
    return len(titles) > 1 or any(title.startswith("@") for title in titles)


def _column(sheet: Sheet, column: Column, mapping: Columns, parse: Any, scale: Decimal) -> Typed:
    count = sheet.body.num_rows
    if column.name in mapping.columns:
        texts = sheet.texts(mapping.columns[column.name][0])
        free = column.type == "text" or (column.type == "link" and column.to.endswith(".id"))
        free = free and column.name not in mapping.values
        made = typed(texts, column, None if free else parse, scale=scale, loose=True)
        if column.name in mapping.constants:
            filled = pc.fill_null(flat(made.values), _constant(column, parse, mapping))
            made.values = coded(filled) if column.coded else filled
        return made
    if column.name in mapping.constants:
        value = _constant(column, parse, mapping)
        if isinstance(value, Bad):
            return Typed(pa.nulls(count, arrow_type(column)), [(row, value) for row in range(min(count, 1))])
        kind = pa.string() if column.coded else arrow_type(column)
        many = pa.repeat(pa.scalar(value, kind), count)
        return Typed(coded(many) if column.coded else many)
    return Typed(pa.nulls(count, arrow_type(column)))


def _constant(column: Column, parse: Any, mapping: Columns) -> Any:
    return parse(mapping.constants[column.name])


def _scale(sheet: Sheet, column: Column, mapping: Columns) -> Decimal:
    """Return what one of the sheet's money unit is in the column's own (yuan, where its title names none)."""
    if column.type != "money":
        return Decimal(1)
    units = data("aliases.toml")["units"]
    titles = mapping.columns.get(column.name) or mapping.columns.get("debit") or ()
    at = sheet.header.find(titles[0]) if titles else None
    said = money_unit(sheet.header.titles[at]) if at is not None else ""
    above = [cell for row in sheet.head[: sheet.header.start] for cell in row]
    unit = said or mapping.unit or money_unit(above)
    if not unit:
        return Decimal(1)
    return Decimal(units[unit]) / Decimal(units[money_unit([column.title]) or "元"])


def _sides(sheet: Sheet, table: Table, mapping: Columns, made: dict[str, Typed], codes: Codes) -> dict[str, Typed]:
    """Make amount, and side where it is not said, from 借方 and 贷方: expenditure is debited, revenue credited."""
    column = table.column("amount")
    scale = _scale(sheet, column, mapping)
    parse = loose(column, codes, {}, {}, frozenset(data("aliases.toml")["blank"]), scale)
    both = {}
    bad: list[tuple[int, Bad]] = []
    for name in ("debit", "credit"):
        titles = mapping.columns.get(name)
        texts = sheet.texts(titles[0]) if titles else pa.nulls(sheet.body.num_rows, pa.string())
        part = typed(texts, column, parse, scale=scale, loose=True)
        both[name], bad = part.values, bad + part.bad
    zero = pa.scalar(Decimal("0.00"), MONEY)
    debit, credit = pc.fill_null(both["debit"], zero), pc.fill_null(both["credit"], zero)
    side = flat(made["side"].values)
    if "side" not in mapping.columns and "side" not in mapping.constants:
        said = pc.if_else(pc.not_equal(debit, zero), "expenditure", "revenue")
        neither = pc.and_(pc.equal(debit, zero), pc.equal(credit, zero))
        unsaid = pc.and_(neither, pc.invert(_mask({row for row, _ in bad}, len(neither))))
        side = pc.if_else(unsaid, pa.scalar(None, pa.string()), said)
    spent = pc.fill_null(pc.equal(side, "expenditure"), True)
    amount = pc.if_else(spent, pc.subtract(debit, credit), pc.subtract(credit, debit)).cast(MONEY)
    none = pc.and_(pc.is_null(both["debit"]), pc.is_null(both["credit"]))
    amount = pc.if_else(none, pa.scalar(None, MONEY), amount)
    return {"amount": Typed(amount, bad), "side": Typed(coded(side), made["side"].bad)}


def _mask(rows: set[int], count: int) -> Any:
    """Return which of `count` rows are among `rows`."""
    return pc.is_in(pa.array(range(count), pa.int64()), pa.array(sorted(rows), pa.int64()))


def _joined(sheet: Sheet, titles: Sequence[str], made: Mapping[str, Typed]) -> Typed:
    """Join the parts of a number by “-”; a row that lacks one has no number."""
    parts = []
    for title in titles:
        if title == "@month":
            parts.append(pc.strftime(made["date"].values.cast(pa.timestamp("s")), format="%Y%m"))
        elif title == "@unit":
            parts.append(flat(made["unit"].values))
        else:
            texts = pc.utf8_trim_whitespace(pc.fill_null(sheet.texts(title), ""))
            texts = pc.replace_substring_regex(texts, r"\.0$", "")
            parts.append(pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts))
    return Typed(pc.binary_join_element_wise(*parts, "-"))


def _suspects(made: Mapping[str, Typed], table: Table) -> set[int]:
    """Return the rows that cannot be taken as they are: a cell is bad, or one that must be filled is empty."""
    found = {row for one in made.values() for row, _ in one.bad}
    for column in table.columns:
        values = made[column.name].values
        if column.required and column.name != "id" and values.null_count:
            found.update(pc.indices_nonzero(pc.is_null(values)).to_pylist())
    return found


def _skipped(sheet: Sheet, suspects: set[int]) -> dict[int, str]:
    """Return those that are no rows at all: blank ones (with no text), sums, and the header printed again."""
    if not suspects:
        return {}
    totals = re.compile(data("aliases.toml")["totals"])
    titles = {re.sub(r"\s+", "", one) for titles in sheet.header.titles for one in titles}
    order = sorted(suspects)
    rows = sheet.body.take(pa.array(order, pa.int64())).to_pylist()
    found = {}
    for number, row in zip(order, rows, strict=True):
        cells = [re.sub(r"\s+", "", cell) for cell in row.values() if cell and cell.strip()]
        words = [cell for cell in cells if not re.fullmatch(r"[-\d.,]+", cell)]
        if not cells:
            found[number] = ""
        elif any(totals.match(word) for word in words[:3]) or (len(cells) > 1 and all(c in titles for c in cells)):
            found[number] = " ".join(cells)[:60]
    return found


def _faults(made: Mapping[str, Typed], table: Table, file: str, first: int, skipped: set[int]) -> list[Fault]:
    """Say what is wrong in the rows that are not skipped."""
    found = []
    for column in table.columns:
        one = made[column.name]
        bad = {row for row, _ in one.bad}
        found += [Fault(b.code, file, row + first, column.name, b.params) for row, b in one.bad if row not in skipped]
        if column.required and column.name != "id" and one.values.null_count:
            missing = pc.indices_nonzero(pc.is_null(one.values)).to_pylist()
            lacking = [row for row in missing if row not in bad and row not in skipped]
            found += [fault("cell.required", file, row + first, column.name, title=column.title) for row in lacking]
    return found


def numbered(found: Any, table: Table) -> Any:
    """Give rows without an id one that follows from their content: the same row has the same id in any file."""
    if "id" not in table.names or not found.num_rows or not found.column("id").null_count:
        return found
    columns = [name for name in table.names if name not in ("id", "origin")]
    said = ", ".join(f"coalesce(cast({quoted(name)} as varchar), '')" for name in columns)
    db = duckdb.connect()
    db.register("found", found)
    sql = f"""
        with h as (select _row, id, substr(md5(concat_ws(chr(31), {said})), 1, 16) as h from found where id is null),
        many as (select h from h group by h having count(*) > 1),
        nth as (select _row, row_number() over (partition by h.h order by _row) as n from h join many on many.h = h.h)
        select coalesce(f.id, 'x' || h.h || case when n > 1 then '-' || n else '' end) as id
        from found f left join h on h._row = f._row left join nth on nth._row = f._row order by f._row"""
    ids = db.sql(sql).to_arrow_table().column("id").cast(pa.string())
    return found.set_column(found.column_names.index("id"), "id", ids)
