"""The facts of a document: JSON, workbook, Parquet."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from juesuan.report.facts import facts_json, facts_parquet, facts_xlsx


def test_json(text_audit: Any) -> None:
    found = json.loads(facts_json(text_audit.disclosure))
    assert [fact["text"] for fact in found["facts"]] == ["9.00", "80.0%", "9.00"]
    first, second, _ = found["facts"]
    assert first["coordinate"]["members"] == {"fund": "general", "function": "2080101"}
    assert first["place"]["form"] == "05"
    assert second["coordinate"] is None


def test_parquet_keeps_money_exact(pdf_audit: Any) -> None:
    table = pq.read_table(io.BytesIO(facts_parquet(pdf_audit.disclosure)))
    rows = table.to_pylist()
    assert rows[0]["value"] == Decimal("9.00")
    assert rows[0]["base"] == Decimal(90_000)
    assert rows[1]["page"] == 2
    assert rows[1]["x1"] > rows[1]["x0"]
    assert table.schema.metadata[b"organisation"].decode() == "甲局"


def test_workbook(text_audit: Any) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(facts_xlsx(text_audit.disclosure))).active
    assert sheet is not None
    assert sheet.max_row == 4
