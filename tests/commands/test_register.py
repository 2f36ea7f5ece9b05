"""`juesuan register` from the outside: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from juesuan.cli import app
from juesuan.vault.keys import VARIABLE, new_key, write_key

PERSON = "11010519491231002X"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    write_key(new_key(), tmp_path / "key.toml")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "key.toml"))
    (folder / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    return folder


def run(*said: object, status: int = 0) -> str:
    found = CliRunner().invoke(app, ["register", *map(str, said)])
    assert found.exit_code == status, found.output
    assert "Traceback" not in found.output
    return found.output


@pytest.fixture
def filled(book: Path) -> Path:
    """A book with a person, an employer and two disputes, one of which is late."""
    on = ("--on", "2024-01-10", "--who", "甲")
    run("add", book, "persons", "id=p1", "name=甲", f"id_number={PERSON}", "registered=2024-01-01", *on)
    run("add", book, "employers", "id=e1", "name=某公司", "credit_code=91350100M000100Y43", "kind=company",
        "registered=2020-01-01", *on)  # fmt: skip
    for one in ("d1", "d2"):
        run("add", book, "disputes", f"id={one}", "person=p1", "employer=e1", "kind=labour", "cause=pay", "workers=1",
            "received=2024-01-08", *on)  # fmt: skip
    run("move", book, "disputes", "accepted", "d1", "d2", "--set", "number=一号", *on)
    run("move", book, "disputes", "调解结案", "d1", "--on", "2024-02-20", "--who", "乙")
    return book


def test_the_life_of_a_case(filled: Path) -> None:
    assert run("check", filled).count("0") >= 2
    listed = json.loads(run("list", filled, "--format", "json"))[0]["rows"]
    assert [(row["name"], row["records"]) for row in listed] == [
        ("disputes", "2"),
        ("employers", "1"),
        ("persons", "1"),
    ]
    shown = run("show", filled, "disputes", "d1", "--at", "2024-03-01")
    assert all(word in shown for word in ("调解结案", "2024-02-20", "乙", "一号"))
    late = run("overdue", filled, "--at", "2024-03-01", status=1)
    assert "第四十三条" in late
    assert "4 日" in late
    rows = json.loads(run("indicators", filled, "disputes", "--format", "json"))[0]["rows"]
    rate = next(row for row in rows if row["indicator"] == "disputes.closing_rate")
    assert (rate["value"], rate["quotient"], rate["evidence"]) == ("50.00%", "1 / 2", "1")
    run("amend", filled, "disputes", "d2", "claimed=2000.50", "--why", "补录", "--who", "丙", "--on", "2024-03-01")
    assert "claimed: 2000.50" in run("show", filled, "disputes", "d2", "--at", "2024-01-11")


def test_personal_numbers_are_never_shown_in_full(filled: Path, tmp_path: Path) -> None:
    said = [run("show", filled, "persons"), run("show", filled, "persons", "p1")]
    said += [run("show", filled, "persons", "p1", "--format", form) for form in ("json", "csv", "md")]
    said.append(
        run("add", filled, "persons", "name=乙", f"id_number={PERSON[:-1]}1", "registered=2024-01-01", status=1)
    )
    for text in said:
        assert PERSON not in text
        assert PERSON[:-1] not in text
        assert "1101**********002X" in text or "110…" in text
    run("show", filled, "persons", "p1", "--format", "xlsx", "--out", tmp_path / "p.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets
    assert PERSON not in str([[cell for row in one.values for cell in row] for one in sheets])


def test_the_report_in_every_format(filled: Path, tmp_path: Path) -> None:
    text = run("report", filled, "disputes", "--from", "2024-01-01", "--to", "2024-06-30")
    assert "仲裁结案率" in text
    assert "超过法定期限" in text
    tables = run("report", filled, "--format", "csv")
    assert ["disputes.accepted", "受理劳动人事争议仲裁案件", "2 件"] in [
        row[:3] for row in csv.reader(io.StringIO(tables))
    ]
    run("report", filled, "--format", "xlsx", "--out", tmp_path / "r.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames) >= 3
    english = run("report", filled, "disputes", "--lang", "en")
    assert "definition" in english


@pytest.mark.parametrize(
    ("words", "status"), [("2 件", 0), ("1 余件", 1), ("近 3 件", 1), ("超 1 件", 0), ("超 2 件", 1), ("不足 3", 0)]
)
def test_claims_are_held_to_the_count(filled: Path, words: str, status: int) -> None:
    assert "2 件" in run("claim", filled, "disputes.accepted", words, status=status)


def test_a_claim_in_another_unit_is_refused(filled: Path) -> None:
    assert "件" in run("claim", filled, "disputes.accepted", "2 人", status=2)
    assert "约数词" in run("claim", filled, "disputes.accepted", "许多", status=2)
    assert "没有值" in run("claim", filled, "mediations.success_rate", "60%", status=2)


def test_a_sheet_is_imported_or_comes_back(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text(f"姓名,身份证号,登记日期\n乙,{PERSON[:-1]}1,2024-01-01\n", "utf-8")
    out = run("import", filled, "persons", file, status=1)
    assert "名单.refused.csv" in out.replace("\n", "")
    file.write_text("姓名,身份证号,登记日期\n乙,440524188001010014,2024-01-01\n", "utf-8")
    assert "1" in run("import", filled, "persons", file, "--who", "甲")


def test_a_definition_can_be_the_books_own(book: Path) -> None:
    run("new", book, "job_fairs")
    run("new", book, "streets_own")
    path = book / "registers" / "job_fairs.toml"
    path.write_text(path.read_text("utf-8").replace("招聘活动场次", "招聘会场次"), "utf-8")
    run("new", book, "job_fairs", status=2)
    run("new", book, "Bad-Name", status=2)
    run("add", book, "streets_own", "happened=2024-01-01")
    assert "streets_own" in run("list", book)
    assert "招聘会场次" in run("indicators", book, "job_fairs.fairs")
    assert "job_fairs" in run("list", book, "--all")


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (["show", "nothing"], "没有“nothing”台账"),
        (["show", "persons", "p9"], "p9"),
        (["indicators", "persons.none"], "known"),
        (["indicators", "--from", "2024-02-30"], "2024-02-30"),
        (["indicators", "--from", "2024-02-03", "--to", "2024-01-01"], "对调"),
        (["add", "persons", "name"], "栏名=值"),
        (["import", "persons", "none.csv"], "none.csv"),
        (["overdue", "--at", "soon"], "soon"),
        (["report", "--format", "xlsx"], "--out"),
        (["report", "--format", "pdf"], "pdf"),
    ],
)
def test_what_cannot_be_done_is_one_line(filled: Path, said: list[str], word: str) -> None:
    out = run(said[0], filled, *said[1:], status=2)
    assert word in out.replace("\n", "")
    assert len(out.strip().splitlines()) <= 2


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (["move", "disputes", "decided", "d1"], "可以转为"),
        (["move", "disputes", "suspended", "d2", "--on", "2024-03-01"], "--why"),
        (["move", "disputes", "decided", "d2", "--set", "final=yes", "--who", "甲", "--on", "2024-03-01"], "不相容"),
        (["amend", "disputes", "d2", "claimed=1.00"], "--why"),
        (["amend", "disputes", "d2", "state=closed", "--why", "x"], "state"),
        (["add", "disputes", "id=d1"], "必须填写"),
        (["add", "disputes", "colour=red"], "colour"),
    ],
)
def test_what_is_refused_changes_nothing(filled: Path, said: list[str], word: str) -> None:
    before = (filled / "registers" / "disputes.csv").read_bytes()
    assert word in run(said[0], filled, *said[1:], status=1)
    assert (filled / "registers" / "disputes.csv").read_bytes() == before
