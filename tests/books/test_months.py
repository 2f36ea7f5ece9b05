"""Months in lists: written as people write them, or by a day that stands for one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from juesuan.books.cells import Bad, Codes, loose
from juesuan.books.schema import Column

PARSE = loose(Column("month", "月份", "month"), Codes(2024), {}, {}, frozenset(), Decimal(1))


@pytest.mark.parametrize("text", ["2024-05", "2024年5月", "202405", "2024/5", "２０２４.０５", "2024-05-01", "45413"])
def test_a_month_however_written(text: str) -> None:
    assert PARSE is not None
    assert PARSE(text) == date(2024, 5, 1)


@pytest.mark.parametrize("text", ["2024-13", "2024年0月", "五月", "2024-02-30", "2024"])
def test_what_is_no_month(text: str) -> None:
    assert PARSE is not None
    assert PARSE(text) == Bad("cell.month", {"value": text})
