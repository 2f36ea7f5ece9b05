"""What is wrong with targets: each check with rows that fire it; the sound book has nothing but what it lacks."""

import tomllib
from pathlib import Path

import pytest
from tests.perform.conftest import MEASURES, PERFORM, Registers, changed, days, write

from juesuan.books.faults import explain, kinds
from juesuan.books.model import Book
from juesuan.books.open import settings_of
from juesuan.perform.check import check

CASES = tomllib.loads((Path(__file__).parent / "checks.toml").read_text("utf-8"))["case"]
QUIET = ["perform.groups"]
"""The project of the sound book has no satisfaction; nothing else is wrong with it."""


def registers() -> Registers:
    return Registers(days={"training.persons": days(90)})


def found(path, **tables):
    book = write(path / "book", tables)
    return check(Book(book, settings_of(book)), registers())


@pytest.mark.parametrize("case", CASES, ids=lambda c: "-".join([c.get("target", c.get("table")), *c["codes"]]))
def test_checks(case, tmp_path):
    tables = {case["table"]: case["rows"]} if "table" in case else {"targets": changed(case["target"], **case["cells"])}
    faults = found(tmp_path, **tables)
    assert sorted(f.code for f in faults) == sorted([*case["codes"], *QUIET])
    for fault in faults:
        assert fault.file.endswith(".csv")
        assert fault.row
        assert explain(fault, "zh")
        assert explain(fault, "en")
    if "column" in case:
        mine = next(f for f in faults if f.code == case["codes"][0])
        row = [t["id"] for t in PERFORM["targets"]].index(case["target"]) + 2
        assert (mine.row, mine.column) == (row, case["column"])


def test_a_sound_book(tmp_path):
    assert [f.code for f in found(tmp_path)] == QUIET


def test_projects_and_departments_without_targets(tmp_path):
    codes = [f.code for f in found(tmp_path, targets=PERFORM["targets"][3:], results=PERFORM["results"][1:],
                                   deviations=[], measures=[], scores=[])]  # fmt: skip
    assert "perform.no_department" in codes
    codes = [f.code for f in found(tmp_path, targets=PERFORM["targets"][:3], results=PERFORM["results"][:1],
                                   measures=MEASURES[:1])]  # fmt: skip
    assert codes == ["perform.no_targets"]


def test_a_register_that_is_not_kept_is_said(tmp_path):
    book = write(tmp_path / "book")
    faults = check(Book(book, settings_of(book)), Registers())
    assert "perform.not_kept" in [f.code for f in faults]


def test_every_code_is_fired_by_a_test():
    mine = {code for code in kinds() if code.startswith("perform.")}
    fired = {code for case in CASES for code in case["codes"]}
    text = "".join(
        (Path(__file__).parent / f"test_{name}.py").read_text("utf-8") for name in ("check", "declared", "own_rules")
    )
    assert {code for code in mine - fired if f'"{code}"' not in text} == set()


def test_ids_once_and_results_of_the_year(tmp_path):
    again = [*PERFORM["targets"], PERFORM["targets"][0] | {"name": "结业人数", "subject": "P1", "weight": "1"}]
    assert "perform.id" in {f.code for f in found(tmp_path, targets=again)}
    old = [row | {"date": "2023-12-20"} for row in PERFORM["results"]]
    assert "perform.result_year" in [f.code for f in found(tmp_path, results=old)]


def test_a_table_of_measures_that_is_no_longer_read_is_said(tmp_path):
    book = write(tmp_path / "book")
    (book / "performance/feedback.csv").write_text("id,subject\n", "utf-8")
    assert "perform.moved" in [f.code for f in check(Book(book, settings_of(book)), registers())]
