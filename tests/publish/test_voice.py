"""Percentages: half-up, to two decimals where one would say all or nothing, none without a base."""

from decimal import Decimal

import pytest
from tests.publish.figures import book, wuchang

from juesuan.facts import Coordinate
from juesuan.publish.narrative.voice import Voice, percent
from juesuan.publish.pack import Names, load_pack

CASES = [
    ("8.3", "100", "8.3"),
    ("1", "8", "12.5"),
    ("1", "16", "6.3"),
    ("0.04", "100", "0.04"),
    ("99.96", "100", "99.96"),
    ("100", "100", "100.0"),
    ("0", "100", "0.0"),
    ("0.001", "100", None),
    ("99.999", "100", None),
    ("3", "0", None),
]


@pytest.mark.parametrize(("top", "bottom", "shown"), CASES)
def test_percent(top: str, bottom: str, shown: str | None):
    assert percent(Decimal(top), Decimal(bottom)) == shown


def test_a_completion_is_always_said():
    assert percent(Decimal("0.001"), Decimal(100), always=True) == "0.00"
    assert percent(Decimal(3), Decimal(0), always=True) is None


def test_what_is_printed_as_nought_counts_as_nought():
    about = Coordinate.of("expenditure", 2024, fund="general")
    accounts = wuchang()
    voice = Voice(accounts, book(), load_pack("hubei"), Names(accounts.organisation, 2024, "本部门", "万元"))
    assert voice.exact(about) > 0
    accounts.printed[about] = Decimal("0.00")
    assert voice.exact(about) == 0
