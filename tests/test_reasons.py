"""Changes of the example with the reasons its facts allow; what the book contradicts is refused where it is written."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from juesuan.building import Refused, build
from juesuan.cli import app
from juesuan.reasons import reasons_of

BOOK = Path(__file__).parents[1] / "examples/wuchang-hr-2024/book"
run = CliRunner().invoke


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the example without its registers."""
    made = Path(shutil.copytree(BOOK, tmp_path / "book", ignore=shutil.ignore_patterns("registers")))
    for name in ("key_work.csv", "texts/key_work.md"):
        (made / name).unlink()
    return made


def reason(book: Path, key: str, text: str | None) -> None:
    path = book / "reasons.toml"
    lines = path.read_text("utf-8").splitlines()
    kept = [f'{key} = "{text}"' if line.startswith(f"{key} = ") else line for line in lines]
    path.write_text("\n".join(one for one in kept if one != f'{key} = "None"') + "\n", "utf-8")


def test_every_change_has_its_facts_and_choices() -> None:
    found = {(one.about.kind, one.about.key): one for one in reasons_of(BOOK)}
    late = found["variance", "2080208"]
    assert (late.direction, late.written) == ("more", "资金年中下达，年初未编预算")
    assert [one.text for one in late.choices if one.holds] == ["资金年中下达，年初未编预算"]
    office = found["variance", "2080102"]
    assert (office.direction, next(one.key for one in office.choices if one.holds)) == ("less", "cut")
    assert all(one.key not in ("supplement", "midyear", "staff_more", "carried_in") for one in office.choices)


def test_the_written_reasons_of_the_example_hold(book: Path) -> None:
    done = run(app, ["reasons", str(book)])
    assert done.exit_code == 0
    assert "没有写原因 0 处，原因与账套不符 0 处" in done.output
    rows = json.loads(run(app, ["reasons", str(book), "--format", "json"]).stdout)
    assert {"kind", "key", "direction", "facts", "choices"} <= set(rows[0])


@pytest.mark.parametrize(
    ("key", "text", "fact"),
    [
        ("2080101", "资金年中下达，年初未编预算", "年初没有预算"),
        ("2080208", "使用上年结转资金", "有上年结转资金"),
        ("2080501", "部分资金结转下年使用", "有年末结转资金"),
    ],
)
def test_a_reason_the_book_contradicts_is_refused(book: Path, tmp_path: Path, key: str, text: str, fact: str) -> None:
    reason(book, key, text)
    with pytest.raises(Refused) as refused:
        build(book, tmp_path / "out", formats=["html"])
    assert [(one.code, one.column, one.params["zh"]) for one in refused.value.faults] == [
        ("reason.contradicted", key, fact)
    ]
    done = run(app, ["book", "check", str(book)])
    assert done.exit_code == 1
    assert run(app, ["reasons", str(book)]).exit_code == 1


def test_a_missing_reason_comes_with_its_choices(book: Path, tmp_path: Path) -> None:
    reason(book, "2080208", None)
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "可选：资金年中下达，年初未编预算" in done.output
    done = run(app, ["book", "check", str(book)])
    assert done.exit_code == 0
    assert "资金年中下达，年初未编预算" in "".join(done.output.split())


def staff(book: Path, *left: str) -> None:
    """Write a register of three people at the department's first unit, who leave on the days given ("" never)."""
    folder = book / "registers"
    folder.mkdir()
    name = next(csv.DictReader((book / "units.csv").open(encoding="utf-8")))["name"]
    (folder / "employers.csv").write_text(f"id,state,name,kind\ne1,active,{name},agency\n", "utf-8")
    rows = [f"s{n},serving,p{n},e1,manage,2020-01-01,{day}" for n, day in enumerate(left)]
    text = "\n".join(["id,state,person,employer,post,appointed,ended", *rows])
    (folder / "staff.csv").write_text(f"{text}\n", "utf-8")


def test_staff_rose_is_refused_while_the_register_says_it_fell(book: Path) -> None:
    staff(book, "2024-05-01", "", "")
    reason(book, "2080101", "在职人员增加")
    done = run(app, ["reasons", str(book)])
    assert done.exit_code == 1
    assert "并非“台账在职人数比上年末多”" in done.output
    found = {one.about.key: one for one in reasons_of(book)}
    assert "在职人员减少" in [one.text for one in found["2080505"].choices if one.holds]


def test_without_a_register_of_its_own_people_nothing_is_refused(book: Path) -> None:
    reason(book, "2080101", "在职人员增加")
    assert run(app, ["reasons", str(book)]).exit_code == 0
