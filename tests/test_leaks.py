"""No whole ID number, card or mobile phone in any byte of a book or of what is made of it, whatever route it took."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from click.testing import CliRunner
from tests.fund.conftest import made_up_card, made_up_id

from juesuan.books.cells import masked
from juesuan.books.identity import to18
from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.building import build
from juesuan.cli import command
from juesuan.registers.bulk import bulk
from juesuan.registers.check import check_registers
from juesuan.registers.indicators import evaluate
from juesuan.registers.store import add
from juesuan.vault.keys import VARIABLE, new_key, read_key, write_key
from juesuan.vault.leaks import leaks
from juesuan.vault.looks import looks
from juesuan.vault.pairs import new_pair, write_pair
from juesuan.vault.sealing import Vault

EXAMPLE = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024"
SHORT = "420106800101123"
MOBILES = [f"138001380{n:02}" for n in range(10)]
NUMBERS = [*(made_up_id(n) for n in range(20)), *(made_up_card(n) for n in range(20)), *MOBILES, SHORT, to18(SHORT)]
"""What must be nowhere."""
BY = "--who 甲 --on 2024-03-01"
ONE = f"id=p1 name=甲 id_number={made_up_id(1)} phone={MOBILES[1]} registered=2024-01-01"


def run(line: str, *words: str, status: int = 0) -> str:
    found = CliRunner().invoke(command("zh"), [*line.split(), *words])
    assert found.exit_code == status, found.output
    return found.output


def sheet(path: Path, *rows: list[str]) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    made.save(path)
    return path


def clean(*files: Path) -> None:
    """Fail where a number of the test stands in a file, as itself or as what a search of its parts finds."""
    shown = {masked(number) for number in NUMBERS}
    for path in files:
        content = path.read_bytes()
        assert [number for number in NUMBERS if number.encode() in content] == [], path
        assert [one for one in leaks(content, path.name) if one.shown in shown] == [], path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUESUAN_LANG", raising=False)
    new_book(tmp_path / "book", Settings("某局", 2024, "区"))
    (tmp_path / "book" / "units.csv").write_text("code,name,kind,parent\n001,某局本级,administrative,\n", "utf-8")
    (tmp_path / "book" / "fund" / "posting.toml").write_text('unit = "001"\neconomic = "30399"\n', "utf-8")
    write_key(new_key(), tmp_path / "key.toml")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "key.toml"))
    return tmp_path


def registered(desk: Path) -> list[str]:
    """Enter people by every route and return what was printed."""
    said = [
        run(f"register add book persons {ONE} {BY}"),
        run(f"register add book persons id=p2 name=乙 id_number={SHORT} registered=2024-01-01 {BY}"),
        run(f"register add book employers id=e1 name=某公司 credit_code=91350100M000100Y43 kind=company "
            f"phone={MOBILES[2]} registered=2020-01-01 {BY}"),
    ]  # fmt: skip
    head = ["姓名", "身份证号", "联系电话", "登记日期"]
    people = [[f"人{n}", made_up_id(n), MOBILES[n], "2024-01-05"] for n in (3, 4)]
    said.append(run(f"register import book persons {sheet(desk / '名单.xlsx', head, *people).name} {BY}"))
    bad = sheet(desk / "错.xlsx", head, ["人五", made_up_id(5)[:-1] + "A", MOBILES[5], "2024-01-05"])
    said.append(run(f"register import book persons {bad.name} {BY}", status=1))
    classes = ["人员", "培训机构", "培训类别", "职业（工种）", "学时", "开班日期"]
    row = [made_up_id(3), "某公司", "岗位技能", "电工", "40", "2024-02-01"]
    said.append(run(f"register import book training {sheet(desk / '班.xlsx', classes, row).name} {BY}"))
    strange = sheet(desk / "不识.xlsx", classes, [made_up_id(9), *row[1:]])
    said.append(run(f"register import book training {strange.name} {BY}", status=1))
    said.append(run(f"register amend book persons p1 id_number={made_up_id(6)} phone={MOBILES[6]} --why 录错 {BY}"))
    said.append(run("register move book persons ended p2 --why 迁出 --who 乙 --on 2024-03-02"))
    rows = [{"id": "q1", "state": "active", "name": "丙", "id_number": made_up_id(7), "registered": "2024-01-01"}]
    vault = Vault(read_key(desk / "key.toml"))
    bulk(desk / "book", "persons", pa.Table.from_pylist(rows), "2024", who="甲", on=date(2024, 3, 3), vault=vault)
    return said


def test_registers_by_every_route(desk: Path) -> None:
    said = registered(desk)
    said += [run("register show book persons"), run("register show book persons p1"), run("register check book")]
    said += [run(f"register find book persons id_number={made_up_id(7)}"), run("register list book")]
    said.append(run(f"register find book persons phone={MOBILES[1]}", status=1))
    for form in ("json", "csv", "md"):
        said.append(run(f"register show book persons --format {form}"))
    run("register show book persons --format xlsx --out persons.xlsx")
    run("register report book --format xlsx --out report.xlsx")
    assert not [number for number in NUMBERS for text in said if number in text]
    assert "q1" in "".join(said)
    clean(*files(desk / "book"), desk / "persons.xlsx", desk / "report.xlsx")
    assert [one for path in files(desk / "book") for one in leaks(path.read_bytes(), path.name)] == []
    assert evaluate(desk / "book", "persons.known").value == 4
    vault = Vault(read_key(desk / "key.toml"))
    assert check_registers(desk / "book", vault=vault) == []
    shown = run("register show book persons p1 --reveal --why 电话核对 --who 丁")
    assert made_up_id(6) in shown
    assert MOBILES[6] in shown
    assert "persons/p1" in run("fund list book looks")
    assert "没有未加密的号码" in run("register protect book")
    assert "9 个号码" in run("fund key rotate book --who 甲 --day 2024-03-04")
    clean(*files(desk / "book"))
    assert made_up_id(6) in run("register show book persons p1 --reveal --why 再核对 --who 丁")


def test_the_fund_by_every_step(desk: Path) -> None:
    registered(desk)
    titles = ["姓名", "身份证号", "银行卡号", "补贴项目", "起始月", "截止月", "单位名称"]
    flexible = ["insurance_flexible", "2024-01-01", "2024-03-31", "某公司"]
    sheet(desk / "申报.xlsx", titles, *[[f"人{n}", made_up_id(n), made_up_card(n), *flexible] for n in (3, 4)])
    with (desk / "核定.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = [[made_up_id(n), flexible[0], f"2024-0{m}-01", "673.19"] for n in (3, 4) for m in (1, 2, 3)]
        csv.writer(stream).writerows([["身份证号", "补贴项目", "月份", "金额"], *rows])
    said = [
        run("fund " + line)
        for line in (
            "apply book 申报.xlsx --who 甲 --day 2024-04-10",
            "review book check --who 乙 --day 2024-04-11",
            "review book review --who 丙 --day 2024-04-12",
            "notice book --out 公示.html --contact 某局027-88880000 --who 丙 --day 2024-04-15",
            "approve book --who 丁 --day 2024-04-23",
            "pay book --through 2024-06 --amounts 核定.csv --who 甲 --day 2024-04-24",
            "bank book 2024-001 --out 代发.csv --amounts 核定.csv --who 丁 --day 2024-04-25",
            "list book",
            "list book payments",
        )
    ]
    assert not [number for number in NUMBERS for text in said if number in text]
    clean(*files(desk / "book"), desk / "公示.html")
    assert made_up_card(3) in (desk / "代发.csv").read_text("gb18030"), "only the file for the bank has accounts"
    vault = Vault(read_key(desk / "key.toml"))
    marks = {vault.mark("id_number", made_up_id(n)) for n in (3, 4)}
    with (desk / "book" / "registers" / "applications.csv").open(encoding="utf-8") as stream:
        assert {row["person"] for row in csv.DictReader(stream)} == marks
    text = (desk / "book" / "registers" / "persons" / "0001.csv").read_text("utf-8")
    assert all(mark in text for mark in marks), "registers and fund know a person by the same mark"
    assert "v1." not in (desk / "book" / "registers" / "applications.history.csv").read_text("utf-8")
    assert run("fund check book").count("0") >= 1


def test_what_is_built_of_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(EXAMPLE / "key.toml"))
    book = Path(shutil.copytree(EXAMPLE / "book", tmp_path / "book"))
    run(f"register add {book} persons {ONE} {BY}")
    work = book / "texts" / "key_work.md"
    work.write_text(work.read_text("utf-8") + "\n登记在册人员{persons.known}人。\n", "utf-8")
    built = build(book, tmp_path / "out")
    assert all(proof.holds for proof in built.proofs)
    made = files(tmp_path / "out")
    assert {path.suffix for path in made} >= {".docx", ".pdf", ".html", ".xlsx", ".csv", ".parquet", ".json"}
    clean(*made, *files(book))
    assert [one for path in files(book / "registers") for one in leaks(path.read_bytes(), path.name)] == []


@pytest.mark.parametrize("number", [made_up_id(1), made_up_card(1), MOBILES[1]])
def test_a_number_in_a_table_of_parquet_would_be_found(number: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name, column in (("text", [number]), ("words", pa.array([number]).dictionary_encode())):
        pq.write_table(pa.table({name: column}), tmp_path / "a.parquet", compression="zstd")
        assert {one.shown for one in leaks((tmp_path / "a.parquet").read_bytes())} == {masked(number)}
    assert [one.kind for one in leaks(f"{'a' * 20},{number}".encode())] != []


SHARED = """
[[shares]]
name = "people"
way = "{}"
register = "persons"
fields = ["id", "name", "id_number", "phone", "registered"]
numbers = {{ id_number = "sealed", phone = "sealed" }}
purpose = "核对人员"
basis = "示例协议"
since = 2024-01-01
until = 2024-12-31
"""


def test_exchange_with_another_body(desk: Path) -> None:
    vault, on = Vault(read_key(desk / "key.toml")), "--who 甲 --on 2024-06-30"
    new_book(desk / "other", Settings("某民政局", 2024, "区"))
    pairs = {book: new_pair(book) for book in ("book", "other")}
    for book, other, way in (("book", "other", "out"), ("other", "book", "in")):
        write_pair(pairs[book], desk / f"{book}.pair")
        (desk / book / "exchange").mkdir()
        text = f"[card]\n{pairs[other].card.text()}{SHARED.format(way)}"
        (desk / book / "exchange" / "o.toml").write_text(text, "utf-8")
    rows = [{"id": f"p{n}", "name": f"人{n}", "id_number": one, "phone": phone, "registered": "2024-01-01"}
            for n, one, phone in zip(range(3), NUMBERS, MOBILES, strict=False)]  # fmt: skip
    add(desk / "book", "persons", rows, who="甲", on=date(2024, 3, 1), vault=vault)
    said = [run(f"exchange out book --for o --what people --pair book.pair --out p.zip {on}")]
    said.append(run(f"exchange in other p.zip --pair other.pair --receipt r.zip {on}"))
    said.append(run(f"exchange in book r.zip --pair book.pair {on}"))
    said.append(run("exchange list book"))
    shown = run("register show other persons p1 --reveal --why 核对 --who 丁")
    assert made_up_id(1) in shown, "they did arrive"
    assert [one["owner"] for one in looks(desk / "book")] == ["exchange/people", "exchange/people"]
    assert not [number for number in NUMBERS for text in said if number in text]
    made = [*files(desk / "book"), *files(desk / "other"), desk / "p.zip", desk / "r.zip"]
    clean(*made)
    assert [one for path in made for one in leaks(path.read_bytes(), path.name)] == []
