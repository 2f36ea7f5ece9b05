"""Every word of the vocabulary has a Chinese and an English name."""

from juesuan.facts import Coordinate
from juesuan.taxonomy import dimensions
from juesuan.taxonomy.description import _words, describe

SAID = [
    (Coordinate.of("expenditure", 2024), "2024 支出", "2024 expenditure"),
    (
        Coordinate.of("expenditure", 2024, "initial", fund="general", function="2080101"),
        "2024 支出·年初预算：一般公共预算，2080101 行政运行",
        "2024 expenditure·initial budget: general public budget, 2080101 行政运行",
    ),
    (
        Coordinate.of("visits", 2023, sangong="reception_foreign"),
        "2023 接待批次：外宾接待",
        "2023 visits: foreign guests",
    ),
]


def test_describe():
    for coordinate, zh, en in SAID:
        assert (describe(coordinate), describe(coordinate, "en")) == (zh, en)


def test_every_member_is_named():
    missing = [
        (dimension, member)
        for dimension in dimensions().trees
        if dimension != "procurement"
        for member in dimensions().members(dimension)
        if member not in _words()[dimension] and member not in ("general", "total")
    ]
    assert missing == []
