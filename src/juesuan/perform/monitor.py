"""Monitoring (运行监控): money and targets on a day against time, where the year will end, and what is amber or red."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, localcontext

from juesuan.books.model import Book
from juesuan.perform.evidence import Actual, Evidence
from juesuan.perform.money import Money, money_of
from juesuan.perform.numbers import COMPARE, plain, points, shown
from juesuan.perform.plan import Plan, Target

__all__ = ["Budgeted", "Forecast", "Watched", "monitor"]

_HUNDRED = Decimal(100)
GREEN, AMBER, RED = "green", "amber", "red"
_ADDS_UP = ("quantity", "cost", "economic", "social", "ecological", "sustainable")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the year will end, and the part of the year's whole expected by the day, in per cent.

    `how` is linear, seasonal (last year's share by this day), planned (the plan's by this day), level (rates do not add
    up) or done (the year is over).
    """

    value: Decimal
    how: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Watched:
    """A target on a day: what is shown, the forecast, the per cent of the target it reaches, colour and reason."""

    target: Target
    actual: Actual
    forecast: Forecast | None
    reach: Decimal | None
    colour: str
    why: str
    operands: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budgeted:
    """The money of a subject on a day, the forecast in 分, colour and reason."""

    subject: str
    name: str
    money: Money
    forecast: Forecast | None
    colour: str
    why: str
    operands: Mapping[str, str] = field(default_factory=dict)


def monitor(book: Book, plan: Plan, at: date, evidence: Evidence) -> tuple[list[Budgeted], list[Watched]]:
    """Return the money of every subject and every target on a day of the book's year."""
    subjects = [*plan.subjects(), *(code for code in plan.projects if not plan.of(code))]
    money = money_of(book, subjects, at)
    with localcontext(prec=28):
        watched = [_money(plan, subject, money[subject], at) for subject in subjects]
        targets = [_target(plan, target, at, evidence) for one in plan.subjects() for target in plan.of(one)]
    return watched, targets


def elapsed(year: int, at: date) -> Decimal:
    """Return the part of the year that is over by the end of a day, in per cent."""
    days = (min(at, date(year, 12, 31)) - date(year, 1, 1)).days + 1
    return _HUNDRED * max(days, 0) / (366 if isleap(year) else 365)


def _forecast(value: Decimal, year: int, at: date, seasonal: Decimal | None) -> Forecast | None:
    """Return what a sum will come to: by last year's share where it is known, else in a straight line."""
    share, how = (seasonal, "seasonal") if seasonal else (elapsed(year, at), "linear")
    if at >= date(year, 12, 31):
        return Forecast(value, "done", _HUNDRED)
    return Forecast(_HUNDRED * value / share, how, share) if share > 0 else None


def _money(plan: Plan, subject: str, money: Money, at: date) -> Budgeted:
    limits = plan.rules["monitor"]
    found = _forecast(Decimal(money.paid), plan.year, at, _season(plan, subject, at))
    name = plan.name(subject)
    if money.budget <= 0:
        return Budgeted(subject, name, money, found, RED if money.paid else GREEN, "money_none")
    if found is None:
        return Budgeted(subject, name, money, None, GREEN, "money_early")
    reach = _HUNDRED * found.value / money.budget
    said = {"reach": plain(points(reach)), "share": plain(points(found.share))}
    if money.paid > money.budget:
        return Budgeted(subject, name, money, found, RED, "money_over", said)
    if found.how == "linear" and found.share < limits["early"]:
        return Budgeted(subject, name, money, found, GREEN, "money_early", said)
    colour = RED if reach < limits["money_red"] else AMBER if reach < limits["money_amber"] else GREEN
    if found.how != "done" and reach > 2 * _HUNDRED - limits["money_amber"]:
        return Budgeted(subject, name, money, found, AMBER, "money_fast", said)
    return Budgeted(subject, name, money, found, colour, f"money_{colour}", said)


def _season(plan: Plan, subject: str, at: date) -> Decimal | None:
    """Return the share of last year's money that was paid by this day of the year, in per cent, between month ends."""
    paid = {row["month"]: row["paid"] for row in plan.rows["pace"] if row["subject"] == subject}
    if not paid.get(12) or paid[12] <= 0:
        return None
    first = at.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    part = Decimal(at.day) / (following - first).days
    before = paid.get(at.month - 1, Decimal(0)) if at.month > 1 else Decimal(0)
    if at.month not in paid or before is None:
        return None
    share = _HUNDRED * (before + (paid[at.month] - before) * part) / paid[12]
    return share if share > 0 else None


def _target(plan: Plan, target: Target, at: date, evidence: Evidence) -> Watched:
    actual = evidence.actual(target, at)
    if target.unset:
        return Watched(target, actual, None, None, AMBER, "unset")
    over = at >= date(plan.year, 12, 31)
    if actual.value is None or target.qualitative or target.value is None:
        if actual.why == "early":
            return Watched(target, actual, None, None, GREEN, "undemonstrated")
        why = "shown" if actual.shown else "undemonstrated"
        colour = GREEN if actual.grade in ("reached",) else RED if over else AMBER
        return Watched(target, actual, None, None, colour, why)
    found = Forecast(actual.value, "done" if over else "level", _HUNDRED)
    if not _adds_up(target):
        return _judged(plan, target, actual, found)
    day = at if over else actual.day or at
    planned = None if over else _planned(plan, target, day)
    if planned == 0 and not COMPARE[target.operator](actual.value, target.value):
        return Watched(target, actual, None, None, GREEN, "not_due")
    if planned:
        found = Forecast(_HUNDRED * actual.value / planned, "planned", planned)
    else:
        found = _forecast(actual.value, plan.year, day, _last(plan, target, day, evidence)) or found
    return _judged(plan, target, actual, found)


def _planned(plan: Plan, target: Target, at: date) -> Decimal | None:
    """Return the part of a target planned by a day, in per cent, between month ends; None without a plan."""
    rows = [row for row in plan.rows["milestones"] if row["target"] == target.id]
    said: dict[int, Decimal] = {row["month"]: row["value"] for row in rows}
    if not said or not target.value or target.value <= 0:
        return None
    before = said.get(max((month for month in said if month < at.month), default=0), Decimal(0))
    after = said.get(at.month, before)
    first = at.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    reached = before + (after - before) * Decimal(at.day) / (following - first).days
    return _HUNDRED * reached / target.value


def _adds_up(target: Target) -> bool:
    """Say whether a target's actual grows over the year; shares and averages do not."""
    if target.evidence == "index":
        return False
    return target.unit not in ("%", "‰", "分") and target.level2 in _ADDS_UP and "人均" not in target.name


def _last(plan: Plan, target: Target, at: date, evidence: Evidence) -> Decimal | None:
    """Return last year's share by this day from the same register, where it goes back so far."""
    if target.evidence != "register":
        return None
    year = plan.year - 1
    same = date(year, at.month, min(at.day, 28) if at.month == 2 else at.day)
    part = evidence.actual(target, same, date(year, 1, 1)).value
    whole = evidence.actual(target, date(year, 12, 31), date(year, 1, 1)).value
    return _HUNDRED * part / whole if part and whole else None


def _judged(plan: Plan, target: Target, actual: Actual, found: Forecast) -> Watched:
    """Colour a target by what its forecast comes to."""
    aim, limits = target.value, plan.rules["monitor"]
    assert aim is not None
    ceiling = target.operator in ("≤", "<")
    assert actual.value is not None
    whole = actual.value % 1 == 0 and aim % 1 == 0 and _adds_up(target) and "元" not in target.unit
    said = {"forecast": shown(found.value, target.operator, aim, whole=whole), "share": plain(points(found.share))}
    met = COMPARE[target.operator](found.value, aim)
    if target.operator == "=" and found.how in ("linear", "seasonal", "planned"):
        met = found.value >= aim
    top, bottom = (aim, found.value) if ceiling else (found.value, aim)
    reach = _HUNDRED * top / bottom if bottom > 0 else (_HUNDRED if met else Decimal(0))
    said["reach"] = plain(points(reach))
    colour = GREEN if met else AMBER if reach >= limits["amber"] else RED
    step = "on_course" if met else "exceeds" if ceiling else "behind"
    if _adds_up(target) and target.operator in ("≥", ">") and COMPARE[target.operator](actual.value, aim):
        step = "reached"
    elif found.how == "linear" and found.share < limits["early"] and not (ceiling and actual.value > aim):
        return Watched(target, actual, found, reach, GREEN, "early", said)
    return Watched(target, actual, found, reach, colour, step, said)
