"""Reconciliation: what both have meets once, what one has stands with its day, both balances adjusted are equal."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.faults import explain
from juesuan.fund.bank import bank_of
from juesuan.fund.model import Adjustment, Payment, Receipt
from juesuan.fund.reconcile import NEAR, Reconciled, reconciled
from juesuan.fund.state import State
from juesuan.fund.statement import Moved, Statement, statement_of

DAY = date(2024, 5, 6)


def payment(
    n: int, amount: int = 10_000, state: str = "paid", code: str = "0", day: date = DAY, batch: str = "B1"
) -> Payment:
    told = (f"M{n}", f"某人{n}", "post", f"A{n}", "account", batch)
    return Payment(f"P{n}", 0, *told, ("2024-01",), (amount,), state, day, code, f"P{n}-1")


def state_of(*payments: Payment, receipts: tuple[Receipt, ...] = (), adjustments: tuple[Adjustment, ...] = ()) -> State:
    return State().with_(payments=payments, receipts=receipts, adjustments=adjustments)


def moved(n: int, fen: int, words: str = "", day: date = DAY) -> Moved:
    return Moved("a.csv", n, day, fen, None, words)


def held(state: State, *rows: Moved, opening: int | None = None, before: int | None = 100_000) -> Reconciled:
    return reconciled(state, Statement(rows, before, None), bank_of(), (), opening)


def test_by_number_by_batch_and_by_amount() -> None:
    state = state_of(
        *(payment(n) for n in (1, 2)), *(payment(n, 7_000, batch="B2") for n in (3, 4)), payment(5, 300, batch="B3"),
        receipts=(Receipt("S1", "R1", 50, DAY, "戊"),),
    )  # fmt: skip
    found = held(
        state, moved(2, -10_000, "代发 P2"), moved(3, -14_000, "批次 B2"), moved(4, 50), moved(5, -300),
        moved(6, -10_000, "P1；养老"),
    )  # fmt: skip
    assert found.matched == {"number": 2, "batch": 2, "amount": 2}
    assert (found.book_only, found.bank_only, found.residual) == ((), (), 0)
    assert found.book == found.bank == 100_000 - 34_250


def test_what_one_side_has_stands_with_its_day_and_both_balances_adjust() -> None:
    state = state_of(
        payment(1), payment(2, 7_000, day=DAY + timedelta(2)), payment(3, 400, "sent"),
        receipts=(Receipt("S1", "R1", 50, DAY, "戊"),),
        adjustments=(Adjustment("TT1", DAY, "remitted", "001", "", "", 30, "", "T1", "戊"),),
    )  # fmt: skip
    found = held(state, moved(2, -10_000, "P1"), moved(3, -400, "P3"), moved(4, 5, "利息", DAY + timedelta(3)))
    assert [(one.day, one.fen, one.what) for one in found.book_only] == [
        (DAY, 50, "receipt S1"),
        (DAY, -30, "remitted T1"),
        (DAY + timedelta(2), -7_000, "payment P2"),
    ]
    assert [(one.fen, one.what, one.why) for one in found.bank_only] == [
        (-400, "a.csv:3", "unanswered"),
        (5, "a.csv:4", ""),
    ]
    assert (found.book, found.bank) == (83_020, 89_605)
    assert found.adjusted_book == found.adjusted_bank == 82_625
    assert found.on_the_way == 400


def test_another_amount_under_the_same_number_is_told_and_not_paired() -> None:
    found = held(state_of(payment(1)), moved(2, -10_001, "P1"), moved(3, -10_000, "别的"))
    assert [one.why for one in found.book_only] == ["amount"]
    assert [one.why for one in found.bank_only] == ["amount", ""]
    assert found.residual == 0


def test_a_bounce_moved_twice_and_a_failure_never() -> None:
    state = state_of(payment(1, code="R", state="failed"), payment(2, code="1", state="failed"))
    found = held(state, moved(2, -10_000, "P1"), moved(3, 10_000, "退汇 P1"))
    assert (found.matched["number"], found.book_only, found.bank_only) == (2, (), ())


def test_the_residual_is_the_opening_difference() -> None:
    row = moved(2, -10_000, "P1", DAY + timedelta(3))
    assert held(state_of(payment(1)), row, opening=90_000).residual == 0
    assert held(state_of(payment(1)), row, opening=90_007).residual == -7
    assert held(state_of(payment(1, day=DAY - timedelta(60))), moved(2, -5, "手续费")).book_only == ()


@pytest.mark.parametrize(("apart", "met"), [(NEAR, 1), (NEAR + 1, 0), (-NEAR, 1), (-NEAR - 1, 0)])
def test_amounts_meet_only_near_each_other(apart: int, met: int) -> None:
    rows = [moved(1, -2, "", DAY - timedelta(40)), moved(2, -10_000, "", DAY + timedelta(apart))]
    found = held(state_of(payment(1)), *rows, moved(3, -1, "", DAY + timedelta(40)))
    assert found.matched["amount"] == met
    assert found.residual == 0


ROWS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([-300, -200, -100, 100, 200])), min_size=1, max_size=12)


@given(ROWS, st.lists(st.tuples(st.integers(0, 30), st.sampled_from([100, 200, 300])), max_size=12), st.booleans())
def test_whatever_happened_both_adjusted_balances_are_equal_and_nothing_is_lost(
    rows: list[tuple[int, int]], paid: list[tuple[int, int]], named: bool
) -> None:
    state = state_of(
        *(payment(n, fen, day=DAY + timedelta(day), batch=f"B{n % 3}") for n, (day, fen) in enumerate(paid))
    )
    words = [f"P{n}" if named else "" for n in range(len(rows))]
    made = [moved(n, fen, words[n], DAY + timedelta(day)) for n, (day, fen) in enumerate(sorted(rows))]
    found = held(state, *made)
    assert found.residual == 0
    there = [p for p in state.payments.values() if made[0].day <= p.day <= made[-1].day]
    assert len(found.book_only) + sum(found.matched.values()) >= len(there)
    assert len(found.bank_only) <= len(made)
    assert held(state, *made) == found


def sheet(path: Path, header: str, *rows: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header.split(","), *(row.split(",") for row in rows)])
    return path


TWO = "交易日期,借方发生额,贷方发生额,余额,流水号,摘要"
ONE = "日期,交易金额,借贷标志,余额"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (TWO, ["2024-05-06,100.00,,900.00,1,代发 P1", "2024-05-07,,50.00,950.00,2,"]),
        (TWO, ["2024-05-07,,50.00,950.00,2,", "2024-05-06,100.00,,900.00,1,代发 P1"]),
        (ONE, ["2024-05-06,100.00,借,900.00", "2024-05-07,50.00,贷,950.00"]),
        ("日期,交易金额,余额", ["2024-05-06,-100.00,900.00", "2024-05-07,50.00,950.00"]),
    ],
)
def test_statements_as_banks_write_them(book: Path, tmp_path: Path, header: str, rows: list[str]) -> None:
    path = sheet(tmp_path / "a.csv", header, *rows)
    found, faults = statement_of(book, [path, sheet(tmp_path / "b.csv", header, *rows)])
    assert faults == []
    assert [one.fen for one in found.rows] == [-10_000, 5_000]
    assert (found.opening, found.closing, found.repeated) == (100_000, 95_000, 2)


@pytest.mark.parametrize(
    ("header", "row", "code", "at"),
    [
        (TWO, "2024-05-07,1.00,2.00,950.00,2,", "fund.statement_row", 3),
        (TWO, "2024-05-07,,,900.00,2,", "fund.statement_row", 3),
        (TWO, "2024-05-07,,50.00,951.00,2,", "fund.statement_balance", 3),
        (ONE, "2024-05-07,1.00,往来,950.00", "fund.statement_row", 3),
    ],
)
def test_bad_rows_are_told_by_place(book: Path, tmp_path: Path, header: str, row: str, code: str, at: int) -> None:
    first = "2024-05-06,100.00,,900.00,1," if header == TWO else "2024-05-06,100.00,借,900.00"
    _, faults = statement_of(book, [sheet(tmp_path / "a.csv", header, first, row)])
    assert [(one.code, one.row) for one in faults] == [(code, at)]
    assert "\n" not in explain(faults[0])
