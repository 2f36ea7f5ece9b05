"""Every decision of two thousand random life courses is the one the oracle makes from the legal texts."""

from __future__ import annotations

import random
from datetime import date

import pytest
from tests.fund import oracle
from tests.fund.lives import life, tables

from juesuan.fund.entitlement import entitled
from juesuan.fund.programme import programmes

LIVES = 2_000


def test_all_decisions_equal_the_oracle() -> None:
    lives = [life(n, random.Random(n)) for n in range(LIVES)]
    chosen = {name: one for name, one in programmes().items() if name in oracle.ORDER + oracle.ELSEWHERE}
    found = entitled(chosen, *tables(lives)).to_pylist()
    mine = {(d["person"], d["programme"], d["month"]): d["amount_fen"] for d in found if d["met"]}
    wanted = {}
    for person, months, paid in lives:
        for (name, month), fen in oracle.decide(person, months, paid).items():
            wanted[person["person"], name, month] = fen
    assert {k: (mine.get(k), wanted.get(k)) for k in mine.keys() | wanted.keys() if mine.get(k) != wanted.get(k)} == {}
    assert {name for _, name, _ in wanted} == set(oracle.ORDER)
    reasons = {word for d in found for word in (d["failed"] or "").split()}
    assert {f"excluded:{name}" for name in oracle.ELSEWHERE} <= reasons
    assert {"ceiling", "already_paid", "excluded:post", "excluded:hiring_graduate", "amount"} <= reasons


@pytest.mark.parametrize(
    ("person", "month"),
    [
        ({"born": date(1964, 12, 31), "sex": "male"}, date(2024, 12, 1)),
        ({"born": date(1965, 1, 1), "sex": "male"}, date(2025, 2, 1)),
        ({"born": date(1965, 5, 1), "sex": "male"}, date(2025, 7, 1)),
        ({"born": date(1976, 9, 1), "sex": "male"}, date(2039, 9, 1)),
        ({"born": date(1990, 9, 1), "sex": "male"}, date(2053, 9, 1)),
        ({"born": date(1970, 1, 1), "sex": "female", "retirement_kind": "general"}, date(2025, 2, 1)),
        ({"born": date(1975, 3, 1), "sex": "female", "retirement_kind": "worker"}, date(2025, 5, 1)),
        ({"born": date(1984, 11, 1), "sex": "female", "retirement_kind": "worker"}, date(2039, 11, 1)),
    ],
)
def test_retirement_follows_the_published_table(person: dict, month: date) -> None:
    assert oracle.retirement(person) == month
