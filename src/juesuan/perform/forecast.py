"""Forecast and warning (预测预警): a monthly indicator some months on, with the errors such forecasts made before.

No model is fitted: a month is forecast by the same month a year before (seasonal) or by the last month known (last),
whichever missed by less on the months that are known. The interval is the error that so many of a hundred past
forecasts did not exceed. Where there were too few, there is no forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

from juesuan.perform.evidence import Evidence
from juesuan.perform.numbers import COMPARE
from juesuan.perform.plan import Plan
from juesuan.perform.quantities import Quantity, indicator
from juesuan.perform.rules import data

__all__ = ["YEAR", "Backtest", "Month", "Outlook", "Signal", "forecast", "judged", "series", "signals"]

YEAR = 12
_BACK = 120
"""How many months a series goes back at most."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month (its first day): what the indicator came to, or the forecast with its interval."""

    month: date
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Backtest:
    """How a way of forecasting so many months ahead did on known months: forecasts made, mean absolute error.

    `reach` is the error the interval allows, None where there were too few forecasts.
    """

    how: str
    ahead: int
    count: int
    error: Decimal | None
    reach: Decimal | None


@dataclass(frozen=True, slots=True)
class Signal:
    """From which value on an indicator is amber or red, and who says so."""

    signal: str
    operator: str
    value: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The known months, the forecast ones, and how the ways did by months ahead; `why` says why there is no forecast.

    `needs` and `has` are months: how many the nearest forecast needs and how many there are.
    """

    known: tuple[Month, ...]
    ahead: tuple[Month, ...]
    tests: tuple[Backtest, ...]
    why: str = ""
    needs: int = 0
    has: int = 0
    gap: date | None = None


def series(
    name: str, evidence: Evidence, at: date, first: date | None = None
) -> tuple[list[tuple[date, Quantity]], str]:
    """Return an indicator by whole months up to a day, from the first that has a value; and why it has none at all."""
    month = _month(at + timedelta(1), -1)
    found: list[tuple[date, Quantity]] = []
    for back in range(_BACK):
        start = _month(month, -back)
        if first is not None and start < _month(first, 0):
            break
        counted = indicator(name, evidence, start, _month(start, 1) - timedelta(1))
        if counted.why not in ("", "no_base"):
            return [], counted.why
        found.append((start, counted))
    found.reverse()
    begins = next((n for n, (_, one) in enumerate(found) if one.value), len(found))
    return found[begins:], "" if begins < len(found) else "no_months"


def forecast(known: Sequence[tuple[date, Quantity]], months: int, percent: bool = False) -> Outlook:
    """Forecast so many months (12 at most) on from known ones; `percent` keeps the interval within 0 and 100."""
    past = tuple(Month(start, one.value) for start, one in known if one.value is not None)
    gap = next((start for start, one in known if one.value is None), None)
    limits = data()["forecast"]
    if gap is not None:
        return Outlook(past, (), (), "gap", has=len(past), gap=gap)
    values = [one.value for one in past]
    made, tests = [], []
    with localcontext(prec=28):
        for ahead in range(1, min(months, YEAR) + 1):
            tried = _tried(values, ahead, limits)
            tests += tried
            usable = [one for one in tried if one.reach is not None and one.error is not None]
            if not usable:
                break
            best = min(usable, key=lambda one: one.error or Decimal(0))
            made.append(_made(past, values, best, percent))
    why = "" if len(made) == months else "too_few"
    return Outlook(past, tuple(made), tuple(tests), why, len(made) + 1 + limits["errors"], len(past))


def _tried(values: Sequence[Decimal], ahead: int, limits: Mapping[str, Any]) -> list[Backtest]:
    """Try both ways on the same known months: those both could have forecast, or all where one of them never could."""
    lags = {"seasonal": YEAR, "last": ahead}
    enough = {how: lag for how, lag in lags.items() if len(values) - lag >= limits["errors"]}
    first = max(enough.values(), default=0)
    made = []
    for how, lag in lags.items():
        start = first if how in enough else lag
        errors = sorted(abs(values[n] - values[n - lag]) for n in range(start, len(values)))
        mean = sum(errors, Decimal(0)) / len(errors) if errors else None
        place = -(-limits["interval"] * (len(errors) + 1) // 100)
        reach = errors[place - 1] if how in enough and place <= len(errors) else None
        made.append(Backtest(how, ahead, len(errors), mean, reach))
    return made


def _made(past: Sequence[Month], values: Sequence[Decimal], best: Backtest, percent: bool) -> Month:
    value = values[-1] if best.how == "last" else values[len(values) - YEAR + best.ahead - 1]
    assert best.reach is not None
    low, high = value - best.reach, value + best.reach
    if min(values) >= 0:
        low = max(low, Decimal(0))
    if percent:
        high = min(high, Decimal(100))
    return Month(_month(past[-1].month, best.ahead), value, low, high, best.how)


def signals(plan: Plan, name: str) -> list[Signal]:
    """Return the limits of an indicator, red ones first."""
    rows = [row for row in plan.rows["signals"] if row["indicator"] == name and row["signal"] and row["operator"]]
    found = [Signal(row["signal"], row["operator"], row["value"], row["basis"] or "") for row in rows
             if row["value"] is not None]  # fmt: skip
    return sorted(found, key=lambda one: one.signal != "red")


def judged(values: Iterable[Decimal], limits: Sequence[Signal]) -> Signal | None:
    """Return the first limit one of some values reaches, None where none does."""
    some = list(values)
    return next((one for one in limits if any(COMPARE[one.operator](value, one.value) for value in some)), None)


def _month(day: date, on: int) -> date:
    """Return the first day of the month so many months on."""
    years, month = divmod(day.month - 1 + on, 12)
    return date(day.year + years, month + 1, 1)
