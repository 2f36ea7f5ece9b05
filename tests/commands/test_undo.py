"""`juesuan undo`: says what it did, lists what there is, and names what is done instead where it may not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from juesuan.books.journal import Change
from juesuan.books.store import commit
from juesuan.cli import command


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    return tmp_path


def undo(*said: object, lang: str = "zh") -> Result:
    return CliRunner().invoke(command(lang), ["undo", *map(str, said), "--lang", lang])


def test_a_change_is_said_and_undone(book: Path) -> None:
    commit(book, {"units.csv": b"new"}, None, Change("import", "units", "甲", "u.csv", 3))
    found = undo(book, "--who", "乙", "--why", "重复")
    assert re.fullmatch(r"已撤销第 1 步：[\d: -]+，甲，向 units 导入 3 行（u.csv）\n", found.stdout)
    assert not (book / "units.csv").exists()
    again = undo(book, lang="en")
    assert (again.exit_code, again.stdout, again.stderr.count("\n")) == (2, "", 1)
    assert "there is no change to undo" in again.stderr


def test_the_list_says_what_is_done_instead(book: Path) -> None:
    commit(book, {"a": b"1"}, None, Change("register.add", "cases", "甲", "2024-00001", 1))
    commit(book, {"b": b"1"}, None, Change("fund.make", "2024-001", "甲", "", 1, final="undo.make"))
    rows = json.loads(undo(book, "--list", "--format", "json", lang="en").stdout)
    rows = rows if isinstance(rows, list) else rows["rows"]
    assert "--withdraw" in str(rows[0])
    assert "yes" in str(rows)
    refused = undo(book, lang="en")
    assert refused.exit_code == 2
    assert "juesuan fund bank BOOK 2024-001 --withdraw" in refused.stderr
    assert "undo.behind" not in refused.stderr
    assert undo(book, "--change", 1).exit_code == 2
    assert undo(book / "none").exit_code == 2
