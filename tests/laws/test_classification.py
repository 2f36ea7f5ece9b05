"""Codes, names and lists: each check with a form that fails and one that passes."""

from decimal import Decimal

import pytest

from juesuan.blocks import Source
from juesuan.disclosure import Claim, Disclosure, Form, FormRow, Section
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.laws import classification


def row(code, name, value="1.00"):
    amount = Amount(Decimal(value or 0), Decimal("0.01"), "万元")
    reading = Reading(value, amount, Place(), "form", blank=not value)
    full = {"208010": "2080101"}.get(code, code)
    return FormRow(full, name, code, None, Place(line=1), {"v": reading})


def form(key, *rows):
    made = Form(key, "表", [], [1], [], rows=list(rows))
    made.readings = [r for one in rows for r in one.readings.values()]
    return made


def codes(*forms, claims=()):
    told = Disclosure(Source("a.txt", "", "text", 0), year=2024, forms=list(forms), claims=list(claims))
    return [f.code.partition(".")[2] for f in classification.check(told).findings]


TREE = [row("208", "社会保障和就业支出"), row("20801", "人力资源和社会保障管理事务")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([*TREE, row("2080101", "行政运行"), row("2080102", "一般行政管理事务")], []),
        ([*TREE, row("208010", "行政运行")], ["digits"]),
        ([*TREE, row("2080101", "行政运行"), row("2080101", "行政运行")], ["twice"]),
        ([*TREE, *(row(f"208010{n}", "") for n in range(1, 7)), row("2080899", "")], ["orphan"]),
        ([*TREE, row("2080101", "一般行政管理事务")], ["other_name"]),
        ([*TREE, row("2080101", "学前教育")], ["name"]),
        ([*TREE, row("2080101", "行政运")], []),
    ],
)
def test_rows(rows, found):
    assert codes(form("05", *rows)) == found


BASIC = [row("301", "工资福利支出"), row("30101", "基本工资"), row("30102", "津贴补贴"), row("30103", "奖金")]
BASIC += [row("30107", "绩效工资", ""), row("30199", "其他工资福利支出"), row("30113", "住房公积金")]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["基本工资", "津贴补贴", "奖金", "住房公积金", "其他工资福利支出"], []),
        (["基本工资", "津贴补贴", "奖金", "住房公积金", "绩效工资", "其他工资福利支出"], ["listed_empty"]),
        (["基本工资", "津贴补贴", "奖金", "其他工资福利支出"], ["not_listed"]),
        (["基本工资", "绩效工资"], []),
    ],
)
def test_lists_of_items(names, found):
    about = Coordinate.of("expenditure", 2024, fund="general", nature="personnel")
    whole = Reading("4.00", Amount(Decimal(4), Decimal("0.01"), "万元"), Place(), coordinate=about)
    claim = Claim("names", None, {"whole": whole}, Section("", None, "", 0, None, None), Place(line=2), "主要包括")
    claim.names = [(n, Place(line=2)) for n in names]
    assert codes(form("06", *BASIC), claims=[claim]) == found
