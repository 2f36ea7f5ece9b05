"""Exclusions mean the same wherever they are asked: at payment, in the rules, on the screen."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.fund.batch import Applied, made
from juesuan.fund.due import by_amounts, excluded_by
from juesuan.fund.exclusion import SCOPES, Standing, exclude, matrix
from juesuan.fund.model import Claim
from juesuan.fund.programme import programmes
from juesuan.fund.screen import screen
from juesuan.fund.sequence import rules_of
from juesuan.fund.state import State

ALL = programmes()
DAY = date(2024, 6, 1)
MONTHS = ("2024-01", "2024-02", "2024-03")
ASKED = ("hiring_unemployed", "hiring_graduate", "insurance_post", "insurance_flexible", "post")


def _made(*applied: Applied, state: State | None = None, through: str = "2024-12") -> tuple[State, list[str]]:
    due = by_amounts({Claim(one.person, one.programme, month): 100 for one in applied for month in one.months})
    after, _, left = made(state or State(), applied, through, due, excluded_by(ALL), maker="甲", day=DAY)
    return after, [one.why for one in left]


def _applied(programme: str, *months: str, employer: str = "E1", person: str = "p1") -> Applied:
    return Applied(f"{programme}{months}{employer}", person, "某某", programme, "mark", months, employer)


def test_both_sides_exclude_in_every_scope() -> None:
    scopes = matrix(ALL)
    assert {scope for found in scopes.values() for scope in found} == set(SCOPES)
    assert all(scopes[other, one] == found for (one, other), found in scopes.items())
    assert not any(one == other for one, other in scopes)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("batches", [1, 2])
def test_what_excludes_for_ever_is_not_paid_in_any_month_whichever_comes_first(order: int, batches: int) -> None:
    both = [_applied("hiring_unemployed", "2024-01"), _applied("hiring_graduate", "2024-03")][::order]
    state, why = State(), []
    for some in [both] if batches == 1 else [both[:1], both]:
        state, said = _made(*some, state=state)
        why += said
    assert why == [f"excluded:{both[0].programme}"]
    assert [one.programme for one in state.payments.values()] == [both[0].programme]


@pytest.mark.parametrize(("employer", "why"), [("E1", ["excluded:insurance_post"]), ("E2", []), ("", [])])
def test_the_same_employer_excludes_in_other_months_and_an_unknown_one_nobody(employer: str, why: list[str]) -> None:
    post = _applied("insurance_post", "2024-01", employer=employer)
    assert _made(post, _applied("hiring_unemployed", "2024-03", employer=employer and "E1"))[1] == why


def test_a_month_excludes_that_month() -> None:
    state, why = _made(_applied("insurance_flexible", "2024-01", "2024-02"), _applied("post", "2024-02", "2024-03"))
    assert why == ["excluded:insurance_flexible"]
    assert sum(len(one.months) for one in state.payments.values()) == 3


APPLIED = st.builds(
    lambda name, months, employer, person: _applied(name, *sorted(months), employer=employer, person=person),
    st.sampled_from(ASKED),
    st.sets(st.sampled_from(MONTHS), min_size=1),
    st.sampled_from(["E1", "E2", ""]),
    st.sampled_from(["p1", "p2"]),
)


@given(st.lists(APPLIED, max_size=6), st.lists(APPLIED, max_size=4))
def test_nobody_is_ever_paid_what_the_programmes_exclude(first: list[Applied], second: list[Applied]) -> None:
    state, _ = _made(*first, through="2024-02")
    state, _ = _made(*first, *second, state=state)
    employers = {one.id: one.employer for one in (*first, *second)}
    had = [(p, month) for p in state.payments.values() for month in p.months]
    for (one, month), (other, then) in combinations(had, 2):
        if one.person != other.person:
            continue
        written = [(e.programme, e.scope) for e in ALL[one.programme].exclusions if e.programme == other.programme]
        written += [(e.programme, e.scope) for e in ALL[other.programme].exclusions if e.programme == one.programme]
        same = employers[one.application] == employers[other.application] != ""
        hit = [s for _, s in written if s == "ever" or (s == "month" and month == then) or (s == "employer" and same)]
        assert not hit, (one.programme, month, other.programme, then)


@pytest.mark.parametrize(("one", "other"), [(a, b) for a, b in combinations(ASKED, 2) if (a, b) in matrix(ALL)])
@pytest.mark.parametrize(
    ("then", "employer"), [("2024-01", "E1"), ("2024-01", "E2"), ("2024-03", "E1"), ("2024-03", "E2")]
)
def test_payment_rules_and_screen_agree(one: str, other: str, then: str, employer: str) -> None:
    mine, theirs = Standing(one, "2024-01", "E1"), Standing(other, then, employer)
    holds = exclude(matrix(ALL), mine, theirs)
    assert excluded_by(ALL)(theirs, mine) == holds
    number = list(ALL).index(other)
    scopes = {
        s
        for s, bits in next(r for r in rules_of(ALL) if r.programme.name == one).excluded.items()
        if bits >> number & 1
    }
    assert scopes == matrix(ALL)[one, other]
    rows = [
        {"id": str(n), "programme": s.programme, "id_number": "420106198005061234", "employer": s.employer}
        | {"first": date.fromisoformat(f"{s.month}-01")}
        for n, s in enumerate((mine, theirs))
    ]
    assert (screen(ALL, pa.Table.from_pylist(rows)).counts()["exclusion"] > 0) == holds
