"""Other documents against this one: each check with a pair that fails and one that passes."""

from decimal import Decimal

import pytest

from juesuan.blocks import Source
from juesuan.disclosure import Claim, Disclosure, Section
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.laws import cross_document


def reading(text, measure, year=2024, stage="actual"):
    amount = Amount(Decimal(text), Decimal("0.01"), "万元")
    return Reading(text, amount, Place(line=1), "form", coordinate=Coordinate.of(measure, year, stage))


def document(year, *readings, name="某区统计局", claims=()):
    source = Source("a.txt", "", "text", 0)
    return Disclosure(source, organisation=name, year=year, readings=list(readings), claims=list(claims))


def codes(mine, *, prior=None, budget=None, units=()):
    return [f.code.partition(".")[2] for f in cross_document.check(mine, prior, budget, units).findings]


@pytest.mark.parametrize(("there", "found"), [("10.00", []), ("11.00", ["prior"])])
def test_last_years_figure(there, found):
    mine = document(2024, reading("10.00", "revenue", 2023))
    assert codes(mine, prior=document(2023, reading(there, "revenue", 2023))) == found


@pytest.mark.parametrize(("there", "found"), [("3.00", []), ("4.00", ["opening"])])
def test_what_was_carried_over(there, found):
    mine = document(2024, reading("3.00", "opening"))
    assert codes(mine, prior=document(2023, reading(there, "closing", 2023))) == found


@pytest.mark.parametrize(
    ("word", "there", "found"), [("增加", "10.00", []), ("减少", "12.00", []), ("增加", "9.00", ["change"])]
)
def test_a_change(word, there, found):
    now = reading("11.00", "expenditure")
    said = Reading("1.00万元", Amount(Decimal("1.00"), Decimal("0.01"), "万元"), Place(line=2))
    operands = {"current": now, "prior": Coordinate.of("expenditure", 2023)}
    claim = Claim("difference", said, operands, Section("", None, "", 0, None, None), Place(), "", word)
    mine = document(2024, now, claims=[claim])
    assert codes(mine, prior=document(2023, reading(there, "expenditure", 2023))) == found


@pytest.mark.parametrize(("there", "found"), [("10.00", []), ("12.00", ["budget"])])
def test_the_published_budget(there, found):
    mine = document(2024, reading("10.00", "expenditure", stage="initial"))
    assert codes(mine, budget=document(2024, reading(there, "expenditure"))) == found


@pytest.mark.parametrize(("whole", "found"), [("10.00", []), ("9.00", []), ("12.00", ["units"])])
def test_units(whole, found):
    units = [document(2024, reading(x, "revenue"), name=x) for x in ("6.00", "4.00")]
    assert codes(document(2024, reading(whole, "revenue")), units=units) == found


@pytest.mark.parametrize(
    ("year", "name", "found"),
    [(2023, "某区统计局", []), (2022, "某区统计局", ["other"]), (2023, "某市财政局", ["other"])],
)
def test_a_document_of_somebody_else(year, name, found):
    assert codes(document(2024), prior=document(year, name=name)) == found
