"""Explanations in the styles of three provinces (our own sentences): all understood, nothing accused, faults found."""

import tomllib
from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.findings import Severity, Status
from juesuan.laws.registry import severity_of

FOLDER = Path(__file__).parent / "golden" / "explanations"
DATA = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))


def errors(path):
    found = audit(path).report.findings
    return [f for f in found if (f.severity or severity_of(f.code)) is Severity.ERROR]


@pytest.mark.parametrize("case", DATA["document"], ids=lambda c: c["file"])
def test_everything_is_understood_and_nothing_accused(case):
    result = audit(FOLDER / case["file"])
    left = [r.text for r, s in result.report.statuses if s is Status.UNCHECKED]
    accused = [r.text for r, s in result.report.statuses if s is Status.CONTRADICTED]
    assert (sorted(left), accused) == (sorted(case["once"]), [])
    assert {f.code for f in result.report.findings} <= {"disclosure.missing_section"}


@pytest.mark.parametrize("case", DATA["fault"], ids=lambda c: f"{c['file']}: {c['after']}")
def test_a_fault_is_found_where_it_is(case, tmp_path):
    text = (FOLDER / case["file"]).read_text("utf-8")
    assert text.count(case["before"]) == 1
    path = tmp_path / case["file"]
    path.write_text(text.replace(case["before"], case["after"]), "utf-8")
    line = text[: text.index(case["before"])].count("\n") + 1
    found = audit(path).report.findings
    assert case["code"] in [f.code for f in found if any(w.place.line == line for w in f.witnesses)]
