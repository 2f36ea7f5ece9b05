"""Random life courses from a seed: persons, their months and what was paid to them before."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from juesuan.fund.facts import terms

Facts = dict[str, Any]
PAST = ("insurance_post", "insurance_enterprise", "insurance_flexible", "post", "post", "insurance_flexible")
RARE = ("training", "startup", "hiring_graduate", "hiring_unemployed", "hiring_relieved", "loan_interest", "internship")
RARE += ("expansion", "skill_upgrade", "hiring_veteran")
HARDSHIP = ("low_income", "poor", "loan", "no_earner", "monitored", "disabled_family")


def life(
    number: int, r: random.Random, first: date = date(2023, 10, 1), count: int = 27
) -> tuple[Facts, list[Facts], list[Facts]]:
    """Return a person, their months from `first` on, and earlier payments."""
    maybe = lambda value, share=0.9: value if r.random() < share else None  # noqa: E731
    born = date(r.randint(1959, 2003), r.randint(1, 12), r.randint(1, 28))
    person: Facts = {
        "person": f"P{number:05}",
        "born": maybe(born, 0.98),
        "sex": maybe(r.choice(["male", "female"]), 0.98),
        "retirement_kind": maybe(r.choice(["general", "worker"]), 0.95),
        "hard_to_employ": maybe(r.random() < 0.7),
        "graduated": maybe(date(r.randint(2021, 2025), r.choice([6, 6, 7, 12]), 30), 0.4),
        "died": maybe(add(first, r.randint(-2, 40)).replace(day=r.randint(1, 28)), 0.05),
        "discharged": maybe(date(r.randint(2022, 2024), r.choice([3, 9]), 1), 0.1),
        "poverty_relieved": maybe(r.random() < 0.2),
        "returned": maybe(r.random() < 0.1),
        "local_resident": maybe(r.random() < 0.8),
        "student_hardship": maybe(r.choice(HARDSHIP), 0.3),
        "public_body": maybe(r.random() < 0.1, 0.3),
    }
    paid = payments(r, person["person"], first, count)
    if paid and r.random() < 0.3:
        _close_to_five_years(person, min(p["month"] for p in paid), r)
    if paid and r.random() < 0.2:
        again = {"placed_again": add(first, r.randint(-8, count)), "special_hardship": maybe("older", 0.8)}
        person.update(again)
    months = [month_of(r, person["person"], add(first, n)) for n in range(count) if r.random() < 0.95]
    return person, months, paid


def _close_to_five_years(person: Facts, start: date, r: random.Random) -> None:
    """Let a man reach his retirement, as it was or as it was deferred, about five years after his first payment."""
    aim = add(start, 60 + r.randint(-1, 2))
    late = max(0, (aim.year - 2025) * 12 + aim.month) if r.random() < 0.5 else 0
    born = add(aim, -720 - (late + 4) // 5)
    person.update(born=born, sex="male", hard_to_employ=True, died=None)


def add(day: date, months: int) -> date:
    """Return the first day of a month so many months on."""
    n = day.year * 12 + day.month - 1 + months
    return date(n // 12, n % 12 + 1, 1)


_BEFORE: dict[str, str] = {}


def month_of(r: random.Random, person: str, month: date) -> Facts:
    """Return the facts of a month; a state lasts several months."""
    if r.random() < 0.12 or person not in _BEFORE:
        _BEFORE[person] = r.choice(
            ["none", "employed", "employed", "flexible", "flexible", "post", "post", "self", "intern"]
        )
    maybe = lambda value, share=0.95: value if r.random() < share else None  # noqa: E731
    money = lambda low, high: Decimal(r.randint(low * 100, high * 100)) / 100  # noqa: E731
    return {
        "person": person,
        "month": month,
        "work": maybe(_BEFORE[person], 0.98),
        "employer": maybe(r.choice(["E1", "E2", "E3"])),
        "employer_size": maybe(r.choice(["large", "medium", "small", "micro", "public", "individual"])),
        "contract_months": maybe(r.choice([0, 6, 12, 12, 24, 36])),
        "insured_months": maybe(r.randint(0, 14)),
        "wage": maybe(money(0, 5000)),
        "premium_employer": maybe(r.choice([Decimal(0), money(300, 1500), money(300, 1500)])),
        "premium_own": maybe(r.choice([Decimal(0), money(300, 1500), money(300, 1500)])),
        "post_open": maybe(r.random() < 0.9),
        "unemployment_benefit": maybe(r.random() < 0.1),
        "unemployed_months": maybe(r.randint(0, 12)),
        "pension_drawn": maybe(r.random() < 0.02, 0.7),
        "trainee": maybe(r.choice(["graduate", "unemployed", "employee"]), 0.4),
        "certificate": maybe(r.random() < 0.5),
        "certificate_repeated": maybe(r.random() < 0.2, 0.7),
        "training_hours": maybe(r.choice([8, 39, 40, 80])),
        "training_fee": maybe(money(0, 3000)),
        "first_business": maybe(r.random() < 0.7),
        "operating_months": maybe(r.randint(6, 30)),
        "loan_guaranteed": maybe(r.random() < 0.2),
        "loan_amount": maybe(r.choice([Decimal(100000), Decimal(250000), Decimal(400000)])),
        "loan_months": maybe(r.randint(0, 20), 0.9),
        "loan_rate": maybe(r.choice([0, 300, 365, 435]), 0.9),
        "loan_lpr": maybe(r.choice([345, 365, 385]), 0.9),
        "registered_unemployed": maybe(r.random() < 0.3),
        "intern_retention": maybe(r.choice([20, 50, 80]), 0.5),
        "loan_overdue": maybe(r.random() < 0.1, 0.6),
        "interest_paid": maybe(money(0, 900)),
        "intern_allowance": maybe(money(0, 1800)),
        "employed_income": maybe(r.random() < 0.4, 0.8),
        "accepted": maybe(r.random() < 0.5),
        "approved": maybe(money(0, 90000)),
    }


def payments(r: random.Random, person: str, first: date, count: int) -> list[Facts]:
    """Return a run of months paid before, some close to the ceiling, a few within the months decided now."""
    found: list[Facts] = []
    if r.random() < 0.6:
        length = r.choice([3, 12, 30, 33, 34, 35, 36, 40])
        for name in r.sample(PAST, k=r.choice([1, 1, 2])):
            start = add(first, -length - r.randint(0, 20))
            found += [{"person": person, "programme": name, "month": add(start, n)} for n in range(length)]
    if r.random() < 0.4:
        for _ in range(r.randint(1, 4)):
            found.append(
                {"person": person, "programme": r.choice(PAST + RARE), "month": add(first, r.randint(-20, count))}
            )
    unique = {(p["programme"], p["month"]): p for p in found}
    return [p | {"employer": r.choice(["E1", "E2", None])} for p in unique.values()]


def tables(lives: list[tuple[Facts, list[Facts], list[Facts]]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return lives as the registers of persons, person-months and payments."""
    persons = [one for one, _, _ in lives]
    months = [row for _, rows, _ in lives for row in rows]
    paid = [row for _, _, rows in lives for row in rows]
    kept = [("person", pa.string()), ("programme", pa.string()), ("month", pa.date32()), ("employer", pa.string())]
    return table(persons), table(months), pa.Table.from_pylist(paid, pa.schema(kept))


def table(rows: list[Facts]) -> pa.Table:
    """Return rows as a typed table of facts."""
    kinds = {"person": pa.string(), "month": pa.date32(), "programme": pa.string()}
    names = list(dict.fromkeys(name for row in rows for name in row))
    fields = [(name, kinds.get(name) or terms()[name].stored) for name in names]
    return pa.Table.from_pylist(rows, pa.schema(fields))
