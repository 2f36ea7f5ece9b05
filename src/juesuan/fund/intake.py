"""Lists as they come (申报表、回单、核定表): read by the importing helpers of books, what is wrong named row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.cells import Codes
from juesuan.books.choosing import chosen
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.guess import Header
from juesuan.books.imported import Options
from juesuan.books.intake import Sheet, taken
from juesuan.books.refused import reasons, refused_path, write_refused
from juesuan.books.schema import Column, Table
from juesuan.books.sources import TextFile
from juesuan.books.store import digest
from juesuan.books.workbooks import Sheet as WorkbookSheet
from juesuan.fund.applications import Row
from juesuan.fund.returns import Return

__all__ = ["LISTS", "Listed", "amounts_of", "read_list", "returns_of", "rows_of"]

_YES = ("yes", "是", "对公")


def _table(name: str, title: str, *columns: Column) -> Table:
    return Table(name, title, "", "", True, columns)


LISTS = {
    "applications": _table(
        "applications",
        "补贴申请",
        Column("name", "姓名", "text", required=True),
        Column("id_number", "身份证号", "text", required=True),
        Column("account", "银行账号", "text", required=True),
        Column("programme", "补贴项目", "text", required=True),
        Column("start", "补贴起始", "date", required=True),
        Column("end", "补贴截止", "date", required=True),
        Column("bank", "开户行", "text"),
        Column("employer", "用人单位", "text"),
        Column("employer_code", "统一社会信用代码", "credit_code"),
        Column("public", "对公", "text"),
    ),
    "returns": _table(
        "returns",
        "银行回单",
        Column("batch", "批次号", "code", required=True),
        Column("payment", "支付编号", "code", required=True),
        Column("amount", "金额", "money", required=True),
        Column("code", "回单代码", "text", required=True),
        Column("date", "日期", "date", required=True),
    ),
    "amounts": _table(
        "amounts",
        "核定表",
        Column("application", "申请编号", "code"),
        Column("id_number", "身份证号", "text"),
        Column("programme", "补贴项目", "text"),
        Column("month", "月份", "month", required=True),
        Column("amount", "金额", "money", required=True),
    ),
    "statement": _table(
        "statement",
        "银行对账单",
        Column("date", "交易日期", "date", required=True),
        Column("out", "借方发生额", "money"),
        Column("came", "贷方发生额", "money"),
        Column("amount", "交易金额", "money"),
        Column("flag", "借贷标志", "text"),
        Column("balance", "余额", "money"),
        Column("serial", "流水号", "text"),
        Column("reference", "支付编号", "text"),
        Column("summary", "摘要", "text"),
    ),
}
"""The lists there are; their columns go by the titles of `books/aliases.toml`."""


@dataclass(slots=True)
class Listed:
    """A list that was read: its rows with their numbers (`_row`), where it came from, and what is wrong in it."""

    file: Path
    source: TextFile | WorkbookSheet
    header: Header
    titles: Mapping[str, str]
    rows: list[dict[str, Any]]
    faults: list[Fault]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return digest(self.file)

    def named(self, faults: Sequence[Fault]) -> list[Fault]:
        """Return faults with the list's own titles for columns."""
        return [
            Fault(one.code, one.file, one.row, self.titles.get(one.column or "", one.column), one.params)
            for one in faults
        ]

    def refuse(self, faults: Sequence[Fault], wanted: Path | None, lang: str) -> Path:
        """Write the sheet that comes back, with the reason beside each refused row, and return where."""
        path = refused_path(self.file, wanted)
        write_refused(self.source, path, self.header.end, reasons(faults, lang))
        return path


def read_list(
    book: Path, kind: str, file: Path, *, sheet: str = "", constants: Sequence[str] = (), year: int = 0
) -> Listed:
    """Read a list. Unusable where it cannot be read, or no sheet has its columns."""
    table = LISTS[kind]
    if not file.is_file():
        raise Unusable(fault("import.missing", file))
    source, header, mapping = chosen(book, table, file, Options(sheet=sheet, constants=constants))
    body = source.body(header.end)
    found = taken(Sheet(file.name, header, source.head, body), table, mapping, Codes(year), {})
    titles = {name: some[0] for name, some in mapping.columns.items()}
    rows = found.table.select([*table.names, "_row"]).to_pylist()
    listed = Listed(file, source, header, titles, rows, [])
    listed.faults = listed.named(found.faults)
    return listed


def rows_of(listed: Listed, programmes: Mapping[str, str]) -> list[Row]:
    """Return the applications of a list, those rows left out whose cells are wrong.

    Programmes may go by their titles (name → title).
    """
    names = {title: name for name, title in programmes.items()}
    wrong = {one.row for one in listed.faults}
    return [
        Row(
            one["_row"],
            one["name"].strip(),
            one["id_number"],
            one["account"],
            names.get(one["programme"].strip(), one["programme"].strip()),
            one["start"],
            one["end"],
            one["bank"] or "",
            one["employer"] or "",
            one["employer_code"] or "",
            (one["public"] or "").strip() in _YES,
        )
        for one in listed.rows
        if one["_row"] not in wrong
    ]


def returns_of(listed: Listed) -> list[Return]:
    """Return the lines of a bank's answer."""
    return [
        Return(one["batch"], one["payment"], _fen(one["amount"]), one["code"], one["date"], one["_row"])
        for one in listed.rows
    ]


def amounts_of(listed: Listed) -> list[tuple[str, str, str, str, int, int]]:
    """Return application, ID number, programme, month, 分 and row of a list of amounts."""
    return [
        (one["application"] or "", one["id_number"] or "", one["programme"] or "", month_of(one["month"]),
         _fen(one["amount"]), one["_row"])
        for one in listed.rows
    ]  # fmt: skip


def month_of(day: date) -> str:
    """Return the month of a day, as 2024-05."""
    return day.isoformat()[:7]


def _fen(amount: Decimal) -> int:
    return int(amount * 100)
