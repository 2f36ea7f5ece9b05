"""Figures in reasons and texts: printed from the accounts, refused where there are none."""

from decimal import Decimal

import pytest
from tests.publish.figures import YEAR, wuchang

from juesuan.accounts import Told
from juesuan.facts import Coordinate
from juesuan.publish.slots import UnknownFigure, coordinate_of, filled
from juesuan.publish.tree import Figure


def test_a_slot_prints_the_fact():
    spans = filled("年中追加就业补助{expenditure[function=20807]}，按规定使用", wuchang())
    assert "".join(str(s) for s in spans) == "年中追加就业补助11,300.34万元，按规定使用"
    assert spans[1].coordinate == Coordinate.of("expenditure", YEAR, function="20807")  # type: ignore[union-attr]


def test_a_text_without_slots_is_itself():
    assert filled("人员变动", wuchang()) == ["人员变动"]


def test_stage_and_members():
    about = coordinate_of("expenditure@initial[fund=general, function=2080101]", YEAR)
    assert about == Coordinate.of("expenditure", YEAR, "initial", fund="general", function="2080101")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{expenditure[function=99]}", "没有数"),
        ("{就业补助}", "坐标"),
        ("{revenue[general]}", "坐标"),
        ("{fairs.held}", "台账"),
    ],
)
def test_what_is_not_there_is_refused(text: str, said: str):
    with pytest.raises(UnknownFigure, match=said):
        filled(text, wuchang())


@pytest.mark.parametrize(
    ("value", "unit", "style", "printed"),
    [
        ("64", "场", "", "64场"),
        ("30350", "人", "", "30,350人"),
        ("65432", "个", ":万余", "6.5万余个"),
        ("65999", "个", ":万余", "6.5万余个"),
        ("30000", "人", ":万", "3万人"),
        ("30350", "人", ":万", "3万人"),
        ("9123", "名", ":余", "9,000余名"),
        ("106", "次", ":余", "100余次"),
        ("110456789.12", "元", ":亿余", "1.1亿余元"),
        ("97.1", "%", "", "97.1%"),
    ],
)
def test_an_indicator_is_printed_as_one_may_say_it(value: str, unit: str, style: str, printed: str):
    accounts = wuchang()
    accounts.told["fairs.held"] = Told(Decimal(value), unit, "", "", "")
    [figure] = filled(f"{{fairs.held{style}}}", accounts)
    assert str(figure) == printed
    assert isinstance(figure, Figure)
    assert figure.coordinate == Coordinate.of("indicator", YEAR, indicator="fairs.held")


def test_a_style_nobody_knows_is_refused():
    accounts = wuchang()
    accounts.told["fairs.held"] = Told(Decimal(1), "场", "", "", "")
    with pytest.raises(UnknownFigure, match="写法"):
        filled("{fairs.held:百}", accounts)
