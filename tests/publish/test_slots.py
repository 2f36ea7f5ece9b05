"""Figures in reasons and texts: printed from the accounts, refused where there are none."""

import pytest
from tests.publish.figures import YEAR, wuchang

from juesuan.facts import Coordinate
from juesuan.publish.slots import UnknownFigure, coordinate_of, filled


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
    ("text", "said"), [("{expenditure[function=99]}", "没有数"), ("{就业补助}", "坐标"), ("{revenue[general]}", "坐标")]
)
def test_what_is_not_there_is_refused(text: str, said: str):
    with pytest.raises(UnknownFigure, match=said):
        filled(text, wuchang())
