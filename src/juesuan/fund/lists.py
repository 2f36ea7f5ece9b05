"""Lists as people keep them (CSV, XLSX, Parquet) as typed columns, every wrong cell named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from juesuan.books.cells import Bad, Codes, loose, plain
from juesuan.books.columns import flat, numbers, typed
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.schema import Column
from juesuan.books.sources import open_text
from juesuan.books.workbooks import SUFFIXES, open_sheet, sheet_names
from juesuan.fund.coherence import incoherent, named
from juesuan.fund.facts import column_of, terms

__all__ = ["KINDS", "Listed", "read_list"]

_PERSON = Column("person", "人员编号", "code", required=True)
_MONTH = Column("month", "月份", "date", required=True)
_PROGRAMME = Column("programme", "补贴项目", "code")
_ID, _ID_NUMBER = (
    Column("id", "编号", "code", required=True),
    Column("id_number", "证件号码", "mark", required=True, kind="id_number"),
)
_FACTS = tuple(column_of(term) for term in terms().values() if not term.sql)
KINDS: dict[str, tuple[Column, ...]] = {
    "persons": (_PERSON, *_FACTS, column_of(terms()["retires"])),
    "months": (_PERSON, _MONTH, _PROGRAMME, *_FACTS),
    "paid": (
        _PERSON,
        Column("programme", "补贴项目", "code", required=True),
        _MONTH,
        Column("employer", "用人单位", "code"),
    ),
    "applications": (
        _ID,
        Column("programme", "补贴项目", "code", required=True),
        _ID_NUMBER,
        Column("name", "姓名", "text"),
        Column("account", "账户", "code"),
        Column("employer", "用人单位", "code"),
        Column("batch", "批次", "code"),
        Column("first", "起始月", "date", required=True),
        Column("last", "截止月", "date"),
    ),
    "trainings": (
        _ID,
        _ID_NUMBER,
        Column("day", "日期", "date", required=True),
        Column("starts", "开始时间", "time", required=True),
        Column("ends", "结束时间", "time", required=True),
    ),
    "people": (_ID, _ID_NUMBER, Column("died", "死亡日期", "date"), Column("retired", "退休日期", "date")),
    "amounts": (
        Column("purpose", "用途", "text", required=True),
        Column("amount", "金额", "money", required=True),
        Column("function", "功能分类", "code"),
    ),
    "accounts": (
        Column("function", "功能分类", "code", required=True),
        Column("amount", "金额", "money", required=True),
    ),
}
"""The columns of each kind of list: a header says a name or its Chinese title."""
_CODES = Codes(2024)


@dataclass(slots=True)
class Listed:
    """A list's table (with `_file` and `_row`) and what is wrong in its cells."""

    table: Any
    faults: list[Fault] = field(default_factory=list)


def read_list(
    path: Path, kind: str, programmes: Mapping[str, str] | None = None, *, person: str | None = None
) -> Listed:
    """Read a list of a kind. Unusable where the file cannot be read or a column that is needed is missing.

    Where the programmes (name → title) are given, the list may say their titles, and one it says wrongly is a fault.
    Where one `person` is asked for, only the rows of theirs are looked at; all of them where there are none.
    """
    header, body, first = _opened(path)
    top = first
    rows = None if person is None else _rows_of(header, body, person)
    body, first = (body, first) if rows is None else (body.take(rows), 0)
    found = Listed(None)
    made: dict[str, Any] = {}
    own: dict[str, str] = {}
    titles = [plain(title) for title in header]
    for column in KINDS[kind]:
        at = next((n for n, t in enumerate(titles) if t in (plain(column.name), plain(column.title))), None)
        if at is not None:
            own[column.name] = header[at]
            made[column.name] = _typed(body.column(at), column, (path.name, header[at]), first, found.faults)
        elif column.required:
            raise Unusable(
                fault(
                    "column.missing",
                    path.name,
                    1,
                    column.name,
                    name=column.name,
                    title=column.title,
                    found=" ".join(header),
                )
            )
    table = pa.table(made)
    table = table.append_column("_file", pa.array([path.name] * table.num_rows, pa.string()))
    at = numbers(first, table.num_rows) if rows is None else pc.add(rows, top)
    table = table.append_column("_row", at)
    if rows is not None:
        found.faults = [replace(one, row=top + rows[one.row].as_py()) for one in found.faults if one.row is not None]
    found.table = table if programmes is None else named(table, programmes)
    if programmes is not None:
        found.faults += incoherent(found.table, kind, programmes, own)
    return found


def _rows_of(header: list[str], body: pa.Table, person: str) -> Any:
    """Return the places of a person's rows; None where there are none or no column says whose a row is."""
    names = (plain(_PERSON.name), plain(_PERSON.title))
    at = next((n for n, title in enumerate(header) if plain(title) in names), None)
    if at is None:
        return None
    found = pc.indices_nonzero(pc.equal(pc.utf8_trim_whitespace(flat(body.column(at)).cast(pa.string())), person))
    return found.cast(pa.int64()) if len(found) else None


def _opened(path: Path) -> tuple[list[str], pa.Table, int]:
    """Return the header, the rows below it as columns, and the number of the first of them."""
    if path.suffix == ".parquet":
        try:
            body = pq.read_table(path)
        except pa.ArrowException as error:
            raise Unusable(fault("file.damaged", path.name, why=str(error).splitlines()[0][:120])) from error
        return list(body.column_names), body, 2
    sheet = open_sheet(path, sheet_names(path)[0]) if path.suffix.lower() in SUFFIXES else open_text(path)
    start = next((n for n, row in enumerate(sheet.head) if sum(bool(str(c).strip()) for c in row) > 1), 0)
    header = [str(cell).strip() for cell in sheet.head[start]] if sheet.head else []
    body = sheet.body(start + 1)
    for n in range(body.num_columns, len(header)):
        body = body.append_column(str(n), pa.nulls(body.num_rows, pa.string()))
    return header, body, start + 2


def _typed(values: Any, column: Column, place: tuple[str, str], first: int, faults: list[Fault]) -> Any:
    """Return a column's values in their type, noting what is wrong and what is missing under the list's own title."""
    file, title = place
    flag = column.type == "choice" and column.choices[:1] == (("true", "是"),)
    if pa.types.is_boolean(values.type):
        return values
    made = typed(values, column, _time if column.type == "time" else _parser(column), loose=True)
    faults += [Fault(bad.code, file, row + first, title, bad.params) for row, bad in made.bad]
    if column.required:
        bad_rows = {row for row, _ in made.bad}
        empty = pc.indices_nonzero(pc.is_null(made.values)).to_pylist()
        faults += [
            fault("cell.required", file, row + first, title, title=column.title) for row in empty if row not in bad_rows
        ]
    if flag:
        return pc.equal(flat(made.values), "true")
    return _times(made.values) if column.type == "time" else made.values


def _parser(column: Column) -> Any:
    parse = loose(column, _CODES, {}, {}, frozenset(), Decimal(1))
    return (lambda text: parse(_day(text))) if column.type == "date" else parse


def _day(text: str) -> str:
    """Return a month as its first day; other texts as they are."""
    plain_text = text.strip().replace("年", "-").replace("月", "").replace("/", "-")
    year, _, month = plain_text.partition("-")
    good = len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12
    return f"{year}-{int(month):02}-01" if good else text


def _time(text: str) -> str | Bad:
    try:
        return time.fromisoformat(text.strip().zfill(5)).isoformat()
    except ValueError:
        return Bad("cell.time", {"value": text})


def _times(texts: Any) -> Any:
    return pc.cast(pc.cast(pc.strptime(flat(texts), format="%H:%M:%S", unit="us"), pa.timestamp("us")), pa.time64("us"))
