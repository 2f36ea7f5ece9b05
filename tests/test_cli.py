"""The command line: exit status, order, files written, what is said of bad input."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from juesuan import auditing
from juesuan.blocks import Line, Source, Text, Unreadable
from juesuan.cli import command, language
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, NotRun, Report, Severity, Witness


def fake(path: str | Path, **others: Any) -> auditing.Audit:
    """Audit by name: what a file is called says what is found in it."""
    name = Path(path).name
    if "bad" in name:
        raise Unreadable(str(path), "worker.bug", why="甲")
    if "dead" in name:
        os._exit(9)
    if "crash" in name:
        raise KeyError("乙")
    line = Line(Text.at("甲。。", line=1, start=0))
    place = line.text.place(1, 3)
    found = [Finding("test.one", [Witness("stated", place, "。。")], severity=Severity.INFO)]
    if "wrong" in name:
        found.append(Finding("test.two", [Witness("stated", place, "甲")], severity=Severity.ERROR))
    missing = [NotRun("cross-document", "x")] if not others.get("prior") else []
    disclosure = Disclosure(Source(str(path), "0" * 64, "text", 1, [line]), "甲局", 2024, "final-accounts")
    return auditing.Audit(disclosure, Report(found, missing, []), 0.1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(auditing, "audit", fake)
    monkeypatch.setattr(sys.modules["juesuan.read"], "read", lambda path, **_: fake(path).disclosure)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUESUAN_LANG", raising=False)
    inside = tmp_path / "in"
    inside.mkdir()
    for name in ("a.txt", "b-wrong.txt", "c.txt", ".hidden.txt", "~$lock.docx", "a.audit.xlsx"):
        (inside / name).write_text("甲。。", "utf-8")
    return inside


@dataclass
class Result:
    exit_code: int | str | None
    stdout: str
    stderr: str


def juesuan(*arguments: object, lang: str = "zh") -> Result:
    """Run the command as `main` does and catch what it says."""
    out, err, status = io.StringIO(), io.StringIO(), None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            command(lang).main([str(a) for a in arguments], "juesuan")
        except SystemExit as ended:
            status = ended.code
    return Result(status, out.getvalue(), err.getvalue())


@pytest.mark.parametrize(("name", "status"), [("a.txt", 0), ("b-wrong.txt", 1), ("bad.txt", 2), ("crash.txt", 2)])
def test_exit_status(folder: Path, name: str, status: int) -> None:
    (folder / name).touch()
    assert juesuan("audit", folder / name).exit_code == status


def test_a_folder_with_bad_files_is_done_in_order(folder: Path) -> None:
    for name in ("a2-bad.txt", "b2-dead.txt", "b3-crash.txt"):
        (folder / name).touch()
    result = juesuan("audit", folder, "--format", "jsonl", "--jobs", 2)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    names = ["a.txt", "a2-bad.txt", "b-wrong.txt", "b2-dead.txt", "b3-crash.txt", "c.txt"]
    assert [Path(one["document"]["path"]).name for one in found] == names
    assert ["error" in one for one in found] == [False, True, False, True, True, False]
    assert result.exit_code == 2
    said = result.stderr.splitlines()
    assert len(said) == 4
    assert "共 6 份：2 份无错误，1 份有错误，3 份读不了" in said[-1]


def test_json_of_one_is_an_object_and_of_many_a_list(folder: Path) -> None:
    one = json.loads(juesuan("audit", folder / "a.txt", "-f", "json").stdout)
    many = json.loads(juesuan("audit", folder, "-f", "json").stdout)
    assert one["document"]["path"].endswith("a.txt")
    assert [len(x["findings"]) for x in many] == [1, 2, 1]
    assert many[0] == one


def test_a_place_that_cannot_be_written_is_said_once_before_anything_is_read(folder: Path) -> None:
    (folder / "blocked").touch()
    result = juesuan("audit", folder, "-f", "html", "--out", folder / "blocked" / "reports")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert "blocked" in line
    assert "写不进去" in line


def test_binary_formats_are_named_after_their_document(folder: Path) -> None:
    assert juesuan("audit", folder / "a.txt", "-f", "xlsx").exit_code == 0
    assert openpyxl.load_workbook("a.audit.xlsx").sheetnames == ["检查表", "数字", "文档"]
    other = folder / "sub"
    other.mkdir()
    (other / "a.txt").touch()
    juesuan("audit", folder, "-f", "html", "--out", "reports")
    assert sorted(p.name for p in Path("reports").iterdir()) == [
        *("a-2.audit.html", "a.audit.html", "b-wrong.audit.html", "c.audit.html"),
    ]


def test_out_names_a_file_for_one_and_a_folder_for_many(folder: Path) -> None:
    juesuan("audit", folder / "a.txt", "-f", "json", "-o", "x/one.json")
    assert json.loads(Path("x/one.json").read_text("utf-8"))["document"]["organisation"] == "甲局"
    juesuan("audit", folder, "-f", "jsonl", "-o", "x/all.jsonl")
    assert len(Path("x/all.jsonl").read_text("utf-8").splitlines()) == 3
    refused = juesuan("audit", folder, "-f", "json", "-o", "x/one.json")
    assert (refused.exit_code, "文件夹" in refused.stderr) == (2, True)


def test_an_input_is_never_overwritten(folder: Path) -> None:
    for arguments in (["audit", folder / "a.txt", "-f", "html"], ["extract", folder / "a.txt"]):
        result = juesuan(*arguments, "-o", folder / "a.txt")
        assert result.exit_code == 2
        assert "覆盖" in result.stderr
    assert (folder / "a.txt").read_text("utf-8") == "甲。。"


def test_pdf_of_a_text_says_what_to_do(folder: Path) -> None:
    result = juesuan("audit", folder / "a.txt", "-f", "pdf")
    assert result.exit_code == 2
    assert "--format html" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], ["in", "-f", "doc"], ["in", "--severity", "bad"], ["in", "--lang", "fr"], ["in", "--prior", "none"]],
)
def test_wrong_options_take_one_line(folder: Path, arguments: list[str]) -> None:
    result = juesuan("audit", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_folder_is_said(folder: Path) -> None:
    (folder / "none").mkdir()
    assert "没有可检查的文件" in juesuan("audit", folder / "none").stderr


def test_other_documents_reach_the_audit(folder: Path) -> None:
    with_prior = json.loads(juesuan("audit", folder / "a.txt", "-f", "json", "--prior", folder / "c.txt").stdout)
    assert with_prior["not_run"] == []


def test_severity_hides_but_does_not_change_the_status(folder: Path) -> None:
    result = juesuan("audit", folder / "b-wrong.txt", "-f", "json", "--severity", "error")
    assert [f["code"] for f in json.loads(result.stdout)["findings"]] == ["test.two"]
    assert result.exit_code == 1


def test_extract(folder: Path) -> None:
    assert json.loads(juesuan("extract", folder / "a.txt").stdout)["facts"] == []
    assert juesuan("extract", folder / "a.txt", "--format", "parquet").exit_code == 0
    assert Path("a.facts.parquet").exists()
    (folder / "bad.txt").touch()
    assert juesuan("extract", folder / "bad.txt").exit_code == 2


def test_laws_and_version() -> None:
    assert juesuan("laws").exit_code == 0
    assert juesuan("laws", "no.such").exit_code == 2
    assert juesuan("--version").stdout.startswith("juesuan ")


@pytest.mark.parametrize(("lang", "word"), [("zh", "文件或文件夹"), ("en", "files or folders")])
def test_help_speaks_the_callers_language(lang: str, word: str) -> None:
    assert word in juesuan("audit", "--help", lang=lang).stdout


def test_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUESUAN_LANG", raising=False)
    assert language([]) == "zh"
    assert language(["audit", "--lang", "en"]) == "en"
    assert language(["--lang=en"]) == "en"
    monkeypatch.setenv("JUESUAN_LANG", "en")
    assert language([]) == "en"
    assert language(["--lang", "zh"]) == "zh"


def test_a_closed_pipe_is_no_trouble() -> None:
    told = subprocess.run(
        f"{sys.executable} -m juesuan.cli audit --help | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("参数", "选项", "必填")), ("en", ("Arguments", "Options", "required"))]
)
def test_the_words_around_help_are_in_the_language_too(lang: str, words: tuple[str, ...]) -> None:
    shown = io.StringIO()
    with redirect_stdout(shown), pytest.raises(SystemExit):
        command(lang)(["build", "--help"])
    assert all(word in shown.getvalue() for word in words)
