"""Questions put to the smallest table, choices kept as numbers: the answers are those of the plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.fund.lives import add, table

from juesuan.fund.entitlement import entitled
from juesuan.fund.explanation import explain
from juesuan.fund.expression import NotARule, render, words
from juesuan.fund.programme import Condition, programmes
from juesuan.fund.rows import calendar_of, places, prepared
from juesuan.fund.sheet import Facts, Sheet

ALL = programmes()
BASE = ALL["insurance_flexible"]


def _asked(*sql: str) -> dict[str, object]:
    conditions = tuple(Condition(f"c{n}", one, "", {"zh": "", "en": ""}) for n, one in enumerate(sql))
    return {"x": replace(BASE, name="x", conditions=conditions, amount="100", ceiling=None, exclusions=())}


def _tables(people: int, months: int) -> tuple[pa.Table, pa.Table]:
    persons = [
        {"person": f"P{n}", "born": date(1970, 1 + n % 12, 1), "sex": ("male", "外星", "female", None)[n % 4]}
        for n in range(people)
    ]
    work = ("flexible", "自由职业", None, "post")
    rows = [
        {"person": f"P{n}", "month": add(date(2024, 1, 1), m), "work": work[(n + m) % 4], "wage": Decimal(n)}
        for n in range(people)
        for m in range(months)
    ]
    return table(persons), table(rows)


@pytest.mark.parametrize(
    "sql",
    [
        "sex <> 'male'",
        "work <> 'post' and sex = 'male'",
        "work in ('flexible', 'post')",
        "not (work = 'post')",
        "month >= date '2024-02-01'",
        "month <= retires or work is null",
        "wage > 200 and month < date '2024-03-01'",
        "true",
        "died is null",
        "1000 // (wage - wage) > 0",
        "coalesce(wage * 9223372036854775807, 7) = 7",
    ],
)
def test_numbers_decide_as_words_do(sql: str) -> None:
    persons, months = _tables(5, 3)
    known = _asked(sql)
    found = [(d["person"], d["month"], d["met"]) for d in entitled(known, persons, months).to_pylist()]
    told = [
        (e.person, e.month, e.met) for n in range(5) for e in explain(known, "x", f"P{n}", persons, months, lang="en")
    ]
    assert sorted(found) == sorted(told)
    assert len(found) == 15


def test_each_question_goes_to_the_smallest_table_that_has_its_facts() -> None:
    persons, months = (prepared(one, name) for one, name in zip(_tables(5, 3), ("persons", "months"), strict=True))
    calendar, months = calendar_of(months)
    asked = _asked("sex = 'male'", "month < date '2024-03-01'", "work = 'post'", "month <= retires")
    sheet = Sheet(Facts(persons, months, calendar, places(months, persons), coded=True), list(asked.values()))
    levels = [sheet.level(column) for column in sheet.conditions["x"]]
    assert levels == ["people", "calendar", "rows", "rows"]
    sizes = [len(sheet.answers()[column]) for column in sheet.conditions["x"]]
    assert sizes == [5, 3, 15, 15]


def test_words_are_written_as_their_numbers_and_days_stay_days() -> None:
    written = render("work = 'post' and month > date '2024-01-01'", {"work": "m_work", "month": "month"}, words())
    assert written == f"m_work = {words()['post']} and month > date '2024-01-01'"
    with pytest.raises(NotARule):
        render("what = 'post'", {}, words())


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 0, 2, 1, 0, 2]])
def test_persons_are_found_in_any_order(order: list[int]) -> None:
    persons = pa.table({"person": ["P0", "P1", "P2"]})
    months = pa.table({"person": [f"P{n}" for n in order], "month": pa.array([date(2024, 1, 1)] * len(order))})
    assert places(prepared(months, "months"), prepared(persons, "persons")).tolist() == order
