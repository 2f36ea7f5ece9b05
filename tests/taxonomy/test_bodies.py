"""Names of bodies: where a disclosure prints its owner's, and when two names are one body's."""

import pytest

from juesuan.taxonomy.bodies import labelled, named, one_body, scope_of, spoken_of, titled


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("部门：某市统计局 单位：万元", "某市统计局"),
        ("编制单位：某市发展和改革委员会", "某市发展和改革委员会"),
        ("单位名称：某市人民政府办公厅（本级） 金额单位：元", "某市人民政府办公厅（本级）"),
        ("编制部门：某市卫生健康委员会（汇总）", "某市卫生健康委员会"),
        ("单位：万元", ""),
        ("预算单位：一般公共预算基本支出部门", ""),
    ],
)
def test_labels(text, name):
    assert labelled(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2024 年度某市统计局部门决算公开", "某市统计局"),
        ("某市信访办公室部门 2026 年度部门预算", "某市信访办公室"),
        ("第三部分 某市某局2024年度部门决算情况说明", "某市某局"),
        ("第一部分 某市某局概况 ..... 4", "某市某局"),
        ("一般公共预算财政拨款支出决算表", ""),
        ("政府性基金预算财政拨款收入支出决算表", ""),
        ("纳入某市某局部门决算编制范围的单位", ""),
    ],
)
def test_titles(text, name):
    assert titled(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2024 年度某市民政局机关运行经费支出 1.00 万元。", ["某市民政局"]),
        ("某市民政局2024年度收入总计 1.00 万元。", ["某市民政局"]),
        ("截至2024年12月31日，某市民政局共有车辆 2 辆。", ["某市民政局"]),
        ("收入增加，主要是某市民政局拨来经费。", []),
        ("某市财政局批复2024年预算 1.00 万元。", []),
        ("2024年度本部门收入总计 1.00 万元。", []),
    ],
)
def test_sentences(text, names):
    assert [name for name, _, _ in spoken_of(text)] == names


def test_place_of_a_name_among_blanks():
    text = "2024 年度某市 民政局机关运行经费支出"
    ((_, start, end),) = spoken_of(text)
    assert text[start:end] == "某市 民政局"


def test_scope_and_cover():
    assert scope_of("纳入某市某局 2024 年度部门决算编制范围的二级单位包括：") == ["某市某局"]
    assert named("福州市某局") == "福州市某局"
    assert named("单位预算") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区某局", "某市某区某局", True),
        ("市人社局", "某市人力资源和社会保障局", True),
        ("某市人社局", "某市人力资源和社会保障局", True),
        ("某市统计局", "某市统计局（本级）", True),
        ("某市民政局", "某市统计局", False),
    ],
)
def test_one_body(one, other, same):
    assert one_body(one, other) is same
