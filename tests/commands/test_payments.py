"""`juesuan fund`: from a list to vouchers on the command line, bad input in one line, nothing half applied."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from tests.fund.conftest import made_up_card, made_up_id

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.cli import command

TITLES = ["姓名", "身份证号", "银行卡号", "补贴项目", "起始月", "截止月", "单位名称"]
PROGRAMME = "insurance_flexible"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUESUAN_KEY", raising=False)
    monkeypatch.delenv("JUESUAN_LANG", raising=False)
    new_book(tmp_path / "book", Settings("某局", 2024, "区"))
    (tmp_path / "book" / "units.csv").write_text("code,name,kind,parent\n001,某局本级,administrative,\n", "utf-8")
    (tmp_path / "book" / "fund" / "posting.toml").write_text('unit = "001"\neconomic = "30399"\n', "utf-8")
    assert fund("key new key.toml").exit_code == 0
    monkeypatch.setenv("JUESUAN_KEY", str(tmp_path / "key.toml"))
    return tmp_path


def fund(line: str) -> Result:
    return CliRunner().invoke(command("zh"), ["fund", *line.split()])


def sheet(path: Path, *rows: list[str]) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["某公司补贴申报表"])
    page.append(TITLES)
    for row in rows:
        page.append(row)
    book.save(path)


def person(n: int, first: str = "2024-01-01", last: str = "2024-03-31") -> list[str]:
    return [f"某人{n}", made_up_id(n), made_up_card(n), PROGRAMME, first, last, "某公司"]


def settled(path: Path, *people: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["身份证号", "补贴项目", "月份", "金额"])
        writer.writerows([made_up_id(n), PROGRAMME, f"2024-0{m}", "673.19"] for n in people for m in (1, 2, 3))


def test_from_a_list_to_vouchers(desk: Path) -> None:
    sheet(desk / "名单.xlsx", person(1), person(2))
    settled(desk / "核定.csv", 1, 2)
    done = fund("notice book --out 公示.html --again 2024-001")
    assert "没有公示“2024-001”" in done.output
    for line in (
        "apply book 名单.xlsx --who 甲 --day 2024-04-10",
        "review book check --who 乙 --day 2024-04-11",
        "review book review --who 丙 --day 2024-04-12",
        "notice book --out 公示.html --contact 某局027-88880000 --who 丙 --day 2024-04-15",
        "approve book --who 丁 --day 2024-04-23",
        "pay book --through 2024-06 --amounts 核定.csv --who 甲 --day 2024-04-24",
        "bank book 2024-001 --out 代发.csv --amounts 核定.csv --who 丁 --day 2024-04-25",
    ):
        found = fund(line)
        assert found.exit_code == 0, found.output
        assert "下一步" in found.output or "期满后" in found.output or "收到回单后" in found.output
    again = fund("notice book --again 2024-001 --out 再写.html")
    assert again.exit_code == 0, again.output
    assert (desk / "再写.html").read_bytes() == (desk / "公示.html").read_bytes()
    assert "留存的是 .html" in fund("notice book --again 2024-001 --out 再写.docx").output
    told = fund("letter book --batch 2024-001 --out 决定书 --format html --amounts 核定.csv")
    assert "决定书 2 份" in told.output
    assert all("核定金额2,019.57元" in path.read_text("utf-8") for path in (desk / "决定书").iterdir())
    sent = (desk / "代发.csv").read_bytes()
    assert fund("bank book 2024-001 --out 代发.csv --who 丁 --day 2024-04-25").exit_code == 0
    assert (desk / "代发.csv").read_bytes() == sent
    rows = list(csv.DictReader(sent.decode("gb18030").splitlines()))
    with (desk / "回单.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["批次号", "支付编号", "金额", "回单代码", "日期"])
        writer.writerows([r["批次号"], r["支付编号"], r["金额"], "0000", "2024-04-26"] for r in rows)
    assert "到账 2 笔" in fund("returns book 2024-001 回单.csv --who 戊 --day 2024-04-27").output
    assert "4,039.14" in fund("post book --who 戊").output
    assert "没有可办的" in fund("post book --who 戊").output
    looks = fund("list book looks").output
    assert looks.count("代发") == 2
    for what in ("applications", "batches", "payments", "history"):
        text = fund(f"list book {what}").output
        assert made_up_id(1) not in text
        assert made_up_card(1) not in text
    payment = rows[0]["支付编号"]
    opened = fund(
        f"recover open book {payment} --amount 673.19 --due 2024-06-30 --why 已就业 --who 甲 --day 2024-06-01"
    )
    assert opened.exit_code == 0, opened.output
    recovery = next(word for word in opened.output.split() if word.startswith("R"))
    assert fund(f"recover agree book {recovery} --who 甲 --day 2024-06-02").exit_code == 1
    assert fund(f"recover agree book {recovery} --who 丁 --day 2024-06-02").exit_code == 0
    got = fund(f"recover receive book {recovery} --slip S1 --amount 673.19 --who 戊 --day 2024-06-30")
    assert "还欠 0.00 元" in got.output
    with (desk / "对账单.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["交易日期", "借方发生额", "贷方发生额", "余额", "摘要"])
        writer.writerow(["2024-04-26", "4039.14", "", "5960.86", "代发 2024-001"])
        writer.writerow(["2024-06-30", "", "673.19", "6634.05", "退款 S1"])
        writer.writerow(["2024-06-30", "", "1.20", "6635.25", "利息"])
    held = fund("reconcile book 对账单.csv --opening 10000")
    assert held.exit_code == 0, held.output
    for said in ("6,634.05", "6,635.25", "1.20", "按编号 1 笔，按批次 2 笔"):
        assert said in held.output
    assert fund("reconcile book 对账单.csv --opening 10000.01").exit_code == 1
    vouchers = [
        r for p in sorted((desk / "book" / "entries").iterdir()) for r in csv.DictReader(p.open(encoding="utf-8"))
    ]
    assert sum(round(float(r["amount"]) * 100) for r in vouchers) == 403_914 - 67_319
    assert {r["payee"] for r in vouchers} == {"某**"}


def test_a_bad_list_comes_back_with_every_reason(desk: Path) -> None:
    wrong = person(3)
    wrong[1] = wrong[1][:-1] + "A"
    sheet(desk / "名单.xlsx", person(1), person(1, "2024-02-01"), wrong, person(4, "2024-13-01"))
    found = fund("apply book 名单.xlsx --who 甲 --day 2024-04-10")
    assert found.exit_code == 1
    lines = [line for line in found.output.splitlines() if line.startswith("名单.xlsx，第")]
    assert [line.split("，")[1] + line.split("，")[2][:6] for line in lines] == [
        "第 4 行“身份证号”",
        "第 5 行“身份证号”",
        "第 6 行“起始月”栏",
    ]
    back = openpyxl.load_workbook(desk / "名单.refused.xlsx").active
    assert back is not None
    assert [bool(row[-1]) for row in back.iter_rows(min_row=2, values_only=True)] == [True, False, True, True, True]
    assert "申请 0 份" in fund("list book").output


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("approve book --who 丁 --day 2024-02-30", 2, "“2024-02-30”不是日期"),
        ("pay book --through 2024-6 --who 甲", 2, "月份 2024-6 不对"),
        ("pay book --through 2024-06 --who 甲", 2, "--amounts"),
        ("bank book 2024-009 --withdraw --who 甲", 1, "没有批次“2024-009”"),
        ("bank book 2024-009 --who 甲", 2, "--out"),
        ("stop book --who 甲", 2, "没有写明申请编号"),
        ("stop book A1 --who 甲 --why x", 1, "没有编号为“A1”的记录"),
        ("review book perhaps", 2, "STEP"),
        ("notice book --out n.html --contact x", 2, "没有复审通过"),
        ("notice book --out n.html", 2, "没有写明向谁反映异议"),
        ("notice book --again 2024-009 --out n.html", 2, "没有公示“2024-009”"),
        ("recover open book P1 --amount 1 --due 2024-06-30 --from nowhere", 2, "没有账套"),
        ("recover open book P1 --amount 1 --due 2024-06-30 --from book", 2, "不早于 2024 年"),
        ("recover remit book --slip T1 --amount 1 --day 2024-06-01", 1, "没有应缴财政款"),
        ("reconcile book nothing.csv", 2, "没有这个文件"),
        ("reconcile book key.toml", 2, "key.toml"),
        ("letter book --out l", 2, "三者取一"),
        ("letter book A1 --out l", 1, "没有申请或追回“A1”"),
        ("letter book --state refused --out l", 1, "没有要写决定书的"),
        ("letter book A1 --out l --served 2024-02-30", 2, "“2024-02-30”不是日期"),
        ("ledger book", 2, "还没有登记资金下达"),
        ("recover open book P1 --amount 1.234 --due 2024-06-30", 2, "金额 1.234 不对"),
        ("recover agree book R1 --who 丁", 1, "没有追回编号“R1”"),
        ("returns book 2024-001 nothing.csv", 2, "没有这个文件"),
        ("look book A1 --why x", 2, "没有申请 A1"),
        ("key new key.toml", 2, "不会覆盖"),
        ("key new book/key.toml", 2, "不能放在账套里"),
        ("list nowhere", 2, "没有账套"),
    ],
)
def test_bad_input_is_one_line(desk: Path, line: str, status: int, said: str) -> None:
    found = fund(line)
    assert found.exit_code == status
    assert said in found.output
    assert len(found.output.strip().splitlines()) == 1
    assert "Traceback" not in found.output


def test_without_a_key_nothing_is_entered(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet(desk / "名单.xlsx", person(1))
    monkeypatch.delenv("JUESUAN_KEY")
    found = fund("apply book 名单.xlsx --who 甲")
    assert (found.exit_code, len(found.output.strip().splitlines())) == (2, 1)
    assert "juesuan fund key new" in found.output


def test_a_key_is_replaced_and_numbers_still_open(desk: Path) -> None:
    sheet(desk / "名单.xlsx", person(1))
    fund("apply book 名单.xlsx --who 甲 --day 2024-04-10")
    application = next(word for word in fund("list book").output.split() if word.startswith("A") and len(word) == 17)
    assert "2 个号码重新加密" in fund("key rotate book --who 甲 --day 2024-04-11").output
    assert made_up_id(1) in fund(f"look book {application} --why 电话核对 --who 乙").output
    looks = fund("list book looks").output
    assert looks.count("电话核对") == 2
    assert "k2" in (desk / "key.toml").read_text("utf-8")


def test_an_altered_log_is_told(desk: Path) -> None:
    sheet(desk / "名单.xlsx", person(1))
    fund("apply book 名单.xlsx --who 甲 --day 2024-04-10")
    application = next(word for word in fund("list book").output.split() if word.startswith("A") and len(word) == 17)
    fund(f"look book {application} --why 电话核对 --who 乙")
    assert fund("check book").exit_code == 0
    path = desk / "book" / "fund" / "looks.csv"
    path.write_text(path.read_text("utf-8").replace("乙", "丙"), "utf-8")
    found = fund("check book")
    assert found.exit_code == 1
    assert "fund/looks.csv，第 2 行：从这一行起与哈希链不符" in found.output


def test_a_simulation_prints_what_holds(desk: Path) -> None:
    found = fund("simulate --seed 3 --steps 400")
    assert found.exit_code == 0
    assert found.output.count("成立") == 7
    assert "种子 3：400 步" in found.output


def test_the_ledger_of_the_example() -> None:
    book = Path(__file__).parents[2] / "examples" / "wuchang-hr-2024" / "book"
    text = fund(f"ledger {book}").output
    for figure in ("11,382.04", "11,300.34", "81.70", "99.28%"):
        assert figure in text
