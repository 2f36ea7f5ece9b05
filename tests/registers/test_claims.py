"""Claims are held to an indicator: to its value, or to its change from the year before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.registers.conftest import DAY, PERSON, VAULT

from juesuan.books.faults import Unusable
from juesuan.registers.claims import exact, parse
from juesuan.registers.indicators import Desk
from juesuan.registers.store import add

DAYS = ["2023-02-28", "2023-03-01", "2024-02-05", "2024-02-29", "2024-03-05"]
YEAR, FEBRUARY = (date(2024, 1, 1), date(2024, 12, 31)), (date(2024, 1, 1), date(2024, 2, 29))


@pytest.fixture
def desk(book: Path) -> Desk:
    """Two cases of 2023 and three of 2024."""
    rows = [{"id": f"C{n}", "accepted": day, "person": PERSON, "workers": "1"} for n, day in enumerate(DAYS)]
    add(book, "cases", [dict(row, state="open") for row in rows], who="甲", on=DAY, vault=VAULT)
    return Desk(book)


def test_levels_and_changes(desk: Desk) -> None:
    for text, period, holds in (
        ("共3件", YEAR, True),
        ("同比增长50%", YEAR, True),
        ("增长近一倍", YEAR, False),
        ("比上年增加1件", YEAR, True),
        ("翻了一番", FEBRUARY, True),  # the last of February has two cases, that of 2023 one
        ("减少1件", FEBRUARY, False),
    ):
        said = parse(text)
        value = exact(desk, desk.evaluate("cases.accepted", *period), said)
        assert value is not None
        assert said.holds(value) is holds, text


def test_nothing_a_year_before_and_other_units(desk: Desk) -> None:
    found = desk.evaluate("cases.accepted", date(2023, 1, 1), date(2023, 12, 31))
    assert exact(desk, found, parse("增长50%")) is None
    assert exact(desk, found, parse("增加2件")) == 2
    for text in ("3人", "七成", "提高2个百分点"):
        with pytest.raises(Unusable) as refused:
            exact(desk, found, parse(text))
        assert refused.value.fault.code == "claim.unit"
    with pytest.raises(Unusable) as refused:
        parse("很多")
    assert refused.value.fault.code == "claim.unread"
