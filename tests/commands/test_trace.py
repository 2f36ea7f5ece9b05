"""`juesuan trace` as a person runs it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from juesuan.cli import app

BOOK = str(Path(__file__).parents[2] / "examples/wuchang-hr-2024/book")
run = CliRunner().invoke


def test_the_vouchers_of_a_figure_add_up() -> None:
    done = run(app, ["trace", BOOK, "05:2080704:决算数", "--format", "json", "--limit", "1000"])
    found = json.loads(done.output)
    assert done.exit_code == 0
    assert sum(Decimal(e["amount"]) for e in found["entries"]) == Decimal(found["amount"])
    assert found["amount"].startswith("811666") or found["amount"].startswith("811667")


def test_a_table_is_cut_and_says_so() -> None:
    done = run(app, ["trace", BOOK, "05：2080704：项目支出", "--limit", "3"])
    assert "用 --limit 多列" in done.output
    assert "凭证号" in done.output


@pytest.mark.parametrize(
    ("figure", "words"),
    [("15:1", "没有“15”这张表"), ("05:2080:合计", "没有“2080”这一行"), ("05:2080704:天气", "没有“天气”这一栏")],
)
def test_what_is_no_figure_is_said_in_one_line(figure: str, words: str) -> None:
    done = run(app, ["trace", BOOK, figure])
    assert done.exit_code == 2
    assert words in done.output
