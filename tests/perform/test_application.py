"""What results propose for a line: each row of the rules with results it is for."""

from datetime import date
from decimal import Decimal

import pytest

from juesuan.perform.application import apply
from juesuan.perform.evaluation import evaluate
from juesuan.perform.money import money_of

END = date(2024, 12, 31)


def proposed(desk, percent, budget="1000.00", **changes):
    rows = [{"target": "P1-2", "date": "2024-12-20", "grade": percent[0], "percent": percent[1], "document": "意见"}]
    opened = desk(results=rows, **changes)
    path = opened.path / "budget.csv"
    path.write_text(path.read_text("utf-8").replace("1000.00", budget), "utf-8")
    money = money_of(opened.book, opened.plan.projects, END)
    found = evaluate(opened.book, opened.plan, END, opened.evidence)
    return apply(opened.plan, found, money)[0]


@pytest.mark.parametrize(
    ("percent", "budget", "expected"),
    [
        (("reached", "100"), "1000.00", ("keep", 0, 100_000, "good")),  # 8.5 + 60 + 30
        (("partly", "70"), "1000.00", ("cut", 5, 95_000, "score_below")),  # 89.5
        (("missed", "0"), "1000.00", ("cut", 20, 80_000, "score_below")),  # 68.5
        (("reached", "100"), "2000.00", ("cut", Decimal("57.5"), 85_000, "rate_below")),  # 42.5 % was spent
    ],
)
def test_proposals(desk, percent, budget, expected):
    one = proposed(desk, percent, budget)
    assert (one.action, one.cut, one.next, one.why) == expected


def test_a_line_that_scores_badly_is_stopped(desk):
    from tests.perform.conftest import changed

    one = proposed(desk, ("missed", "0"), targets=changed("P1-1", value="0.01"))
    assert (one.action, one.next) == ("stop", 0)


def test_nothing_is_decided_on_what_nobody_demonstrated(desk):
    from tests.perform.conftest import TARGETS, changed

    one = proposed(desk, ("reached", "100"), targets=changed("P1-1", evidence=""))
    assert (one.action, one.next, one.why) == ("hold", 100_000, "unknown_above")
    one = proposed(desk, ("reached", "100"), targets=TARGETS[:3])
    assert (one.action, one.score, one.why) == ("hold", None, "no_targets")
