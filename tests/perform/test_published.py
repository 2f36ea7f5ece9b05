"""Forms of others as data: every value with its row and column, and only what the laws say of forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.perform.published import findings_of, form_values

ROWS = [
    ["项目名称", "技能提升", "", "", "", "", "", ""],
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", "100", "100", "80", "10", "90%", "8"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"],
    ["产出指标", "数量指标", "培训人数", "≥300人", "330人", "50", "50", ""],
    ["效益指标", "社会效益指标", "就业率", "≥60%", "54%", "30", "27", "企业用工减少"],
    ["满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "95%", "10", "12", ""],
    ["总分", "", "", "", "", "100", "95", ""],
]


def written(folder: Path, suffix: str) -> Path:
    """Write the form after a sentence with a fault of its own that is none of a form."""
    path = folder / f"form.{suffix}"
    said = "XX局2024年度部门决算（XX填写）。"
    if suffix == "html":
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
        path.write_text(f"<h1>项目支出绩效自评表</h1><p>{said}</p><table>{rows}</table>", "utf-8")
    else:
        lines = ["| " + " | ".join(row) + " |" for row in ROWS]
        lines.insert(1, "|" + "---|" * 8)
        path.write_text("\n".join(["# 项目支出绩效自评表", "", said, "", *lines, ""]), "utf-8")
    return path


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_every_value_has_its_cell(tmp_path: Path, suffix: str) -> None:
    read = audit(written(tmp_path, suffix))
    values = form_values(read.disclosure)
    for one in values:
        assert one.row is not None
        assert one.column is not None
        assert one.printed == ROWS[one.row - 1][one.column - 1], one
    found = {(one.part, one.item, one.field): (one.operator, one.value, one.unit, one.printed) for one in values}
    assert found["indicator", "就业率", "target"] == ("≥", "60", "%", "≥60%")
    assert found["indicator", "就业率", "reason"] == ("", "", "", "企业用工减少")
    assert found["money", "年度资金总额", "executed"] == ("", "80", "万元", "80")
    assert found["total", "", "score"][1] == "95"
    assert found["head", "", "project"][3] == "技能提升"
    assert len(values) == 1 + 6 + 3 * 4 + 1 + 2


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_findings_are_those_of_forms(tmp_path: Path, suffix: str) -> None:
    read = audit(written(tmp_path, suffix))
    found = findings_of(read.disclosure, read.report.findings)
    places = {(one.code, one.witnesses[0].place.cell) for one in found}
    assert ("performance.rate", (2, 6)) in places
    assert any(cell == (6, 6) for _, cell in places)
    assert all(one.witnesses[0].place.cell for one in found)
    assert len(found) < len(read.report.findings)
