"""Forms out of small made-up documents, written as text with tabs (| here) or as grids with merged cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.blocks import Block, Cell, Grid, Line, Source, Text
from juesuan.facts import Coordinate
from juesuan.read.form_codes import join_code, resolve
from juesuan.read.form_titles import match_title
from juesuan.read.forms import read_forms

SHARED = Path(__file__).resolve().parents[3] / "shared" / "disclosures"


def grid(text: str, page: int = 1, boxes: bool = False) -> Grid:
    """Build a grid: a row a line, cells between |; with `boxes` its columns are vouched for."""
    rows = [[c.strip() for c in line.split("|")] for line in text.strip("\n").splitlines()]
    box = (0.0, 0.0, 1.0, 1.0) if boxes else None
    cells = [Cell(i, j, Text.at(t, page=page), 1, 1, box) for i, row in enumerate(rows) for j, t in enumerate(row)]
    return Grid(cells, len(rows), max(map(len, rows)), [page])


def source(*blocks: str | Grid) -> Source:
    """Build a document of lines and grids."""
    made: list[Block] = [b if isinstance(b, Grid) else Line(Text.at(b, page=1), 1) for b in blocks]
    return Source("x", "", "text", 1, made)


def values(form) -> dict[str, str]:
    """Return the figures of a form by coordinate."""
    return {str(r.coordinate): r.text for r in form.readings if not r.blank}


def only(*blocks):
    """Read a document of one form."""
    forms, _, _ = read_forms(source(*blocks), 2024)
    assert len(forms) == 1
    return forms[0]


HEAD_05 = "科目编码|科目名称|合计|基本支出|项目支出"
TITLE_05 = "2024年度一般公共预算财政拨款支出决算表"
TITLES = [
    ("2024 年度收入支出决算总表", "01"),
    ("表1：高等学校收支决算总表", "01"),
    ("某某区水务局2023年度收入决算表", "02"),
    ("2024年度某某基金管理中心支出决算表", "03"),
    ("财政拨款收入支出决算总表（公开04表）", "04"),
    ("一般公共预算财政拨款支出决算表（一）", "05"),
    ("一般公共预算财政拨款支出决算表（二）", "06"),
    ("一般公共预算财政拨款基本支出决算明细表", "06"),
    ("政府性基金预算财政拨款收入支出决算表（续表）", "07"),
    ("国有资本经营预算财政拨款收入支出决算表", "08"),
    ("财政拨款“三公”经费支出决算表", "09"),
    ("财政拨款“三公”经费及会议费、培训费支出决算表", "09"),
    ("高等学校财政拨款支出决算表", "fiscal"),
    ("一般公共预算财政拨款项目支出决算表", None),
    ("财政拨款收支预算总表", None),
    ("2026年度一般公共预算基本支出预算表", None),
    ("本表与收入决算表一致。", None),
    ("收入决算情况说明", None),
]


@pytest.mark.parametrize(("title", "form"), TITLES)
def test_titles(title, form):
    spec = match_title(title)
    assert (spec.id if spec else None) == form


def test_title_unit_owner_and_notes_belong_to_the_form():
    table = grid(f"{HEAD_05}\n|合计|3.00|1.00|2.00")
    lines = (
        "第二部分 报表",
        TITLE_05,
        "公开05表",
        "部门：某某区水务局 单位：元",
        table,
        "注：本表反映支出。",
        "一、总体情况",
    )
    forms, rest, used = read_forms(source(*lines), 2024)
    form = forms[0]
    assert (form.id, form.unit, form.organisation, form.year) == ("05", "元", "某某区水务局", 2024)
    assert [n.text for n in form.notes] == ["注：本表反映支出。"]
    assert used == {1, 2, 3, 4, 5}
    assert rest == []
    assert form.readings[0].amount.unit == "元"
    assert form.readings[0].place.form == "05"
    assert form.readings[1].place.column == "基本支出"


def test_codes_in_three_columns_and_the_total_in_their_row():
    table = grid(
        """
        项目|项目|项目|项目|合计|基本支出|项目支出
        科目编码|科目编码|科目编码|科目名称|合计|基本支出|项目支出
        类|款|项|合计|3.00|1.00|2.00
        205|||教育支出|3.00|1.00|2.00
        205|02||普通教育|3.00|1.00|2.00
        205|02|04|高中教育|3.00|1.00|2.00
        """.replace("        ", ""),
        boxes=True,
    )
    form = only(TITLE_05, table)
    assert [r.code for r in form.rows] == ["", "205", "20502", "2050204"]
    assert values(form)["expenditure@2024:actual[function=2050204,fund=general,nature=project]"] == "2.00"
    assert values(form)["expenditure@2024:actual[fund=general]"] == "3.00"


JOINED = [
    (["205", "02", "04"], "function", "2050204"),
    (["205", "20502", "2050204"], "function", "2050204"),
    (["2050204"], "function", "2050204"),
    (["302", "11"], "economic", "30211"),
    (["30400"], "economic", "304"),
    (["2290400"], "function", "2290400"),
    ([""], "function", ""),
]


@pytest.mark.parametrize(("parts", "kind", "code"), JOINED)
def test_codes_are_joined(parts, kind, code):
    assert join_code(parts, kind) == code


def test_clipped_codes_are_completed_by_name_and_order():
    rows = [("208", "社会保障和就业支出"), ("20801", "人力资源和社会保障管理事务"), ("208010", "行政运行")]
    rows += [("208010", "一般行政管理事务"), ("20807", "就业补助"), ("208079", "其他就业补助支出")]
    assert resolve(rows, "function", {})[2:] == ["2080101", "2080102", "20807", "2080799"]
    assert resolve([("3020", "水费"), ("3020", "电费")], "economic", {}) == ["30205", "30206"]
    assert resolve([("301", "工资福利支出"), ("3010", "机关事业单位基本养老保险缴")], "economic", {})[1] == "30108"


def test_what_the_document_knows_completes_codes_too():
    assert resolve([("208010", "某项新事务")], "function", {"某项新事务": {"2080103"}}) == ["2080103"]
    assert resolve([("208010", "无人知晓的事务")], "function", {}) == [""]


def test_a_clipped_code_keeps_what_is_printed():
    form = only(
        "收入决算表", grid("科目编码|科目名称|本年收入合计|财政拨款收入|其他收入\n201369|其他共产党事务支出|2.60|2.60|")
    )
    assert (form.rows[0].code, form.rows[0].printed_code) == ("2013699", "201369")
    assert form.readings[0].coordinate == Coordinate.of("revenue", 2024, function="2013699")


HEAD_03 = "项目|项目|项目|项目|本年支出合计|基本支出"
TOTALS_03 = {
    "codes in three columns": f"{HEAD_03}\n类|款|项|科目名称||\n|||合计|50|50\n205|||教育支出|50|50",
    "marks above the total": f"{HEAD_03}\n类|款|项|||\n|||合计|50|50\n205|||教育支出|50|50",
    "numbered": "科目编码|科目名称|本年支出合计|基本支出\n栏次||1|2\n|合计|50|50\n205|教育支出|50|50",
}


@pytest.mark.parametrize("text", TOTALS_03.values(), ids=TOTALS_03.keys())
def test_a_total_of_small_whole_numbers_is_no_header(text):
    form = only("支出决算表", "单位：万元", grid(text, boxes=True))
    assert values(form)["expenditure@2024:actual"] == "50"
    assert values(form)["expenditure@2024:actual[function=205]"] == "50"


def test_a_line_of_small_whole_numbers_is_no_header():
    text = "合计|因公出国（境）费|公务接待费\n5|2|3"
    form = only("财政拨款“三公”经费支出决算表", "单位：万元", grid(text, boxes=True))
    assert values(form)["expenditure@2024:actual[sangong=all]"] == "5"


PAGE_1 = f"{HEAD_05}\n|合计|6.00|2.00|4.00\n205|教育支出|3.00|1.00|2.00"
PAGES_2 = {
    "no header": "213|农林水支出|3.00|1.00|2.00",
    "header again": f"{HEAD_05}\n213|农林水支出|3.00|1.00|2.00",
    "header and total again": f"{HEAD_05}\n|合计|6.00|2.00|4.00\n213|农林水支出|3.00|1.00|2.00",
}


@pytest.mark.parametrize("page", PAGES_2.values(), ids=PAGES_2.keys())
@pytest.mark.parametrize("title", ["", TITLE_05])
def test_pages_are_stitched(page, title):
    blocks = [TITLE_05, "单位：万元", grid(PAGE_1), "— 5 —", *([title] if title else []), grid(page, 2)]
    form = only(*blocks)
    assert form.pages == [1, 2]
    assert values(form)["expenditure@2024:actual[function=213,fund=general,nature=project]"] == "2.00"


def test_a_next_page_may_have_fewer_code_columns():
    first = "项目|项目|项目|项目|合计|基本支出|项目支出\n类|款|项|科目名称|||\n205|||教育支出|3.00|1.00|2.00"
    form = only(TITLE_05, grid(first, boxes=True), grid("213|农林水支出|3.00||3.00", 2, boxes=True))
    assert values(form)["expenditure@2024:actual[function=213,fund=general,nature=project]"] == "3.00"


def test_a_table_after_a_sentence_is_no_next_page():
    forms, rest, _ = read_forms(source(TITLE_05, grid(PAGE_1), "下面另有一张表。", grid("1|小车|2")), 2024)
    assert [f.id for f in forms] == ["05"]
    assert len(rest) == 1


SHIFTED = """
项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出||
功能分类科目|科目名称|||||||
类|款|项|栏次|1|2|3|4|5|6
||合计|3.60|1.00|2.60||||
205|教育支出||2.60||2.60||||
213|农林水支出||1.00|1.00|||||
"""


def test_columns_of_text_tables_follow_the_figures():
    found = values(only("支出决算表", grid(SHIFTED)))
    assert found["expenditure@2024:actual"] == "3.60"
    assert found["expenditure@2024:actual[nature=basic]"] == "1.00"
    assert found["expenditure@2024:actual[function=205,nature=project]"] == "2.60"
    assert found["expenditure@2024:actual[function=213,nature=basic]"] == "1.00"


SIDES = """
收入|||支出||
项目|行次|金额|项目|行次|金额
栏次||1|栏次||2
一、一般公共预算财政拨款收入|1|9.00|一、一般公共服务支出|5|8.00
其中：捐赠收入|2||二十六、抗役特别国债安排的支出|6|1.00
本年收入合计|3|9.00|本年支出合计|7|9.00
年初结转和结余|4|—|年末结转和结余|8|
总计|5|9.00|总计|9|9.00
"""


def test_two_sides():
    form = only("收入支出决算总表", grid(SIDES))
    assert values(form) == {
        "revenue@2024:actual[source=general]": "9.00",
        "expenditure@2024:actual[function=201]": "8.00",
        "expenditure@2024:actual[function=234]": "1.00",
        "revenue@2024:actual": "9.00",
        "expenditure@2024:actual": "9.00",
        "inflow@2024:actual": "9.00",
        "outflow@2024:actual": "9.00",
    }
    blank = [str(r.coordinate) for r in form.readings if r.blank]
    assert blank == ["revenue@2024:actual[source=donation]", "opening@2024:actual", "closing@2024:actual"]
    assert form.rows[0].number == 1


FISCAL = """
收入||支出||||
项目|金额|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
一、一般公共预算财政拨款|5.00|一、一般公共服务支出|6.00|6.00||
二、政府性基金预算财政拨款|2.00|二、外交支出|||
本年收入合计|7.00|本年支出合计|6.00|6.00||
年初财政拨款结转和结余|1.00|年末财政拨款结转和结余|2.00||2.00|
一、一般公共预算财政拨款|1.00||||
二、政府性基金预算财政拨款|||||
总计|8.00|总计|8.00|6.00|2.00|
"""


def test_funds_below_the_opening_balance_are_balances():
    found = values(only("财政拨款收入支出决算总表", grid(FISCAL)))
    assert found["revenue@2024:actual[source=general]"] == "5.00"
    assert found["opening@2024:actual[fund=general]"] == "1.00"
    assert found["opening@2024:actual[fund=fiscal]"] == "1.00"
    assert found["closing@2024:actual[fund=government_fund]"] == "2.00"
    assert found["expenditure@2024:actual[function=201,fund=fiscal]"] == "6.00"
    assert found["outflow@2024:actual[fund=general]"] == "6.00"


BLOCKS = """
人员经费|||公用经费|||||
经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数
301|工资福利支出|5.00|302|商品和服务支出|2.00|310|资本性支出|
30101|基本工资|5.00|30201|办公费|2.00|31002|办公设备购置|
|||0|||||
人员经费合计|||公用经费合计|||2.00||
"""


def test_three_blocks_and_totals_beside_their_column():
    form = only("一般公共预算财政拨款基本支出决算明细表", grid(BLOCKS))
    assert values(form) == {
        "expenditure@2024:actual[economic=301,fund=general,nature=basic]": "5.00",
        "expenditure@2024:actual[economic=30101,fund=general,nature=basic]": "5.00",
        "expenditure@2024:actual[economic=302,fund=general,nature=basic]": "2.00",
        "expenditure@2024:actual[economic=30201,fund=general,nature=basic]": "2.00",
        "expenditure@2024:actual[fund=general,nature=public]": "2.00",
    }
    blank = {str(r.coordinate) for r in form.readings if r.blank}
    assert "expenditure@2024:actual[fund=general,nature=personnel]" in blank


SANGONG = """
预算数||||||决算数|||||
合计|因公出国（境）费|公务用车购置及运行费|||公务接待费|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费
||小计|公务用车购置费|公务用车运行费||||小计|公务用车购置费|公务用车运行费|
1|2|3|4|5|6|7|8|9|10|11|12
5.00||4.00||4.00|1.00|3.00||3.00||3.00|
"""


@pytest.mark.parametrize(
    ("note", "stage"), [("注：预算数为全年预算数。", "final"), ("注：预算数为年初预算数。", "initial")]
)
def test_the_note_says_which_budget_it_is(note, stage):
    found = values(only("财政拨款“三公”经费支出决算表", grid(SANGONG), note))
    assert found[f"expenditure@2024:{stage}[sangong=reception]"] == "1.00"
    assert found[f"expenditure@2024:{stage}[sangong=vehicle_running]"] == "4.00"
    assert found["expenditure@2024:actual[sangong=vehicle]"] == "3.00"


KINDS = """
项目|2024年度预算数|2024年度决算数
（一）合计|5.00|3.00
因公出国（境）费用||
公务用车购置及运行维护费|5.00|3.00
其中：公务用车运行维护费|5.00|3.00
（二）相关统计数|——|——
4.公务用车保有量（辆）|——|16
5.国内公务接待批次（个）|——|8
"""


def test_kinds_as_rows_with_counts():
    form = only("一般公共预算财政拨款“三公”经费支出表", grid(KINDS))
    found = values(form)
    assert found["expenditure@2024:initial[sangong=vehicle_running]"] == "5.00"
    assert found["vehicles@2024:actual[sangong=vehicle_running]"] == "16"
    assert found["visits@2024:actual[sangong=reception_domestic]"] == "8"
    assert {r.amount.unit for r in form.readings if r.text in ("16", "8")} == {"辆", "批次"}


def test_an_empty_form_is_still_a_form():
    form = only(
        "政府性基金预算财政拨款收入支出决算表",
        grid("项目|年初结转和结余|本年收入|本年支出合计|年末结转和结余\n合计||||"),
        "注：本部门无此项收支，故本表无数据。",
    )
    assert form.empty
    assert form.notes
    assert all(r.blank for r in form.readings)


def test_a_sheet_of_two_forms_is_two_forms():
    text = f"""
    2024年收入支出决算总表|||||
    {SIDES.strip()}
    2024年一般公共预算财政拨款支出决算表|||||
    |||||单位：元
    {HEAD_05}
    |合计|3.00|1.00|2.00
    """.replace("\n    ", "\n")
    forms, _, _ = read_forms(source(grid(text)), 2024)
    assert [(f.id, f.unit) for f in forms] == [("01", "元"), ("05", "元")]
    assert values(forms[1])["expenditure@2024:actual[fund=general,nature=basic]"] == "1.00"


def test_another_body_s_form_is_another_unit():
    forms, _, _ = read_forms(
        source(TITLE_05, "部门：甲局", grid(PAGE_1), "说明如下。", TITLE_05, "部门：乙所", grid(PAGE_1)), 2024
    )
    assert [{r.coordinate.unit for r in f.readings} for f in forms] == [{""}, {"乙所"}]


def test_a_budget_is_no_account():
    forms, rest, _ = read_forms(source("一般公共预算支出表", grid(PAGE_1)), 2026)
    assert forms == []
    assert len(rest) == 1


def test_yuan_and_quantum():
    form = only(TITLE_05, "金额单位：元", grid(f"{HEAD_05}\n|合计|42575058.26|42575058.26|0"))
    assert [r.amount.quantum for r in form.readings] == [Decimal("0.01"), Decimal("0.01"), Decimal(1)]


WORDS = [
    "",
    "项目",
    "合计",
    "科目名称",
    "决算数",
    "3.00",
    "205",
    "1",
    "栏次",
    "预算数",
    "基本支出",
    "总计",
    "注：本表",
    "一、教育支出",
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([t for t, f in TITLES if f]),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=9),
)
def test_no_table_breaks_the_reader(title, rows):
    width = max(map(len, rows))
    cells = [Cell(i, j, Text.at(t)) for i, row in enumerate(rows) for j, t in enumerate(row)]
    forms, rest, used = read_forms(source(title, Grid(cells, len(rows), width), Grid([], 0, 0)), None)
    assert len(forms) <= 1
    assert len(rest) + len(used) >= 1


DOCUMENTS = {
    "wuchang-hr-2024.txt": (9, 294),
    "putuo-finance-2024.pdf": (9, 195),
    "putuo-finance-2024-planted.pdf": (8, 149),
    "putuo-template-2024.pdf": (9, 0),
    "foshan-rail-2019.pdf": (8, 532),
    "xian-health-2022.pdf": (9, 655),
    "taiyuan-ndrc-2016.xls": (9, 803),
    "swu-2023.pdf": (4, 220),
}


@pytest.mark.parametrize(("name", "counts"), DOCUMENTS.items(), ids=DOCUMENTS)
def test_real_documents(name, counts):
    if not SHARED.exists():
        pytest.skip("../shared is missing")
    from juesuan.read.formats import read_source
    from juesuan.read.year import printed_year

    document = read_source(str(SHARED / name))
    forms, _, _ = read_forms(document, printed_year(document))
    figures = [r for form in forms for r in form.readings if not r.blank]
    assert (len(forms), len(figures)) == counts
    assert all(r.coordinate is not None for r in figures)


def test_real_budgets_are_left_alone():
    if not SHARED.exists():
        pytest.skip("../shared is missing")
    from juesuan.read.formats import read_source

    for path in sorted((SHARED / "budgets").iterdir())[:4]:
        forms, rest, _ = read_forms(read_source(str(path)), 2026)
        assert forms == []
        assert rest or "text" in path.name
