"""Evaluations of the small book: evidence of every kind, money from the ledger, claims compared."""

from datetime import date
from decimal import Decimal

import pytest
from tests.perform.conftest import TARGETS, Registers, changed, days

from juesuan.perform.check import unscorable
from juesuan.perform.evaluation import evaluate
from juesuan.perform.money import money_of
from juesuan.perform.plan import open_plan
from juesuan.perform.scoring import SCORED, UNDEMONSTRATED, UNSET

END = date(2024, 12, 31)


def evaluated(desk, at=END, subjects=None):
    return {one.subject: one for one in evaluate(desk.book, desk.plan, at, desk.evidence, subjects)}


def states(one):
    return {row.target.id: (row.score.state, row.score.points) for row in one.targets}


def test_evidence_of_every_kind(desk):
    opened = desk(Registers(days={"training.persons": days(80)}))
    found = evaluated(opened)
    assert states(found["department"]) == {
        "T1": (SCORED, Decimal("40.00")),  # 50 × 80 ÷ 100, from a register
        "T2": (SCORED, Decimal("27.00")),  # 30 × 72 ÷ 80, from a document
        "T3": (SCORED, Decimal("10.00")),  # 95 of 100 answers
    }
    assert states(found["P1"]) == {
        "P1-1": (SCORED, Decimal("60.00")),  # 850 yuan, at most 0.1 万元, from the accounts
        "P1-2": (SCORED, Decimal("21.00")),  # partly, 70 % of 30
    }
    assert found["P1"].execution.points == Decimal("8.50")  # 850 of 1,000 yuan
    assert found["P1"].total == Decimal("89.50")


def test_what_is_not_there_is_a_result_of_its_own(desk):
    found = evaluated(desk(None, surveys=[], results=[], targets=changed("P1-1", value="")))
    assert states(found["department"]) == dict.fromkeys(("T1", "T2", "T3"), (UNDEMONSTRATED, Decimal(0)))
    assert states(found["P1"])["P1-1"] == (UNSET, Decimal(0))
    assert found["P1"].unknown == Decimal(90)
    whys = [row.actual.why for row in found["department"].targets]
    assert whys == ["no_register", "no_result", "no_survey"]


@pytest.mark.parametrize(
    ("registers", "why"),
    [
        (Registers(), "no_records"),
        (Registers(days={"training.persons": []}, units={}), "no_register"),
        (Registers(values={"training.persons": None}), "no_base"),
        (Registers(values={"training.persons": Decimal(9)}, units={"training.persons": "个"}), "unit"),
    ],
)
def test_registers_that_show_nothing(desk, registers, why):
    found = evaluated(desk(registers))["department"].targets[0]
    assert found.actual.why == why
    assert (found.score.state, found.score.points) == (UNDEMONSTRATED, 0)


def test_a_register_that_is_kept_and_counts_none_shows_nought(desk):
    found = evaluated(desk(Registers(days={"training.persons": []})))["department"].targets[0]
    assert (found.score.state, found.score.points, found.actual.value) == (SCORED, 0, 0)


def test_evidence_is_of_the_day(desk):
    opened = desk(Registers(days={"training.persons": days(80)}))
    june = evaluated(opened, date(2024, 6, 30))
    assert june["department"].targets[0].actual.value == 40
    assert june["department"].targets[1].actual.why == "no_result"
    assert june["P1"].money.paid == 40_000


def test_a_claim_is_compared(desk):
    said = [{"subject": "department", "score": "99"}, {"subject": "department", "target": "T2", "score": "27"}]
    opened = desk(Registers(days={"training.persons": days(120)}), scores=said)
    claims = evaluated(opened)["department"].claims
    assert [(c.target, c.claimed, c.computed, c.agrees) for c in claims] == [
        ("", Decimal(99), Decimal("95.75"), False),  # 8.75 (1,750.50 of 2,000 yuan) + 50 + 27 + 10
        ("T2", Decimal(27), Decimal(27), True),
    ]


SIXTEEN = [
    row | {"id": f"D{n}", "name": f"第{n}项人数", "weight": "4", "value": "1"}
    for n, row in enumerate([TARGETS[0]] * 21, 1)
]


@pytest.mark.parametrize(("adjusted", "execution"), [("-249.50", 16), ("0.00", 0)])
def test_sixteen_and_twenty_one_times_four(desk, adjusted, execution):
    opened = desk(
        Registers(days={"training.persons": days(3)}), targets=SIXTEEN, results=[], deviations=[], measures=[],
        schemes=[{"subject": "department", "scheme": "sixteen_four"}],
    )  # fmt: skip
    path = opened.path / "budget.csv"  # 2,000 yuan, of which 1,750.50 were paid
    path.write_text(path.read_text("utf-8").replace("supplement,100.00", f"supplement,{adjusted}"), "utf-8")
    if execution == 16:
        path.write_text(path.read_text("utf-8").replace("initial,900.00", "initial,1000.00"), "utf-8")
    found = evaluated(opened)["department"]
    assert found.money.paid == 175_050
    assert found.execution.points == execution
    assert (found.whole, found.total) == (100, 84 + execution)


def test_money_of_the_department_and_its_project(desk):
    money = money_of(desk().book, ["department", "P1"], END)
    assert (money["P1"].initial, money["P1"].budget, money["P1"].paid) == (100_000, 100_000, 85_000)
    whole = money["department"]
    assert {name: part.paid for name, part in whole.parts.items()} == {"basic": 90_050, "project": 85_000}
    assert whole.budget == 100_000 + 100_000  # the transfer to the unit's own centre is not spent twice


def test_a_scheme_of_the_department_s_own(desk):
    opened = desk(Registers(days={"training.persons": days(80)}))
    own = '[schemes.standard]\ntitle = "自定"\ntotal = 100\nexecution = 10\nexecution_rule = "rate"\n'
    own += 'quantitative = "all_or_nothing"\nqualitative = "all_or_nothing"\n'
    (opened.path / "performance" / "rules.toml").write_text(own, "utf-8")
    opened.plan = open_plan(opened.path)
    assert states(evaluated(opened)["department"])["T1"] == (SCORED, Decimal(0))
    assert unscorable(opened.plan) == []


def test_a_weight_of_110_makes_scores_worthless(desk):
    opened = desk(targets=changed("T1", weight="110"))
    assert {(one.code, one.row, one.column) for one in unscorable(opened.plan)} == {
        ("perform.weight", 2, "weight"),
        ("perform.weights", 2, "weight"),
    }
