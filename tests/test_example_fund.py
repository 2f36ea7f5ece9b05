"""The example's fund: the rules themselves give the published figures, and the work of paying them holds."""

import importlib
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from juesuan.books.check import check
from juesuan.fund.entitlement import entitled
from juesuan.fund.ledger import ledger_of
from juesuan.fund.model import Claim
from juesuan.fund.programme import programmes
from juesuan.registers.check import check_registers
from juesuan.registers.packs import shipped
from juesuan.registers.store import load_records
from juesuan.vault.leaks import leaks

FOLDER = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024"
PUBLISHED = {
    "职业培训补贴": (1_353, "193.21"),
    "社会保险补贴": (14_036, "9025.78"),
    "公益性岗位补贴": (817, "1870.13"),
    "一次性创业补贴": (11, "10.50"),
    "就业创业服务补助": (0, "62.92"),
    "其他补贴": (1_047, "137.80"),
}
"""Heads and 万元 by purpose as published; institutions are not counted."""
BOOKED = {
    "2080701": "28.92", "2080702": "191.36", "2080704": "8116.67", "2080705": "2779.24", "2080713": "131.30",
    "2080799": "52.85",
}  # fmt: skip
AVERAGES = {"insurance_enterprise": "923.78", "insurance_flexible": "673.19"}
WHOLE = re.compile(rb"(?=(\d{17}[\dX]))")
SHARE = 40
"""One grant of so many goes through the desk here; all of them do in `make fund`."""


@pytest.fixture(scope="module")
def maker():
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module("make_fund")
    finally:
        sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def made(maker, tmp_path_factory):
    """The book with a part of the grants, and the works that made it."""
    folder = tmp_path_factory.mktemp("fund")
    importlib.import_module("workflow").FAILS = 50
    return folder / "book", maker.make(folder / "book", folder / "key.toml", SHARE)


@pytest.fixture(scope="module")
def decided(maker, made):
    """Every month of every grant as the rules decide it, by grant."""
    book, _ = made
    grants = maker.grants(book)
    numbers = {one.who: one.who for one in grants}
    people = {one["id"]: one["id_number"] for one in maker.people().to_pylist()}
    persons = maker.persons_of({who: people.get(who, who) for who in numbers})
    months = maker.months_of(grants, numbers)
    facts = {key: n for n, key in enumerate(_keys(months))}
    asked = [(one, one.first + n) for one in grants for n in range(len(one.amounts))]
    rows = months.take([facts[one.who, month] for one, month in asked])
    rows = rows.append_column("programme", [[one.programme for one, _ in asked]])
    found = entitled(programmes(book), persons, rows)
    return programmes(book), grants, found.to_pylist()


def _keys(table):
    return [
        (p, m.year * 12 + m.month - 1)
        for p, m in zip(table["person"].to_pylist(), table["month"].to_pylist(), strict=True)
    ]


def test_the_rules_give_exactly_the_published_money_and_heads(decided):
    known, _, found = decided
    heads, money, booked = defaultdict(set), defaultdict(int), defaultdict(int)
    for one in found:
        if one["amount_fen"]:
            programme = known[one["programme"]]
            money[programme.purpose] += one["amount_fen"]
            booked[programme.function] += one["amount_fen"]
            if one["person"].startswith("P"):
                heads[programme.purpose].add(one["person"])
    recovered = {"公益性岗位补贴": 90_000, "2080705": 90_000}
    told = {name: (len(heads[name]), f"{(fen - recovered.get(name, 0)) / 1e6:.2f}") for name, fen in money.items()}
    assert told == PUBLISHED
    assert {name: f"{(fen - recovered.get(name, 0)) / 1e6:.2f}" for name, fen in booked.items()} == BOOKED
    assert all((fen - recovered.get(name, 0)) % 10_000 == 0 for name, fen in booked.items())


def test_the_averages_a_month_are_those_published(decided):
    _, _, found = decided
    sums = defaultdict(lambda: [0, 0])
    for one in found:
        if one["amount_fen"]:
            sums[one["programme"]][0] += one["amount_fen"]
            sums[one["programme"]][1] += 1
    means = {name: fen / 100 / count for name, (fen, count) in sums.items()}
    assert {name: f"{means[name]:.2f}" for name in AVERAGES} == AVERAGES
    kinds = [sums[name] for name in (*AVERAGES, "insurance_post")]
    assert round(sum(k[0] for k in kinds) / 100 / sum(k[1] for k in kinds)) == 868
    assert sum(one["amount_fen"] == 104_333 for one in found if one["programme"] == "insurance_post") == 8_713


def test_the_book_and_its_registers_have_no_fault(made):
    book, works = made
    wrong = [one.code for one in check(book) if one.severity == "error"]
    assert wrong == ["balance.closing"]  # of what was received only a part is spent here
    assert check_registers(book, vault=works.vault) == []


def test_nothing_is_paid_twice_or_beyond_what_is_due_and_the_book_says_what_the_bank_said(made, maker):
    book, works = made
    state = works.office.desk.state()
    paid = [one for one in state.payments.values() if one.state == "paid"]
    claims = [claim for one in paid for claim in one.claims]
    assert len(claims) == len(set(claims))
    assert all(isinstance(one, Claim) for one in claims)
    dues = works.office.entitled(claims, {})
    for one in paid:
        assert all(fen <= dues[claim].amount for claim, fen in zip(one.claims, one.amounts, strict=True))
    bank = sum(one.amount for one in paid) - sum(one.amount for one in state.receipts.values())
    assert sum(maker.cells(maker.booked(book)).values()) == bank > 0
    assert state.receipts
    assert works.done["退票"] > 0
    ledger = ledger_of(book, state)
    assert int(ledger.spent * 100) == bank
    assert works.office.desk.broken() is None


def test_registers_and_fund_know_the_same_people_by_the_same_marks(made):
    book, works = made
    persons = load_records(book, shipped()["persons"]).table.select(["id", "id_number"]).to_pylist()
    marks = {one["id"]: one["id_number"] for one in persons}
    assert all(one.mark == marks[name] for name, one in works.who.items() if not one.public)
    assert sum(not one.public for one in works.who.values()) > 100


def test_no_whole_number_stands_in_the_book(made):
    book, works = made
    numbers = {one.number.encode() for one in works.who.values() if not one.public}
    for path in sorted(path for path in book.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert leaks(content, path.name) == []
        assert numbers.isdisjoint(WHOLE.findall(content)), path.name
