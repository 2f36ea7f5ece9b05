"""Values of indicators: ways of writing a target and a result, and what is no number to compare."""

from decimal import Decimal

import pytest

from juesuan.blocks import Text
from juesuan.read.values import value_of

NAME = Text.at("培训人数")


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("≥95%", "≥", "95", "%"), ("95%以上", "≥", "95", "%"), ("95%（含）以上", "≥", "95", "%"),
        ("不低于95%", "≥", "95", "%"), ("九成以上", "≥", "90", "%"), ("不低于百分之九十五", "≥", "95", "%"),
        ("三万余人次", "", "30000", "人次"), ("不足两成", "<", "20", "%"),
        ("大于等于 3,000 件", "≥", "3000", "件"), ("100场次", "", "100", "场次"), ("5天以内", "≤", "5", "天"),
        ("控制在5.5%以内", "≤", "5.5", "%"), ("不超过800万元", "≤", "800", "万元"), ("≦2次", "≤", "2", "次"),
        ("大于8年", ">", "8", "年"), ("＜90%", "<", "90", "%"), ("已完成98.5%", "", "98.5", "%"),
        ("≥60分", "≥", "60", "分"),
        ("满意度>95%", ">", "95", "%"), ("=100%", "=", "100", "%"), ("346", "", "346", "人"),
    ],
)  # fmt: skip
def test_numbers(text, operator, value, unit):
    got, reading = value_of(Text.at(text), NAME, "人")
    assert (got, reading.amount.value, reading.amount.unit) == (operator, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "2024年12月底前",
        "12月底前",
        "2022年",
        "每月1次",
        "日均300人",
        "上涨5%",
        "长期",
        "第10次",
        "2022.1.1-2023.12.30",
        "三至五次",
        "一致",
        "一次性",
    ],
)
def test_what_does_not_compare(text):
    assert value_of(Text.at(text), NAME)[1] is None


def test_words_that_leave_a_number_open():
    assert value_of(Text.at("300人左右"), NAME)[1].approximate == "about"
