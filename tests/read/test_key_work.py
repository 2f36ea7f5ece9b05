"""Tables of key work: what is read as done, what is left alone, and what their figures are held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.auditing import Audit, audit
from juesuan.findings import Status

PAGE = """某区人力资源局2024年度部门决算

第四部分 2024年重点工作完成情况

全区城镇新增就业{prose}，追讨欠薪涉及劳动者412人。

{head}
1\t稳就业\t城镇新增就业不少于20,000人\t全年城镇新增就业{cell}。
{more}
第六部分 附件

一、2024年度某区人力资源局整体绩效自评结果

某区人力资源局部门整体支出绩效自评表

一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t指标1：职业技能培训人数\t≥800人\t826人\t50\t50
效益指标\t社会效益指标\t指标1：城镇新增就业人数\t≥20,000人\t{form}\t50\t50
"""
HEAD = "序号\t重要事项\t工作内容及目标\t完成情况"


def audited(tmp_path: Path, **said: str) -> Audit:
    path = tmp_path / "a.txt"
    given = {"prose": "30,350人", "cell": "30,350人", "form": "30,350人", "head": HEAD, "more": ""} | said
    path.write_text(PAGE.format(**given), "utf-8")
    return audit(path)


def named(result: Audit) -> list[tuple[str, str]]:
    found = [f for f in result.report.findings if f.code in ("identity.named", "identity.repeated")]
    return [(str(f.params["stated"]), str(f.params["other"])) for f in found]


def test_one_figure_everywhere_proves_that_of_the_table(tmp_path: Path) -> None:
    result = audited(tmp_path)
    assert named(result) == []
    statuses = {r.place.section: s for r, s in result.report.statuses if r.text == "30,350人" and r.origin == "table"}
    section = "第四部分 2024年重点工作完成情况 / 重点工作完成情况表"
    assert statuses[section] is Status.PROVEN


@pytest.mark.parametrize(
    ("said", "pair"),
    [
        ({"cell": "30,530人"}, {"30,530人", "30,350人"}),
        ({"cell": "3.4万人"}, {"3.4万人", "30,350人"}),
        ({"cell": "3万余人", "prose": "29,350人", "form": "29,350人"}, {"3万余人", "29,350人"}),
        ({"form": "30,530人", "prose": "3万人"}, {"30,530人", "30,350人"}),
    ],
)
def test_a_figure_that_differs_from_the_text_or_the_form_is_named(
    tmp_path: Path, said: dict[str, str], pair: set[str]
) -> None:
    assert pair in [set(one) for one in named(audited(tmp_path, **said))]


@pytest.mark.parametrize(
    "said",
    [
        {"cell": "3万人"},
        {"cell": "3万余人"},
        {"cell": "3.04万人"},
        {"head": "序号\t重要事项\t完成情况\t下年计划目标", "cell": "40,000人"},
        {"head": "序号\t项目名称\t预算金额\t完成情况", "cell": "99人"},
        {"more": "2\t惠民生\t落实政策\t\n"},
    ],
)
def test_roundings_and_columns_of_plans_are_left_alone(tmp_path: Path, said: dict[str, str]) -> None:
    assert named(audited(tmp_path, **said)) == []


def test_the_rest_of_a_table_on_the_next_page_is_read_too(tmp_path: Path) -> None:
    more = "\n全年工作有序。\n\n2\t护权益\t查处欠薪\t追讨欠薪涉及劳动者421人。\n3\t惠民生\t落实政策\t无。\n"
    assert ("421人", "412人") in named(audited(tmp_path, more=more)) or ("412人", "421人") in named(
        audited(tmp_path, more=more)
    )
