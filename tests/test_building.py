"""`juesuan build`: all formats of the example prove themselves; what fails leaves nothing behind."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import socket
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from juesuan.auditing import audit
from juesuan.building import FORMATS, Refused, build
from juesuan.cli import app
from juesuan.findings import Status
from juesuan.proof import prove
from juesuan.publish.tree import ListTable, Paragraph
from juesuan.read import read
from juesuan.registers.store import add

BOOK = Path(__file__).parents[1] / "examples/wuchang-hr-2024/book"
run = CliRunner().invoke


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def spoil(book: Path, name: str, old: str, new: str) -> None:
    path = book / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_format_proves_itself(tmp_path: Path) -> None:
    steps: list[str] = []
    built = build(BOOK, tmp_path / "out", tick=steps.append)
    assert [p.suffix or "data" for p in built.files] == [".docx", ".pdf", ".html", ".xlsx", "data"]
    assert all(proof.holds and proof.figures > 400 for proof in built.proofs)
    assert len(built.proofs) == 4
    assert steps == ["compile", *FORMATS, *["proof"] * 4]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


FAIRS = """title = "招聘会"
rule = "One row a fair."
[[fields]]
name = "held"
title = "日期"
type = "date"
[[indicators]]
name = "held"
title = "招聘会场次"
unit = "场"
counts = "events"
definition = "本期举办"
where = "held between $start and $end"
"""


def test_a_text_may_tell_what_a_register_counts(book: Path, tmp_path: Path) -> None:
    (book / "registers").mkdir(exist_ok=True)
    (book / "registers" / "own_fairs.toml").write_text(FAIRS, "utf-8")
    rows = [{"held": f"2024-{month:02d}-03"} for month in range(1, 13)] * 7
    add(book, "own_fairs", [*rows, {"held": "2023-01-03"}], who="甲", on=date(2024, 12, 31))
    text = book / "texts" / "key_work.md"
    text.write_text(text.read_text("utf-8") + "\n走进社区送岗位{own_fairs.held}。\n", "utf-8")
    built = build(book, tmp_path / "out")
    assert all(proof.holds for proof in built.proofs)
    page = next((tmp_path / "out").glob("*.html")).read_text("utf-8")
    assert re.search(r"select count\(\*\) from \W*(?:quot;|#34;)?own_fairs\W*(?:quot;|#34;)? as records", page)
    assert "走进社区送岗位84场。" in {block.text for block in built.document.blocks if isinstance(block, Paragraph)}


def test_a_figure_typed_beside_it_is_not_vouched_for(book: Path, tmp_path: Path) -> None:
    text = book / "texts" / "key_work.md"
    text.write_text(text.read_text("utf-8") + "\n走进社区送岗位84次。\n", "utf-8")
    with pytest.raises(Refused) as refused:
        build(book, tmp_path / "out", formats=["html"])
    assert [reading.text for reading in refused.value.proofs[0].unchecked]


def test_an_indicator_there_is_none_of_is_one_line(book: Path, tmp_path: Path) -> None:
    text = book / "texts" / "key_work.md"
    text.write_text(text.read_text("utf-8") + "\n{own_fairs.held}\n", "utf-8")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "own_fairs" in done.output
    assert "Traceback" not in done.output


def test_anybody_who_audits_our_files_finds_every_figure_checked(tmp_path: Path) -> None:
    build(BOOK, tmp_path / "out", formats=["docx", "pdf", "html", "xlsx"])
    for path in (tmp_path / "out").iterdir():
        report = audit(path).report
        assert [reading.text for reading, status in report.statuses if status is Status.UNCHECKED] == [], path.suffix
        assert report.findings == [], path.suffix


def test_building_again_replaces_what_was_there(tmp_path: Path) -> None:
    for _ in range(2):
        built = build(BOOK, tmp_path / "out", formats=["html", "data"])
    assert len(list((tmp_path / "out").iterdir())) == len(built.files) == 2


def test_a_reason_that_is_missing_stops_it_before_anything_is_written(book: Path, tmp_path: Path) -> None:
    spoil(book, "reasons.toml", '2080106 = "事业人员调出"\n', "")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "2080106 就业管理事务" in done.output
    assert not (tmp_path / "out").exists()


def test_a_text_that_contradicts_the_book_is_refused_and_the_older_disclosure_stays(book: Path, tmp_path: Path) -> None:
    build(book, tmp_path / "out", formats=["html"])
    [path] = (tmp_path / "out").iterdir()
    before = path.read_bytes()
    (book / "key_work.csv").unlink()
    (book / "texts/key_work.md").write_text("# 稳定就业\n2024年度支出合计20,000.00万元。\n", "utf-8")
    with pytest.raises(Refused) as refused:
        build(book, tmp_path / "out", formats=["html"])
    assert refused.value.proofs
    assert path.read_bytes() == before
    assert [p.name for p in (tmp_path / "out").iterdir()] == [path.name]


SECOND = "420106301002,武昌区劳动就业管理局,civil,420106301001"
FAULTY = [
    ("entries.csv", "Z00001,2024-01-03,", "Z00001,2024-02-30,", "“日期（date）”栏：“2024-02-30”不是日期"),
    ("entries.csv", "expenditure,2013699,30299", "expenditure,2013698,30299", "科目“2013698”不存在"),
    ("entries.csv", "1264.91", "1264.915", "小数超过两位"),
    ("units.csv", SECOND, SECOND.replace("301002", "301001"), "“420106301001”与第 2 行（units.csv）重复"),
    ("units.csv", SECOND, SECOND.replace(",420106301001", ",420106301002"), "绕回到了自己"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), FAULTY)
def test_a_book_with_errors_is_not_published(
    book: Path, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    spoil(book, name, old, new)
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code in (1, 2)
    said = next(line for line in done.output.splitlines() if words in line)
    assert said.startswith(f"{name}，第 ")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book"]


def test_a_book_without_vouchers_is_not_published(tmp_path: Path) -> None:
    assert run(app, ["book", "new", str(tmp_path / "b"), "--department", "某局", "--year", "2024"]).exit_code == 0
    done = run(app, ["build", str(tmp_path / "b"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "entries.csv：“凭证”表没有数据；请先导入" in done.output
    assert not (tmp_path / "out").exists()


def test_a_book_of_balances_alone_is_published(tmp_path: Path) -> None:
    book = tmp_path / "b"
    assert run(app, ["book", "new", str(book), "--department", "某局", "--year", "2024"]).exit_code == 0
    (book / "units.csv").write_text("code,name,kind,parent\n1,某局,civil,\n", "utf-8")
    rows = [f"1,{kind},general,,900.00" for kind in ("opening", "closing")]
    (book / "balances.csv").write_text("\n".join(["unit,balance,fund,function,amount", *rows]) + "\n", "utf-8")
    built = build(book, tmp_path / "out", formats=["html"])
    assert built.proofs[0].holds
    assert built.accounts.at("inflow") == built.accounts.at("outflow") == Decimal("0.09")


def test_a_missing_column_stops_the_build(book: Path, tmp_path: Path) -> None:
    spoil(book, "entries.csv", "id,date", "id,day")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert "the column date (日期) is missing; add it to the first row" in done.output
    assert not (tmp_path / "out").exists()


def test_a_full_disk_says_so_and_leaves_nothing(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, __: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out"), "--format", "xlsx"])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "写不进去（No space left on device），这里原有的文件没有改动" in done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book"]


def test_a_draft_is_kept_and_says_so(book: Path, tmp_path: Path) -> None:
    spoil(book, "reasons.toml", '2080106 = "事业人员调出"\n', "")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out"), "--draft", "--format", "html"])
    assert done.exit_code == 1
    [path] = (tmp_path / "out").iterdir()
    assert 'data-watermark="草稿"' in path.read_text("utf-8")


def test_controlled_rounding_is_published_too(tmp_path: Path) -> None:
    built = build(BOOK, tmp_path / "out", formats=["html"], policy="controlled")
    assert built.accounts.moved
    assert built.proofs[0].holds


ERRORS = [
    (["build", "nowhere"], "nowhere：没有这个文件或文件夹"),
    (["build", str(BOOK), "--format", "odt"], "--format 不能是“odt”"),
    (["build", str(BOOK), "--policy", "banker"], "--policy 不能是“banker”"),
    (["consolidate", "nowhere"], "nowhere：没有这个文件或文件夹"),
]


@pytest.mark.parametrize(("arguments", "words"), ERRORS)
def test_errors_in_one_line(arguments: list[str], words: str) -> None:
    done = run(app, arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert done.output.count("\n") == 1


def test_a_pack_there_is_none_of(book: Path, tmp_path: Path) -> None:
    spoil(book, "book.toml", 'pack = "hubei"', 'pack = "atlantis"')
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "atlantis" in done.output


def test_units_side_by_side(tmp_path: Path) -> None:
    done = run(app, ["consolidate", str(BOOK)])
    assert done.exit_code == 0
    assert "191,156,849.99" in done.output
    out = tmp_path / "proof.xlsx"
    assert run(app, ["consolidate", str(BOOK), "--format", "xlsx", "--out", str(out)]).exit_code == 0
    assert out.stat().st_size > 4000


def test_what_is_missing_is_said_in_english_too(book: Path, tmp_path: Path) -> None:
    spoil(book, "reasons.toml", '2080106 = "事业人员调出"\n', "")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert "write “2080106” under [variance] in reasons.toml" in done.output


@pytest.mark.parametrize(("alive", "left"), [(False, 1), (True, 2)])
def test_what_a_killed_run_left_is_removed_and_a_living_one_is_not(alive: bool, left: int, tmp_path: Path) -> None:
    other = tmp_path / ".out-other"
    (other / ".juesuan").mkdir(parents=True)
    said = {"pid": os.getpid() if alive else 2**22 + 1, "host": socket.gethostname()}
    (other / ".juesuan/lock").write_text(json.dumps(said), "utf-8")
    build(BOOK, tmp_path / "out", formats=["data"])
    assert len(list(tmp_path.iterdir())) == left


def test_the_table_of_key_work_is_proven_cell_by_cell(tmp_path: Path) -> None:
    built = build(BOOK, tmp_path / "out", formats=["docx", "pdf", "html", "xlsx"])
    table = next(b for b in built.document.blocks if isinstance(b, ListTable) and b.caption)
    assert next(str(row[1].value) for row in table.rows[1:] if row[1]) == "稳定和扩大就业"
    assert sum(len(list(cell.figures())) for row in table.rows for cell in row if cell) == 32
    for path in built.files:
        cells = ["".join(cell.text.text.split()) for grid in read(path).grids for cell in grid.cells]
        for row in table.rows[1:]:
            assert "".join(str(row[-1].value).split()) in cells if row[-1] else False, path.suffix


def test_a_figure_changed_in_the_table_fails_the_proof(tmp_path: Path) -> None:
    built = build(BOOK, tmp_path / "out", formats=["html"])
    [path] = built.files
    page = path.read_text("utf-8")
    start = page.index("重点工作完成情况表")
    at = page.index(">9,000余", start)
    path.write_text(f"{page[:at]}>8,000余{page[at + len('>9,000余') :]}", "utf-8")
    lost = prove(path, built.document).differences
    assert any("wage_recovery.workers" in str(one.coordinate) for one in lost)


def test_an_item_of_key_work_without_a_result_is_one_line(book: Path, tmp_path: Path) -> None:
    spoil(book, "key_work.csv", "改进服务,", "改善服务,")
    done = run(app, ["build", str(book), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "重点工作“改善服务”没有完成情况" in done.output
    assert done.output.count("\n") == 1
