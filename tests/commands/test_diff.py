"""`juesuan diff` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from juesuan.cli import app

ROOT = Path(__file__).parents[2]
BOOK = str(ROOT / "examples/wuchang-hr-2024/book")
DOCUMENT = str(ROOT / "examples/wuchang-hr-2024/disclosure.md")
run = CliRunner().invoke


def test_a_table_says_what_differs_and_where() -> None:
    done = run(app, ["diff", BOOK, DOCUMENT])
    assert done.exit_code == 1
    assert "18,777.45" in done.output
    assert "表01" in done.output


def test_in_english() -> None:
    done = run(app, ["diff", BOOK, DOCUMENT, "--lang", "en"])
    assert "figures alike" in done.output


def test_nothing_differs_from_itself() -> None:
    done = run(app, ["diff", BOOK, BOOK])
    assert (done.exit_code, "0 处不同" in done.output) == (0, True)


def test_json_has_values_and_places() -> None:
    found = json.loads(run(app, ["diff", BOOK, DOCUMENT, "--format", "json"]).output)
    first = next(c for c in found["changes"] if c["right"] and "form" in c["right"])
    assert first["difference"] == "-100.00"
    assert first["right"]["line"] > 0


def test_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "diff.xlsx"
    assert run(app, ["diff", BOOK, DOCUMENT, "--format", "xlsx", "--out", str(out)]).exit_code == 1
    sheet = load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row > 8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["diff", BOOK, "nowhere.pdf"], "nowhere.pdf：没有这个文件"),
        (["diff", BOOK, DOCUMENT, "--format", "pdf"], "--format 不能是“pdf”"),
    ],
)
def test_errors_in_one_line(arguments: list[str], words: str) -> None:
    done = run(app, arguments)
    assert done.exit_code == 2
    assert words in done.output
