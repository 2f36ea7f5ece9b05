"""A sheet becomes records of a register, all of them or none, once; who imported them did what led to their state."""

from __future__ import annotations

import csv
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from tests.registers.conftest import VAULT

from juesuan.books.faults import Unusable
from juesuan.books.import_ import Imported, Options
from juesuan.registers import check, store
from juesuan.registers.import_ import import_records
from juesuan.registers.indicators import evaluate
from juesuan.registers.packs import shipped
from juesuan.registers.store import Refused, records

add, move = (partial(act, vault=VAULT) for act in (store.add, store.move))
check_registers = partial(check.check_registers, vault=VAULT)
DAY = date(2024, 3, 1)
HEAD = ["姓名", "身份证号", "登记日期", "备注"]
PEOPLE = [
    ["甲", "11010519491231002X", "2024/1/5", "x"],
    ["乙", "440524188001010014", "2024年2月1日", ""],
    ["合计", "2", "", ""],
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "registers").mkdir(parents=True)
    (folder / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    return folder


def sheet(path: Path, rows: list[list[str]]) -> Path:
    if path.suffix == ".xlsx":
        made = openpyxl.Workbook()
        page = made.active
        assert page is not None
        for row in [["人员登记表"], *rows]:
            page.append(row)
        made.save(path)
    else:
        with path.open("w", encoding="gb18030", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return path


def take(book: Path, name: str, file: Path, **options: object) -> Imported:
    return import_records(book, name, file, Options(**options), who="甲", on=DAY, vault=VAULT)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_of_people(book: Path, tmp_path: Path, suffix: str) -> None:
    file = sheet(tmp_path / f"名单.{suffix}", [HEAD, *PEOPLE])
    found = take(book, "persons", file)
    assert (found.added, found.refused, found.unread, found.into) == (2, 0, ["备注"], "registers/persons/0001.csv")
    rows = records(book, shipped()["persons"]).to_pylist()
    assert [(row["name"], row["state"], row["registered"].isoformat()) for row in rows] == [
        ("甲", "active", "2024-01-05"),
        ("乙", "active", "2024-02-01"),
    ]
    assert check_registers(book) == []
    assert evaluate(book, "persons.known").value == 2
    assert take(book, "persons", file).again
    other = sheet(tmp_path / "又一份.csv", [HEAD, PEOPLE[1], ["丙", "110105491231002", "2024-02-03", ""]])
    again = take(book, "persons", other)
    assert (again.added, again.present, again.into) == (1, 1, "registers/persons/0002.csv")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["丙", "110105194912310021", "2024-01-05", ""], "110…21"),
        (["丙", "11010519491231002X", "2024-13-05", ""], "2024-13-05"),
        (["", "11010519491231002X", "2024-01-05", ""], "姓名"),
    ],
)
def test_one_bad_row_keeps_all_out_and_comes_back(book: Path, tmp_path: Path, row: list[str], said: str) -> None:
    found = take(book, "persons", sheet(tmp_path / "a.xlsx", [HEAD, *PEOPLE[:2], row]))
    assert (found.added, found.refused) == (0, 1)
    assert not (book / "registers" / "persons").exists()
    assert not (book / "registers" / "persons.history.csv").exists()
    assert found.returned is not None
    back = openpyxl.load_workbook(found.returned).active
    assert back is not None
    told = [str(line[-1]) for line in back.iter_rows(values_only=True)]
    assert said in told[4]
    assert "330" not in told[4]


def test_links_may_be_said_by_id_number_name_or_code(book: Path, tmp_path: Path) -> None:
    people = [{"id": "p1", "name": "甲", "id_number": "11010519491231002X", "registered": "2024-01-01"}]
    people += [
        {"id": f"p{n}", "name": "同名", "id_number": "440524188001010014", "registered": "2024-01-01"} for n in "23"
    ]
    add(book, "persons", people, who="甲", on=DAY)
    firm = {"id": "e1", "name": "甲公司", "credit_code": "91350100M000100Y43", "kind": "company"}
    add(book, "employers", [{**firm, "registered": "2020-01-01"}], who="甲", on=DAY)
    head = ["人员", "培训机构", "培训类别", "职业（工种）", "学时", "开班日期"]
    rows = [[one, firm, "岗位技能", "电工", "40", "2024-02-01"] for one, firm in (
        ("110105491231002", "甲公司"), ("甲", "91350100M000100Y43"), ("p1", "e1"))]  # fmt: skip
    found = take(book, "training", sheet(tmp_path / "a.csv", [head, *rows]))
    assert found.faults == []
    made = records(book, shipped()["training"]).to_pylist()
    assert [(row["person"], row["provider"]) for row in made] == [("p1", "e1")] * 3
    assert len({row["id"] for row in made}) == 3
    doubtful = [
        ["同名", "甲公司", "岗位技能", "电工", "40", "2024-02-02"],
        ["丁", "甲公司", "岗位技能", "电工", "40", "2024-02-02"],
    ]
    found = take(book, "training", sheet(tmp_path / "b.csv", [head, *doubtful]))
    assert [(one.code, one.row) for one in found.faults] == [("cell.ambiguous", 2)]
    found = take(book, "training", sheet(tmp_path / "c.csv", [head, doubtful[1]]))
    assert [(one.code, one.column) for one in found.faults] == [("cell.link", "人员")]


def test_limits_rules_states_and_conflicts_keep_rows_out(book: Path, tmp_path: Path) -> None:
    head = [
        "编号",
        "状态",
        "活动名称",
        "系列",
        "形式",
        "计划日期",
        "举办日期",
        "参会单位数",
        "提供岗位数",
        "进场人次",
        "满意度调查人数",
        "表示满意人数",
    ]
    good = ["f1", "已举办", "一场", "春风行动", "现场", "2024-02-01", "2024-02-20", "40", "1,200", "900", "50", "45"]
    take(book, "job_fairs", sheet(tmp_path / "a.csv", [head, good]))
    bad = [
        ["f1", "已举办", "别的", *good[3:]],
        ["f2", "已举办", *good[2:6], "", *good[7:]],
        ["f3", *good[1:11], "51"],
        ["f4", *good[1:]],
        ["f4", *good[1:]],
        ["f5", "planned", *good[2:]],
    ]
    found = take(book, "job_fairs", sheet(tmp_path / "b.csv", [head, *bad]))
    told = sorted((one.row or 0, one.code) for one in found.faults)
    expected = [(2, "register.conflict"), (3, "register.needs"), (4, "register.rule"), (6, "key.duplicate")]
    assert told == expected
    assert len(records(book, shipped()["job_fairs"])) == 1


def test_who_imports_may_not_review_what_was_imported(book: Path, tmp_path: Path) -> None:
    add(book, "persons", [{"id": "p1", "name": "甲", "id_number": "11010519491231002X", "registered": "2024-01-01"}],
        who="甲", on=DAY)  # fmt: skip
    head = ["编号", "人员", "类别", "依据", "发生日期"]
    take(
        book, "urban_employment", sheet(tmp_path / "a.csv", [head, ["u1", "p1", "灵活就业", "就业登记", "2024-02-01"]])
    )
    with pytest.raises(Refused) as refused:
        move(book, "urban_employment", ["u1"], "confirmed", who="甲", on=DAY)
    assert refused.value.fault.code == "register.apart"
    move(book, "urban_employment", ["u1"], "confirmed", who="乙", on=DAY)
    assert check_registers(book) == []
    history = book / "registers" / "urban_employment" / "0001.csv"
    history.write_text(history.read_text("utf-8") + "u2,confirmed,p1,,flexible,filed,2024-02-01,2024-02-02\n", "utf-8")
    assert [one.code for one in check_registers(book)] == ["register.unrecorded"]


@pytest.mark.parametrize(
    ("name", "code"), [("nothing", "register.unknown"), ("persons", "import.missing"), ("talents", "import.missing")]
)
def test_what_cannot_be_imported_says_why(book: Path, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        take(book, name, tmp_path / "none.csv")
    assert refused.value.fault.code == code


def test_a_sheet_without_a_needed_column_is_refused(book: Path, tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        take(book, "persons", sheet(tmp_path / "a.csv", [["姓名", "登记日期"], ["甲", "2024-01-01"]]))
    assert refused.value.fault.code == "import.unmapped"
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'table = "persons"\n[columns]\nname = "人"\nid_number = "号"\n[constants]\nregistered = "2024-01-01"\n'
    )
    file = sheet(tmp_path / "b.csv", [["人", "号"], ["甲", "11010519491231002X"]])
    assert take(book, "persons", file, mapping=mapping).added == 1


def test_a_mapping_is_kept_and_taken_the_next_time(book: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('table = "persons"\n[columns]\nname = "谁"\nid_number = "证"\nregistered = "何时"\n', "utf-8")
    head, one, other = ["谁", "证", "何时"], PEOPLE[0][:3], PEOPLE[1][:3]
    with pytest.raises(Unusable):
        take(book, "persons", sheet(tmp_path / "a.csv", [head, one]))
    (book / "mappings").mkdir()
    (book / "mappings" / "entries-x.toml").write_text('table = "entries"\n[columns]\nnobody = "x"\n', "utf-8")
    (book / "mappings" / "m.toml").write_bytes(mapping.read_bytes())
    found = take(book, "persons", sheet(tmp_path / "b.csv", [head, one]))
    assert (found.added, found.mapping.name) == (1, "m.toml")
    (book / "mappings" / "m.toml").unlink()
    guessed = take(book, "persons", sheet(tmp_path / "c.csv", [HEAD, PEOPLE[1]]), save_mapping=True)
    assert guessed.saved == "mappings/persons-c.toml"
    again = take(book, "persons", sheet(tmp_path / "d.csv", [HEAD[:3], [*other[:2], "2024/2/1"]]))
    assert (again.present, again.mapping.name) == (1, "persons-c.toml")
    (book / "mappings" / "persons-c.toml").write_text("table = [", "utf-8")
    with pytest.raises(Unusable) as refused:
        take(book, "persons", sheet(tmp_path / "e.csv", [HEAD, PEOPLE[0]]))
    assert refused.value.fault.code == "book.syntax"
