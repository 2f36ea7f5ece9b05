"""`juesuan perform` as a person runs it."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from juesuan.blocks import Grid
from juesuan.cli import app
from juesuan.read.formats import read_source

BOOK = Path(__file__).parents[2] / "examples/wuchang-hr-2024/book"
run = CliRunner().invoke


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def sheets(*words: str, code: int = 0) -> list[dict]:
    done = run(app, ["perform", *words, "--format", "json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_the_example_is_checked() -> None:
    rows = sheets("check", str(BOOK))[0]["rows"]
    assert {row["code"] for row in rows} <= {"perform.groups", "perform.no_targets", "perform.not_kept"}
    assert sum(row["code"] == "perform.no_targets" for row in rows) == 6


def test_sixteen_and_twenty_one_times_four() -> None:
    """The department's own rule, on its published targets: no other scores than 16 or 0, and 4 or 0."""
    found = sheets("evaluate", str(BOOK), "-s", "department", code=1)[0]
    assert len(found["rows"]) == 22
    assert found["rows"][0]["score"] == "16"
    assert {row["weight"] for row in found["rows"][1:]} == {"4"}
    assert {row["score"] for row in found["rows"][1:]} <= {"0", "4"}
    assert (
        found["lines"][0] == "合计 100 / 100"
    )  # 16 + 21 × 4, every one of them counted in a register, a survey, the ledger
    assert "自报总分 99" in found["lines"][-1]
    assert all(row["explain"] for row in found["rows"])


def test_how_far_the_projects_are_covered() -> None:
    last = sheets("evaluate", str(BOOK), code=1)[-1]
    assert [row["code"] for row in last["rows"] if row["evaluated"] == "已自评"] == ["P01", "P03"]
    assert "已自评 2/8 个项目" in last["lines"][0]
    assert "占项目支出 175,315,299.99 元的 65.93%" in last["lines"][0]


def test_a_weight_of_110(book: Path) -> None:
    path = book / "performance/targets.csv"
    path.write_text(path.read_text("utf-8").replace("场,10,", "场,110,", 1), "utf-8")
    done = run(app, ["perform", "check", str(book)])
    assert done.exit_code == 1
    assert "110" in done.output
    rows = sheets("check", str(book), code=1)[0]["rows"]
    mine = next(row for row in rows if row["code"] == "perform.weight")
    assert mine["place"] == "performance/targets.csv，第 23 行，“分值（weight）”栏"
    assert "110 不在 0 与 90 之间" in mine["what"]


COMMANDS = ["monitor", "evaluate", "feedback", "apply", "report", "rules", "request", "index"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_speaks_both_languages(command: str, lang: str) -> None:
    words = [command] if command == "rules" else [command, str(BOOK), "--at", "2024-09-30"]
    done = run(app, ["perform", *words, "--lang", lang])
    assert done.exit_code in (0, 1)
    assert "{" not in done.output
    assert ("自评" in done.output or command != "evaluate") == (lang == "zh" or command != "evaluate")


def test_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    assert run(app, ["perform", "report", str(BOOK), "-f", "xlsx", "-o", str(out)]).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == 9  # warnings, money, targets, three evaluations, coverage, feedback, proposals
    assert book.worksheets[1]["A1"].value == "评价对象"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["monitor", "{book}", "--at", "2024-13-01"], "不是日期"),
        (["monitor", "{book}", "--at", "2023-06-30"], "在账套年度 2024 之前"),
        (["evaluate", "{book}", "-s", "P99"], "“P99”没有绩效目标"),
        (["report", "{book}", "-f", "xlsx"], "--out"),
        (["report", "{book}", "-f", "pdf"], "--out"),
        (["report", "{book}", "-f", "odt"], "--format"),
        (["apply", "{book}", "-f", "docx"], "--format"),
        (["check", "nowhere"], "nowhere"),
    ],
)
def test_bad_words_are_answered_in_one_line(words: list[str], said: str) -> None:
    done = run(app, ["perform", *(word.format(book=BOOK) for word in words)])
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_faulty_cell_and_a_book_without_targets(book: Path) -> None:
    path = book / "performance/targets.csv"
    path.write_text(path.read_text("utf-8").replace("≥,30,", "大约等于,30,", 1), "utf-8")
    done = run(app, ["perform", "evaluate", str(book)])
    assert done.exit_code == 2
    assert "大约等于" in done.output
    path.unlink()
    for name in ("results", "deviations"):
        (book / f"performance/{name}.csv").unlink()
    done = run(app, ["perform", "evaluate", str(book)])
    assert (done.exit_code, "没有绩效目标" in done.output) == (2, True)


def test_measures_are_added_moved_and_listed(book: Path) -> None:
    def done(*words: str) -> tuple[int, str]:
        found = run(app, ["perform", "measure", *words])
        return found.exit_code, found.output

    there = str(book)
    said = ["subject=P03", "target=P03-1", "problem=慢", "measure=催办", "owner=就业科", "due=2025-05-01", "id=M9"]
    assert done("add", there, *said, "--who", "甲", "--on", "2025-02-05")[0] == 0
    assert done("add", there, "subject=P99", "target=X", "problem=慢", "--on", "2025-02-05")[0] == 1
    assert "P99" in done("add", there, "subject=P99", "problem=慢")[1]
    assert done("move", there, "doing", "M9", "--who", "甲", "--on", "2025-02-06")[0] == 0
    code, text = done("list", there, "--at", "2025-05-08", "--format", "json")
    rows = {row["id"]: row for row in json.loads(text)[0]["rows"]}
    assert (code, rows["M9"]["overdue"], rows["M9"]["state"]) == (1, "2 个工作日", "整改中")  # due on the 6th
    assert done("move", there, "done", "M9", "--who", "甲", "--on", "2025-05-09", "--set", "result=已办")[0] == 0
    code, text = done("move", there, "checked", "M9", "--who", "甲", "--on", "2025-05-12")
    assert (code, "M9" in text) == (1, True)  # whoever did it does not check it
    code, _ = done("list", there, "--at", "2025-05-12")
    assert code == 0
    past = run(app, ["register", "show", there, "measures", "M9", "--format", "json"]).output
    assert past.count("甲") >= 3


def test_the_old_table_of_measures_is_imported_as_it_was(book: Path, tmp_path: Path) -> None:
    old = tmp_path / "feedback.csv"
    old.write_text("id,subject,target,problem,measure,owner,due,state,done\n"
                   "N1,department,,一,改,财务科,2025-06-30,doing,\nN2,P03,P03-1,二,改,就业科,2025-03-31,done,2025-03-20\n",
                   "utf-8")  # fmt: skip
    done = run(app, ["register", "import", str(book), "measures", str(old), "--on", "2025-04-01"])
    assert done.exit_code == 0, done.output
    assert "N2" in run(app, ["perform", "measure", "list", str(book), "--at", "2025-04-01"]).output


def test_a_request_with_its_arithmetic_and_queries() -> None:
    factors, lines = sheets("request", str(BOOK))
    assert [row["factor"] for row in factors["rows"]] == ["F1", "F2", "F3"]
    assert factors["rows"][1]["arithmetic"] == "700人 × 1,428.01 元 = 999,607.00"
    assert factors["rows"][1]["source"].startswith("performance/targets.csv:")
    assert "select" in factors["lines"][0]
    (row,) = lines["rows"]
    total = sum(Decimal(one["amount"].replace(",", "")) for one in factors["rows"])
    assert Decimal(row["request"].replace(",", "")) == total
    applied = {one["code"]: one for one in sheets("apply", str(BOOK))[0]["rows"]}
    assert applied["P03"]["next"] == row["request"]  # one idea: apply and request say the same


def test_a_sum_is_shared_to_the_cent_and_a_missing_factor_is_said(book: Path) -> None:
    path = book / "performance/factors.csv"
    path.write_text(path.read_text("utf-8") + "P03,S1,人数,split,document,文件,,,,100,0.10,,,办法\n", "utf-8")
    rows = "".join(f"P03,S1,{street},1\n" for street in ("一街", "二街", "三街"))
    (book / "performance/quantities.csv").write_text("line,factor,unit,value\n" + rows, "utf-8")
    shared = sheets("request", str(book))[-1]
    assert [row["amount"] for row in shared["rows"]] == ["0.04", "0.03", "0.03", "0.10"]
    path.write_text(path.read_text("utf-8").replace("public_posts.serving", "problems.found"), "utf-8")
    (book / "registers/problems").rename(book / "registers/elsewhere")
    lines = sheets("request", str(book), "-l", "P03", code=1)[1]
    assert (lines["rows"][0]["request"], "problems" in lines["rows"][0]["why"]) == ("—", True)
    done = run(app, ["perform", "request", str(book), "-l", "P09"])
    assert (done.exit_code, "P09" in done.output) == (2, True)
    path.unlink()
    done = run(app, ["perform", "request", str(book)])
    assert (done.exit_code, "factors.csv" in done.output) == (2, True)


def test_an_index_needs_its_formula(book: Path) -> None:
    assert "没有给出公式" in sheets("index", str(book), "E1")[0]["lines"][0]
    row = "E1,urban_employment.new,就业综合指数,22000,1,up,示例\n"
    (book / "performance/indices.csv").write_text("index,indicator,title,base,weight,direction,basis\n" + row, "utf-8")
    found = sheets("index", str(book))[0]
    assert found["lines"][0] == "(137.95 × 1) ÷ 1 = 137.95"


def test_a_forecast_warns_and_too_few_months_are_said(book: Path) -> None:
    head = "id,state,area,level,own,month,rate,publisher,document,published\n"
    rows = "".join(f"u{n},entered,某市,city,no,2024-{n:02}-01,5.{n},统计部门,月报,2025-01-18\n" for n in range(1, 10))
    (book / "registers/unemployment_surveys.csv").write_text(head + rows, "utf-8")
    limits = "indicator,signal,operator,value,basis\nunemployment_surveys.city,red,>,5.5,目标\n"
    (book / "performance/signals.csv").write_text(limits, "utf-8")
    words = ["forecast", str(book), "unemployment_surveys.city", "--at", "2024-09-30"]
    found = sheets(*words, code=1)[0]
    assert [row["month"] for row in found["rows"]][-1] == "2024-10"
    assert found["rows"][-1] == {"month": "2024-10", "kind": "预测", "actual": "5.9%", "interval": "5.8–6%",
                                 "how": "上月水平", "colour": "红色"}  # fmt: skip
    assert any("至少要 10 个月，现有 9 个月" in line for line in found["lines"])
    done = run(app, ["perform", *words, "--from", "2024-05-01"])
    assert "现有 5 个月" in done.output
    for name, said in (("job_monitoring.loss_rate", "没有记录"), ("nope.x", "取不到")):
        done = run(app, ["perform", "forecast", str(book), name])
        assert (done.exit_code, said in done.output) == (2, True)


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_report_of_monitoring_is_a_document(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"m.{form}"
    assert run(app, ["perform", "monitor", str(BOOK), "--at", "2024-06-30", "-f", form, "-o", str(out)]).exit_code == 0
    blocks = read_source(str(out)).blocks
    texts = [cell.text.text for block in blocks for cell in (block.cells if isinstance(block, Grid) else [block])]
    text = "".join("".join(texts).split())
    for words in ("预警清单", "资金进度", "目标进度", "尚未到调查日", "公益性岗位安置人员满意度", "已达标"):
        assert words in text, words


def test_what_is_red_stands_first() -> None:
    first = sheets("monitor", str(BOOK), "--at", "2024-06-30")[0]
    colours = [row["colour"] for row in first["rows"]]
    assert colours == sorted(colours, key=["红色", "黄色"].index)
    assert first["lines"][0].startswith("2024-06-30：红色")
    assert all(row["why"] for row in first["rows"])


@pytest.mark.parametrize("form", ["xlsx", "docx", "html", "pdf"])
def test_targets_go_to_their_form_and_come_back(form: str, book: Path, tmp_path: Path) -> None:
    out = tmp_path / f"t.{form}"
    assert run(app, ["perform", "form", str(BOOK), "-o", str(out)]).exit_code == 0
    path = book / "performance/targets.csv"
    kept = ("subject", "level1", "level2", "name", "operator", "value", "words", "unit", "weight")

    def rows() -> list[list[str]]:
        with path.open(encoding="utf-8") as stream:
            return sorted([row[name] for name in kept] for row in csv.DictReader(stream))

    before = rows()
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for name in ("results", "deviations", "scores"):
        (book / f"performance/{name}.csv").unlink()
    done = run(app, ["perform", "import", str(out), str(book)])
    assert done.exit_code == 0, done.output
    assert rows() == before
    assert "导入目标 0 个" in run(app, ["perform", "import", str(out), str(book)]).output


def test_empty_forms_and_self_evaluations(tmp_path: Path) -> None:
    for words in (["--blank"], ["-k", "evaluation"], ["-k", "evaluation", "--blank"]):
        out = tmp_path / "f.xlsx"
        assert run(app, ["perform", "form", str(BOOK), *words, "-s", "P01", "-o", str(out)]).exit_code == 0
        text = str([[cell.value for cell in row] for row in openpyxl.load_workbook(out).worksheets[0].rows])
        assert ("春风行动" in text) == ("-k" in words)
        assert ("12场" in text or "≥11场" in text) == ("-k" in words)
    assert run(app, ["perform", "form", str(BOOK), "-o", "x.odt"]).exit_code == 2


def test_a_form_with_a_fault_is_refused_whole(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    made = openpyxl.Workbook()
    rows = [["产出指标", "数量指标", name, aim, 40] for name, aim in (("人数", "≥800人"), ("户数", "约80户"))]
    for row in (["项目名称", "公益性岗位差额"], ["一级指标", "二级指标", "三级指标", "指标值", "分值"], *rows):
        made.active.append(row)
    made.save(path)
    before = (book / "performance/targets.csv").read_bytes()
    done = run(app, ["perform", "import", str(path), str(book)])
    assert (done.exit_code, "第 4 行" in done.output) == (1, True)
    assert (book / "performance/targets.csv").read_bytes() == before
    done = run(app, ["perform", "import", str(book / "projects.csv"), str(book)])
    assert (done.exit_code, "没有认出" in done.output) == (2, True)


def test_forms_of_others_are_read_as_data(tmp_path: Path) -> None:
    file, out = tmp_path / "form.md", tmp_path / "form.json"
    rows = [
        ["项目名称", "培训", "", ""],
        ["三级指标", "指标值", "完成值", "得分（10分）"],
        ["培训人数", "≥300人", "330人", "12"],
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    file.write_text("\n".join([lines[0], "|---|---|---|---|", *lines[1:], ""]), "utf-8")
    assert "≥300人" in run(app, ["perform", "read", str(file)]).stdout
    done = run(app, ["perform", "read", str(file), "-f", "json", "--out", str(out)])
    assert done.exit_code in (0, 1), done.output
    values, found = json.loads(out.read_text("utf-8"))
    assert {"field": "target", "value": "300", "row": "3", "column": "2"}.items() <= values["rows"][1].items()
    assert [row["severity"] for row in found["rows"]].count("错误") == done.exit_code
    assert "绩效目标表" in run(app, ["perform", "read", str(Path(__file__).parents[2] / "README.md")]).output
