"""Imports: what other programs write, all or nothing, once; refused rows come back with their reason."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.books.conftest import TABLES, csv_text, write_book

from juesuan.books.cells import Bad, Codes, loose
from juesuan.books.check import check
from juesuan.books.faults import Unusable, explain
from juesuan.books.import_ import Imported, Options, import_file
from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.books.schema import data, schema
from juesuan.books.seal import seal

EXPORT = """某局凭证明细表,,,,,,,,,,,
单位：元,,,,,,,,,,,
日期,凭证字,凭证号,分录号,预算单位,功能分类科目,经济分类科目,资金性质,支出类型,摘要,金额,
,,,,,,,,,,借方,贷方
2024/1/5,记,1,1,001 某局本级,2080101 行政运行,30201办公费,一般公共预算资金,基本支出,买纸,"１，234.5",
2024.01.06,记,2,1,某局本级,2080101,30201,一般公共预算,基本支出,买笔,100,
20240107,记,2,2,001,2080101,30201,一般公共预算,基本支出,"退,笔",-50,
,,,,,,,,,本月合计,1284.50,
,,,,,,,,,,,
"""


def rows_of(book: Path, table: str) -> list[dict[str, str]]:
    found = []
    paths = [book / f"{table}.csv", *sorted((book / table).glob("*.csv"))]
    for path in paths:
        if path.exists():
            found += list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    return found


def export(path: Path, text: str = EXPORT, encoding: str = "gb18030") -> Path:
    path.write_text(text, encoding)
    return path


def take(book: Path, table: str, file: Path, **options: Any) -> Imported:
    return import_file(book, table, file, Options(**options))


def workbook(path: Path, rows: Sequence[Sequence[Any]], merge: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("凭证")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    for top, left, bottom, right in merge:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return path


def test_an_export_of_an_accounting_system(bare: Path, tmp_path: Path) -> None:
    found = take(bare, "entries", export(tmp_path / "a.csv"))
    assert (found.added, found.refused, found.header) == (3, 0, 4)
    assert [row for row, _ in found.skipped] == [8]
    rows = rows_of(bare, "entries")
    assert [row["amount"] for row in rows] == ["1234.50", "100.00", "-50.00"]
    assert [row["date"] for row in rows] == ["2024-01-05", "2024-01-06", "2024-01-07"]
    assert {row["unit"] for row in rows} == {"001"}
    assert {row["side"] for row in rows} == {"expenditure"}
    assert rows[2]["id"] == "001-202401-记-2-2"
    assert rows[2]["origin"] == "a.csv:7"
    assert rows[2]["summary"] == "退,笔"


def test_the_same_file_twice_adds_nothing(bare: Path, tmp_path: Path) -> None:
    take(bare, "entries", export(tmp_path / "a.csv"))
    before = {p: p.read_bytes() for p in bare.rglob("*.csv")}
    assert take(bare, "entries", tmp_path / "a.csv").again
    assert {p: p.read_bytes() for p in bare.rglob("*.csv")} == before


def test_a_longer_export_adds_only_what_is_new(bare: Path, tmp_path: Path) -> None:
    take(bare, "entries", export(tmp_path / "a.csv"))
    more = EXPORT.replace(
        ",,,,,,,,,本月合计", "2024-02-01,记,1,1,001,2080101,30201,一般公共预算,基本支出,茶,9,\n,,,,,,,,,本月合计"
    )
    found = take(bare, "entries", export(tmp_path / "b.csv", more, "utf-8"))
    assert (found.added, found.present) == (1, 3)


def test_the_same_key_with_other_content_is_refused(bare: Path, tmp_path: Path) -> None:
    take(bare, "entries", export(tmp_path / "a.csv"))
    found = take(bare, "entries", export(tmp_path / "b.csv", EXPORT.replace("100", "101")))
    assert {one.code for one in found.faults if one.severity == "error"} == {"import.conflict"}
    assert found.added == 0


def test_rows_without_numbers_get_the_same_ones_from_any_file(bare: Path, tmp_path: Path) -> None:
    text = (
        "日期,单位,收支,功能分类,经济分类,资金性质,支出性质,金额\n"
        + 2 * "2024-01-05,001,支出,2080101,30201,一般公共预算,基本支出,5\n"
    )
    take(bare, "entries", export(tmp_path / "a.csv", text))
    ids = [row["id"] for row in rows_of(bare, "entries")]
    assert ids[1] == f"{ids[0]}-2"
    turned = [line.split(",") for line in text.replace("2024-01-05", "2024/1/5").splitlines()]
    found = take(bare, "entries", workbook(tmp_path / "b.xlsx", [list(reversed(row)) for row in turned]))
    assert (found.added, found.present) == (0, 2)


REFUSED = {
    "cell.date": ("20240107", "2024-02-30"),
    "cell.decimals": ("-50", "-50.001"),
    "cell.money": ("-50", "五十"),
    "code.unknown": ("20240107,记,2,2,001,2080101", "20240107,记,2,2,001,2081234"),
    "cell.link": ("20240107,记,2,2,001", "20240107,记,2,2,009"),
    "cell.choice": ("买笔", "买笔"),
    "code.combination": ("20240107,记,2,2,001,2080101,30201", "20240107,记,2,2,001,2080101,30113"),
    "entry.year": ("20240107", "20230107"),
    "key.duplicate": ("20240107,记,2,2", "20240107,记,2,1"),
    "cell.required": ("20240107", ""),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_bad_row_comes_back_and_nothing_is_added(code: str, bare: Path, tmp_path: Path) -> None:
    text = EXPORT.replace(*REFUSED[code])
    if code == "cell.choice":
        text = text.replace('基本支出,"退', '杂项,"退')
    before = sorted(p.relative_to(bare) for p in bare.rglob("*") if p.is_file())
    found = take(bare, "entries", export(tmp_path / "a.csv", text))
    assert code in {one.code for one in found.faults}
    assert (found.added, found.refused) == (0, 1)
    assert sorted(p.relative_to(bare) for p in bare.rglob("*") if p.is_file()) == before
    assert found.returned == tmp_path / "a.refused.csv"
    back = list(csv.reader(io.StringIO(found.returned.read_text("gb18030"), newline="")))
    assert back[3][-1] == "退回原因"
    assert [n for n, row in enumerate(back, 1) if row[-1] and n != 4] == [7]
    assert [row[:-1] for row in back] == list(csv.reader(io.StringIO(text, newline="")))


def test_the_mended_copy_is_taken(bare: Path, tmp_path: Path) -> None:
    found = take(bare, "entries", export(tmp_path / "a.csv", EXPORT.replace("20240107", "20240230")))
    assert found.returned is not None
    mended = found.returned.read_text("gb18030").replace("20240230", "20240207")
    again = take(bare, "entries", export(tmp_path / "c.csv", mended))
    assert (again.added, again.refused) == (3, 0)
    assert again.unread == []


def test_payments_above_the_budget_are_refused_with_the_row(bare: Path, tmp_path: Path) -> None:
    (bare / "budget.csv").write_text(csv_text("budget", TABLES["budget"]), "utf-8")
    found = take(bare, "entries", export(tmp_path / "a.csv"))
    assert [(one.code, one.row) for one in found.faults if one.severity == "error"] == [("budget.exceeded", 5)]


def test_a_workbook_with_a_merged_header_serials_and_text_numbers(bare: Path, tmp_path: Path) -> None:
    rows = [
        ["凭证", None, None, None, None, None, None, None],
        ["日期", "编号", "单位", "功能分类", "经济分类", "资金", "金额（万元）", None],
        [None, None, None, None, None, "性质", "借方", "贷方"],
        [datetime.date(2024, 1, 5), "甲1", "001", "2080101", 30201, "一般公共预算", 0.12345, None],
        [45297, "甲2", "001", 2080101.0, "30201", "一般公共预算", "1,000.5", None],
        [45297.0, "合计", None, None, None, None, 1000.62345, None],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, [(0, 0, 0, 7), (1, 6, 1, 7)])
    found = take(bare, "entries", path, constants=["nature=basic", "fund=general"])
    assert [explain(one) for one in found.faults] == []
    kept = rows_of(bare, "entries")
    assert [row["amount"] for row in kept] == ["1234.50", "10005000.00"]
    assert [row["date"] for row in kept] == ["2024-01-05", "2024-01-06"]
    assert found.sheet == "凭证"


def test_an_old_workbook_with_vouchers_merged_over_their_lines(bare: Path) -> None:
    """`export.xls` was made up: a title, a header of two rows, a voucher of three lines merged, a total."""
    found = take(bare, "entries", Path(__file__).parent / "export.xls")
    assert [explain(one) for one in found.faults] == []
    assert (found.added, found.header, found.sheet) == (4, 3, "明细账")
    assert [row for row, _ in found.skipped] == [8]
    kept = rows_of(bare, "entries")
    assert [row["amount"] for row in kept] == ["1234.50", "1000.25", "60.00", "20000.01"]
    assert [row["economic"] for row in kept] == ["30201", "30207", "30231", "30101"]
    for name, value in (("date", "2024-01-05"), ("unit", "001"), ("function", "2080101"), ("nature", "basic")):
        assert [row[name] for row in kept[:3]] == [value] * 3
    assert kept[3]["unit"] == "002"


def test_an_amount_merged_over_rows_counts_once(bare: Path, tmp_path: Path) -> None:
    rows = [["单位", "项目", "数量"], ["001", "应急保障用车", 2], [None, "机要通信用车", None]]
    (bare / "assets.csv").write_text("unit,item,count\n", "utf-8")
    found = take(bare, "assets", workbook(tmp_path / "a.xlsx", rows, [(1, 0, 2, 0), (1, 2, 2, 2)]))
    assert [(one.code, one.row, one.column) for one in found.faults] == [("cell.required", 3, "数量")]


def test_refused_rows_of_a_workbook(bare: Path, tmp_path: Path) -> None:
    rows = [["单位", "项目", "数量"], ["001", "应急保障用车", 2], ["001", "直升机", 1]]
    (bare / "assets.csv").write_text("unit,item,count\n", "utf-8")
    found = take(bare, "assets", workbook(tmp_path / "a.xlsx", rows), refused=tmp_path / "back.xlsx")
    assert found.returned == tmp_path / "back.xlsx"
    sheet = openpyxl.load_workbook(found.returned).active
    assert sheet is not None
    back = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert back[0] == ["单位", "项目", "数量", "退回原因"]
    assert back[1] == ["001", "应急保障用车", 2, None]
    assert "直升机" in str(back[2][3])


def test_a_saved_mapping_is_used_again(bare: Path, tmp_path: Path) -> None:
    text = "何时,谁,花在,经济,多少\n2024-01-05,甲,2080101,30201,5\n"
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'table = "entries"\n[columns]\ndate = "何时"\nunit = "谁"\nfunction = "花在"\neconomic = "经济"\n'
        'amount = "多少"\n'
        '[constants]\nside = "支出"\nfund = "general"\nnature = "basic"\n[values.unit]\n"甲" = "001"\n',
        "utf-8",
    )
    with pytest.raises(Unusable):
        take(bare, "entries", export(tmp_path / "a.csv", text))
    assert take(bare, "entries", tmp_path / "a.csv", mapping=mapping).added == 1
    (bare / "mappings").mkdir()
    (bare / "mappings" / "m.toml").write_bytes(mapping.read_bytes())
    found = take(bare, "entries", export(tmp_path / "b.csv", text.replace("01-05", "01-06")))
    assert (found.added, found.mapping.name) == (1, "m.toml")


def test_a_guess_can_be_saved(bare: Path, tmp_path: Path) -> None:
    found = take(bare, "entries", export(tmp_path / "a.csv"), save_mapping=True)
    assert found.saved == "mappings/entries-a.toml"
    again = take(bare, "entries", export(tmp_path / "b.csv", EXPORT.replace("记,", "付,")))
    assert (again.added, again.mapping.name) == (3, "entries-a.toml")


@pytest.mark.parametrize(
    "text", ["unit,item,count\n001,enforcement,two\n", "unit,item,count,note\n001,enforcement,2,旧\n"]
)
def test_an_import_never_drops_what_a_table_holds(text: str, bare: Path, tmp_path: Path) -> None:
    (bare / "assets.csv").write_text(text, "utf-8")
    with pytest.raises(Unusable) as told:
        take(bare, "assets", export(tmp_path / "b.csv", "单位,项目,数量\n002,机要通信用车,1\n"))
    assert told.value.fault.code == "book.cell"
    assert (bare / "assets.csv").read_text("utf-8") == text


SOURCES: dict[str, bytes] = {
    "import.format": b"\x00\x01\x02" * 99,
    "import.encoding": b"\xff\xff\xff,1\n",
    "import.header": "甲,乙,丙\n1,2,3\n".encode(),
    "import.unmapped": "日期,单位,功能分类,金额\n2024-01-01,001,2080101,5\n".encode(),
    "import.refused_path": EXPORT.replace("20240107", "20240230").encode(),
}
MAPPINGS = {"import.mapping": "columns = 1", "import.unfit": '[columns]\ndate = "何时"', "book.syntax": "= 1"}


def _bad(name: str, book: Path, tmp: Path) -> tuple[str, Path, dict[str, Any]]:
    """Return table, file and options of an import that cannot be."""
    file, options = export(tmp / "a.csv"), dict[str, Any]()
    file.write_bytes(SOURCES.get(name, EXPORT.encode()))
    workbook(tmp / "sound.xlsx", [["甲"]])
    (tmp / "broken.xlsx").write_bytes(b"PK\3\4 nothing")
    (tmp / "m.toml").write_text(f'table = "entries"\n{MAPPINGS.get(name, "")}\n', "utf-8")
    if name == "book.sealed":
        seal(book)
    elif name == "book.newer":
        (book / "book.toml").write_text("format = 9\n", "utf-8")
    others: dict[str, tuple[str, Path, dict[str, Any]]] = {
        "import.table": ("vouchers", file, {}),
        "import.missing": ("entries", tmp / "none.csv", {}),
        "import.workbook": ("entries", tmp / "broken.xlsx", {}),
        "import.sheet": ("entries", tmp / "sound.xlsx", {"sheet": "乙"}),
        "import.set": ("entries", file, {"constants": ["unti=001"]}),
        "import.refused_path": ("entries", file, {"refused": tmp / "no" / "where.csv"}),
        **dict.fromkeys(MAPPINGS, ("entries", file, {"mapping": tmp / "m.toml"})),
    }
    return others.get(name, ("entries", file, options))


@pytest.mark.parametrize(
    "code",
    [
        *("import.table", "import.missing", "import.format", "import.encoding", "import.workbook", "import.sheet"),
        *("import.header", "import.unmapped", "import.set", "import.mapping", "import.unfit", "book.syntax"),
        *("book.sealed", "import.refused_path", "book.newer"),
    ],
)
def test_what_cannot_be_imported_is_said_in_one_line(code: str, bare: Path, tmp_path: Path) -> None:
    table, file, options = _bad(code, bare, tmp_path)
    before = {p: p.read_bytes() for p in bare.rglob("*") if p.is_file()}
    with pytest.raises(Unusable) as told:
        take(bare, table, file, **options)
    assert told.value.fault.code == code
    for lang in ("zh", "en"):
        assert "\n" not in explain(told.value.fault, lang)
    assert {p: p.read_bytes() for p in bare.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１，２３４．５０", "1234.50"),
        ("¥1,234.50元", "1234.50"),
        ("(50.00)", "-50.00"),
        ("1.5e3", "1500.00"),
        ("-0.10", "-0.10"),
        ("—", None),
        ("12.345", "cell.decimals"),
        ("12万", "cell.money"),
    ],
)
def test_money_as_other_programs_write_it(text: str, value: str | None) -> None:
    column = schema().tables["entries"].column("amount")
    found = loose(column, Codes(2024), {}, {}, frozenset(data("aliases.toml")["blank"]), Decimal(1))(text)
    assert (found.code if isinstance(found, Bad) else found if found is None else str(found)) == value


AMOUNT = st.integers(-(10**12), 10**12).map(lambda fen: Decimal(fen).scaleb(-2))
ENTRY = st.fixed_dictionaries(
    {
        "日期": st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
        "单位": st.sampled_from(["001", "002"]),
        "收支": st.just("收入"),
        "功能分类": st.sampled_from(["2080101", "2101101"]),
        "收入来源": st.sampled_from(["事业", "其他", "经营"]),
        "摘要": st.text("甲乙丙,\" '；;\n", max_size=6).map(str.strip),
        "金额": AMOUNT.filter(lambda value: value > 0),
    }
)
DATES = st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(ENTRY, min_size=1, max_size=8),
    order=st.permutations(["日期", "单位", "收支", "功能分类", "收入来源", "摘要", "金额"]),
    shape=DATES,
    grouped=st.booleans(),
)
def test_any_order_and_format_gives_the_same_book(
    rows: list[Mapping[str, Any]], order: list[str], shape: str, grouped: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tmp = tmp_path_factory.mktemp("any")
    empty: dict[str, list[dict[str, str]]] = {name: [] for name in ("budget", "entries", "balances", "transfers")}
    one, other = write_book(tmp / "one", empty), write_book(tmp / "other", empty)
    titles = list(ENTRY_TITLES)
    plain = [[str(row[t]) for t in titles] for row in rows]
    with (tmp / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([titles, *plain])
    shown = {"日期": lambda v: v.strftime(shape), "金额": lambda v: f"{v:,.2f}" if grouped else str(v)}
    turned = [[shown.get(t, str)(row[t]) for t in order] for row in rows]
    workbook(tmp / "b.xlsx", [order, *turned])
    first, second = take(one, "entries", tmp / "a.csv"), take(other, "entries", tmp / "b.xlsx")
    assert (first.added, second.added) == (len(rows), len(rows))
    kept = [[{k: v for k, v in row.items() if k != "origin"} for row in rows_of(b, "entries")] for b in (one, other)]
    assert kept[0] == kept[1]
    assert [Decimal(row["amount"]) for row in kept[0]] == [row["金额"] for row in rows]
    assert [row["summary"] for row in kept[0]] == [row["摘要"] for row in rows]
    assert {one.code for one in check(one)} <= {"balance.closing", "table.empty", "sangong.exceeded"}


ENTRY_TITLES = ("日期", "单位", "收支", "功能分类", "收入来源", "摘要", "金额")


@pytest.mark.parametrize("parent", ["301001", "甲局本级", "301001 甲局本级", "３０１００１"])
def test_units_come_in_one_file_with_their_parents(parent: str, tmp_path: Path) -> None:
    new_book(tmp_path / "new", Settings("甲局", 2023))
    text = f"单位代码,单位名称,单位性质,上级单位\n301002,甲中学,事业,{parent}\n301001,甲局本级,行政,\n"
    found = take(tmp_path / "new", "units", export(tmp_path / "units.csv", text))
    assert (found.added, found.faults) == (2, [])
    assert [row["parent"] for row in rows_of(tmp_path / "new", "units")] == ["301001", ""]


def test_a_parent_that_no_file_names_is_refused(tmp_path: Path) -> None:
    new_book(tmp_path / "new", Settings("甲局", 2023))
    text = "单位代码,单位名称,单位性质,上级单位\n301001,甲局本级,行政,\n301002,甲中学,事业,999\n"
    found = take(tmp_path / "new", "units", export(tmp_path / "units.csv", text))
    assert [(one.code, one.row) for one in found.faults] == [("cell.link", 3)]


def test_numbers_are_written_as_they_were(bare: Path) -> None:
    text = csv_text("scores", [{"subject": "department", "score": "99.50"}, {"subject": "P1", "score": "30"}])
    path = bare.parent / "scores.csv"
    path.write_text(text, "utf-8")
    import_file(bare, "scores", path)
    assert (bare / "performance/scores.csv").read_text("utf-8").splitlines()[1:] == ["department,,99.5,", "P1,,30,"]
