"""What must be there, in which order, how punctuated: each check with a text that fails and one that passes."""

import pytest

from juesuan.auditing import audit
from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Paragraph, Section
from juesuan.laws import marks, structure

MARKS = [
    ("unclosed", ["印发《办法》（试行）。"], ["印发《办法（试行）。"]),
    ("unclosed", ["1）做好统计。"], ["做好“统计。"]),
    ("unclosed", ["（一）做好统计（含调查）。"], ["做好统计）工作。"]),
    ("no_unit", ["收入为3.00万元，支出为3.00万元。"], ["收入为3.00万元，支出为3.00。"]),
    ("flat_reason", ["与上年持平。主要原因：人员没有变化。"], ["与上年持平。主要原因：人员减少。"]),
    ("flat_reason", ["与上年持平。主要原因：", "人员增加与经费压减。"], ["与上年持平。主要原因：", "人员减少。"]),
    ("list_end", ["项目支出3.00万元，占30%。"], ["项目支出3.00万元，占30%；"]),
    (
        "no_reason",
        ["小于年初预算数，主要原因是人员减少。"] * 5,
        ["小于年初预算数，主要原因是人员减少。"] * 4 + ["小于年初预算数。"],
    ),
]


def paragraphs(texts):
    section = Section("（一）", 1, "clause", 3, None, Section("一、", 1, "chapter", 2, None, None))
    return [Paragraph(Text.at(t, line=n, start=0), section, n) for n, t in enumerate(texts, 1)]


@pytest.mark.parametrize(("code", "right", "wrong"), MARKS)
def test_marks(code, right, wrong):
    def codes(texts):
        told = Disclosure(Source("a.txt", "", "text", 0), year=2024, paragraphs=paragraphs(texts))
        return [f.code for f in marks.check(told)]

    assert f"disclosure.{code}" not in codes(right)
    assert f"disclosure.{code}" in codes(wrong)


@pytest.mark.parametrize(("title", "found"), [("（一）支出决算总体情况", 0), ("（一）因公出国情况", 1)])
def test_a_total_is_explained_by_its_items(title, found):
    told = paragraphs(["小于年初预算数，主要原因是人员减少。"] * 4)
    up = told[0].section.parent
    told.append(Paragraph(Text.at("小于年初预算数。"), Section(title, 1, "clause", 3, None, up), 9))
    codes = [f.code for f in marks.check(Disclosure(Source("a.txt", "", "text", 0), year=2024, paragraphs=told))]
    assert codes.count("disclosure.no_reason") == found


def tree(*titles):
    """Build sections of one level from their titles: 三、 is a chapter, （三） a clause."""
    root = Section("", None, "", 0, None, None)
    for title in titles:
        clause = title[0] == "（"
        number = "一二三四五六七八九".index(title[1 if clause else 0]) + 1
        text = Text.at(title, line=number, start=0)
        style = "clause" if clause else "chapter"
        root.children.append(Section(title, number, style, 3 if clause else 2, text, root))
    return Disclosure(Source("a.txt", "", "text", 0), year=2024, root=root)


@pytest.mark.parametrize(
    ("titles", "codes"),
    [
        (["一、甲", "二、乙", "三、丙"], []),
        (["一、甲", "三、丙"], ["disclosure.numbering"]),
        (["（一）甲", "（二）乙", "（一）子", "（二）丑", "（三）丙"], []),
        (["（一）甲", "（二）乙", "（一）子", "（三）丙"], ["disclosure.numbering_level"]),
        (["一、甲", "二、乙", "一、又一篇", "二、乙"], []),
    ],
)
def test_numbers_of_headings(titles, codes):
    assert [f.code for f in structure.check(tree(*titles))] == codes


HEADINGS = ["收入支出决算总体情况说明", "收入决算情况说明", "支出决算情况说明", "财政拨款收入支出决算总体情况说明"]
HEADINGS += [
    "财政拨款“三公”经费支出决算情况说明",
    "机关运行经费支出情况说明",
    "政府采购支出情况说明",
    "国有资产占用情况说明",
]


@pytest.mark.parametrize(
    ("last", "entry", "codes"),
    [
        (["预算绩效情况说明", "名词解释"], "政府采购支出情况说明", []),
        (["名词解释"], "政府采购支出情况说明", ["disclosure.missing_section"]),
        (["预算绩效情况说明", "名词解释"], "政府采购情况说明", ["disclosure.contents_title"]),
    ],
)
def test_sections_and_contents(tmp_path, last, entry, codes):
    numbers = "一二三四五六七八九十"
    titles = [f"{numbers[n]}、{t}" for n, t in enumerate(HEADINGS + last)]
    listed = [t.replace("政府采购支出情况说明", entry) + f"\t{n}" for n, t in enumerate(titles, 3)]
    body = [line for t in titles for line in (t, "本年收入合计0.00万元，支出合计0.00万元。")]
    form = ["收入决算表", "", "单位：万元", "科目编码\t科目名称\t本年收入合计\t财政拨款收入", "合计\t\t1.00\t1.00"]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["某区统计局2024年度部门决算", "目录", *listed, "", *form, "", *body]), "utf-8")
    found = [
        f.code
        for f in audit(path).report.findings
        if f.code in ("disclosure.missing_section", "disclosure.contents_title")
    ]
    assert found == codes
