"""Coordinates in words."""

import pytest

from juesuan.facts import Coordinate
from juesuan.publish.wording import words_of

CASES = {
    "fund": (
        Coordinate.of("expenditure", 2024, fund="general", function="20801"),
        [
            ("年度", "2024"),
            ("指标", "支出"),
            ("口径", "决算"),
            ("支出功能分类", "20801 社会保障和就业支出 › 人力资源和社会保障管理事务"),
            ("资金性质", "一般公共预算"),
        ],
    ),
    "unit": (
        Coordinate.of("strange", 2023, "initial", "101", project="P1", function="9999"),
        [
            ("年度", "2023"),
            ("指标", "strange"),
            ("口径", "年初预算"),
            ("预算单位", "101"),
            ("支出功能分类", "9999"),
            ("项目", "P1"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_words(case: str):
    coordinate, words = CASES[case]
    assert words_of(coordinate) == words
