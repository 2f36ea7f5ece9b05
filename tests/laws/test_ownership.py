"""Another body's name where the document's own should stand is found; units, superiors and short names are not."""

import pytest

from juesuan.auditing import audit

TEXT = """2024年度某市统计局部门决算

第一部分 某市统计局概况

一、机构设置情况

纳入某市统计局2024年度部门决算编制范围的二级单位包括：某市普查中心。

第二部分 2024年度部门决算情况说明

一、收入支出决算总体情况说明

某市统计局2024年度收入总计 10.00 万元。

二、机关运行经费支出说明

2024年度某市统计局机关运行经费支出 1.00 万元。
"""


def foreign(tmp_path, text):
    path = tmp_path / "disclosure.txt"
    path.write_text(text, "utf-8")
    return [f.params["stated"] for f in audit(path).report.findings if f.code == "disclosure.organisation"]


@pytest.mark.parametrize(
    "where",
    ["第一部分 {}概况", "纳入{}2024年度", "{}2024年度收入总计", "2024年度{}机关运行经费"],
)
def test_another_body_is_found(tmp_path, where):
    changed = TEXT.replace(where.format("某市统计局"), where.format("某市民政局"))
    assert changed != TEXT
    assert foreign(tmp_path, changed) == ["某市民政局"]


@pytest.mark.parametrize(
    "sentence",
    [
        "某市普查中心2024年度收入总计 1.00 万元。",
        "市统计局2024年度收入总计 10.00 万元。",
        "某省某市统计局2024年度收入总计 10.00 万元。",
        "根据某市财政局2024年部门决算工作的要求，公开本部门决算。",
        "某市财政局批复本部门2024年度预算 10.00 万元。",
        "收入增加，主要是某市民政局拨来统计经费。",
    ],
)
def test_units_superiors_and_short_names_are_not(tmp_path, sentence):
    assert foreign(tmp_path, TEXT + "\n" + sentence + "\n") == []


def test_one_body_is_one_finding(tmp_path):
    changed = TEXT.replace("某市统计局2024年度收入", "某市民政局2024年度收入")
    changed = changed.replace("2024年度某市统计局机关", "2024年度某市民政局机关")
    assert foreign(tmp_path, changed) == ["某市民政局"]
