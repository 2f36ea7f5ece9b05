"""Figures of sentences: their unit, their words, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.blocks import Text
from juesuan.read.figures import figures_of


@pytest.mark.parametrize(
    ("text", "value", "unit", "word"),
    [
        ("发放证书2万本。", "2", "万本", ""),
        ("追讨工资1.1亿余元。", "1.1", "亿元", "more"),
        ("补贴300余万元。", "300", "万元", "more"),
        ("补贴9,000余元。", "9000", "元", "more"),
        ("补贴300万元。", "300", "万元", ""),
        ("走访100余次。", "100", "次", "more"),
        ("不足30人。", "30", "人", "below"),
        ("就业人员占近七成，", "70", "%", "nearly"),
        ("完成九成五以上的任务。", "95", "%", "least"),
        ("七成多。", "70", "%", "more"),
        ("达到百分之九十七点一。", "97.1", "%", "about"),
    ],
)
def test_a_figure(text: str, value: str, unit: str, word: str) -> None:
    [figure] = figures_of(Text.at(text, line=1), "")
    reading = figure.reading
    assert (reading.amount.value, reading.amount.unit, reading.approximate) == (Decimal(value), unit, word)


@pytest.mark.parametrize(
    "text", ["比2023本级增加", "第2本书", "2024本年度", "一成不变的做法", "由三成员组成", "第三成"]
)
def test_no_figure(text: str) -> None:
    assert figures_of(Text.at(text, line=1), "") == []
