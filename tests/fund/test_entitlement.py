"""Entitlement by hand: ceilings, retirement, exclusions, earlier payments, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tests.fund.lives import add, table

from juesuan.books.faults import Unusable, explain
from juesuan.fund.entitlement import DECISIONS, PAID, averages, entitled
from juesuan.fund.programme import Exclusion, programmes

ALL = programmes()
PERSON = {"person": "A", "born": date(1980, 5, 6), "sex": "male", "hard_to_employ": True}
FLEXIBLE = {"person": "A", "work": "flexible", "premium_own": Decimal("1009.79"), "employer": "E1"}
POST = {"person": "A", "work": "post", "post_open": True, "wage": Decimal(3000), "employer": "E1"}
POST |= {"premium_employer": Decimal("1043.33")}


def _months(facts: dict[str, Any], count: int, first: date = date(2024, 1, 1), **more: Any) -> pa.Table:
    return table([facts | {"month": add(first, n)} | more for n in range(count)])


def _paid(name: str, count: int, first: date, employer: str = "E1") -> pa.Table:
    rows = [{"person": "A", "programme": name, "month": add(first, n), "employer": employer} for n in range(count)]
    return pa.Table.from_pylist(rows, PAID.append(pa.field("employer", pa.string())))


def _said(found: pa.Table, name: str) -> list[tuple[int, str]]:
    return [(d["amount_fen"], d["failed"]) for d in found.to_pylist() if d["programme"] == name]


def test_two_thirds_are_rounded_down_to_the_fen() -> None:
    found = entitled(ALL, table([PERSON]), _months(FLEXIBLE, 2))
    assert found.schema.equals(DECISIONS)
    assert _said(found, "insurance_flexible") == [(67319, ""), (67319, "")]
    assert averages(found).to_pylist() == [
        {"programme": "insurance_flexible", "persons": 1, "months": 2, "amount_fen": 134638, "average_fen": 67319}
    ]


def test_published_averages_are_computed_again_from_person_months() -> None:
    """923.78 yuan a month for enterprises, 673.19 for flexible work, 1,043.33 for public posts."""
    hired = {"work": "employed", "employer_size": "small", "contract_months": 12, "premium_employer": Decimal("923.78")}
    kinds = {"B": hired, "C": FLEXIBLE, "D": POST}
    persons = table([PERSON | {"person": name} for name in kinds])
    rows = [facts | {"person": p, "month": add(date(2024, 1, 1), n)} for p, facts in kinds.items() for n in range(12)]
    found = {row["programme"]: row for row in averages(entitled(ALL, persons, table(rows))).to_pylist()}
    means = {name: found[name]["average_fen"] for name in found if name.startswith("insurance")}
    assert means == {"insurance_post": 104333, "insurance_enterprise": 92378, "insurance_flexible": 67319}
    assert {found[name]["months"] for name in means} == {12}


@pytest.mark.parametrize(("before", "left"), [(0, 3), (34, 2), (36, 0), (40, 0)])
def test_a_lifetime_ceiling_counts_months_before_the_year_and_kinds_together(before: int, left: int) -> None:
    paid = _paid("insurance_enterprise", before, date(2020, 1, 1))
    found = _said(entitled(ALL, table([PERSON]), _months(FLEXIBLE, 3), paid), "insurance_flexible")
    assert [word for _, word in found] == [""] * left + ["ceiling"] * (3 - left)


@pytest.mark.parametrize(
    ("born", "first", "count"), [(date(1966, 1, 1), date(2021, 1, 1), 36), (date(1965, 1, 1), date(2019, 1, 1), 36)]
)
def test_five_years_before_retirement_are_counted_from_the_first_month(born: date, first: date, count: int) -> None:
    """Born 1966-01 retires in 2026-04 and is 63 months short in 2021-01; born 1965-01 in 2025-02, 73 in 2019-01."""
    paid = _paid("post", count, first)
    person = PERSON | {"born": born}
    assert {w for _, w in _said(entitled(ALL, table([person]), _months(POST, 3), paid), "post")} == {"ceiling"}


def test_up_to_retirement_where_less_than_five_years_were_left() -> None:
    person, paid = PERSON | {"born": date(1964, 6, 1)}, _paid("post", 48, date(2019, 7, 1))
    found = _said(entitled(ALL, table([person]), _months(POST, 8), paid), "post")
    assert [word for _, word in found] == [""] * 6 + ["working_age"] * 2
    assert [fen for fen, _ in found][:2] == [201000, 221000]


@pytest.mark.parametrize(
    ("born", "first", "failed"), [(1968, 2023, ""), (1968, 2022, "ceiling"), (1970, 2025, "ceiling")]
)
def test_years_left_are_counted_to_the_age_of_the_day_of_the_first_month(born: int, first: int, failed: str) -> None:
    """July 2023 is 59 months before June 2028, the age of that day; July 2025 more than 60 before the age now."""
    paid, months = _paid("post", 36, date(first, 7, 1)), _months(POST, 1, date(first + 3, 7, 1))
    found = _said(entitled(ALL, table([PERSON | {"born": date(born, 6, 1)}]), months, paid), "post")
    assert [word for _, word in found] == [failed]
    given = PERSON | {"born": None, "sex": None, "retires": date(born + 60, 6, 1)}
    assert [w for _, w in _said(entitled(ALL, table([given]), months, paid), "post")] == [
        "" if first > 2022 else failed
    ]


AGAIN = {"placed_again": date(2024, 3, 15), "special_hardship": "older"}


@pytest.mark.parametrize(
    ("more", "failed"),
    [
        (AGAIN, ["ceiling"] * 2 + [""] * 36 + ["ceiling"] * 2),
        (AGAIN | {"special_hardship": None}, ["ceiling"] * 40),
        ({}, ["ceiling"] * 40),
    ],
)
def test_a_second_placement_counts_anew_and_there_is_no_third(more: dict[str, Any], failed: list[str]) -> None:
    paid = _paid("post", 36, date(2021, 1, 1))
    found = _said(entitled(ALL, table([PERSON | more]), _months(POST, 40), paid), "post")
    assert [word for _, word in found] == failed
    months = _months(FLEXIBLE, 3, date(2024, 3, 1))
    insured = entitled(ALL, table([PERSON | more]), months, _paid("insurance_post", 36, date(2021, 1, 1)))
    assert {word for _, word in _said(insured, "insurance_flexible")} == {"ceiling"}


def test_a_book_that_allows_one_term_has_no_second() -> None:
    once = replace(ALL["post"].values["terms"].dated[0], value=1, text="1")
    values = {**ALL["post"].values, "terms": replace(ALL["post"].values["terms"], dated=(once,))}
    own = ALL | {"post": replace(ALL["post"], values=values)}
    found = entitled(own, table([PERSON | AGAIN]), _months(POST, 4), _paid("post", 36, date(2021, 1, 1)))
    assert {word for _, word in _said(found, "post")} == {"ceiling"}


def test_a_month_is_paid_once_and_one_kind_at_a_time() -> None:
    paid = _paid("insurance_enterprise", 1, date(2024, 1, 1))
    found = entitled(ALL, table([PERSON]), _months(FLEXIBLE, 2), paid)
    assert _said(found, "insurance_flexible") == [(0, "excluded:insurance_enterprise"), (67319, "")]
    again = entitled(ALL, table([PERSON]), _months(FLEXIBLE, 2), _paid("insurance_flexible", 1, date(2024, 2, 1)))
    assert _said(again, "insurance_flexible") == [(67319, ""), (0, "already_paid")]


@pytest.mark.parametrize(("employer", "failed"), [("E1", "excluded:insurance_post"), ("E2", "")])
def test_some_exclusions_hold_with_the_same_employer_only(employer: str, failed: str) -> None:
    hired = {"person": "A", "work": "employed", "employer_size": "small", "contract_months": 12, "insured_months": 3}
    hired |= {"unemployed_months": 8, "employer": "E1"}
    paid = _paid("insurance_post", 1, date(2023, 1, 1), employer)
    found = entitled(ALL, table([PERSON | {"born": date(2001, 1, 1)}]), _months(hired, 1), paid)
    assert _said(found, "hiring_unemployed") == [(0 if failed else 100000, failed)]


@pytest.mark.parametrize("scope", ["ever", "employer"])
def test_what_is_granted_excludes_later_months_too(scope: str) -> None:
    own = ALL | {"training": replace(ALL["training"], exclusions=(Exclusion("insurance_flexible", scope, "…"),))}
    learned = {"trainee": "unemployed", "certificate": True, "training_hours": 80, "training_fee": Decimal(900)}
    rows = [FLEXIBLE | {"month": date(2024, 1, 1)}, FLEXIBLE | learned | {"month": date(2024, 2, 1), "work": "none"}]
    found = entitled(own, table([PERSON]), table(rows))
    assert _said(found, "training")[1] == (0, "excluded:insurance_flexible")
    elsewhere = entitled(own, table([PERSON]), table([rows[0], rows[1] | {"employer": "E2"}]))
    assert _said(elsewhere, "training")[1][0] == (90000 if scope == "employer" else 0)


def test_a_row_may_be_for_one_programme() -> None:
    rows = [FLEXIBLE | {"month": date(2024, 1, 15), "programme": name} for name in ("insurance_flexible", "training")]
    found = entitled(ALL, table([PERSON]), table(rows))
    assert found.column("programme").to_pylist() == ["insurance_flexible", "training"]
    assert found.column("met").to_pylist() == [True, False]


def test_what_is_not_known_is_not_met() -> None:
    found = entitled(ALL, table([{"person": "A"}]), _months(FLEXIBLE, 1))
    assert _said(found, "insurance_flexible") == [(0, "hard_to_employ working_age")]


def test_no_rows_and_no_payments() -> None:
    found = entitled(ALL, table([PERSON]), table([FLEXIBLE | {"month": date(2024, 1, 1)}]).slice(0, 0))
    assert found.num_rows == 0


def _refused(code: str, persons: pa.Table, months: pa.Table, paid: pa.Table | None = None) -> Any:
    with pytest.raises(Unusable) as caught:
        entitled(ALL, persons, months, paid)
    assert caught.value.fault.code == code
    assert "\n" not in explain(caught.value.fault, "en")
    return caught.value.fault


def test_a_month_without_a_value_names_programme_value_and_month() -> None:
    months = table([POST | {"month": date(2017, 10, 1), "programme": "post"}])
    fault = _refused("fund.no_value", table([PERSON]), months)
    assert (fault.file, fault.row, fault.column, fault.params["month"]) == ("months", 2, "month", "2017-10")
    assert (fault.params["rules"], fault.params["name"]) == ("programmes/post.toml", "standard")
    assert "公益性岗位补贴" in explain(fault)


def test_a_payment_without_a_month_is_refused() -> None:
    months = table([FLEXIBLE | {"month": date(2024, 1, 1)}])
    paid = _paid("post", 2, date(2023, 1, 1))
    paid = paid.set_column(2, "month", pa.array([date(2023, 1, 1), None], pa.date32()))
    with pytest.raises(Unusable) as caught:
        entitled(ALL, table([PERSON]), months, paid)
    assert (caught.value.fault.code, caught.value.fault.row) == ("fund.no_month", 3)


def test_rows_that_stand_twice_are_refused_with_both_rows() -> None:
    twice = table([FLEXIBLE | {"month": date(2024, 1, 1)}, FLEXIBLE | {"month": date(2024, 1, 9)}])
    fault = _refused("fund.person_month_twice", table([PERSON]), twice)
    assert (fault.row, fault.params["other"]) == (3, "2")
    named = [FLEXIBLE | {"month": date(2024, 1, 1), "programme": "post"} for _ in range(2)]
    assert _refused("fund.person_month_twice", table([PERSON]), table(named)).row == 3
    assert _refused("fund.person_twice", table([PERSON, PERSON]), twice).row == 3


def test_unknown_persons_programmes_columns_and_months() -> None:
    months = _months(FLEXIBLE, 1)
    placed = months.append_column("_file", pa.array(["may.csv"])).append_column("_row", pa.array([17]))
    fault = _refused("fund.no_person", table([PERSON | {"person": "B"}]), placed)
    assert (fault.file, fault.row) == ("may.csv", 17)
    _refused("fund.no_programme", table([PERSON]), _months(FLEXIBLE, 1, programme="posts"))
    _refused("fund.no_programme", table([PERSON]), months, _paid("posts", 1, date(2024, 1, 1)))
    _refused("fund.no_column", table([PERSON]), months.drop_columns(["month"]))
    _refused("fund.no_month", table([PERSON]), table([FLEXIBLE | {"month": None}]))
    wrong = months.set_column(0, "person", pa.array(["A"])).append_column("wage", pa.array(["much"]))
    assert _refused("fund.field", table([PERSON]), wrong).column == "wage"


def test_the_order_of_rows_changes_nothing() -> None:
    months = pa.concat_tables([_months(FLEXIBLE, 12), _months(POST, 12, date(2025, 1, 1))], promote_options="default")
    paid = _paid("insurance_flexible", 30, date(2020, 1, 1))
    found = entitled(ALL, table([PERSON]), months, paid)
    back = entitled(ALL, table([PERSON]), months.take(pa.array(range(23, -1, -1))), paid)
    assert sorted(map(str, found.to_pylist())) == sorted(map(str, back.to_pylist()))
    assert sum(d["met"] for d in found.to_pylist() if d["programme"].startswith("insurance")) == 6
