"""Money of earlier years that comes back: kept or owed to the treasury, never taken from this year's expenditure."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from juesuan.books.check import check
from juesuan.books.faults import Unusable
from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.books.seal import seal
from juesuan.compile.ledger import ledger
from juesuan.fund.bank import bank_of
from juesuan.fund.desk import Desk
from juesuan.fund.earlier import accounts, earlier_of
from juesuan.fund.files import fen
from juesuan.fund.letter import letter_document
from juesuan.fund.model import Adjustment, Earlier
from juesuan.fund.office import Office
from juesuan.fund.post import Posting
from juesuan.fund.posting import FILE, KEPT, postings_of
from juesuan.fund.programme import programmes
from juesuan.fund.remedy import wordings
from juesuan.fund.returns import Return
from juesuan.fund.secretary import Asked, Secretary
from juesuan.fund.shelf import BookShelf
from juesuan.publish.tree import Paragraph

from .conftest import row

ONE = Earlier("PX", 2023, "M1", "某**", "flexible", "A1", ("2023-01", "2023-03"), 30_000, date(2023, 6, 1), "PX-1")
AGREED, CAME = date(2024, 5, 2), date(2024, 5, 8)


def with_earlier(office: Office, kind: str) -> Office:
    return replace(office, postings=lambda _: Posting("001", "2080704", "30399", earlier=kind))


def recovered(office: Office, kind: str, *parts: int) -> str:
    office = with_earlier(office, kind)
    made = office.reclaim(ONE, 10_000, why="多发", count=2, due=date(2024, 6, 1), who="甲", day=date(2024, 5, 1))
    office.agree(made.id, who="丁", day=AGREED)
    for n, part in enumerate(parts):
        office.receive(made.id, f"S{n}", part, who="戊", day=CAME)
    return made.id


def code_of(job: Callable[[], object]) -> str:
    with pytest.raises(Unusable) as refused:
        job()
    return refused.value.fault.code


@pytest.mark.parametrize("kind", KEPT)
def test_instalments_are_adjustments_and_no_entries(office: Office, book: Path, kind: str) -> None:
    number = recovered(office, kind, 6_000, 4_000)
    state = Desk(book).state()
    assert [(one.kind, one.amount, one.slip) for one in state.adjustments.values()] == [
        (kind, 6_000, "S0"),
        (kind, 4_000, "S1"),
    ]
    assert state.recoveries[number].state == "settled"
    assert office.receive(number, "S1", 4_000, who="戊", day=CAME) == []
    assert not list((book / "entries").glob("*.csv"))
    assert state.owing("001", CAME) == (10_000 if kind == "payable" else 0)
    said = {"count": 1, "due": CAME, "who": "甲", "day": date(2024, 5, 1)}
    assert code_of(lambda: office.reclaim(ONE, 20_001, why="x", **said)) == "fund.recover_amount"  # type: ignore[arg-type]


def test_what_is_owed_is_handed_in_once_and_no_more(office: Office) -> None:
    remit = with_earlier(office, "payable").remit
    assert code_of(lambda: remit("T1", 1, who="戊", day=CAME)) == "fund.remit_unit"
    recovered(office, "payable", 6_000)
    for amount, day in ((6_001, CAME), (0, CAME), (6_000, AGREED)):
        assert code_of(lambda: remit("T1", amount, who="戊", day=day)) == "fund.remit_amount"  # noqa: B023
    made = remit("T1", 5_000, who="戊", day=CAME)
    assert isinstance(made, Adjustment)
    assert remit("T1", 5_000, who="戊", day=CAME) is None
    assert code_of(lambda: remit("T1", 5_001, who="戊", day=CAME)) == "fund.remit_twice"
    assert code_of(lambda: remit("T2", 1_001, who="戊", day=CAME)) == "fund.remit_amount"
    assert office.desk.state().owing("001", CAME) == 1_000


def test_what_is_kept_is_carried_in(office: Office, book: Path) -> None:
    (book / "units.csv").write_text("code,name,kind,parent\n001,某局本级,administrative,\n", "utf-8")
    (book / "balances.csv").write_text(
        "unit,balance,fund,function,amount\n001,opening,general,,5.00\n001,closing,general,,65.00\n", "utf-8"
    )
    recovered(office, "carried", 6_000)
    with ledger(book) as connection:
        found = connection.execute("SELECT sum(cents) FROM carried WHERE balance = 'opening'").fetchone()
    assert found == (6_500,)
    assert "balance.closing" not in [one.code for one in check(book)]
    path = book / "balances.csv"
    path.write_text(path.read_text("utf-8").replace("65.00", "5.00"), "utf-8")
    assert "balance.closing" in [one.code for one in check(book)]


def test_an_older_history_holds_and_a_changed_adjustment_does_not(office: Office, book: Path) -> None:
    number = recovered(office, "payable", 6_000)
    assert office.desk.broken() is None
    path = book / "fund" / "adjustments.csv"
    path.write_text(path.read_text("utf-8").replace("60.00", "61.00"), "utf-8")
    assert code_of(lambda: Desk(book).state()) == "fund.altered"
    assert number


def test_nobody_said_what_becomes_of_it(office: Office, book: Path) -> None:
    assert code_of(lambda: recovered(office, "", 1)) == "fund.posting_earlier"
    (book / FILE).write_text('unit = "001"\neconomic = "30399"\nearlier = "perhaps"\n', "utf-8")
    assert code_of(lambda: postings_of(book, programmes())("training")) == "fund.posting_earlier"
    (book / FILE).write_text('unit = "001"\neconomic = "30399"\nearlier = "payable"\n', "utf-8")
    assert postings_of(book, programmes())("training").earlier == "payable"


def test_a_payment_is_brought_from_its_sealed_book(
    office: Office, approved: Callable[..., list[str]], book: Path, tmp_path: Path
) -> None:
    approved(row(1))
    office.make("2024-06", who="甲", day=date(2024, 5, 21))
    office.release("2024-001", who="丁", day=date(2024, 5, 22))
    [line] = office.desk.state().payments.values()
    back = [Return("2024-001", line.id, line.amount, "0", date(2024, 5, 23), 2)]
    office.take("2024-001", back, bank_of(), who="甲", day=date(2024, 5, 24), file="a", source="")
    assert code_of(lambda: earlier_of(book, line.id, 2025)) == "fund.earlier_open"
    office.post(who="甲")
    seal(book, "甲")
    assert code_of(lambda: earlier_of(book, line.id, 2024)) == "fund.earlier_year"
    assert code_of(lambda: earlier_of(book, "PY", 2025)) == "fund.earlier_unpaid"
    one = earlier_of(book, line.id, 2025)
    assert (one.year, one.amount, one.months, one.payee) == (2024, 30_000, ("2024-01", "2024-03"), "某**")
    new_book(tmp_path / "next", Settings("某局", 2025, "区"))
    after = replace(with_earlier(office, "carried"), desk=Desk(tmp_path / "next"), shelf=BookShelf(tmp_path / "next"))
    made = after.reclaim(one, 20_000, why="多发", count=1, due=date(2025, 6, 1), who="甲", day=date(2025, 5, 1))
    after.agree(made.id, who="丁", day=date(2025, 5, 2))
    after.receive(made.id, "S1", 20_000, who="戊", day=date(2025, 5, 3))
    seal(tmp_path / "next", "甲")
    assert earlier_of(tmp_path / "next", line.id, 2026).amount == 10_000
    rows = list(csv.DictReader((tmp_path / "next" / "fund" / "adjustments.csv").open(encoding="utf-8")))
    assert [fen(one["amount"]) for one in rows] == [20_000]


def test_what_comes_in_another_year_is_another_books(office: Office) -> None:
    number = recovered(office, "payable", 6_000)
    of_year = replace(with_earlier(office, "payable"), year=2024)
    assert code_of(lambda: of_year.receive(number, "S9", 1, who="戊", day=date(2025, 1, 2))) == "fund.receipt_year"
    assert code_of(lambda: of_year.remit("T9", 1, who="戊", day=date(2025, 1, 2))) == "fund.receipt_year"
    assert of_year.receive(number, "S9", 1, who="戊", day=CAME)


def test_a_letter_tells_of_an_earlier_year(office: Office) -> None:
    number = recovered(office, "payable")
    desk = Secretary("某局", office, {}, {}, programmes(), *wordings())
    [letter] = desk.letters(desk.chosen([number]), Asked())
    text = "".join(block.text for block in letter_document(letter).blocks if isinstance(block, Paragraph))
    assert "某**：" in text
    assert "2023年6月1日发放3个月" in text
    assert "（2023-01—2023-03）中多发的100.00元" in text


def test_every_kind_has_its_accounts() -> None:
    assert set(accounts()) == {"carried", "payable", "remitted"}
    assert accounts()["payable"]["credit"] == accounts()["remitted"]["debit"] == "应缴财政款"
