"""The law of the day, programme by programme: who was due what in a month, and what failed before and since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tests.fund.lives import table

from juesuan.fund.entitlement import PAID, entitled
from juesuan.fund.programme import programmes

ALL = programmes()
SME = {"work": "employed", "employer_size": "small", "contract_months": 12, "premium_employer": Decimal(900)}
INTERN = {"work": "intern", "intern_allowance": Decimal(2000)}
LOAN = {"loan_guaranteed": True, "loan_amount": Decimal(100000), "interest_paid": Decimal(365)}
LEFT = {"graduated": date(2022, 6, 30)}
CASES: dict[str, list[tuple[dict[str, Any], date, int, str]]] = {
    "insurance_graduate_enterprise": [
        (SME | LEFT | {"insured_months": 3}, date(2022, 12, 1), 90000, ""),
        (SME | LEFT | {"insured_months": 3}, date(2023, 4, 1), 0, "graduate"),
        (SME | LEFT | {"insured_months": 3}, date(2024, 4, 1), 90000, ""),
        (SME | LEFT | {"insured_months": 3}, date(2024, 10, 1), 0, "graduate"),
        (SME | LEFT, date(2023, 11, 1), 90000, ""),
        (SME | LEFT, date(2023, 12, 1), 0, "graduate"),
        (SME | LEFT, date(2022, 5, 1), 0, "graduate"),
    ],
    "hiring_unemployed": [
        (SME | {"insured_months": 6, "unemployed_months": 8, "born": date(1980, 1, 1)}, date(2022, 6, 1), 100000, ""),
        (SME | {"insured_months": 6, "unemployed_months": 2}, date(2022, 6, 1), 0, "unemployed"),
        (SME | {"insured_months": 3, "unemployed_months": 2}, date(2023, 12, 1), 100000, ""),
        (
            SME | {"insured_months": 3, "unemployed_months": 8, "born": date(1980, 1, 1)},
            date(2023, 12, 1),
            0,
            "youth",
        ),
        (SME | {"insured_months": 3, "unemployed_months": 2}, date(2024, 3, 1), 100000, ""),
        (SME | {"insured_months": 3, "unemployed_months": 2}, date(2024, 4, 1), 0, "in_force"),
    ],
    "hiring_relieved": [
        (SME | {"poverty_relieved": True, "insured_months": 12}, date(2024, 4, 1), 200000, ""),
        (SME | {"poverty_relieved": True, "insured_months": 11}, date(2024, 4, 1), 0, "insured"),
        (SME | {"poverty_relieved": True, "insured_months": 12}, date(2026, 12, 1), 200000, ""),
        (SME | {"poverty_relieved": True, "insured_months": 12}, date(2027, 1, 1), 0, "in_force"),
    ],
    "hiring_veteran": [
        (SME | {"discharged": date(2023, 9, 1), "insured_months": 12}, date(2025, 9, 1), 200000, ""),
        (SME | {"discharged": date(2023, 9, 1), "insured_months": 12}, date(2025, 10, 1), 0, "veteran"),
        (SME | {"insured_months": 12}, date(2025, 9, 1), 0, "veteran"),
    ],
    "internship": [
        (INTERN | {"registered_unemployed": True, "born": date(2000, 1, 5)}, date(2018, 12, 1), 0, "graduate"),
        (INTERN | {"registered_unemployed": True, "born": date(2000, 1, 5)}, date(2019, 1, 1), 100000, ""),
        (INTERN | {"registered_unemployed": True, "born": date(2000, 1, 5)}, date(2024, 12, 1), 100000, ""),
        (INTERN | {"registered_unemployed": True, "born": date(2000, 1, 5)}, date(2025, 1, 1), 0, "graduate"),
        (INTERN | {"registered_unemployed": True, "born": date(2008, 2, 5)}, date(2024, 1, 1), 0, "graduate"),
        (INTERN | LEFT, date(2024, 6, 1), 100000, ""),
    ],
    "job_seeking": [
        (LEFT | {"student_hardship": word}, date(2022, 3, 1), fen, "" if fen else "hardship")
        for word, fen in (("low_income", 150000), ("poor", 150000), ("monitored", 0), ("no_earner", 0))
    ]
    + [
        ({"graduated": date(2025, 6, 30), "student_hardship": word}, date(2025, 3, 1), fen, "" if fen else "hardship")
        for word, fen in (("low_income", 150000), ("poor", 0), ("monitored", 150000), ("no_earner", 150000))
    ],
    "loan_interest": [
        (LOAN | {"loan_months": 5}, date(2024, 3, 1), 18250, ""),
        (LOAN | {"loan_months": 6, "loan_rate": 435, "loan_lpr": 385}, date(2024, 3, 1), 16781, ""),
        (LOAN | {"loan_months": 1, "loan_rate": 365, "loan_lpr": 365}, date(2021, 3, 1), 15000, ""),
        (LOAN | {"loan_months": 1}, date(2021, 3, 1), 0, "amount"),
        (LOAN | {"loan_months": 1, "loan_rate": 0, "loan_lpr": 365}, date(2021, 3, 1), 0, "amount"),
    ],
}
"""By programme: facts, month, 分 due and what failed; each change of the law has a month before it and one after."""


@pytest.mark.parametrize("name", list(CASES))
def test_the_law_of_the_day(name: str) -> None:
    rows = [
        {"person": f"P{n}", "born": date(2001, 1, 1), "sex": "male", "month": month, "programme": name} | facts
        for n, (facts, month, _, _) in enumerate(CASES[name])
    ]
    people = table([{"person": row["person"]} for row in rows])
    found = {
        row["person"]: (row["amount_fen"], row["failed"]) for row in entitled(ALL, people, table(rows)).to_pylist()
    }
    assert list(found.values()) == [(fen, failed) for _, _, fen, failed in CASES[name]]


def test_a_high_retention_raises_the_standard_where_the_city_set_one() -> None:
    text = ALL["internship"]
    (raised,) = text.values["raised"].dated
    values = {**text.values, "raised": replace(text.values["raised"], dated=(replace(raised, value=150000),))}
    own = ALL | {"internship": replace(text, values=values)}
    rows = [
        {"person": f"P{share}", "month": date(2024, 1, 1), "programme": "internship", "intern_retention": share}
        | {"graduated": date(2023, 6, 30)}
        | INTERN
        for share in (49, 50)
    ]
    found = entitled(own, table([{"person": row["person"]} for row in rows]), table(rows))
    assert found.column("amount_fen").to_pylist() == [100000, 150000]


@pytest.mark.parametrize(
    ("other", "mine", "month", "failed"),
    [
        ("skill_upgrade", "training", date(2024, 5, 1), "excluded:skill_upgrade"),
        ("skill_upgrade", "training", date(2024, 4, 1), ""),
        ("expansion", "hiring_graduate", date(2024, 2, 1), "excluded:expansion"),
        ("expansion", "hiring_relieved", date(2024, 2, 1), ""),
    ],
)
def test_what_another_fund_paid_excludes_and_is_never_decided_here(
    other: str, mine: str, month: date, failed: str
) -> None:
    facts = {"trainee": "employee", "certificate": True, "training_hours": 40, "training_fee": Decimal(800)}
    facts |= SME | {"insured_months": 12, "poverty_relieved": True, "graduated": date(2023, 6, 30)}
    facts |= {"person": "A", "born": date(2001, 1, 1), "sex": "male", "month": date(2024, 5, 1)}
    rows = table([facts | {"programme": name} for name in (mine, other)])
    paid = pa.Table.from_pylist([{"person": "A", "programme": other, "month": month}], PAID)
    found = {row["programme"]: row["failed"] for row in entitled(ALL, table([{"person": "A"}]), rows, paid).to_pylist()}
    assert found == {mine: failed, other: "elsewhere"}
