"""What once raised a false alarm stays quiet, and its neighbour that is wrong is still found."""

import pytest

from juesuan.auditing import audit
from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Form, Paragraph, Section
from juesuan.laws import disclosure_law, wording

BUDGET = """2026年度某市统计局单位预算

一、预算情况说明

2026年预算收入为 10.00 万元，预算支出为 10.00 万元，预算公开。

（三）国有资产占用使用情况

截至 2025 年 12 月 31 日，本单位共有车辆 4 辆，其中：其他用车 4 辆。单价100万元（含）以上设备 2 台（套）。

2026 年单位预算安排购置车辆 0 辆，其中：其他用车 0 辆。单价100万元（含）以上设备 0 台（套）。
"""


def codes(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    return {f.code for f in audit(path).report.findings}


def test_a_budget_tells_last_years_vehicles_and_this_years_purchases(tmp_path):
    assert not {"disclosure.year", "identity.value"} & codes(tmp_path, BUDGET)
    assert "disclosure.year" in codes(tmp_path, BUDGET.replace("截至 2025", "截至 2023"))
    assert "identity.value" in codes(tmp_path, BUDGET.replace("2026 年单位预算安排购置", "本单位共有"))


def doubled(*lines):
    section = Section("", None, "", 0, None, None)
    text = Text.join([Text.at(line, line=n, start=0) for n, line in enumerate(lines, 1)])
    told = Disclosure(Source("a", "", "text", 0), year=2024, paragraphs=[Paragraph(text, section, 0)])
    return [f for f in wording.check(told) if f.code == "disclosure.doubled_word"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["第四部分名词解释", "名词解释"], False),
        (["发放就业补贴补贴三人"], True),
        (["某市儿童医院市儿童医院新院区项目"], False),
        (["二期项目项目绩效"], True),
    ],
)
def test_doubled_words(lines, found):
    assert bool(doubled(*lines)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年度部门决算情况说明", True),
        ("2023年度国有资本经营预算财政拨款支出决算表", True),
        ("新成立单位，无2023年决算数。", False),
    ],
)
def test_years_of_titles(text, found):
    section = Section("", None, "", 0, None, None)
    told = Disclosure(
        Source("a", "", "text", 0), year=2024, paragraphs=[Paragraph(Text.at(text, line=1, start=0), section, 0)]
    )
    assert any(f.code == "disclosure.year" for f in disclosure_law.check(told).findings) is found


@pytest.mark.parametrize(("note", "found"), [("注：本表反映收支情况。。", True), ("注：本表反映收支情况。", False)])
def test_notes_of_forms_are_read_too(note, found):
    title = Text.at("收入支出决算总表", line=1, start=0)
    form = Form("01", title.text, [title], [], [], notes=[Text.at(note, line=2, start=0)])
    told = Disclosure(Source("a", "", "text", 0), year=2024, forms=[form])
    hits = [f for f in disclosure_law.check(told).findings if f.code == "disclosure.doubled_punctuation"]
    assert bool(hits) is found
