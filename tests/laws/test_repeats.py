"""What is told twice, in a text and a table, in the same words or under one name."""

import pytest

import juesuan
from juesuan.findings import Status

STORY = (
    "持续推进就业服务，举办春风行动、就业援助月等各类专场招聘活动{a} 场，提供就业岗位 {b} 个，"
    "培训新入职劳动者 {c} 人次，发放创业担保贷款 {d} 万元。"
)
FIGURES = {"a": "64", "b": "6,500", "c": "398", "d": "950.00"}

KEY_WORK = """某区人力资源局2024年度部门决算

第四部分 2024年重点工作完成情况

一、就业工作

{story}

序号\t重要事项\t工作内容及目标\t完成情况
1\t就业\t{aim}\t{cell}
"""

WHOLE = """某区人力资源局2024年度部门决算

第三部分 2024年度部门决算情况说明

十三、预算绩效情况说明

（一）部门整体支出绩效自评结果

2024年度{sentence}。

某区人力资源局部门整体支出绩效自评表

一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t指标1：重点企业用工服务覆盖街道数量\t≥12个\t14个\t20\t20
\t\t指标2：窗口受理业务件数\t≥300件\t320件\t20\t20
\t\t指标3：全区技能人才新增评价人数\t≥800人\t826人\t20\t20
效益指标\t社会效益指标\t指标1：失业人员再就业服务人数\t≥900人\t950人\t40\t40
"""

SENTENCE = "重点企业用工服务覆盖街道14个，办理窗口业务{n}件，技能人才新增评价826人，失业人员再就业服务{m}"


def audited(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    result = juesuan.audit(path)
    found = [f for f in result.report.findings if f.code in ("identity.repeated", "identity.named")]
    return found, {r.text: s for r, s in result.report.statuses if r.origin == "text"}


def key_work(aim="落实各项就业政策", **other):
    return KEY_WORK.format(
        story=STORY.format(**FIGURES), aim=aim.format(**FIGURES), cell=STORY.format(**{**FIGURES, **other})
    )


def test_a_story_and_its_table_vouch_for_each_other(tmp_path):
    found, status = audited(tmp_path, key_work())
    assert not found
    assert set(status.values()) == {Status.PROVEN}


@pytest.mark.parametrize(("key", "value"), [("a", "46"), ("b", "65,000"), ("c", "389"), ("d", "905.00")])
def test_one_figure_told_otherwise_is_named(tmp_path, key, value):
    found, status = audited(tmp_path, key_work(**{key: value}))
    assert [f.code for f in found] == ["identity.repeated"]
    assert FIGURES[key] in found[0].witnesses[0].text
    assert value in found[0].witnesses[1].text
    assert list(status.values()).count(Status.CONTRADICTED) == 1


def test_a_story_of_other_figures_is_another_story(tmp_path):
    found, status = audited(tmp_path, key_work(a="46", b="65,000", c="389"))
    assert not found
    assert set(status.values()) == {Status.UNCHECKED}


def test_a_column_of_targets_says_other_things(tmp_path):
    found, status = audited(tmp_path, key_work(aim=STORY, a="46", b="65,000", c="389"))
    assert not found
    assert set(status.values()) == {Status.UNCHECKED}


@pytest.mark.parametrize(
    ("n", "m", "wrong"), [("320", "950人", ""), ("302", "950人", "302件"), ("320", "950个", "950个")]
)
def test_results_under_their_names_and_between_them_in_their_order(tmp_path, n, m, wrong):
    found, status = audited(tmp_path, WHOLE.format(sentence=SENTENCE.format(n=n, m=m)))
    assert [f.witnesses[0].text for f in found] == ([wrong] if wrong else [])
    assert Status.UNCHECKED not in status.values()


def test_a_target_is_no_result(tmp_path):
    found, _ = audited(tmp_path, WHOLE.format(sentence="目标任务为重点企业用工服务覆盖街道12个"))
    assert not found


def test_the_rest_of_a_table_may_lack_the_points_of_the_page_before(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(WHOLE.format(sentence=SENTENCE.format(n="320", m="950人")) + "总分\t\t\t\t\t110\t110\n", "utf-8")
    assert not [f for f in juesuan.audit(path).report.findings if f.code.startswith("performance.weights")]
