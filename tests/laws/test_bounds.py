"""Bounds: the examples of the tables are tests, those that pass, those that fail and those that claim nothing."""

import pytest
from tests.laws.test_tallies import disclosure

from juesuan.laws import bounds, derived
from juesuan.taxonomy.claims import patterns

KINDS = ("bounded", "part", "ratio", "listing", "grade", "average")


@pytest.mark.parametrize(
    ("kind", "text", "code"), [(k, *row) for k in KINDS for row in patterns()[k]["examples"]], ids=str
)
def test_examples(kind, text, code):
    told = disclosure(("", text))
    outcome = bounds.check(told)
    assert kind in {c.kind for c in told.claims}
    assert {f.code for f in outcome.findings} == ({code} if code else set())
    if not code:
        wanted = [c.stated for c in told.claims if c.kind == kind] if kind == "average" else told.readings
        assert {id(r) for r in wanted} <= {id(r) for r in outcome.proven}


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k in KINDS for t in patterns()[k]["counters"]], ids=str)
def test_counters_claim_nothing(kind, text):
    told = disclosure(("", text))
    mine = [c for c in told.claims if c.kind == kind]
    outcome = bounds.check(told)
    assert not mine or (kind == "listing" and not outcome.proven)
    assert kind == "bounded" or not outcome.findings


@pytest.mark.parametrize(("text", "code"), patterns()["reserve"]["examples"], ids=str)
def test_what_small_firms_won_of_what_was_set_aside(text, code):
    told = disclosure(("procurement", text))
    outcome = bounds.check(told)
    assert [f.code for f in outcome.findings] == ([code] if code else [])
    assert len(outcome.contradicted if code else outcome.proven) == 2


@pytest.mark.parametrize("text", patterns()["reserve"]["counters"])
def test_other_purchases_are_not_held_against_what_was_set_aside(text):
    assert "limit" not in {c.kind for c in disclosure(("procurement", text)).claims}


@pytest.mark.parametrize(("total", "found"), [("62.79", []), ("40.00", ["derived.part"])])
def test_all_that_was_won_is_at_most_what_was_bought(total, found):
    text = (
        f"本部门政府采购金额为{total}万元。面向中小企业预留政府采购项目预算金额60.00万元。在面向中小企业预留的政府采购项目中，"
        "由中小企业供应商中标或成交的，采购金额58.00万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额4.79万元。"
    )
    told = disclosure(("procurement", text))
    outcome = derived.check(told)
    assert [f.code for f in outcome.findings] == found
    assert {r.text for r in told.readings} - {"60.00万元"} == {
        r.text for r in outcome.contradicted + outcome.proven
    } or found
