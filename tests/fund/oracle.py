"""A slow second opinion on entitlement, written from the legal texts in plain loops; it shares no code with the engine.

Read beside: 财社〔2017〕164号 第五至十三条 (就业补助资金管理办法), 国办发〔2020〕6号, 国办发〔2023〕11号,
财金〔2023〕75号 and 《关于实施渐进式延迟法定退休年龄的决定》. A person's months are decided from the first to the
last; in a month, social insurance comes before the post allowance, that before training, business, services, hiring,
internship and the rest.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

ORDER = (
    "insurance_post",
    "insurance_enterprise",
    "insurance_flexible",
    "insurance_graduate_enterprise",
    "insurance_graduate_flexible",
    "post",
    "training",
    "startup",
    "services",
    "hiring_graduate",
    "hiring_unemployed",
    "hiring_relieved",
    "hiring_veteran",
    "internship",
    "job_seeking",
    "loan_interest",
    "returned",
)
HARD = ("insurance_post", "insurance_enterprise", "insurance_flexible")
INSURANCE = (*HARD, "insurance_graduate_enterprise", "insurance_graduate_flexible")
HIRING = ("hiring_graduate", "hiring_unemployed", "hiring_relieved", "hiring_veteran")
ELSEWHERE = ("expansion", "skill_upgrade")
"""Paid by the unemployment insurance fund: never decided here, but they exclude."""
Facts = dict[str, Any]


def retirement(person: Facts, *, as_of: date = date(2025, 1, 1)) -> date | None:
    """The month the statutory retirement age is reached, as the law stood then: nobody's was deferred before 2025."""
    return _retirement(person.get("born"), person.get("sex"), person.get("retirement_kind"), as_of >= date(2025, 1, 1))


@cache
def _retirement(born: date | None, sex: str | None, kind: str | None, deferred: bool) -> date | None:
    """The table of the decision of 2024, walked month by month."""
    if born is None or sex is None or (sex == "female" and kind is None):
        return None
    if sex == "male":
        years, step, most = 60, 4, 36
    elif kind == "general":
        years, step, most = 55, 4, 36
    else:
        years, step, most = 50, 2, 60
    year, month = born.year + years, born.month
    if year < 2025 or not deferred:
        return date(year, month, 1)
    delay, walked = 0, 0
    at = (2025, 1)
    while at <= (year, month) and delay < most:
        if walked % step == 0:
            delay += 1
        walked += 1
        at = (at[0] + 1, 1) if at[1] == 12 else (at[0], at[1] + 1)
    for _ in range(delay):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, 1)


def between(first: date, last: date) -> int:
    """Calendar months from one to the other."""
    return (last.year - first.year) * 12 + last.month - first.month


def decide(person: Facts, months: list[Facts], paid: list[Facts]) -> dict[tuple[str, date], int]:
    """Return 分 for every programme and month that is due; `months` each with `month`, `paid` what was paid before."""
    given: list[tuple[str, date, Any]] = [(p["programme"], p["month"], p.get("employer")) for p in paid]
    due: dict[tuple[str, date], int] = {}
    before = {(p["programme"], p["month"]) for p in paid}
    for facts in sorted(months, key=lambda m: m["month"]):
        know = {**person, **{k: v for k, v in facts.items() if v is not None}}
        for name in ORDER:
            amount = of_month(name, know, facts["month"])
            if amount is None or amount <= 0 or (name, facts["month"]) in before:
                continue
            if barred(name, know, facts["month"], given) or spent(name, person, facts["month"], given):
                continue
            due[name, facts["month"]] = int(amount * 100)
            given.append((name, facts["month"], know.get("employer")))
    return due


def barred(name: str, know: Facts, month: date, given: list[tuple[str, date, Any]]) -> bool:
    """Nothing twice: one kind of insurance subsidy a month, a post holder is not flexible, hired but once."""
    for other, then, employer in given:
        if other == name:
            continue
        if then == month and name in INSURANCE and other in INSURANCE:
            return True
        flexible = ("insurance_flexible", "insurance_graduate_flexible")
        if then == month and ((name == "post" and other in flexible) or (other == "post" and name in flexible)):
            return True
        if name in HIRING and other in HIRING:
            return True
        if name in ("hiring_graduate", "hiring_unemployed") and other == "expansion":
            return True
        if name == "training" and other == "skill_upgrade" and then == month:
            return True
        pair = {name, other} == {"hiring_unemployed", "insurance_post"}
        if pair and employer is not None and employer == know.get("employer"):
            return True
    return False


def spent(name: str, person: Facts, month: date, given: list[tuple[str, date, Any]]) -> bool:
    """三年封顶, 距退休 (按初次核定时的规定) 不足五年者至退休, 再次安置重新计算; 其余按年或按次.

    毕业生一年、二年; 一次性的一次; 培训每年三次; 见习十二个月; 贴息三年.
    """
    if name in HARD or name == "post":
        family = HARD if name in HARD else ("post",)
        had = {then for other, then, _ in given if other in family}
        again = person.get("placed_again") if person.get("special_hardship") else None
        if again is not None and name in ("post", "insurance_post"):
            begun = month >= again.replace(day=1)
            had = {then for then in had if (then >= again.replace(day=1)) == begun}
        first = min([*had, month])
        retires = retirement(person, as_of=first)
        if retires is not None and between(first, retires) < 60:
            return False
        return len(had) >= 36
    if name == "training":
        return len({then for other, then, _ in given if other == name and then.year == month.year}) >= 3
    family = HIRING if name in HIRING else (name,)
    had = {then for other, then, _ in given if other in family}
    limits = {"insurance_graduate_enterprise": 12, "insurance_graduate_flexible": 24, "internship": 12}
    limits |= {"loan_interest": 36, "startup": 1, "job_seeking": 1}
    most = 1 if name in HIRING else limits.get(name)
    return most is not None and len(had) >= most


def of_month(name: str, know: Facts, month: date) -> Decimal | None:
    """Yuan due in a month before ceilings and exclusions; None where a condition fails."""
    died = know.get("died")
    alive = died is None or (month.year, month.month) <= (died.year, died.month)
    retires = retirement(know)
    working = retires is not None and month <= retires and not know.get("pension_drawn")
    if name == "services":
        return know.get("approved") if know.get("public_body") and know.get("accepted") else None
    if not alive:
        return None
    if name in INSURANCE or name in HIRING or name in ("post", "startup"):
        return _working(name, know, month) if working else None
    return _other(name, know, month)


def _working(name: str, know: Facts, month: date) -> Decimal | None:
    work, size = know.get("work"), know.get("employer_size")
    paid, own = know.get("premium_employer") or 0, know.get("premium_own") or 0
    hard, benefit = bool(know.get("hard_to_employ")), bool(know.get("unemployment_benefit"))
    on_post = work == "post" and bool(know.get("post_open"))
    contract = know.get("contract_months") or 0
    since = None if know.get("graduated") is None else between(know["graduated"], month)
    two_thirds = Decimal(own) * 2 / 3
    two_thirds = (two_thirds * 100).to_integral_value(ROUND_FLOOR) / 100
    if name == "insurance_post":
        return paid if hard and on_post and paid > 0 else None
    if name == "insurance_enterprise":
        private = size is not None and size != "public"
        return paid if hard and work == "employed" and contract >= 1 and private and paid > 0 else None
    if name == "insurance_flexible":
        return two_thirds if hard and work == "flexible" and own > 0 and not benefit else None
    if name == "insurance_graduate_enterprise":
        small = work == "employed" and size in ("small", "micro", "individual")
        return paid if _hired_fresh(know, month, since) and small and contract >= 12 and paid > 0 else None
    if name == "insurance_graduate_flexible":
        limit = 12 if month < date(2024, 1, 1) else 24
        fresh = since is not None and 0 <= since <= limit + 23
        return two_thirds if fresh and work == "flexible" and own > 0 and not benefit else None
    if name == "post":
        if not (hard and on_post and (know.get("wage") or 0) > 0 and not benefit):
            return None
        return (
            Decimal(1750) if month < date(2021, 9, 1) else Decimal(2010) if month < date(2024, 2, 1) else Decimal(2210)
        )
    if name == "startup":
        running = know.get("operating_months")
        if running is None or running < 12 or not know.get("first_business") or work != "self":
            return None
        fresh = since is not None and 0 <= since - running <= 24
        return (Decimal(5000) if month < date(2022, 1, 1) else Decimal(10000)) if hard or fresh else None
    return _hired(name, know, month, since)


def _hired_fresh(know: Facts, month: date, since: int | None) -> bool:
    """毕业年度 is a calendar year; since document 181 also two years after leaving. Twelve months are paid at most."""
    if since is None or since < 0:
        return False
    insured = know.get("insured_months")
    hired = since - (11 if insured is None else min(insured, 11))
    december = 12 - know["graduated"].month
    return hired <= (24 if month >= date(2024, 1, 1) else december)


def _hired(name: str, know: Facts, month: date, since: int | None) -> Decimal | None:
    insured, size = know.get("insured_months"), know.get("employer_size")
    if know.get("work") != "employed" or size in (None, "public") or (know.get("contract_months") or 0) < 12:
        return None
    if insured is None or insured < 3:
        return None
    if name == "hiring_graduate":
        limit = 12 if month < date(2023, 4, 1) else 24
        fresh = since is not None and -1 <= since - insured <= limit
        return Decimal(1000) if fresh and size != "large" else None
    if name == "hiring_unemployed":
        if between(date(2023, 12, 1), month) - insured > 0:
            return None
        registered = know.get("unemployed_months")
        if registered is None:
            return None
        good = registered >= 6 if month < date(2023, 4, 1) else _youth(know, month, insured)
        return Decimal(1000) if good else None
    if insured < 12:
        return None
    if name == "hiring_veteran":
        left = None if know.get("discharged") is None else between(know["discharged"], month) - insured
        return Decimal(2000) if left is not None and -1 <= left <= 12 else None
    within = between(date(2025, 12, 1), month) - insured <= 0
    return Decimal(2000) if know.get("poverty_relieved") and within else None


def _youth(know: Facts, month: date, ago: int = 0) -> bool:
    """16—24 岁: from the month of the sixteenth birthday to before that of the twenty-fifth."""
    return know.get("born") is not None and 16 * 12 <= between(know["born"], month) - ago < 25 * 12


def _other(name: str, know: Facts, month: date) -> Decimal | None:
    if name == "training":
        fee = know.get("training_fee") or 0
        good = know.get("trainee") and know.get("certificate") and not know.get("certificate_repeated")
        return min(fee, Decimal(2000)) if good and (know.get("training_hours") or 0) >= 40 and fee > 0 else None
    if name == "internship":
        since = None if know.get("graduated") is None else between(know["graduated"], month)
        allowance = know.get("intern_allowance") or 0
        whom = (since is not None and 0 <= since <= 24) or (know.get("registered_unemployed") and _youth(know, month))
        good = whom and know.get("work") == "intern" and allowance > 0
        return min(allowance, Decimal(1000)) if good else None
    if name == "job_seeking":
        until = None if know.get("graduated") is None else between(month, know["graduated"])
        groups = {"low_income", "disabled", "loan", "special"}
        groups |= {"poor", "disabled_family"} if month < date(2024, 1, 1) else {"no_earner", "monitored"}
        good = until is not None and 0 <= until <= 12 and know.get("student_hardship") in groups
        return Decimal(1500) if good else None
    if name == "loan_interest":
        most = Decimal(300000) if month >= date(2023, 10, 1) else Decimal(200000)
        loan, interest = know.get("loan_amount"), know.get("interest_paid") or 0
        good = know.get("loan_guaranteed") and loan is not None and loan <= most and not know.get("loan_overdue")
        if not good or interest <= 0:
            return None
        if between(date(2023, 10, 1), month) >= (know.get("loan_months") or 0):
            return (interest * 50).to_integral_value(ROUND_FLOOR) / 100
        rate, lpr = know.get("loan_rate"), know.get("loan_lpr")
        if rate is None or lpr is None or rate <= 0:
            return None
        return (interest * 100 * max(rate - (lpr - 150), 0) / rate).to_integral_value(ROUND_FLOOR) / 100
    due = know.get("returned") and know.get("local_resident") and not know.get("employed_income")
    return Decimal(600) if due else None
