"""How many projects are evaluated, and how much of the money."""

from datetime import date

from tests.perform.conftest import TARGETS

from juesuan.perform.coverage import coverage
from juesuan.perform.money import money_of

END = date(2024, 12, 31)


def test_all_and_none(desk):
    for targets, expected in ((TARGETS, (1, 1, 85_000, 85_000, ())), (TARGETS[:3], (0, 1, 0, 85_000, ("P1",)))):
        opened = desk(targets=targets)
        found = coverage(opened.plan, money_of(opened.book, ["department", "P1"], END))
        assert (found.evaluated, found.projects, found.paid, found.whole, found.missing) == expected
        assert found.share == (100 if expected[0] else 0)
