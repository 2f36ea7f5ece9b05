"""`juesuan fund programmes`, `facts`, `entitle`, `explain`, `screen` and `bridge` as a person runs them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from juesuan.books.identity import to18
from juesuan.cli import app
from juesuan.fund.programme import programmes
from juesuan.vault.keys import new_key, read_key, write_key
from juesuan.vault.sealing import Vault

run = CliRunner().invoke
BOOK = str(Path(__file__).parents[2] / "examples/wuchang-hr-2024/book")
PERSONS = ["person,出生日期,性别,经认定的就业困难人员", "A,1980-05-06,男,是", "B,1981-01-01,男,否"]
MONTHS = [
    "person,month,work,premium_own",
    "A,2024-01,灵活就业,1009.79",
    "A,2024-02,none,1009.79",
    "B,2024-01,flexible,900",
]


@pytest.fixture
def lists(tmp_path: Path) -> dict[str, str]:
    """The registers of two people, and the published money by purpose and by 项."""
    purposes = ["职业培训补贴,193.21", "社会保险补贴,9025.78", "公益性岗位补贴,1870.13"]
    purposes += ["一次性创业补贴,10.50", "就业创业服务补助,62.92", "其他补贴,137.80"]
    codes = ["2080702,191.36", "2080704,8116.67", "2080705,2779.24", "2080713,131.30", "2080701,28.92", "2080799,52.85"]
    texts = {"persons": PERSONS, "months": MONTHS}
    texts |= {"amounts": ["purpose,amount", *purposes], "accounts": ["function,amount", *codes]}
    for name, rows in texts.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in texts} | {"folder": str(tmp_path)}


def _registers(lists: dict[str, str]) -> list[str]:
    return ["--persons", lists["persons"], "--months", lists["months"]]


def test_programmes_and_facts_are_listed() -> None:
    done = run(app, ["fund", "programmes"])
    assert "公益性岗位补贴" in done.output
    assert "须由本部门确认" in done.output
    one = run(app, ["fund", "programmes", "post", "--month", "2024-05", "--lang", "en"]).output
    assert "2210.00" in one
    assert "2010.00" not in one
    assert "at most 36 months" in one
    assert (
        "no value in this month"
        in run(app, ["fund", "programmes", "post", "--month", "2016-05", "--lang", "en"]).output
    )
    assert "就业困难人员" in run(app, ["fund", "facts"]).output


def test_entitle_sums_and_writes_every_decision(lists: dict[str, str]) -> None:
    out = Path(lists["folder"]) / "decisions.parquet"
    done = run(app, ["fund", "entitle", *_registers(lists), "--out", str(out)])
    assert done.exit_code == 0
    assert "（灵活就业）： 1 人， 1 人月， 673.19 元， 每人每月 673.19 元" in done.output
    assert pq.read_table(out).num_rows == 3 * len(programmes())
    run(app, ["fund", "entitle", *_registers(lists), "--out", str(out.with_suffix(".csv"))])
    assert '"A","insurance_flexible",2024-01-01,67319,true,""' in out.with_suffix(".csv").read_text("utf-8")


def test_explain_says_condition_fact_article_and_change(lists: dict[str, str]) -> None:
    done = run(app, ["fund", "explain", "A", "insurance_flexible", *_registers(lists)])
    assert "2024-01  符合， 673.19 元" in done.output
    assert "✗ 本月办理灵活就业登记并从事灵活就业（财社〔2017〕164号第八条第（一）项）" in done.output
    assert "会改变结果的： “本月就业状态”为 灵活就业" in done.output
    assert "只差这一项； 满足后为 673.19 元" in done.output
    args = ["fund", "explain", "B", "insurance_flexible", *_registers(lists), "--month", "2024-01", "--format", "json"]
    (found,) = json.loads(run(app, args).output)
    assert [c["name"] for c in found["checks"] if not c["met"]] == ["hard_to_employ"]


def test_screen_names_both_records(tmp_path: Path) -> None:
    rows = ["id,programme,id_number,name,first,last"]
    rows += ["1,post,420106800101123,张三,2024-01,2024-06", f"2,post,{to18('420106800101123')},张三,2024-06,2024-12"]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    done = run(app, ["fund", "screen", str(path)])
    assert done.exit_code == 1
    assert "1 个月重叠" in done.output
    assert "list.csv 第 3 行 2，list.csv 第 2 行 1" in done.output
    (found,) = map(json.loads, run(app, ["fund", "screen", str(path), "--format", "json"]).output.splitlines())
    assert (found["kind"], found["left"]["row"], found["right"]["row"]) == ("duplicate", 3, 2)
    path.write_text("\n".join(rows[:2]) + "\n", "utf-8")
    assert run(app, ["fund", "screen", str(path)]).exit_code == 0


def test_screen_meets_people_whom_a_register_knows_by_marks(tmp_path: Path) -> None:
    key, number = tmp_path / "key.toml", "420106800101123"
    write_key(new_key(), key)
    mark = Vault(read_key(key)).mark("id_number", to18(number))
    rows = ["id,programme,id_number,name,first,last", f"1,post,{number},张三,2024-01,2024-06"]
    (tmp_path / "list.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "people.csv").write_text(f"id,id_number,died\np1,{mark},2023-05-06\n", "utf-8")
    said = ["fund", "screen", str(tmp_path / "list.csv"), "--people", str(tmp_path / "people.csv")]
    assert run(app, said).exit_code == 0
    done = run(app, [*said, "--key", str(key)])
    assert done.exit_code == 1
    assert "2023-05" in done.output
    assert number not in done.output


def test_bridge_prints_the_moves_and_no_residual(lists: dict[str, str]) -> None:
    done = run(app, ["fund", "bridge", lists["amounts"], "--accounts", lists["accounts"]])
    assert done.exit_code == 0
    assert "− 909.11  → 2080705" in done.output
    assert "差额合计 0.00 元" in done.output
    found = json.loads(
        run(app, ["fund", "bridge", lists["amounts"], "--accounts", lists["accounts"], "-f", "json"]).output
    )
    assert sorted(m["fen"] for m in found["moves"]) == [185, 3400, 8495, 90911]
    assert run(app, ["fund", "bridge", lists["amounts"]]).exit_code == 2
    yuan = Path(lists["folder"]) / "yuan.csv"
    head, *rows = [row.split(",") for row in Path(lists["amounts"]).read_text("utf-8").split()]
    lines = [",".join(head), *(f"{purpose},{Decimal(amount) * 10_000}" for purpose, amount in rows)]
    yuan.write_text("\n".join(lines) + "\n", "utf-8")
    book = run(app, ["fund", "bridge", str(yuan), "--book", BOOK])
    assert (book.exit_code, "− 9,091,100.00  → 2080705" in book.output) == (0, True)
    own = run(app, ["fund", "bridge", "--book", BOOK])
    assert (own.exit_code, "2080799 有 528,500.00 元凭证没有经过发放批次" in own.output) == (1, True)
    assert "没有写明按用途的金额" in run(app, ["fund", "bridge"]).output
    said = Path(lists["folder"]) / "文字.txt"
    said.write_text("社保补贴 9.00 万元；公益性岗位补贴 2.00 万元。\n", "utf-8")
    told = ["fund", "bridge", "--disclosure", str(said)]
    assert "没有 20807 款的项级金额" in run(app, told).output
    accounts = Path(lists["folder"]) / "账.csv"
    accounts.write_text("function,amount\n2080704,80000.00\n2080705,30060.00\n", "utf-8")
    near = run(app, [*told, "--accounts", str(accounts)])
    assert (near.exit_code, "差额在四舍五入以内" in near.output) == (0, True)
    accounts.write_text("function,amount\n2080704,80000.00\n2080705,30200.00\n", "utf-8")
    assert run(app, [*told, "--accounts", str(accounts)]).exit_code == 1
    path = Path(lists["folder"]) / "paid.csv"
    path.write_text("purpose,function,amount\n社会保险补贴,2080705,9.00\n", "utf-8")
    assert "2080704 按用途 （社会保险补贴） 9.00 元" in run(app, ["fund", "bridge", str(path)]).output


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("A,2024-13,post,1", "months.csv，第 5 行，“month”栏："),
        ("A,2024-03,posts,1", "months.csv，第 5 行，“work”栏："),
        ("A,2024-03,post,much", "months.csv，第 5 行，“premium_own”栏："),
        ("A,2024-02-15,post,1", "months.csv，第 5 行，“month”栏：A 的 2024-02 出现了两次（另见第 3 行）"),
        ("C,2024-02,post,1", "months.csv，第 5 行，“person”栏：人员台账里没有 C"),
        (
            "A,2016-02,post,1",
            "months.csv，第 5 行，“month”栏：公益性岗位社会保险补贴的“最长补贴月数”（most）在 2016-02 没有数值",
        ),
    ],
)
def test_bad_input_is_one_clear_line(lists: dict[str, str], row: str, line: str) -> None:
    months = Path(lists["months"])
    months.write_text(months.read_text("utf-8") + row + "\n", "utf-8")
    done = run(app, ["fund", "entitle", *_registers(lists)])
    assert done.exit_code == 1
    assert line in done.output
    assert len(done.output.splitlines()) == 1


def test_what_is_not_there(lists: dict[str, str]) -> None:
    assert "没有补贴项目 posts" in run(app, ["fund", "programmes", "posts"]).output
    assert run(app, ["fund", "explain", "Z", "post", *_registers(lists)]).exit_code == 2
    assert run(app, ["fund", "programmes", "--book", lists["folder"]]).exit_code == 2
    assert run(app, ["fund", "programmes", "post", "--month", "May"]).exit_code == 2
    assert run(app, ["fund", "screen", "no.csv"]).exit_code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (["A", "posts"], "posts"),
        (["Z", "post"], "persons.csv"),
        (["A", "post", "--month", "2025-06"], "months.csv"),
        (["A", "post", "--month", "2024-13"], "2024-13"),
    ],
)
def test_what_cannot_be_explained_is_one_clear_line(
    lists: dict[str, str], asked: list[str], named: str, lang: str
) -> None:
    done = run(app, ["fund", "explain", *asked, *_registers(lists), "--lang", lang])
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1
    assert named in done.output


def test_a_person_without_months_and_the_last_month_there_can_be(lists: dict[str, str]) -> None:
    months = Path(lists["months"])
    head = months.read_text("utf-8").splitlines()[0]
    months.write_text(f"{head}\n", "utf-8")
    done = run(app, ["fund", "explain", "A", "post", *_registers(lists)])
    assert (done.exit_code, "months.csv" in done.output, len(done.output.splitlines())) == (2, True, 1)
    months.write_text(f"{head}\nA,9999-12,post,1\n", "utf-8")
    assert "9999-12" in run(app, ["fund", "explain", "A", "post", *_registers(lists)]).output


def test_an_unknown_programme_paid_before_and_a_file_that_cannot_be_written_are_named(lists: dict[str, str]) -> None:
    paid = Path(lists["folder"]) / "before.csv"
    paid.write_text("person,programme,month\nA,posts,2023-01\n", "utf-8")
    done = run(app, ["fund", "entitle", *_registers(lists), "--paid", str(paid)])
    assert (done.exit_code, "before.csv，第 2 行，“programme”栏" in done.output) == (1, True)
    done = run(app, ["fund", "entitle", *_registers(lists), "--out", str(paid / "found.csv")])
    assert (done.exit_code, "found.csv" in done.output.splitlines()[-1].partition("：")[0]) == (2, True)
