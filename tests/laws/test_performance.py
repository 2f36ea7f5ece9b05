"""Self-evaluations: each check with a table or a text that fails and one that passes."""

import pytest
from tests.laws.test_derived import disclosure

from juesuan.auditing import audit
from juesuan.findings import Status
from juesuan.laws import performance

HEAD = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析"
ROWS = [
    "产出指标\t数量指标\t开班期数\t≥10期\t12期\t30\t30\t",
    "\t质量指标\t合格率\t≥90%\t93%\t20\t20\t",
    "效益指标\t社会效益指标\t就业率\t≥80%\t85%\t30\t30\t",
    "满意度指标\t服务对象满意度指标\t学员满意度\t≥95%\t96%\t10\t10\t",
    "总分\t\t\t\t\t100\t100\t",
]
MONEY = [
    "项目资金（万元）\t\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分\t",
    "\t年度资金总额\t20.00\t19.00\t10\t95%\t10\t",
]


def codes(tmp_path, rows=ROWS, head=HEAD, money=MONEY):
    path = tmp_path / "a.txt"
    lines = [
        "某区统计局2024年度部门决算",
        "第一部分 绩效自评结果",
        "",
        "项目名称\t技能培训",
        *money,
        head,
        *rows,
        "",
        "完。",
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = [f.code.partition(".")[2] for f in audit(path).report.findings if f.code.startswith("performance")]
    return sorted(found)


def swapped(old, new, rows=ROWS):
    return [row.replace(old, new) for row in rows]


def test_a_table_that_is_right(tmp_path):
    assert codes(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("\t20\t20\t", "\t25\t20\t", ["reason", "weights"]),
        ("\t20\t20\t", "\t20\t15\t", ["reason", "scores"]),
        ("96%\t10\t10", "90%\t10\t10", ["full_marks"]),
        ("≥90%\t93%", "≥90%\t≥90%", ["copied"]),
        ("≥10期\t12期", "≥10期\t", ["one_value"]),
        ("合格率", "合格人数", ["kind"]),
    ],
)
def test_indicators(tmp_path, old, new, found):
    assert codes(tmp_path, swapped(old, new)) == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [("95%", "1000%", ["rate"]), ("95%\t10", "95%\t12", ["over_weight", "scores"])],
)
def test_money(tmp_path, old, new, found):
    assert codes(tmp_path, money=swapped(old, new, MONEY)) == found


def test_a_table_without_its_columns(tmp_path):
    rows = ["产出指标\t开班期数\t≥10期\t12期", "\t合格率\t≥90%\t93%", "\t学员数\t≥80人\t85人"]
    assert codes(tmp_path, rows, "一级指标\t三级指标\t年初目标值\t实际完成值", []) == ["incomplete"]


TEXTS = [
    (
        "low_target",
        "开办技能培训班数量。年度目标值为10场，实际完成值为11场。",
        "开办技能培训班数量。年度目标值为10场，实际完成值为19场。",
    ),
    ("over_target", "技能培训班11场，完成年度目标10场的110%。", "技能培训班19场，完成年度目标10场的190%。"),
    (
        "no_value",
        "参加培训人数。年度目标值为10人，实际完成值为11人。",
        "参加培训人数。通过考试人数。年度目标值为10人。",
    ),
    (
        "full_total",
        "技能培训班9场，完成年度目标10场的90%。自评得分99分。",
        "技能培训班9场，完成年度目标10场的90%。自评得分100分。",
    ),
    ("unexplained", "一项目标未完成，自评得分98分。", "各项目标均已完成，自评得分98分。"),
]


@pytest.mark.parametrize(("code", "right", "wrong"), TEXTS)
def test_texts(code, right, wrong):
    def found(text):
        return [f.code for f in performance.check(disclosure(("performance", text))).findings]

    assert f"performance.{code}" not in found(right)
    assert f"performance.{code}" in found(wrong)


def test_indicators_without_targets():
    def found(said):
        texts = [("performance", f"参加第{n}类技能培训人数。{said}实际完成数为{n}人。") for n in range(1, 8)]
        return [f.code for f in performance.check(disclosure(*texts)).findings]

    assert "performance.no_target" in found("此项未设定年度目标，")
    assert "performance.no_target" not in found("此项年度目标值为9人，")


def test_what_nothing_shows_scores_nothing(tmp_path):
    zero = swapped("\t100\t100\t", "\t100\t80\t")
    assert codes(tmp_path, swapped("93%\t20\t20\t", "无佐证\t20\t0\t没有佐证材料", zero)) == []
    assert codes(tmp_path, swapped("93%\t20\t20", "无佐证\t20\t20")) == ["unshown"]
    assert codes(tmp_path, swapped("≥90%\t93%", "未设目标\t93%")) == ["unshown"]


@pytest.mark.parametrize(
    ("fiscal", "other", "found"),
    [
        ("15.00\t14.00", "5.00\t5.00", []),
        ("15.00\t14.00", "6.00\t5.00", ["funds"]),
        ("15.00\t14.00", "4.00\t5.00", ["funds"]),
        ("15.00\t14.00", "\t", []),  # what is blank may be what is missing
        ("25.00\t14.00", "\t", ["funds"]),  # a part is no more than the whole
    ],
)
def test_money_is_the_sum_of_its_parts(tmp_path, fiscal, other, found):
    parts = [f"\t其中：财政拨款\t{fiscal}\t—\t—\t—\t", f"\t其他资金\t{other}\t—\t—\t—\t"]
    assert codes(tmp_path, money=[*MONEY, *parts]) == found


def test_a_target_of_nought(tmp_path):
    assert codes(tmp_path, swapped("就业率\t≥80%\t85%", "事故数\t=0起\t0起")) == []


def statuses(tmp_path, rows):
    path = tmp_path / "b.txt"
    lines = ["某区统计局2024年度部门决算", "第一部分 绩效自评结果", "", "项目名称\t技能培训", HEAD, *rows, "", "完。"]
    path.write_text("\n".join(lines), "utf-8")
    return {r.text: s for r, s in audit(path).report.statuses}


def test_a_missed_target_that_lost_points_is_checked(tmp_path):
    rows = swapped("93%\t20\t20", "72%\t20\t16", swapped("\t100\t100\t", "\t90\t86\t"))
    assert statuses(tmp_path, rows)["≥90%"] is Status.PROVEN
    rows = swapped("93%\t20\t20", "无佐证\t20\t0", swapped("\t100\t100\t", "\t90\t70\t"))
    assert statuses(tmp_path, rows)["≥90%"] is Status.PROVEN


WIDE = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t完成率\t评分标准\t分值\t得分\t偏差原因分析"
RULED = [
    "产出指标（50分）\t数量指标\t开班期数\t≥10期\t12期\t120%\t\t30\t30\t",
    "\t质量指标\t合格率\t≥90%\t81%\t90%\t按完成比例得分\t20\t18\t停课较多",
    "效益指标（30分）\t社会效益指标\t帮扶机制\t健全\t健全\t100%\t未完成不得分\t30\t30\t",
    "满意度指标（10分）\t服务对象满意度指标\t学员满意度\t95%以上\t96%\t101.05%\t\t10\t10\t",
    "总分\t\t\t\t\t\t\t100\t98\t",
    "自评等级\t优\t\t\t\t\t\t\t\t",
]
PAID = [
    "项目资金（万元）\t\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分\t",
    "\t年度资金总额\t20.00\t20.00\t10\t100%\t10\t",
]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("（50分）", "（40分）", ["shares"]),
        ("停课较多", "", ["reason"]),
        ("12期\t120%", "12期\t102%", ["completion"]),
        ("12期\t120%", "15期\t150%", ["exceeded"]),
        ("≥10期\t12期\t120%", "≥10期\t12人\t", ["unit"]),
        ("健全\t健全", "2023年12月底前\t2024年3月", ["year"]),
        ("\t优", "\t中", ["grade"]),
        ("\t20\t18\t", "\t20\t12\t", ["rule", "scores"]),
        ("\t未完成不得分\t30\t30\t", "\t未完成不得分\t30\t25\t尚未健全", ["rule", "scores"]),
    ],
)
def test_results_and_scores(tmp_path, old, new, found):
    assert codes(tmp_path, swapped(old or "\0", new, RULED), WIDE, PAID) == found


def test_one_indicator_twice(tmp_path):
    def rows(second):
        again = [f"\t\t开班期数\t≥10期\t{second}\t0\t0\t"]
        return [ROWS[0], *again, *ROWS[1:]]

    assert codes(tmp_path, rows("12期"), money=PAID) == []
    assert codes(tmp_path, rows("11期"), money=PAID) == ["twice"]


@pytest.mark.parametrize(
    ("rate", "score", "found"),
    [("19.00\t10\t95%", "9.5", []), ("19.00\t10\t95%", "10", []), ("19.00\t10\t95%", "9.23", ["execution"]),
     ("5.00\t10\t25%", "10", ["execution"]), ("20.00\t10\t100%", "9", ["execution"])],
)  # fmt: skip
def test_the_points_of_the_execution(tmp_path, rate, score, found):
    money = [PAID[0], f"\t年度资金总额\t20.00\t{rate}\t{score}\t"]
    total = f"\t100\t{90 + float(score):g}\t"
    assert codes(tmp_path, swapped("\t100\t100\t", total), money=money) == found


def test_points_make_a_hundred(tmp_path):
    rows = [row.replace("\t30\t30\t", "\t25\t25\t").replace("\t100\t100\t", "\t90\t90\t") for row in ROWS]
    assert codes(tmp_path, rows, money=PAID) == []  # of the indicators only
    rows = [row.replace("\t30\t30\t", "\t28\t28\t").replace("\t100\t100\t", "\t96\t96\t") for row in ROWS]
    assert codes(tmp_path, rows, money=PAID) == ["hundred"]


def test_a_rate_of_a_whole_above_it(tmp_path):
    path = tmp_path / "b.txt"
    text = "\n".join(
        [
            "某局2024年度部门决算",
            "第一部分 绩效自评结果",
            "",
            "项目名称\t培训",
            HEAD,
            *swapped("96%", "196%"),
            "",
            "完。",
        ]
    )
    path.write_text(text, "utf-8")
    assert "derived.bounded" in [f.code for f in audit(path).report.findings]
