"""Percentages: half-up, to two decimals where one would say all or nothing, none without a base."""

from decimal import Decimal

import pytest
from tests.publish.figures import book, wuchang

from juesuan.facts import Coordinate
from juesuan.publish.narrative.voice import Voice, percent
from juesuan.publish.pack import Names, load_pack

CASES = [
    ("8.3", "100", "8.3"),
    ("1", "8", "12.5"),
    ("1", "16", "6.3"),
    ("0.04", "100", "0.04"),
    ("99.96", "100", "99.96"),
    ("100", "100", "100.0"),
    ("0", "100", "0.0"),
    ("0.001", "100", None),
    ("99.999", "100", None),
    ("3", "0", None),
]


@pytest.mark.parametrize(("top", "bottom", "shown"), CASES)
def test_percent(top: str, bottom: str, shown: str | None):
    assert percent(Decimal(top), Decimal(bottom)) == shown


def test_a_completion_is_always_said():
    assert percent(Decimal("0.001"), Decimal(100), always=True) == "0.00"
    assert percent(Decimal(3), Decimal(0), always=True) is None


def voice_of(accounts):
    return Voice(accounts, book(), load_pack("hubei"), Names(accounts.organisation, 2024, "本部门", "万元"))


def test_a_figure_moved_to_close_counts_as_printed():
    about = Coordinate.of("expenditure", 2024, fund="general")
    accounts = wuchang()
    accounts.exact[about] += 4_999
    assert voice_of(accounts).exact(about) > accounts.printed[about]
    accounts.exact[about] += 2
    assert voice_of(accounts).exact(about) == accounts.printed[about]


def test_what_came_to_nothing_is_said_with_its_nought():
    about = Coordinate.of("revenue", 2024, source="state_capital")
    accounts = wuchang()
    accounts.printed[about.at(year=2023)] = Decimal("3.00")
    said = "".join(str(span) for span in voice_of(accounts).change(about, "国资收入", "", large=False))
    assert said.startswith("2023年度国资收入为3.00万元。2024年度国资收入为0万元。")


def test_a_large_change_without_expenditure_names_what_there_is():
    accounts = wuchang()
    of = Coordinate.of
    accounts.printed = {of("revenue", 2024): Decimal(9), of("revenue", 2024, source="business"): Decimal(9)}
    accounts.printed |= {of("inflow", 2024): Decimal(9), of("closing", 2024): Decimal(9)}
    accounts.printed |= {of(m, 2023): Decimal(1) for m in ("revenue", "inflow")}
    spoken = voice_of(accounts)
    spoken.book.reasons["change"] = {"inflow": "有变化"}
    said = ["".join(map(str, spoken.change(of(m, 2024), "合计", m))) for m in ("revenue", "inflow")]
    assert said[0].endswith("其中：事业收入9.00万元。")
    assert said[1].endswith("其中：年末结转和结余9.00万元。")


def test_what_is_printed_as_nought_counts_as_nought():
    about = Coordinate.of("expenditure", 2024, fund="general")
    accounts = wuchang()
    voice = voice_of(accounts)
    assert voice.exact(about) > 0
    accounts.printed[about] = Decimal("0.00")
    assert voice.exact(about) == 0
