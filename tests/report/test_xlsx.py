"""The reviewer's check sheet."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from juesuan.report.xlsx import check_sheet


def sheets(audit: Any, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(check_sheet(audit, lang)))


def test_every_check_is_listed_with_its_outcome(text_audit: Any) -> None:
    sheet = sheets(text_audit)["检查表"]
    outcome = {row[11].value: row[2].value for row in sheet.iter_rows(min_row=2)}
    assert outcome == {
        "derived.completion": "不符合",
        "disclosure.doubled": "待核实",
        "balance.tail": "符合（有提示）",
        "identity.form": "符合",
        "cross-document.opening": "未检查",
    }
    row = next(sheet.iter_rows(min_row=2, max_row=2, values_only=True))
    assert row[4] == "完成率写作80.0%，按所列数字应为90.0%"
    assert (row[8], row[9]) == ("90.0%", "10.0")
    assert "数字颠倒" in row[10]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:M6"


def test_figures_and_document(text_audit: Any) -> None:
    book = sheets(text_audit, "en")
    figures = list(book["Figures"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in figures] == ["proven", "contradicted", "unchecked"]
    assert [row[1] for row in figures] == [9, 80, 9]
    document = {row[0]: row[1] for row in book["Document"].iter_rows(min_row=2, values_only=True)}
    assert document["organisation"] == "甲局"
    assert document["unit of money"] == "万元"


def test_words_of_the_document_never_become_formulas(text_audit: Any) -> None:
    for evil in ("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "http://x"):
        text_audit.report.findings[0].witnesses[0].text = evil
        sheet = sheets(text_audit)["检查表"]
        cell = next(row[7] for row in sheet.iter_rows(min_row=2) if row[11].value == "disclosure.doubled")
        assert (cell.value, cell.data_type, cell.hyperlink) == (evil, "s", None)
