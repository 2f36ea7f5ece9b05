"""One coordinate, one value: printed alike, differing by the last digit, and noughts beside empty cells."""

from decimal import Decimal

import pytest

from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Paragraph, Section
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.laws import identity, scope

TOTAL = Coordinate.of("revenue", 2024)
COST = Coordinate.of("operating_cost", 2024)
PUBLIC = Coordinate.of("expenditure", 2024, fund="general", nature="public")
MERIT = Coordinate.of("expenditure", 2024, fund="general", nature="personnel", economic="30107")


def reading(text, coordinate=TOTAL, quantum="0.01", *, blank=False):
    amount = Amount(Decimal(text or 0), Decimal(quantum), "万元")
    return Reading(text, amount, Place(), "form", coordinate=coordinate, blank=blank)


def disclosure(*readings):
    return Disclosure(Source("a.txt", "", "text", 0), year=2024, readings=list(readings))


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (["157.48", "157.48"], []),
        (["157.48", "157.47"], ["identity.shown"]),
        (["157.48", "157.4"], []),
        (["157.48", "157.46"], []),
        (["157.48", "199.00"], []),
    ],
)
def test_one_figure_printed_in_two_ways(texts, codes):
    told = disclosure(*(reading(t, quantum="0.1" if len(t) < 6 else "0.01") for t in texts))
    assert [f.code for f in identity.check(told).findings] == codes


@pytest.mark.parametrize(("text", "proven"), [("0", True), ("1.00", False)])
def test_a_nought_beside_an_empty_cell(text, proven):
    stated = reading(text)
    assert (stated in identity.check(disclosure(reading("", blank=True), stated)).proven) is proven


@pytest.mark.parametrize(
    ("cost", "merit", "codes"),
    [
        ("9.00", "", []),
        ("10.00", "", []),
        ("11.00", "", ["balance.operating_cost"]),
        ("10.00", "3.00", ["balance.operating_scope"]),
        ("9.00", "3.00", []),
    ],
)
def test_operating_cost_and_public_expenses(cost, merit, codes):
    figures = [reading(cost, COST), reading("10.00", PUBLIC)] + ([reading(merit, MERIT)] if merit else [])
    assert [f.code for f in scope.check(disclosure(*figures)).findings] == codes


@pytest.mark.parametrize(("cost", "public"), [("0.01", "0.02"), ("0.02", "0.02"), ("9.99", "10.00")])
def test_figures_too_small_to_be_one_by_more_than_chance(cost, public):
    told = disclosure(reading(cost, COST), reading(public, PUBLIC), reading("3.00", MERIT))
    assert scope.check(told).findings == []


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("所属事业单位无一般公共预算财政拨款公用经费支出。", []),
        ("各单位均为行政单位，公用经费全部列入机关运行经费。", []),
        ("机关运行经费包括行政单位和参照公务员法管理的事业单位的公用经费。", ["balance.operating_scope"]),
    ],
)
def test_the_scope_of_the_operating_cost_is_told(said, codes):
    told = disclosure(reading("10.00", COST), reading("10.00", PUBLIC), reading("3.00", MERIT))
    section = Section("机关运行经费", 10, "chapter", 2, None, None, "operating_cost")
    told.paragraphs.append(Paragraph(Text.at(said, page=1), section, 0))
    assert [f.code for f in scope.check(told).findings] == codes
