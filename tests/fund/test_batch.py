"""Batches, returns, posting and recovery on a real book: each month once, each hand a different one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.check import check
from juesuan.books.faults import Unusable, explain
from juesuan.fund import review
from juesuan.fund.bank import Payee, bank_file, bank_of, write_bank_file
from juesuan.fund.desk import HISTORY, Desk
from juesuan.fund.files import fen, yuan
from juesuan.fund.model import Claim, Recovery, months_between, payment_id
from juesuan.fund.office import Office
from juesuan.fund.recovery import instalments, overdue
from juesuan.fund.returns import Judged, Return
from juesuan.vault.sealing import Vault

from .conftest import made_up_card, row

D = date
MADE, SENT, BACK = D(2024, 5, 21), D(2024, 5, 22), D(2024, 5, 24)
Approved = Callable[..., list[str]]


def told(office: Office, says: str = "0000", **changes: object) -> list[Return]:
    """Return the bank's answer to everything that was sent."""
    lines = [one for one in office.desk.state().payments.values() if one.state in ("sent", "paid", "failed")]
    made = [Return(one.batch, one.id, one.amount, says, BACK, n) for n, one in enumerate(lines, 2)]
    return [replace(made[0], **changes), *made[1:]] if changes else made  # type: ignore[arg-type]


def take(office: Office, lines: list[Return], number: str = "2024-001", day: date = BACK) -> Judged:
    return office.take(number, lines, bank_of(), who="戊", day=day, file="回单.csv", source="")


@pytest.fixture
def sent(office: Office, approved: Approved) -> Office:
    """Two people, three months each, released to the bank."""
    approved(row(1, 2), row(2, 3))
    office.make("2024-05", who="甲", day=MADE)
    office.release("2024-001", who="丁", day=SENT)
    return office


def code_of(job: Callable[[], object]) -> str:
    with pytest.raises(Unusable) as refused:
        job()
    assert "\n" not in explain(refused.value.fault)
    assert explain(refused.value.fault, "en")
    return refused.value.fault.code


def test_from_application_to_voucher(sent: Office, book: Path) -> None:
    assert [one.amount for one in sent.desk.state().payments.values()] == [30_000, 30_000]
    assert len(take(sent, told(sent)).paid) == 2
    vouchers = sent.post(who="戊")
    assert [(one.amount, one.payee) for one in vouchers] == [(30_000, "某**")] * 2
    assert {one.origin for one in vouchers} == set(sent.desk.state().payments)
    assert sent.post(who="戊") == []
    assert Desk(book).broken() is None
    assert not [one for one in check(book) if one.severity == "error" and one.code.startswith(("cell", "key", "fund"))
                and one.column not in ("unit", "project")]  # fmt: skip


def test_nothing_is_made_twice(sent: Office) -> None:
    assert sent.make("2024-05", who="甲", day=MADE) == (None, [])
    take(sent, told(sent))
    assert sent.make("2024-12", who="甲", day=BACK)[0] is None


def test_a_failed_return_is_issued_again_under_another_id_for_the_same_months(sent: Office) -> None:
    before = next(iter(sent.desk.state().payments.values()))
    take(sent, told(sent, "0003"))
    made, left = sent.make("2024-05", who="甲", day=BACK)
    assert made is not None
    assert not left
    again = sent.desk.state().lines(made.id)[0]
    assert (again.claims, again.run, before.run) == (before.claims, 1, 0)
    assert again.id != before.id


def test_after_a_wrong_account_another_is_paid(office: Office, approved: Approved, vault: Vault) -> None:
    (one,) = approved(row())
    office.make("2024-05", who="甲", day=MADE)
    office.release("2024-001", who="丁", day=SENT)
    take(office, told(office, "0003"))
    said = {"on": BACK, "why": "销户"}
    new = lambda account, who: review.new_account(office.shelf, one, account, vault, who=who, **said)  # type: ignore[arg-type]  # noqa: E731
    assert code_of(lambda: new("6217000000000000013", "戊")) == "fund.card"
    assert new(made_up_card(77), "戊") == "stopped"
    assert code_of(lambda: new(made_up_card(78), "戊")) == "fund.account_state"
    assert code_of(lambda: review.move(office.shelf, [one], "approved", who="戊", **said)) == "register.apart"  # type: ignore[arg-type]
    review.move(office.shelf, [one], "approved", who="乙", on=BACK, why="已核对")
    made, _ = office.make("2024-05", who="甲", day=BACK)
    assert made is not None
    (line,) = office.desk.state().lines(made.id)
    assert (line.run, line.account) == (1, vault.mark("account", made_up_card(77)))


def test_a_return_repeated_or_late_is_harmless(sent: Office) -> None:
    first, second = told(sent)
    assert len(take(sent, [first]).paid) == 1
    again = take(sent, [first, first])
    assert (again.repeated, len(again.paid)) == (2, 0)
    assert len(take(sent, [first, second], day=D(2024, 8, 1)).paid) == 1


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"batch": "2024-002"}, "fund.return_batch", "batch"),
        ({"payment": "PX"}, "fund.return_payment", "payment"),
        ({"amount": 29_999}, "fund.return_amount", "amount"),
        ({"code": "77"}, "fund.return_code", "code"),
        ({"day": D(2024, 5, 21)}, "fund.return_day", "date"),
        ({"day": D(2024, 5, 25)}, "fund.return_day", "date"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file(sent: Office, changes: dict[str, object], code: str, column: str) -> None:
    before = sent.desk.state()
    found = take(sent, told(sent, **changes))
    assert [(one.code, one.file, one.row, one.column) for one in found.faults] == [(code, "回单.csv", 2, column)]
    assert explain(found.faults[0]).startswith("回单.csv，第 2 行")
    assert sent.desk.state() is before


def test_contrary_news_are_refused_and_a_bounce_is_not(sent: Office) -> None:
    take(sent, told(sent))
    sent.post(who="戊")
    contrary = take(sent, told(sent, "0003")).faults
    assert [one.code for one in contrary] == ["fund.return_contrary"] * 2
    assert "登记为“到账”，这里说“退票”" in explain(contrary[0], "zh")
    assert len(take(sent, told(sent, "R")).bounced) == 2
    assert sorted(one.amount for one in sent.post(who="戊")) == [-30_000, -30_000]
    assert [one.code for one in take(sent, told(sent, "0000")).faults] == ["fund.return_contrary"] * 2


def test_what_was_never_sent_cannot_come_back(office: Office, approved: Approved) -> None:
    approved(row())
    office.make("2024-05", who="甲", day=MADE)
    line = next(iter(office.desk.state().payments.values()))
    found = take(office, [Return("2024-001", line.id, line.amount, "0", BACK, 2)])
    assert [one.code for one in found.faults] == ["fund.return_unsent"]
    assert code_of(lambda: take(office, [], "2024-009")) == "fund.batch_unknown"


def test_who_made_a_batch_does_not_release_it(office: Office, approved: Approved) -> None:
    approved(row())
    office.make("2024-05", who="甲", day=MADE)
    assert code_of(lambda: office.release("2024-001", who="甲", day=SENT)) == "fund.batch_apart"
    assert code_of(lambda: office.release("2024-001", who="丁", day=D(2024, 5, 1))) == "fund.batch_day"
    assert code_of(lambda: office.release("2024-009", who="丁", day=SENT)) == "fund.batch_unknown"
    office.release("2024-001", who="丁", day=SENT)
    assert code_of(lambda: office.withdraw("2024-001", who="丁", day=SENT)) == "fund.batch_state"


def test_release_looks_again(office: Office, approved: Approved, due: dict[Claim, int]) -> None:
    ids = approved(row(1, 2), row(2, 3), row(3, 4), row(4, 5))
    office.make("2024-05", who="甲", day=MADE)
    lines = office.desk.state().lines("2024-001")
    due[lines[0].claims[1]] = 0
    review.move(office.shelf, [lines[1].application], "stopped", who="戊", on=SENT, why="已就业")
    office.shelf.change(lambda desk: desk.rows[lines[2].application].update(account_mark="other") or desk.keep(
        desk.rows[lines[2].application], {**desk.rows[lines[2].application], "account_mark": "other"},
        who="乙", on=SENT, why="换卡"))  # fmt: skip
    sent, left = office.release("2024-001", who="丁", day=SENT)
    assert (sent.lines, sent.amount) == (1, 30_000)
    assert {one.why for one in left} == {"not_due", "not_approved", "account_changed"}
    states = [one.state for one in office.desk.state().lines("2024-001")]
    assert states == ["withdrawn", "withdrawn", "withdrawn", "sent"]
    assert len(ids) == 4


def test_excluded_programmes_are_not_paid_for_the_same_month(office: Office, approved: Approved) -> None:
    approved(row(1, 2, "flexible", 1, 3))
    approved(row(1, 2, "post", 3, 4))
    _, left = office.make("2024-05", who="甲", day=MADE)
    paid = [claim for one in office.desk.state().payments.values() for claim in one.claims]
    assert sorted((one.programme, one.month) for one in paid) == [
        *(("flexible", f"2024-0{n}") for n in (1, 2, 3)),
        ("post", "2024-04"),
    ]
    assert [(one.claim.month, one.why) for one in left] == [("2024-03", "excluded:flexible")]


@pytest.mark.parametrize("apart", [False, True])
def test_release_asks_again_what_excludes(office: Office, approved: Approved, apart: bool) -> None:
    before = replace(office, excluded=lambda *_: False)
    approved(row(1, 2, "flexible"))
    if apart:
        before.make("2024-05", who="甲", day=MADE)
        before.release("2024-001", who="丁", day=SENT)
    approved(row(1, 3, "post", first=3, last=4), row(2, 4, "post"))
    number = before.make("2024-05", who="甲", day=MADE)[0].id  # type: ignore[union-attr]
    batch, left = office.release(number, who="丁", day=SENT)
    assert [(one.claim.month, one.why) for one in left] == [("2024-03", "excluded:flexible")]
    assert batch.lines == (1 if apart else 2)
    assert sorted(one.state for one in office.desk.state().payments.values()) == ["sent", "sent", "withdrawn"]


def test_an_application_that_ended_is_paid_for_the_months_before(office: Office, approved: Approved) -> None:
    ids = approved(row(1, 2, "flexible", 4, 8))
    review.move(office.shelf, ids, "ended", who="戊", on=D(2024, 6, 3), why="已就业")
    office.make("2024-08", who="甲", day=D(2024, 8, 1))
    assert [one.months for one in office.desk.state().payments.values()] == [("2024-04", "2024-05")]


def test_the_file_for_the_bank_is_the_same_each_time(sent: Office, vault: Vault, book: Path, tmp_path: Path) -> None:
    lines = sent.desk.state().lines("2024-001")
    records = sent.shelf.records()
    payees = {
        one.application: Payee(
            records[one.application]["name"],
            vault.open(records[one.application]["account"], "account", one.person),
            records[one.application]["bank"],
        )
        for one in lines
    }
    content = bank_file(bank_of(), lines, payees)
    assert content == bank_file(bank_of(), lines, payees)
    read = list(csv.DictReader(content.decode("gb18030").splitlines()))
    assert [(one["批次号"], one["金额"], one["户名"]) for one in read] == [
        ("2024-001", "300.00", "某人1"),
        ("2024-001", "300.00", "某人2"),
    ]
    assert all(len(one["账号"]) == 19 for one in read)
    write_bank_file(content, tmp_path / "代发.csv")
    assert code_of(lambda: write_bank_file(content, book / "fund" / "代发.csv")) == "fund.bank_inside"


@pytest.fixture
def paid(sent: Office) -> Office:
    take(sent, told(sent))
    sent.post(who="戊")
    return sent


def reclaim(office: Office, amount: int = 20_000, **changes: object) -> Recovery:
    payment = next(iter(office.desk.state().payments))
    said = {"why": "已死亡", "count": 3, "due": D(2024, 7, 31), "who": "甲", "day": D(2024, 7, 1)} | changes
    return office.reclaim(payment, amount, **said)  # type: ignore[arg-type]


def test_money_comes_back_in_instalments(paid: Office, book: Path) -> None:
    one = reclaim(paid)
    assert [(part.due, part.amount) for part in instalments(one)] == [
        (D(2024, 7, 31), 6_668),
        (D(2024, 8, 31), 6_666),
        (D(2024, 9, 30), 6_666),
    ]
    assert code_of(lambda: paid.receive(one.id, "S1", 6_668, who="戊", day=D(2024, 7, 31))) == "fund.recover_state"
    assert code_of(lambda: paid.agree(one.id, who="甲", day=D(2024, 7, 2))) == "fund.recover_apart"
    paid.agree(one.id, who="丁", day=D(2024, 7, 2))
    vouchers = paid.receive(one.id, "S1", 6_668, who="戊", day=D(2024, 7, 31))
    assert [(v.amount, bool(v.reverses)) for v in vouchers] == [(-30_000, True), (23_332, False)]
    assert paid.receive(one.id, "S1", 6_668, who="戊", day=D(2024, 7, 31)) == []
    assert code_of(lambda: paid.receive(one.id, "S1", 6_667, who="戊", day=D(2024, 7, 31))) == "fund.receipt_twice"
    assert code_of(lambda: paid.receive(one.id, "S2", 20_000, who="戊", day=D(2024, 7, 31))) == "fund.receipt_amount"
    assert code_of(lambda: paid.receive(one.id, "S2", 1, who="戊", day=D(2024, 7, 1))) == "fund.receipt_day"
    assert [lack for _, lack in overdue(paid.desk.state(), D(2024, 8, 31))] == [6_666]
    assert code_of(lambda: paid.drop(one.id, who="丁")) == "fund.recover_state"
    paid.receive(one.id, "S2", 13_332, who="戊", day=D(2024, 8, 31))
    assert paid.desk.state().recoveries[one.id].state == "settled"
    assert paid.post(who="戊") == []
    total = sum(fen(r["amount"]) for p in (book / "entries").glob("fund-*.csv") for r in csv.DictReader(p.open()))
    assert total == 60_000 - 20_000


@pytest.mark.parametrize(
    ("amount", "changes", "code"),
    [
        (30_001, {}, "fund.recover_amount"),
        (0, {}, "fund.recover_amount"),
        (10, {"why": " "}, "fund.recover_reason"),
        (10, {"count": 0}, "fund.recover_count"),
        (10, {"count": 11}, "fund.recover_count"),
        (10, {"due": D(2024, 6, 30)}, "fund.recover_due"),
    ],
)
def test_recoveries_that_cannot_be(paid: Office, amount: int, changes: dict[str, object], code: str) -> None:
    assert code_of(lambda: reclaim(paid, amount, **changes)) == code
    assert paid.desk.state().recoveries == {}


def test_only_what_was_paid_comes_back_and_only_once(paid: Office) -> None:
    reclaim(paid, 30_000)
    assert code_of(lambda: reclaim(paid, 1)) == "fund.recover_amount"
    assert code_of(lambda: paid.agree("RX", who="丁", day=BACK)) == "fund.recover_unknown"
    found = take(paid, told(paid, "R"))
    assert [one.code for one in found.faults] == ["fund.return_reclaimed"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("payments", "100.00", "900.00"), ("batches", "甲", "丁"), ("history", "make", "fake")],
)
def test_what_an_editor_changes_is_seen(sent: Office, book: Path, name: str, before: str, after: str) -> None:
    path = book / "fund" / f"{name}.csv"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    assert code_of(lambda: Desk(book).state()) == ("fund.chain" if name == "history" else "fund.altered")
    assert (book / HISTORY).exists()


@given(st.integers(-(10**14), 10**14))
def test_yuan_and_back(amount: int) -> None:
    assert fen(yuan(amount)) == amount


@given(st.permutations(["2024-01", "2024-02", "2024-11"]), st.integers(0, 3), st.integers(0, 3))
def test_an_id_follows_from_what_is_paid(months: list[str], run: int, other: int) -> None:
    one = payment_id("a", "flexible", months, run)
    assert one == payment_id("a", "flexible", sorted(months), run)
    assert (one == payment_id("a", "flexible", months, other)) == (run == other)
    assert one != payment_id("b", "flexible", months, run)
    assert one != payment_id("a", "flexible", months[:2], run)


def test_months() -> None:
    assert months_between(D(2023, 11, 30), D(2024, 2, 1)) == ["2023-11", "2023-12", "2024-01", "2024-02"]
