"""Lists that add up vouch for their figures; those that do not accuse nobody."""

import pytest

from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Paragraph, Section
from juesuan.laws import counts, derived, tallies
from juesuan.read.claims import read_claims
from juesuan.taxonomy.claims import patterns

TALLIES = patterns()["tally"]["examples"]


def disclosure(*told):
    """Return a disclosure of 2024 with one paragraph a section."""
    sections = [Section(f"{n}、", n, "chapter", 2, None, None, topic) for n, (topic, _) in enumerate(told, 1)]
    paragraphs = [Paragraph(Text.at(text, line=n, start=0), sections[n - 1], n) for n, (_, text) in enumerate(told, 1)]
    readings, claims = read_claims(paragraphs, 2024)
    source = Source("a.txt", "", "text", 0)
    return Disclosure(source, year=2024, paragraphs=paragraphs, readings=readings, claims=claims)


def proven(law, topic, *texts):
    told = disclosure(*((topic, text) for text in texts))
    outcome = law.check(told)
    right = {id(r) for r in outcome.proven}
    return [r.text for r in told.readings if id(r) in right], [f.code for f in outcome.findings]


@pytest.mark.parametrize("row", TALLIES, ids=lambda row: row["text"][:20])
def test_a_list_adds_up_or_says_nothing(row):
    told = disclosure(("", row["text"]))
    outcome = tallies.check(told)
    outcome.extend(derived.check(told))
    right = {id(r) for r in outcome.proven}
    assert [r.text for r in told.readings if id(r) in right] == row["proven"]
    assert not outcome.findings


def test_a_share_of_a_list_that_adds_up_must_follow():
    text = "补贴支出50.00万元，其中：培训20.00万元，占45%；岗位30.00万元，占60%。"
    assert proven(tallies, "", text)[1] == ["derived.share"]
    assert proven(tallies, "", text.replace("30.00", "29.00"))[1] == []


def test_the_same_digits_under_other_names_prove_nothing():
    assert proven(tallies, "", "资金12,345.67万元。", "经费12,345.67万元。") == ([], [])


@pytest.mark.parametrize(("share", "found"), [("50.0%", []), ("90.0%", ["derived.small_firms"])])
def test_shares_of_small_firms(share, found):
    text = (
        "政府采购支出总额10.00万元，其中：政府采购货物支出4.00万元、政府采购工程支出0万元、政府采购服务支出6.00万元。"
        "授予中小企业合同金额5.00万元，占政府采购支出总额的50.0%；"
        f"货物采购授予中小企业合同金额占货物支出金额的{share}，服务采购授予中小企业合同金额占服务支出金额的50.0%。"
    )
    assert proven(counts, "procurement", text)[1] == found


@pytest.mark.parametrize(("home", "said"), [("1.00", True), ("0.80", False)])
def test_visits_from_home_are_all_there_was(home, said):
    text = f"公务接待费支出1.00万元，其中：国内公务接待支出{home}万元，接待5批次。"
    assert (f"{home}万元" in proven(counts, "sangong", text)[0]) is said
