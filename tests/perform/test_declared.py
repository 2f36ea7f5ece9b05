"""Targets come from forms and go back to them: what a form says is what the book holds, in every format."""

import openpyxl
import pytest
from tests.perform.conftest import write

from juesuan.books.faults import explain
from juesuan.perform.declared import declared
from juesuan.perform.plan import read_plan

HEAD = [["2024年项目支出绩效目标申报表"], ["项目名称", "{name}"],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"]]  # fmt: skip
ROWS = [
    ["产出指标", "数量指标", "指标1：在岗人数", "≥", 800, "人", 40],
    ["", "时效指标", "（2）发放及时", "定性", "按月发放", "", 10],
    ["满意度指标", "服务对象满意度指标", "在岗人员满意度", "", "90%以上", "", 10],
]


def form(folder, *more, name=None):
    plan = read_plan(write(folder / "book"))
    path = folder / "form.xlsx"
    book = openpyxl.Workbook()
    for row in [*HEAD, *ROWS, *more]:
        book.active.append(
            [str(one).format(name=name or plan.name("P1")) if isinstance(one, str) else one for one in row]
        )
    book.save(path)
    return path, plan


def test_signs_and_units_may_stand_in_columns_of_their_own(tmp_path):
    found = declared(*form(tmp_path))
    assert found.faults == []
    cells = [
        (r["id"], r["level2"], r["name"], r["operator"], r["value"], r["unit"], r["words"], r["weight"])
        for r in found.rows
    ]
    assert cells == [
        ("P1-3", "quantity", "在岗人数", "≥", "800", "人", "", "40"),  # P1-1 and P1-2 are there already
        ("P1-4", "timeliness", "发放及时", "qualitative", "", "", "按月发放", "10"),
        ("P1-5", "served", "在岗人员满意度", "≥", "90", "%", "", "10"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "", "甲", "", "大约等于80", "人", 1], "perform.form_about"),
        (["", "", "甲", "", "700", "人", 1], "perform.form_operator"),
        (["", "", "甲", "≥", "700", "人", ""], "perform.form_weight"),
    ],
)
def test_what_cannot_be_a_target_is_refused_with_its_row(row, code, tmp_path):
    found = declared(*form(tmp_path, row))
    assert [(one.code, one.row) for one in found.faults] == [(code, 7)]
    assert all(explain(found.faults[0], lang) for lang in ("zh", "en"))


def test_an_operator_for_values_without_one_and_a_project_nobody_knows(tmp_path):
    path, plan = form(tmp_path, ["", "", "甲", "", "700", "人", 1])
    assert declared(path, plan, operator="≥").rows[-1]["operator"] == "≥"
    path, plan = form(tmp_path, name="别的项目")
    assert [one.code for one in declared(path, plan).faults] == ["perform.form_subject"]
    assert {row["subject"] for row in declared(path, plan, "department").rows} == {"department"}


def test_a_form_of_another_year_and_a_level_nobody_knows(tmp_path):
    path, plan = form(tmp_path)
    plan.year = 2025
    assert [one.code for one in declared(path, plan).faults] == ["perform.form_year"]
    path, plan = form(tmp_path, ["履职效能", "", "甲", "≥", "1", "个", 1])
    assert [one.code for one in declared(path, plan).faults] == ["perform.form_level"]
