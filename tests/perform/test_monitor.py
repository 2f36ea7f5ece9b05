"""Where the year will end, and what is amber or red, on days of the small book."""

from datetime import date
from decimal import Decimal

import pytest
from tests.perform.conftest import Registers, changed, days

from juesuan.perform.monitor import elapsed, monitor
from juesuan.perform.numbers import points

END, JULY = date(2024, 12, 31), date(2024, 7, 1)


def watched(desk, at):
    money, targets = monitor(desk.book, desk.plan, at, desk.evidence)
    return {one.subject: one for one in money}, {one.target.id: one for one in targets}


@pytest.mark.parametrize(
    ("at", "share"),
    [(date(2024, 12, 31), 100), (date(2024, 7, 1), 50), (date(2025, 3, 1), 100), (date(2024, 1, 1), "0.27")],
)
def test_the_year_that_is_over(at, share):
    assert points(elapsed(2024, at)) == points(Decimal(share))


def test_a_straight_line(desk):
    money, targets = watched(desk(Registers(days={"training.persons": days(90)})), JULY)
    assert (money["P1"].money.paid, money["P1"].forecast.how) == (40_000, "linear")
    assert points(money["P1"].forecast.value) == Decimal(80_000)
    assert (money["P1"].colour, money["P1"].why) == ("amber", "money_amber")
    one = targets["T1"]  # 46 of 90 by half the year
    assert (one.forecast.how, points(one.forecast.value), one.colour, one.why) == ("linear", 92, "amber", "behind")


def test_last_years_pace(desk):
    pace = [{"subject": "P1", "month": str(m), "paid": "100.00" if m < 12 else "400.00"} for m in range(1, 13)]
    money, _ = watched(desk(pace=pace), date(2024, 6, 30))
    assert (money["P1"].forecast.how, points(money["P1"].forecast.share)) == ("seasonal", 25)
    assert money["P1"].forecast.value == 160_000
    assert (money["P1"].colour, money["P1"].why) == ("amber", "money_fast")


def test_a_register_that_knows_last_year(desk):
    late = [*days(10, 2023), *[date(2023, 12, 1)] * 90, *days(20, 2024)]
    _, targets = watched(desk(Registers(days={"training.persons": late})), JULY)
    assert targets["T1"].forecast.how == "seasonal"
    assert targets["T1"].forecast.value > 150
    assert targets["T1"].colour == "green"


def test_rates_do_not_grow_and_ceilings_are_not_exceeded(desk):
    targets = changed("P1-1", value="0.05")
    _, found = watched(desk(Registers(days={"training.persons": days(90)}), targets=targets), date(2024, 12, 25))
    assert (found["T2"].forecast.how, found["T2"].forecast.value, found["T2"].colour) == ("level", 72, "amber")
    assert (found["T3"].colour, found["T3"].why) == ("green", "on_course")
    assert (found["P1-1"].colour, found["P1-1"].why) == ("red", "exceeds")
    assert (found["P1-2"].colour, found["P1-2"].why) == ("amber", "shown")


def test_the_end_of_the_year_and_what_is_not_shown(desk):
    _, june = watched(desk(None, results=[]), JULY)
    _, end = watched(desk(None, results=[], targets=changed("T2", value="")), END)
    assert (june["T1"].colour, end["T1"].colour) == ("amber", "red")
    assert end["T2"].why == "unset"
    assert {one.forecast.how for one in end.values() if one.forecast} == {"done"}


def test_money_beyond_the_budget_and_money_without_one(desk):
    opened = desk()
    path = opened.path / "budget.csv"
    path.write_text(path.read_text("utf-8").replace("1000.00", "800.00"), "utf-8")
    money, _ = watched(opened, END)
    assert (money["P1"].colour, money["P1"].why) == ("red", "money_over")
    path.write_text(
        "\n".join(line for line in path.read_text("utf-8").splitlines() if "B9" not in line) + "\n", "utf-8"
    )
    money, _ = watched(opened, END)
    assert (money["P1"].colour, money["P1"].why) == ("red", "money_none")


def test_a_plan_says_what_is_due(desk):
    plan = [{"target": "T1", "month": "6", "value": "0"}, {"target": "T1", "month": "9", "value": "60"}]
    _, june = watched(
        desk(Registers(days={"training.persons": [date(2024, 11, 1)]}), milestones=plan), date(2024, 6, 30)
    )
    assert (june["T1"].colour, june["T1"].why) == ("green", "not_due")
    registers = Registers(days={"training.persons": [date(2024, 9, 1)] * 45})
    _, autumn = watched(desk(registers, milestones=plan), date(2024, 9, 30))
    one = autumn["T1"]  # 45 where 60 of 100 were planned
    assert (one.forecast.how, one.forecast.share, one.forecast.value, one.colour) == ("planned", 60, 75, "red")
    _, october = watched(desk(registers, milestones=plan), date(2024, 10, 15))
    assert october["T1"].forecast.share == 60  # as said before
    _, end = watched(desk(registers, milestones=plan), END)
    assert (end["T1"].forecast.how, end["T1"].colour) == ("done", "red")


def test_a_target_that_is_reached_is_said_so(desk):
    _, found = watched(desk(Registers(days={"training.persons": [date(2024, 2, 1)] * 100})), JULY)
    assert (found["T1"].colour, found["T1"].why) == ("green", "reached")


def test_in_the_first_weeks_a_straight_line_says_nothing(desk):
    money, targets = watched(desk(Registers(days={"training.persons": []}, values={})), date(2024, 1, 20))
    assert (money["P1"].colour, money["P1"].why) == ("green", "money_early")
    registers = Registers(days={"training.persons": [date(2024, 1, 15)]})
    money, targets = watched(desk(registers), date(2024, 1, 20))
    assert (targets["T1"].colour, targets["T1"].why) == ("green", "early")
    _, targets = watched(desk(registers), date(2024, 2, 20))
    assert targets["T1"].colour == "red"


def test_a_survey_that_is_still_to_come_is_no_warning(desk):
    _, found = watched(desk(Registers(days={"training.persons": days(90)})), JULY)
    assert (found["T3"].colour, found["T3"].actual.why) == ("green", "early")


def test_counts_are_forecast_in_whole_numbers(desk):
    _, found = watched(desk(Registers(days={"training.persons": days(90)})), JULY)
    assert found["T1"].operands["forecast"] == "92"
