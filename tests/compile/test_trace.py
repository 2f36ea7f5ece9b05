"""From a figure of a form to its vouchers: their sum is the fact."""

from __future__ import annotations

import pytest

from juesuan.books.model import Book
from juesuan.compile.compiler import compile_book
from juesuan.compile.trace import UnknownFigure, figure, trace
from juesuan.facts import Coordinate

NAMED = [
    ("05:2080704:决算数", "expenditure", {"fund": "general", "function": "2080704"}),
    ("05:2080101:基本支出", "expenditure", {"fund": "general", "function": "2080101", "nature": "basic"}),
    ("05:合计", "expenditure", {"fund": "general"}),
    ("03:2296099:项目支出", "expenditure", {"function": "2296099", "nature": "project"}),
    ("02:2080106:事业收入", "revenue", {"function": "2080106", "source": "business"}),
    ("06:30107", "expenditure", {"economic": "30107", "fund": "general", "nature": "basic"}),
    ("07:2296099:本年支出", "expenditure", {"function": "2296099", "fund": "government_fund"}),
]


@pytest.mark.parametrize(("words", "measure", "members"), NAMED)
def test_figure(words: str, measure: str, members: dict[str, str]) -> None:
    assert figure(words, 2024) == Coordinate.of(measure, 2024, **members)


@pytest.mark.parametrize(
    ("words", "part"), [("99:1:2", "form"), ("05:2080:合计", "row"), ("05:2080101:天气", "column")]
)
def test_what_names_no_figure(words: str, part: str) -> None:
    with pytest.raises(UnknownFigure) as caught:
        figure(words, 2024)
    assert caught.value.part == part


def test_every_fact_of_the_year_is_the_sum_of_its_vouchers(book: Book) -> None:
    facts = compile_book(book).exact
    checked = 0
    for coordinate, cents in sorted(facts.items(), key=str)[::3]:  # each trace opens the book anew
        if coordinate.stage == "actual" and coordinate.measure in ("revenue", "expenditure", "operating_cost"):
            if coordinate.get("sangong") in ("reception_domestic", "reception_foreign"):
                continue
            assert trace(book, coordinate).cents == cents, coordinate
            checked += 1
    assert checked > 20


def test_a_trace_lists_the_vouchers_largest_first(book: Book) -> None:
    found = trace(book, figure("05:2080101:合计", 2024))
    assert [e["id"] for e in found.entries] == ["1", "2", "7", "8"]
    assert found.count == 4


def test_a_long_trace_is_cut_and_counted(book: Book) -> None:
    found = trace(book, figure("05:2080101:合计", 2024), limit=1)
    assert (len(found.entries), found.count) == (1, 4)
