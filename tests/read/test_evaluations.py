"""Self-evaluation forms read whole: every form, every row, every cell; counts made independently of the reader."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.blocks import Cell, Grid, Text
from juesuan.findings import Status
from juesuan.read import read
from juesuan.read.evaluations import read_evaluations

SHARED = Path(__file__).parents[3] / "shared" / "disclosures"
XIAN, WUCHANG = SHARED / "xian-health-2022.pdf", SHARED / "wuchang-hr-2024.txt"

ROWS = (
    "31:20 55:7 56:7 57:7 58:7 59:8 60:7 61:7 62:7 63:7 64:7 65:7 66:7 67:7 68:7 69:7 70:9 71:9 72:9 73:9 74:7 75:7 "
    "76:7 77:7 78:7 79:7 80:7 81:9 82:15 83:11 84:6 85:8 86:8 87:8 88:8 89:7 90:9 91:5 92:6 93:8 94:9 95:8 96:8 97:8 "
    "98:6 99:8 100:6 101:6 102:8 103:6 104:6 105:8 106:7 107:8 108:8 109:7 110:7 111:7 112:7 113:7 114:8 115:8 116:8 "
    "117:8 118:8 119:8 120:6 121:7 122:7 123:8 124:8 125:8 126:7 127:9 128:11 129:8 130:12 131:9 132:17 133:17 134:9 "
    "135:9 136:9 137:9 138:8 139:8 140:8 141:8 143:27"
)
"""Indicators by page, counted with pdfplumber's tables: rows below 三级指标 or 指标内容 that have a weight."""


@pytest.fixture(scope="module")
def xian():
    if not XIAN.exists():
        pytest.skip(f"{XIAN} is not here")
    return audit(XIAN)


def test_every_form_and_row_of_ninety_pages(xian):
    read_ = xian.disclosure.evaluations
    assert len(read_) == 89  # the department, 87 projects, one fund: as many titles as the text layer has
    pages = Counter(i.name.place().page for one in read_ for i in one.indicators)
    assert " ".join(f"{page}:{count}" for page, count in sorted(pages.items())) == ROWS
    assert sum(pages.values()) == 741


def test_no_form_lacks_its_parts(xian):
    for one in xian.disclosure.evaluations:
        assert one.project is not None
        assert one.funding
        assert {"budget", "executed"} <= set(one.funding[0].figures)
        assert one.total_weight is not None
        assert one.total_score is not None
        for indicator in one.indicators:
            assert indicator.group in ("产出", "效益", "满意度")
            assert indicator.kind
            assert indicator.weight is not None
            assert indicator.score is not None
    rows = [i for one in xian.disclosure.evaluations for i in one.indicators]
    assert sum(i.target is None and i.actual is None for i in rows) == 2  # two forms print points beside blank cells


def test_the_departments_form_over_two_pages(xian):
    one = xian.disclosure.evaluations[0]
    assert len(one.funding) == 18  # the total and 17 tasks
    whole = {key: reading.amount.value for key, reading in one.funding[0].figures.items()}
    assert whole["budget"] == whole["budget.fiscal"] + whole["budget.other"] == Decimal("2495142.55")
    assert whole["executed"] == sum(f.figures["executed"].amount.value for f in one.funding[1:])
    assert (whole["weight"], whole["rate"], whole["score"]) == (10, Decimal("83.16"), 10)
    assert (one.total_weight.amount.value, one.total_score.amount.value) == (100, Decimal("99.5"))


def test_points_and_money_are_checked(xian):
    """Of the points and the money of all forms nothing is left unchecked, but what their own blanks leave open."""
    checked = {id(r): s for r, s in xian.report.statuses}
    points, money = [], []
    for one in xian.disclosure.evaluations:
        points += [checked[id(r)] for i in one.indicators for r in (i.weight, i.score) if r is not None]
        money += [checked[id(r)] for f in one.funding for key, r in f.figures.items() if key != "rate"]
    assert points.count(Status.UNCHECKED) == 0
    assert (
        money.count(Status.UNCHECKED) == 4
    )  # a part beside a blank one; three initial budgets of nought without parts


def test_what_is_wrong_in_them(xian):
    found = Counter(f.code for f in xian.report.findings if f.code.startswith("performance"))
    assert found == {
        "performance.copied": 19,
        "performance.rate": 11,  # 1000 % where 100 % is meant, ten times
        "performance.shares": 19,  # 46 and 45 under a level of 50 points, 60 under one of 50
        "performance.reason": 21,
        "performance.execution": 8,  # all points at 73 %, where 24 forms are in proportion
        "performance.exceeded": 4,
        "performance.one_value": 3,
        "performance.year": 3,  # by the end of the year before
        "performance.unit": 2,  # one batch, 100 %
        "performance.full_marks": 1,
        "performance.funds": 1,  # 423 of which 3,258.5
    }


def test_the_form_of_a_text():
    if not WUCHANG.exists():
        pytest.skip(f"{WUCHANG} is not here")
    (one,) = read(WUCHANG).evaluations
    assert one.project is not None
    assert one.project.text == "人力资源工作经费"
    money = {key: reading.text for key, reading in one.funding[0].figures.items()}
    assert money == {"budget": "357.93", "executed": "357.93", "rate": "100%"}
    assert len(one.indicators) == 8
    assert [bool(i.target_value) for i in one.indicators] == [False] * 4 + [True] * 4  # four stand under the results
    assert all(i.actual_value for i in one.indicators)


FORM = """<html><body><h1>某局2024年度部门决算</h1><table>
<tr><td colspan=2>部门（单位）名称</td><td colspan=7>某局</td></tr>
<tr><td rowspan=2>任务名称</td><td colspan=2>全年预算数（万元）</td><td colspan=2>全年执行数（万元）</td>
 <td rowspan=2>分值</td><td rowspan=2>执行率</td><td rowspan=2>得分</td><td rowspan=2></td></tr>
<tr><td>总额</td><td>财政拨款</td><td>总额</td><td>财政拨款</td></tr>
<tr><td>培训</td><td>30.00</td><td>30.00</td><td>30.00</td><td>30.00</td><td>6</td><td>100%</td><td>6</td><td></td></tr>
<tr><td>招聘</td><td>20.00</td><td>20.00</td><td>10.00</td><td>10.00</td><td>4</td><td>50%</td><td>2</td><td></td></tr>
<tr><td>金额合计</td><td>50.00</td><td>50.00</td><td>40.00</td><td>40.00</td><td>10</td><td>80%</td><td>8</td><td></td></tr>
</table>{between}<table>
<tr><td>一级指标</td><td>二级指标</td><td>指标内容</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>指标1：培训期数</td><td>≥10期</td><td>12期</td><td>60</td><td>60</td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>指标1：就业率</td><td>≥90%</td><td>95%</td><td>30</td><td>30</td></tr>
<tr><td colspan=5>总分</td><td>100</td><td>98</td></tr></table></body></html>"""


def page(tmp_path, old="", new="", between=""):
    path = tmp_path / "a.html"
    path.write_text(FORM.replace("{between}", between).replace(old or "\0", new, 1), "utf-8")
    return audit(path)


def test_a_form_that_goes_on_in_the_next_grid(tmp_path):
    result = page(tmp_path)
    (one,) = result.disclosure.evaluations
    assert [f.label for f in one.funding] == ["金额合计", "培训", "招聘"]
    assert [f.code for f in result.report.findings if f.code.startswith("performance")] == []
    inside = {id(r) for f in one.funding for r in f.figures.values()}
    assert {s for r, s in result.report.statuses if id(r) in inside} == {Status.PROVEN}


def test_tasks_that_do_not_add_up(tmp_path):
    result = page(tmp_path, "<td>30.00</td>", "<td>31.00</td>")
    assert "performance.funds" in [f.code for f in result.report.findings]


def grid(page_, *rows):
    """Return a table on a page: rows of texts, one cell a column; None where a merged cell above reaches."""
    cells = [
        Cell(r, c, Text.at(text, page=page_))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text is not None
    ]
    return Grid(cells, len(rows), len(rows[0]), [page_])


HEAD = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
FIRST = (("项目名称", "培训", "", "", "", "", ""), HEAD, ("产出指标", "数量指标", "期数", "≥10期", "12期", "50", "50"))
REST = (
    (None, "质量指标", "合格率", "≥90%", "95%", "20", "20"),
    ("效益指标", "社会效益指标", "就业率", "≥80%", "85%", "30", "30"),
    ("总分", "", "", "", "", "100", "100"),
)


@pytest.mark.parametrize("repeated", [False, True])
def test_a_form_that_a_page_break_cuts(repeated):
    rest = grid(2, *([HEAD] if repeated else []), *REST)
    (one,), _ = read_evaluations([grid(1, *FIRST), rest], 2024)
    assert [(i.group, i.kind, i.name.text) for i in one.indicators] == [
        ("产出", "数量", "期数"),
        ("产出", "质量", "合格率"),
        ("效益", "社会", "就业率"),
    ]
    assert one.total_weight.amount.value == 100
    assert len(one.grids) == 2


@pytest.mark.parametrize(
    "following",
    [
        grid(3, *REST),  # a page lies between
        grid(2, *(row[:6] for row in REST)),  # other columns
        grid(2, ("项目名称", "招聘", "", "", "", "", ""), HEAD, *REST[1:]),  # another form
        grid(2, ("科目", "金额", "", "", "", "", ""), ("行政运行", "10.00", "", "", "", "", "")),  # no form at all
    ],
)
def test_what_is_not_the_rest_of_a_form(following):
    found, _ = read_evaluations([grid(1, *FIRST), following], 2024)
    assert len(found[0].indicators) == 1


def test_a_total_ends_a_form():
    found, _ = read_evaluations([grid(1, *FIRST, REST[2]), grid(2, *REST)], 2024)
    assert [len(one.indicators) for one in found] == [1]


def test_a_list_without_classes_goes_on_where_its_head_is_repeated():
    head = ("指标名称", "实际完成值", "统计口径")
    pages = [grid(n, head, (f"培训{n}期人数", "12人", "报到的学员")) for n in (1, 2, 3)]
    assert [len(one.indicators) for one in read_evaluations(pages, 2024)[0]] == [3]
    other = grid(2, ("指标名称", "完成值", "说明"), ("培训人数", "12人", ""))
    assert [len(one.indicators) for one in read_evaluations([pages[0], other], 2024)[0]] == [1, 1]
