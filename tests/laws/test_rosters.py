"""Bodies counted and listed: the examples of the table are tests."""

import pytest

import juesuan
from juesuan.taxonomy.claims import patterns

RULES = patterns()["bodies"]


def audited(tmp_path, *lines):
    path = tmp_path / "a.txt"
    text = ["某局2024年度部门决算", "第一部分 某局概况", "二、机构设置情况", *lines, "第二部分 2024年度部门决算表"]
    path.write_text("\n\n".join(text) + "\n", "utf-8")
    result = juesuan.audit(path)
    statuses = [f"{s}" for r, s in result.report.statuses if r.origin == "text"]
    return [f.code for f in result.report.findings if f.code == "identity.roster"], statuses


@pytest.mark.parametrize(("text", "names", "code"), RULES["examples"], ids=str)
def test_examples(tmp_path, text, names, code):
    found, statuses = audited(tmp_path, text, *names)
    assert found == ([code] if code else [])
    assert statuses == ["contradicted" if code else "proven"]


@pytest.mark.parametrize("text", RULES["counters"], ids=str)
def test_counters_count_no_bodies(tmp_path, text):
    found, statuses = audited(tmp_path, text, "1.某局（本级）", "2.某甲中心")
    assert not found
    assert set(statuses) == {"unchecked"}


@pytest.mark.parametrize(("more", "codes"), [(3, []), (2, []), (5, ["identity.roster"])])
def test_counts_of_one_kind_and_of_all(tmp_path, more, codes):
    text = f"本部门决算由本级决算和2个下属单位决算组成。本部门决算反映{more}个预算单位的情况。"
    again = "本部门下属单位共5个。" if codes else ""
    assert audited(tmp_path, text + again)[0] == codes
