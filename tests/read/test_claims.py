"""Every pattern of claims reads its example and claims nothing of its counter-example."""

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from juesuan.blocks import Text
from juesuan.disclosure import Paragraph, Section
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.read.claims import read_claims
from juesuan.read.figures import figures_of, squeeze
from juesuan.read.subjects import coordinate, item_of, pick
from juesuan.taxonomy.claims import direction_of, patterns

YEAR = 2024


def said(topic, *texts):
    section = Section("", None, "chapter", 2, None, None, topic)
    paragraphs = [Paragraph(Text.at(t, line=n, start=0), section, n) for n, t in enumerate(texts, 1)]
    return read_claims(paragraphs, YEAR)


def shown(claim):
    return {k: o.text if isinstance(o, Reading) else str(o) for k, o in claim.operands.items()}


@pytest.mark.parametrize("row", patterns()["pattern"], ids=lambda row: row["key"])
def test_example_of_a_figure(row):
    topic, text, figure, *operands = row["example"]
    readings, claims = said(topic, text)
    assert figure in [r.text for r in readings]
    mine = [c for c in claims if c.kind == row["kind"] and c.stated and c.stated.text == figure]
    if row["kind"] == "stage":
        assert next(r for r in readings if r.text == figure).coordinate is not None
    else:
        assert [sorted(c.operands) for c in mine] == [sorted(operands[0].split())]


@pytest.mark.parametrize("row", patterns()["pattern"], ids=lambda row: row["key"])
def test_counter_of_a_figure(row):
    readings, claims = said(*row["counter"])
    assert readings
    assert not [c for c in claims if c.kind == row["kind"]]


def test_flat_against_last_year():
    row = patterns()["flat"]
    assert [c.word for c in said(*row["example"][:2])[1] if c.kind == "direction"] == [row["example"][2]]
    assert not [c for c in said(*row["counter"])[1] if c.kind == "direction"]


def test_direction_without_a_figure():
    row = patterns()["direction"]
    assert [c.word for c in said(*row["example"][:2])[1] if c.kind == "direction"] == [row["example"][2]]
    assert not [c for c in said(*row["counter"])[1] if c.kind == "direction"]


def test_names_of_a_list():
    row = patterns()["names"]
    (claim,) = (c for c in said(*row["example"][:2])[1] if c.kind == "names")
    assert [name for name, _ in claim.names] == row["example"][2].split()
    assert not [c for c in said(*row["counter"])[1] if c.kind == "names"]


SUBJECTS = tomllib.loads((files("juesuan.taxonomy") / "subjects.toml").read_text("utf-8"))["subject"]


@pytest.mark.parametrize("row", SUBJECTS, ids=lambda row: row["facts"][0] + "|" + row["example"][1])
def test_example_of_a_subject(row):
    topic, phrase, spec = row["example"]
    unit = row["unit"].split("|")[0] if "unit" in row else "万元"
    (figure,) = figures_of(
        Text.at(f"{phrase}1.00{unit}" if unit == "万元" else f"{phrase}1{unit}", line=1, start=0), ""
    )
    assert pick(squeeze(phrase), topic, YEAR, {}, figure.reading) == coordinate(spec, YEAR)


@pytest.mark.parametrize(
    ("topic", "phrase"),
    [("revenue", "非财政拨款收入"), ("general", "社会组织"), ("expenditure", "占本年支出预算"), ("overall", "住户")],
)
def test_a_phrase_that_is_about_nothing_known(topic, phrase):
    assert pick(phrase, topic, YEAR, {}) is None


CASES = [
    (
        "an item binds its budget and its actual",
        "general",
        ["1.教育支出（类）普通教育（款）小学教育（项）。年初预算为10.00万元，支出决算为9.00万元，完成年初预算的90%。"],
        [("completion", {"actual": "9.00万元", "base": "10.00万元"})],
    ),
    (
        "parts of a listed whole",
        "expenditure",
        ["本年支出合计10.00万元，其中：基本支出4.00万元，占40%；项目支出6.00万元，占60%。"],
        [
            ("share", {"part": "4.00万元", "whole": "10.00万元"}),
            ("share", {"part": "6.00万元", "whole": "10.00万元"}),
            ("sum", {"whole": "10.00万元", "part1": "4.00万元", "part2": "6.00万元"}),
        ],
    ),
    (
        "small firms are among the small and middling ones",
        "procurement",
        ["政府采购支出总额10.00万元，其中：授予中小企业合同金额8.00万元，其中：授予小微企业合同金额6.00万元。"],
        [
            ("sum", {"whole": "10.00万元", "part1": "8.00万元"}),
            ("sum", {"whole": "8.00万元", "part1": "6.00万元"}),
        ],
    ),
    (
        "a heading names what the next sentence leaves out",
        "sangong",
        ["2.公务用车购置费支出情况说明。", "全年购置公务用车1辆，预算20.00万元，支出决算18.00万元，完成预算的90%。"],
        [
            ("accompany", {"count": "1辆", "amount": "expenditure@2024:actual[sangong=vehicle_purchase]"}),
            ("completion", {"actual": "18.00万元", "base": "20.00万元"}),
        ],
    ),
    (
        "a reason speaks of other things",
        "overall",
        ["收、支总计20.00万元。与上年相比，收、支总计增加10.00万元，增长100%，主要原因是补助增加3.00万元。"],
        [
            ("difference", {"current": "20.00万元", "prior": "inflow@2023:actual"}),
            ("growth", {"current": "20.00万元", "prior": "inflow@2023:actual"}),
        ],
    ),
    ("what was bought is not what there is", "assets", ["当年购置车辆5辆。"], []),
]


@pytest.mark.parametrize(("topic", "texts", "claims"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_claims_of_a_text(topic, texts, claims):
    assert [(c.kind, shown(c)) for c in said(topic, *texts)[1] if c.kind != "tally"] == claims


def test_last_year_has_its_own_coordinate():
    readings, _ = said("general", "1.小学教育（2050202），2024年度决算数为9.00万元，2023年度决算数为8.00万元。")
    assert [r.coordinate for r in readings] == [
        Coordinate.of("expenditure", year, function="2050202", fund="general") for year in (2024, 2023)
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("安置约1,200人，拨付3.5万元。", [("count", "1,200人", "about"), ("money", "3.5万元", "")]),
        ("提高2个百分点，占30％", [("percent", "2个百分点", ""), ("percent", "30％", "")]),
        ("单价100万元（含）以上设备1台（套）", [("count", "1台（套）", "")]),
        ("第3名，2024年5月，A12个", []),
    ],
)
def test_figures(text, figures):
    found = figures_of(Text.at(text, line=1, start=0), "")
    assert [(f.kind, f.reading.text, f.reading.approximate) for f in found] == figures


@pytest.mark.parametrize(("word", "sign"), [("增加", 1), ("下降", -1), ("持平", 0)])
def test_direction_of_a_word(word, sign):
    assert direction_of(word) == sign


def test_an_item_named_with_its_own_figure_is_that_item():
    about = Coordinate.of("expenditure", YEAR, function="20807")
    place = Place(form="03")
    known = {about: [Reading("11.30", Amount(Decimal("11.30"), Decimal("0.01"), "万元"), place, "form", about)]}
    rows = {"20807": "就业补助"}
    same = Reading("11.30万元", Amount(Decimal("11.30"), Decimal("0.01"), "万元"), Place())
    other = Reading("3.00万元", Amount(Decimal("3.00"), Decimal("0.01"), "万元"), Place())
    assert item_of("主要原因是追加就业补助", rows, known, same) == about
    assert item_of("主要原因是追加就业补助", rows, known, other) is None
    assert item_of("主要原因是追加资金", rows, known, same) is None
