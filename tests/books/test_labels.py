"""Messages in Chinese say 一般公共预算 and 金额, not general and amount; files of others keep their own titles."""

from __future__ import annotations

import pytest

from juesuan.books.faults import explain, fault

BALANCE = dict.fromkeys(("opening", "revenue", "used", "expenditure", "distribution", "expected", "difference"), "0.00")
CASES = [
    (
        fault("balance.closing", "balances.csv", 3, "amount", unit="001", fund="general", value="1.00", **BALANCE),
        "balances.csv，第 3 行，“金额（amount）”栏：单位 001 的“一般公共预算”收支不平",
    ),
    (
        fault("entry.reversal", "entries/0001.csv", 2, "reverses", reversed="1", expected="5", differs="amount unit"),
        "“冲销凭证（reverses）”栏：冲销“1”的凭证与原凭证不符（金额、单位）",
    ),
    (
        fault("entry.fund_source", "entries.csv", 2, "fund", source="business", value="general"),
        "收入来源“事业”的资金性质不会是“一般公共预算”",
    ),
    (
        fault("sangong.idle", "sangong.csv", 2, "kept", unit="1", item="vehicle_running", name="kept", spent="9"),
        "“保有量”",
    ),
    (fault("cell.money", "导出.xlsx", 7, "付款金额", value="x"), "导出.xlsx，第 7 行，“付款金额”栏："),
    (
        fault("column.missing", "units.csv", None, "kind", name="kind", title="单位性质", found=""),
        "“单位性质”（kind）栏",
    ),
]


@pytest.mark.parametrize(("one", "words"), CASES)
def test_names_instead_of_keys(one, words):
    assert words in explain(one)
    assert "（amount）" not in explain(one, "en")


def test_english_keeps_the_keys():
    assert "fund general" in explain(CASES[0][0], "en")
