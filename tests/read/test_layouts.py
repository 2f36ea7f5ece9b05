"""Layouts of self-evaluations as departments publish them: all values are read, planted faults alone are found."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from juesuan.auditing import Audit, audit
from juesuan.perform.published import findings_of, form_values

FORMS = tomllib.loads((Path(__file__).parent / "layouts.toml").read_text("utf-8"))["form"]
EVERY = pytest.mark.parametrize("form", FORMS, ids=[form["name"] for form in FORMS])
_CELL = re.compile(r"(.*?)((?:[>^]\d+)*)")
_SPANS = {">": "colspan", "^": "rowspan"}


def published(rows: str, folder: Path) -> Audit:
    """Audit the rows as a page."""
    page = ""
    for table in rows.strip("\n").split("\n===\n"):
        lines = ["".join(map(_cell, line.split("|"))) for line in table.split("\n")]
        page += "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    path = folder / "form.html"
    path.write_text(f"<html><body><p>附件</p>{page}</body></html>", "utf-8")
    return audit(path)


def _cell(said: str) -> str:
    match = _CELL.fullmatch(said)
    assert match is not None
    spans = "".join(f' {_SPANS[mark]}="{n}"' for mark, n in re.findall(r"([>^])(\d+)", match[2]))
    return f"<td{spans}>{match[1]}</td>"


def pointed(read: Audit) -> set[str]:
    """Return what the findings about the form point at."""
    return {one.text for finding in findings_of(read.disclosure, read.report.findings) for one in finding.witnesses}


@EVERY
def test_every_value_is_read_and_nothing_is_said_of_a_right_form(form: dict[str, Any], tmp_path: Path) -> None:
    read = published(form["rows"], tmp_path)
    found: dict[tuple[str, str], str] = {}
    for one in form_values(read.disclosure):
        item = one.part if one.part in ("head", "total") else one.item
        unit = one.unit if one.field in ("target", "actual") else ""
        said = f"{one.operator}{one.value}{unit}" if one.value else one.printed
        found[item, one.field] = said
        found.setdefault(("*" if one.part == "money" else "", one.field), said)
    wanted = [line.split(",", 2) for line in form["values"].strip().split("\n")]
    assert [line for line in wanted if found.get((line[0], line[1])) != line[2]] == []
    assert pointed(read) == set()


@EVERY
def test_planted_faults_are_pointed_at(form: dict[str, Any], tmp_path: Path) -> None:
    rows = form["rows"]
    for printed, planted, _ in form["faults"]:
        assert printed in rows
        rows = rows.replace(printed, planted, 1)
    there = pointed(published(rows, tmp_path))
    assert [text for _, _, text in form["faults"] if text not in there] == []
