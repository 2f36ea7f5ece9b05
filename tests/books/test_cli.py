"""`juesuan book`: exit status, what is said, in two languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from juesuan.cli import app


def juesuan(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_new_import_check_undo(tmp_path: Path) -> None:
    book, file = tmp_path / "b", tmp_path / "u.csv"
    assert juesuan("book", "new", book, "--department", "某局", "--year", 2024).exit_code == 0
    assert juesuan("book", "check", book).exit_code == 0
    file.write_text("单位代码,单位名称,单位性质\n001,某局,行政\n合计,1,\n", "utf-8")
    taken = juesuan("book", "import", book, "units", file)
    assert taken.exit_code == 0
    assert "导入 1 行" in taken.stdout
    assert "跳过合计等 1 行" in taken.stdout
    assert juesuan("book", "undo", book, "--lang", "en").stdout.startswith("undid change 1: ")
    assert juesuan("book", "new", book, "--department", "某局", "--year", 2024).exit_code == 2


def test_faults_are_a_table_or_json_and_the_status_is_one(book: Path, tmp_path: Path) -> None:
    (book / "assets.csv").write_text("unit,item,count\n001,enforcement,x\n", "utf-8")
    shown = juesuan("book", "check", book)
    assert shown.exit_code == 1
    assert "“x”不是数量" in shown.stdout
    found = json.loads(juesuan("book", "check", book, "--format", "json", "--lang", "en").stdout)
    first = next(one for one in found if one["code"] == "cell.count")
    assert (first["file"], first["row"], first["column"]) == ("assets.csv", 2, "count")
    assert juesuan("book", "seal", book).exit_code == 2
    assert juesuan("book", "check", book, "--format", "pdf").exit_code == 2


def test_seal_and_reopen(book: Path, tmp_path: Path) -> None:
    assert juesuan("book", "seal", book).exit_code == 0
    file = tmp_path / "u.csv"
    file.write_text("单位,项目,数量\n002,机要通信用车,1\n", "utf-8")
    refused = juesuan("book", "import", book, "assets", file)
    assert refused.exit_code == 2
    assert "reopen" in refused.stderr
    assert juesuan("book", "reopen", book).exit_code == 2
    assert juesuan("book", "reopen", book, "--reason", "审计调整").exit_code == 0
    assert juesuan("book", "import", book, "assets", file).exit_code == 0


def test_refused_rows_end_with_one(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "u.csv"
    file.write_text("单位,项目,数量\n002,直升机,1\n", "utf-8")
    found = juesuan("book", "import", book, "assets", file, "--lang", "en")
    assert found.exit_code == 1
    assert "nothing was imported" in found.stdout
    assert (tmp_path / "u.refused.csv").exists()


@pytest.mark.parametrize("command", ["check", "undo", "seal", "reopen"])
def test_no_book_is_said_in_one_line(command: str, tmp_path: Path) -> None:
    found = juesuan("book", command, tmp_path, *(["--reason", "x"] if command == "reopen" else []))
    assert found.exit_code == 2
    assert len(found.stderr.strip().splitlines()) == 1


def test_what_would_be_published_is_audited_before_it_is_built(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from juesuan import building
    from juesuan.books.faults import fault

    before = sorted(p.name for p in book.parent.rglob("*"))

    def refused(*_: object, **__: object) -> building.Built:
        raise building.Refused(faults=[fault("table.empty", "entries.csv", name="entries", title="凭证")])

    monkeypatch.setattr(building, "build", refused)
    found = juesuan("book", "check", book, "--forms")
    assert found.exit_code == 1
    assert "entries.csv" in found.stderr
    monkeypatch.setattr(building, "build", lambda *_, **__: building.Built(None, None))  # type: ignore[arg-type]
    found = juesuan("book", "check", book, "--forms", "--lang", "en")
    assert (found.exit_code, "hold" in found.stderr) == (0, True)
    assert sorted(p.name for p in book.parent.rglob("*")) == before
