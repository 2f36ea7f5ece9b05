"""Every claim pattern reads its example."""

import pytest

from juesuan.blocks import Text
from juesuan.disclosure import Paragraph, Section
from juesuan.read.claims import patterns, read_claims


@pytest.mark.parametrize("row", patterns(), ids=lambda row: row["key"])
def test_examples(row):
    match = row["regex"].search(row["example"])
    assert (match.groupdict().get("stated") or match["word"]) == row["value"]


def test_an_item_binds_its_budget_and_its_actual():
    section = Section("五、一般公共预算财政拨款支出决算情况说明", 5, "chapter", 2, None, None, "general")
    text = "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为10.00万元，支出决算为9.00万元，完成年初预算的90%。"
    readings, claims = read_claims([Paragraph(Text.at(text, line=1, start=0), section, 0)], 2024)
    assert [r.coordinate and r.coordinate.stage for r in readings] == ["initial", "actual", None]
    assert [c.kind for c in claims] == ["completion"]
