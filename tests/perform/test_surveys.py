"""Shares with their interval of confidence (Wilson)."""

from decimal import Decimal

import pytest

from juesuan.perform.numbers import points
from juesuan.perform.surveys import share

# satisfied, answered, population, share, low, high: the first two are worked examples of the Wilson interval
CASES = [
    (95, 100, None, "95", "88.82", "97.85"),
    (221, 260, None, "85", "80.15", "88.83"),
    (81, 263, None, "30.80", "25.53", "36.62"),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
    (15, 148, None, "10.14", "6.24", "16.05"),  # the same
    (0, 20, None, "0", "0", "16.11"),  # the same
    (1, 29, None, "3.45", "0.61", "17.18"),  # the same
    (0, 10, None, "0", "0", "27.75"),
    (10, 10, None, "100", "72.25", "100"),
    (221, 260, 817, "85", "81.07", "88.24"),
    (30, 40, 40, "75", "75", "75"),
]


@pytest.mark.parametrize(("satisfied", "answered", "population", "value", "low", "high"), CASES)
def test_shares(satisfied, answered, population, value, low, high):
    found = share(satisfied, answered, population)
    assert [points(x) for x in (found.value, found.low, found.high)] == [Decimal(x) for x in (value, low, high)]


@pytest.mark.parametrize(("satisfied", "answered"), [(0, 0), (5, 4), (-1, 4)])
def test_no_share(satisfied, answered):
    assert share(satisfied, answered) is None
