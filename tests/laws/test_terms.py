"""Spellings: those a register replaces, pairs of one document, quoted names turned; and what is left alone."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from juesuan.auditing import audit
from juesuan.cli import app

ROWS: list[dict[str, Any]] = tomllib.loads((files("juesuan.taxonomy") / "spellings.toml").read_text("utf-8"))["pair"]
TERMS = "term,short,variants,scope,since,until,definition\n公益性岗位,,公益岗,,,,\n人才中心,,人才市场,,,2020-12-31,\n"


def found(tmp_path: Path, text: str, terms: str = "") -> list[tuple[str, str, str]]:
    path = tmp_path / "a.txt"
    path.write_text(f"某局2024年度部门决算\n\n第一部分 概况\n\n{text}\n", "utf-8")
    given = tmp_path / "terms.csv"
    given.write_text(terms or TERMS, "utf-8")
    report = audit(path, terms=given if terms else None).report
    codes = ("disclosure.variant", "disclosure.mixed_spelling")
    return [(f.code.partition(".")[2], f.params["stated"], f.expected) for f in report.findings if f.code in codes]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["usual"])
def test_examples(tmp_path: Path, row: dict[str, Any]) -> None:
    assert [code for code, *_ in found(tmp_path, row["fail"])] == ["mixed_spelling"]
    assert found(tmp_path, row["pass"]) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("开展“春风行动”。再办“春风行动”。又办“春行风动”。", ["春行风动"]),
        ("开展“春风行动”。又办“春行风动”。", []),
        ("开展“春风行动”。再办“春风行动”。办“春雨行动”。", []),
        ("落实“十四五”规划。落实“十四五”规划。总结“十三五”规划。", []),
        ("开展“春风行动”。再办“春风行动”。又办“春行风动”，再办“春行风动”。", []),
    ],
)
def test_a_quoted_name_in_another_order(tmp_path: Path, text: str, wrong: list[str]) -> None:
    assert [stated for _, stated, _ in found(tmp_path, text)] == wrong


def test_a_register_finds_its_variants_once_each(tmp_path: Path) -> None:
    text = "安置公益岗50人，公益岗补贴3.00万元，公益性岗位2个，人才市场1家，《公益岗办法》。"
    assert found(tmp_path, text, TERMS) == [("variant", "公益岗", "公益性岗位")]
    assert found(tmp_path, text) == []


def test_the_command_takes_a_register_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    found(tmp_path, "安置公益岗50人。", TERMS)
    done = CliRunner().invoke(app, ["audit", str(tmp_path / "a.txt"), "--terms", str(tmp_path / "terms.csv")])
    assert "“公益岗”应写作“公益性岗位”（1 处，用语表）" in "".join(done.output.split("\n"))
    bad = tmp_path / "bad.csv"
    bad.write_text("variants\n公益岗\n", "utf-8")
    for path, words in ((bad, "term"), (tmp_path / "none.csv", "没有这个文件")):
        done = CliRunner().invoke(app, ["audit", str(tmp_path / "a.txt"), "--terms", str(path)])
        assert done.exit_code == 2
        assert done.output.count("\n") == 1
        assert words in done.output
