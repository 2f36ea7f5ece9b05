"""An index is its formula: weighted, against base values; without a formula there is no index."""

from datetime import date
from decimal import Decimal

import pytest
from tests.perform.conftest import Registers, changed, days

from juesuan.perform.evaluation import evaluate
from juesuan.perform.index import index, indices

AT = date(2024, 12, 31)
ROW = {"index": "I1", "base": "100", "weight": "3", "direction": "up", "title": "就业综合指数", "basis": "办法"}
FORMULA = [
    ROW | {"indicator": "training.persons"},
    ROW | {"indicator": "surveys.rate", "base": "5", "weight": "1", "direction": "down"},
]
UNITS = {"training.persons": "人", "surveys.rate": "%"}


def registers(rate: str | None = "4") -> Registers:
    values = {"surveys.rate": Decimal(rate) if rate is not None else None}
    return Registers(days={"training.persons": days(110)}, values=values, units=UNITS)


def test_the_weighted_mean_of_points(desk):
    opened = desk(registers(), indices=FORMULA)
    found = index("I1", opened.evidence, AT)
    assert [one.points for one in found.components] == [Decimal(110), Decimal(125)]  # 110 ÷ 100; 5 ÷ 4, lower is better
    assert found.value == Decimal("113.75")  # (110 × 3 + 125) ÷ 4
    assert (found.title, indices(opened.plan)) == ("就业综合指数", ["I1"])


def test_without_a_formula_there_is_no_index(desk):
    found = index("I1", desk(registers()).evidence, AT)
    assert (found.value, found.why) == (None, "no_formula")


@pytest.mark.parametrize("rate", ["0", None])
def test_a_component_without_a_value_leaves_none(desk, rate):
    found = index("I1", desk(registers(rate), indices=FORMULA).evidence, AT)
    assert (found.value, found.why, found.said) == (None, "no_component", "surveys.rate")


def test_a_target_is_demonstrated_by_an_index(desk):
    said = {"evidence": "index", "reference": "I1", "value": "110", "unit": "", "name": "就业综合指数"}
    opened = desk(registers(), targets=changed("T2", **said), indices=FORMULA, results=[])
    mine = next(
        one for one in evaluate(opened.book, opened.plan, AT, opened.evidence)[0].targets if one.target.id == "T2"
    )
    assert (mine.actual.value, mine.score.points) == (Decimal("113.75"), Decimal(30))
    opened = desk(registers(), targets=changed("T2", **said), results=[])
    assert opened.evidence.actual(next(t for t in opened.plan.targets if t.id == "T2"), AT).why == "no_formula"
