"""Requests from factors, adjusted by results, with the arithmetic; what is said where a factor is missing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.perform.conftest import Registers, days

from juesuan.perform.application import apply
from juesuan.perform.evaluation import evaluate
from juesuan.perform.money import money_of
from juesuan.perform.requests import fen, requests

AT = date(2024, 12, 31)
FACTOR = {
    "line": "P1",
    "factor": "F1",
    "name": "甲",
    "source": "register",
    "reference": "training.persons",
    "basis": "文",
}


def made(desk, *rows):
    opened = desk(Registers(days={"training.persons": days(33)}), factors=[FACTOR | row for row in rows])
    return requests(opened.plan, opened.evidence, AT)["P1"]


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ({"method": "standard", "standard": "2200.00"}, 72_600_00),  # 33 people
        ({"method": "standard", "standard": "0.01", "source": "target", "reference": "T1"}, 1_00),  # 100 people
        ({"method": "growth", "growth": "10", "source": "fact", "reference": "expenditure[project=P1]"}, 935_00),
        ({"method": "growth", "growth": "-2.5", "source": "document", "value": "1000"}, 975_00),
        ({"method": "share", "pot": "1000.00", "weight": "40", "total": "99"}, 133_33),  # 1000 × 40% × 33 ÷ 99
        ({"method": "share", "pot": "1000.01", "weight": "50", "total": "33"}, 500_01),  # 500.005, half-up
    ],
)
def test_each_way_of_computing(desk, row, amount):
    found = made(desk, row)
    assert found.amount == amount
    assert found.parts[0].operands["quantity"]


def test_the_factors_of_a_line_add_up(desk):
    rows = [{"method": "standard", "standard": "100.00"},
            {"factor": "F2", "method": "growth", "growth": "0", "source": "document", "value": "0.5"}]  # fmt: skip
    assert made(desk, *rows).amount == 3300_50


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"method": "standard", "standard": "1.00", "reference": "training.nobody"}, "no_register"),
        ({"method": "standard", "standard": "1.00", "source": "document"}, "no_quantity"),
        ({"method": "standard", "standard": "1.00", "source": "target", "reference": "P1-2"}, "no_target"),
        ({"method": "growth", "growth": "1", "source": "fact", "reference": "expenditure[project=P7]"}, "no_fact"),
        ({"method": "growth", "growth": "1"}, "unit_money"),
        ({"method": "share", "pot": "1.00", "weight": "1"}, "no_total"),
        ({"method": "standard"}, "no_standard"),
    ],
)
def test_a_factor_that_is_missing_leaves_the_line_without_a_request(desk, row, why):
    rows = [FACTOR | {"factor": "F0", "method": "standard", "standard": "1.00"}, FACTOR | row]
    opened = desk(Registers(days={"training.persons": days(33)}), factors=rows)
    found = requests(opened.plan, opened.evidence, AT)["P1"]
    assert found.amount is None
    assert [part.why for part in found.missing] == [why]
    proposal = next(one for one in apply(opened.plan, [], {}, {"P1": found}) if one.code == "P1")
    assert (proposal.action, proposal.why) == ("hold", "no_quantity")


def test_results_adjust_what_the_factors_come_to(desk):
    opened = desk(factors=[FACTOR | {"method": "standard", "standard": "10.00", "source": "document", "value": "100"}])
    found = requests(opened.plan, opened.evidence, AT)
    evaluations = evaluate(opened.book, opened.plan, AT, opened.evidence)
    money = money_of(opened.book, opened.plan.projects, AT)
    (proposal,) = (one for one in apply(opened.plan, evaluations, money, found) if one.code == "P1")
    assert proposal.formula
    assert proposal.base == 1000_00
    assert (proposal.action, proposal.cut, proposal.next) == ("cut", Decimal(5), 950_00)  # 89.5 points: below 90
    (plain,) = (one for one in apply(opened.plan, evaluations, money) if one.code == "P1")
    assert (plain.formula, plain.base) == (False, money["P1"].budget)


def test_half_a_cent_is_rounded_up():
    assert [fen(Fraction(text)) for text in ("0.005", "0.0049", "1", "2.675", "0")] == [1, 0, 100, 268, 0]
