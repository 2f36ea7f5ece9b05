"""Claims of a text against its figures: each kind with a text that holds and one that does not."""

import pytest

from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Paragraph, Section
from juesuan.laws import derived, named
from juesuan.laws.relations import Verdict, judge
from juesuan.read.claims import read_claims

CASES = [
    ("derived.share", "expenditure", "本年支出合计10.00万元，其中：基本支出4.00万元，占{}。", "40%", "45%"),
    ("derived.completion", "general", "支出年初预算为10.00万元，支出决算为9.00万元，完成年初预算的{}。", "90%", "95%"),
    (
        "derived.completion",
        "key_work",
        "帮扶失业人员再就业40人，完成市级目标50人的{}。",
        "80%",
        "85%",
    ),
    (
        "derived.growth",
        "overall",
        "收、支总计22.00万元。与上年相比，收、支总计增加2.00万元，增长{}。",
        "10%",
        "20%",
    ),
    ("derived.zero_base", "general", "支出年初预算为0万元，支出决算为9.00万元{}。", "", "，完成年初预算的100%"),
    (
        "derived.direction",
        "general",
        "支出年初预算为10.00万元，支出决算为9.00万元，支出决算数{}年初预算数。",
        "小于",
        "大于",
    ),
    (
        "derived.nearly",
        "general",
        "支出年初预算为10.00万元，支出决算为{}万元，决算数与年初预算数基本持平。",
        "9.90",
        "8.00",
    ),
    (
        "derived.part",
        "procurement",
        "政府采购支出总额10.00万元，其中：授予中小企业合同金额{}万元。",
        "9.00",
        "11.00",
    ),
    ("derived.accompany", "sangong", "公务接待费支出决算为{}万元，接待5批次。", "1.00", "0.00"),
    (
        "derived.rate_direction",
        "general",
        "教育支出（类）普通教育（款）小学教育（项）支出决算为9.00万元，完成预算{}，决算数与预算数持平。",
        "100%",
        "90%",
    ),
    ("derived.orphan", "key_work", "帮扶失业人员再就业40人，完成市级目标50人的80%，{}。", "满意率99%", "99.5%"),
    ("derived.rate", "performance", "参加技能培训10人计3.00万元，人均标准为{}元/人。", "3,000", "3,500"),
    ("derived.rate_unit", "performance", "参加技能培训10人计3.00万元，人均标准为3,000元/{}。", "人", "月"),
]


def disclosure(*told):
    """Return a disclosure of 2024 with one paragraph a section."""
    paragraphs = []
    for n, (topic, text) in enumerate(told, 1):
        section = Section(f"{n}、", n, "chapter", 2, None, None, topic)
        paragraphs.append(Paragraph(Text.at(text, line=n, start=0), section, n))
    readings, claims = read_claims(paragraphs, 2024)
    return Disclosure(
        Source("a.txt", "", "text", 0), year=2024, paragraphs=paragraphs, readings=readings, claims=claims
    )


@pytest.mark.parametrize(("code", "topic", "text", "right", "wrong"), CASES, ids=lambda x: x if "." in x else "")
def test_a_claim_holds_or_does_not(code, topic, text, right, wrong):
    assert code not in [f.code for f in derived.check(disclosure((topic, text.format(right)))).findings]
    assert code in [f.code for f in derived.check(disclosure((topic, text.format(wrong)))).findings]


@pytest.mark.parametrize(
    ("topic", "text", "right", "wrong"),
    [
        (
            "procurement",
            "政府采购支出总额10.00万元，其中：政府采购货物支出4.00万元，政府采购工程支出6.00万元，政府采购服务支出{}万元。",
            "0.00",
            "1.00",
        ),
        ("general", "支出年初预算为10.00万元，支出决算为9.00万元，决算数较年初预算数减少{}万元。", "1.00", "2.00"),
    ],
    ids=["sum", "difference"],
)
def test_a_relation_of_a_text(topic, text, right, wrong):
    verdicts = []
    for value in (right, wrong):
        relations = derived.relations(disclosure((topic, text.format(value))))
        judge(relations)
        verdicts.append({r.verdict for r in relations})
    assert verdicts == [{Verdict.HOLDS}, {Verdict.BROKEN}]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("帮扶失业人员再就业3万人。", "失业人员再就业30,350人。", []),
        ("帮扶失业人员再就业817人。", "失业人员再就业871人。", ["identity.named"]),
        ("困难家庭失业人员再就业817人。", "失业人员再就业总数871人。", ["identity.named"]),
        ("帮扶失业人员再就业817人。", "失业人员再就业871户。", []),
        ("帮扶失业人员再就业817人。", "失业人员再就业目标值为871人。", []),
        ("失业人员再就业817人。失业人员再就业818人。", "失业人员再就业871人。", []),
        ("失业人员再就业800余人。", "失业人员再就业808人。", []),
    ],
)
def test_named_quantities(first, second, found):
    told = disclosure(("key_work", first), ("performance", second))
    assert [f.code for f in named.check(told).findings] == found
