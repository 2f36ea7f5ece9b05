"""Lists are read by name or title from CSV, XLSX and Parquet; wrong cells are named with file, row and field."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from juesuan.books.faults import Unusable, explain
from juesuan.fund.lists import read_list


def _csv(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_titles_and_names_months_flags_and_money(tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        "人员编号,月份,本月就业状态,wage,本月领取失业保险金",
        'A,2024-05,公益性岗位,"3,000.5",是',
        "B,2024年6月,post,,",
    )
    found = read_list(path, "months")
    assert found.faults == []
    assert found.table.to_pylist() == [
        {
            "person": "A",
            "month": date(2024, 5, 1),
            "work": "post",
            "wage": Decimal("3000.50"),
            "unemployment_benefit": True,
        }
        | {"_file": "list.csv", "_row": 2},
        {"person": "B", "month": date(2024, 6, 1), "work": "post", "wage": None, "unemployment_benefit": None}
        | {"_file": "list.csv", "_row": 3},
    ]


def test_workbooks_with_a_title_above_and_parquet(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(
            [["名单"], ["编号", "证件号码", "死亡日期"], ["1", "420106198001011233", "2024-03-09"]]
        ):
            sheet.write_row(n, 0, row)
    found = read_list(path, "people")
    assert [(f.code, f.row, f.column) for f in found.faults] == [("number.id_number", 3, "证件号码")]
    months = read_list(_csv(tmp_path, "person,month,wage", "A,2024-05-01,1.00"), "months").table
    pq.write_table(months, tmp_path / "list.parquet")
    assert read_list(tmp_path / "list.parquet", "months").table.column("wage").to_pylist() == [Decimal("1.00")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,420106800101123,2024-02-30,09:00,12:00", "cell.date", "day"),
        ("1,420106800101123,2024-02-29,25:00,12:00", "cell.time", "starts"),
        ("1,420106800101123,2024-02-29,,12:00", "cell.required", "starts"),
        ("1,42010680010112,2024-02-29,9:00,12:00", "number.id_number", "id_number"),
    ],
)
def test_a_wrong_cell_is_one_line(tmp_path: Path, row: str, code: str, column: str) -> None:
    found = read_list(
        _csv(tmp_path, "id,id_number,day,starts,ends", "0,420106800101123,2024-02-29,08:30,9:30", row), "trainings"
    )
    assert [(f.code, f.file, f.row, f.column) for f in found.faults] == [(code, "list.csv", 3, column)]
    assert explain(found.faults[0]).startswith("list.csv，第 3 行，")
    assert found.table.column("starts")[0].as_py() == time(8, 30)


def test_a_missing_column_and_a_damaged_file(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"column\.missing"):
        read_list(_csv(tmp_path, "person,work", "A,post"), "months")
    (tmp_path / "x.parquet").write_bytes(b"nothing")
    with pytest.raises(Unusable, match=r"file\.damaged"):
        read_list(tmp_path / "x.parquet", "months")


@pytest.mark.parametrize(
    ("kind", "rows", "wrong"),
    [
        ("applications", "1,NAME,420106800101123,2024-01,2024-01", None),
        ("applications", "1,公益性岗位补贴,420106800101123,2024-01,", None),
        ("applications", "1,posts,420106800101123,2024-01,2024-01", ("fund.programme", "programme")),
        ("applications", "1,post,420106800101123,2024-03,2024-02", ("fund.span", "last")),
        ("trainings", "1,420106800101123,2024-02-29,09:00,09:01", None),
        ("trainings", "1,420106800101123,2024-02-29,22:00,01:00", ("fund.session", "ends")),
        ("trainings", "1,420106800101123,2024-02-29,09:00,09:00", ("fund.session", "ends")),
    ],
)
def test_the_cells_of_a_row_agree(tmp_path: Path, kind: str, rows: str, wrong: tuple[str, str] | None) -> None:
    heads = {"applications": "id,programme,id_number,first,last", "trainings": "id,id_number,day,starts,ends"}
    path = _csv(tmp_path, heads[kind], rows.replace("NAME", "post"))
    found = read_list(path, kind, {"post": "公益性岗位补贴"})
    assert [(f.code, f.row, f.column) for f in found.faults] == ([(wrong[0], 2, wrong[1])] if wrong else [])
    if kind == "applications" and not wrong:
        assert found.table.column("programme").to_pylist() == ["post"]


def test_of_one_person_only_their_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "paid.csv"
    path.write_text("person,programme,month\nA,post,2024-01\nB,post,2024-02\n B ,post,soon\nA,post,never\n", "utf-8")
    found = read_list(path, "paid", person="B")
    assert found.table.column("_row").to_pylist() == [3, 4]
    assert [(one.row, one.column) for one in found.faults] == [(4, "month")]
    assert found.table.column("person").to_pylist() == ["B", "B"]
    assert read_list(path, "paid", person="C").table.num_rows == 4
