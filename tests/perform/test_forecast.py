"""Forecasts by the same month last year or the last month, with their past errors; none from too few months."""

from datetime import date
from decimal import Decimal

import pytest
from tests.perform.conftest import Registers

from juesuan.perform.forecast import Signal, forecast, judged, series, signals
from juesuan.perform.quantities import Quantity


def known(values, first=date(2022, 1, 1)):
    found = []
    for n, value in enumerate(values):
        year, month = divmod(first.month - 1 + n, 12)
        counted = Quantity(None if value is None else Decimal(value), "%", "a.b")
        found.append((date(first.year + year, month + 1, 1), counted))
    return found


def test_a_season_is_forecast_by_the_same_month():
    year = [5, 6, 5, 5, 5, 5, 6, 7, 6, 5, 5, 5]
    found = forecast(known([*year, *year, *year]), 3)
    assert [(one.month, one.value, one.how) for one in found.ahead] == [
        (date(2025, 1, 1), 5, "seasonal"), (date(2025, 2, 1), 6, "seasonal"), (date(2025, 3, 1), 5, "seasonal"),
    ]  # fmt: skip
    assert (found.ahead[0].low, found.ahead[0].high, found.why) == (5, 5, "")
    errors = {(one.how, one.ahead): (one.count, one.error) for one in found.tests}
    assert errors["seasonal", 1] == (24, 0)
    assert errors["last", 1][0] == 24  # the same months


def test_a_level_is_forecast_by_the_last_month_with_the_interval_of_its_errors():
    found = forecast(known([1, 2, 1, 2, 1, 2, 1, 2, 1, 5]), 1)
    (one,) = found.ahead
    assert (one.value, one.how) == (5, "last")
    # nine errors: 1 eight times, 4 once; 80 % of ten is the eighth smallest
    assert (one.low, one.high) == (4, 6)
    assert next(t for t in found.tests if t.how == "last").error == Decimal(12) / 9


@pytest.mark.parametrize(("months", "made"), [(8, 0), (9, 1), (10, 2)])
def test_too_few_months_are_said(months, made):
    found = forecast(known([5] * months), 3)
    assert (len(found.ahead), found.why, found.has, found.needs) == (made, "too_few", months, made + 9)


def test_a_gap_is_said_and_not_bridged():
    found = forecast(known([5] * 5 + [None] + [5] * 20), 1)
    assert (found.ahead, found.why, found.gap) == ((), "gap", date(2022, 6, 1))


def test_a_rate_stays_within_its_bounds():
    found = forecast(known([0, 90, 0, 90, 0, 90, 0, 90, 0, 90]), 1, percent=True)
    assert (found.ahead[0].low, found.ahead[0].high) == (0, 100)


def test_a_series_is_of_whole_months_from_the_first_with_a_value(desk):
    each = [date(2024, month, day) for month in range(1, 13) for day in (5, 20)]
    opened = desk(Registers(days={"training.persons": each}))
    found, why = series("training.persons", opened.evidence, date(2024, 9, 15))
    assert (why, found[0][0], found[-1][0]) == ("", date(2024, 1, 1), date(2024, 8, 1))
    assert [one.value for _, one in found] == [2] * 8
    assert series("training.persons", opened.evidence, date(2023, 9, 15)) == ([], "no_months")
    assert series("nobody.there", opened.evidence, date(2024, 9, 15)) == ([], "no_records")
    found, _ = series("training.persons", opened.evidence, date(2024, 8, 31), date(2024, 7, 1))
    assert len(found) == 2


def test_limits_red_first(desk):
    row = {"indicator": "a.b", "operator": "≥", "basis": "预案"}
    opened = desk(signals=[row | {"signal": "amber", "value": "5"}, row | {"signal": "red", "value": "5.5"}])
    limits = signals(opened.plan, "a.b")
    assert [one.signal for one in limits] == ["red", "amber"]
    assert judged([Decimal("5.5")], limits) == Signal("red", "≥", Decimal("5.5000"), "预案")
    assert judged([Decimal("5.4")], limits).signal == "amber"
    assert judged([Decimal("4.9")], limits) is None
    assert signals(opened.plan, "a.c") == []
