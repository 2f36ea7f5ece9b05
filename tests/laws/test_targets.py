"""Targets said to be reached: the examples of the table are tests."""

import pytest
from tests.laws.test_tallies import disclosure

from juesuan.laws import targets
from juesuan.taxonomy.claims import patterns

RULES = patterns()["reached"]


def checked(text):
    told = disclosure(*(("performance", f"{one}。") for one in text.removesuffix("。").split("。全年")))
    return told, targets.check(told)


@pytest.mark.parametrize(("text", "code"), RULES["examples"], ids=str)
def test_examples(text, code):
    told, outcome = checked(text)
    assert [f.code for f in outcome.findings] == ([code] if code else [])
    first = told.readings[0]
    assert any(r is first for r in (outcome.contradicted if code else outcome.proven))


@pytest.mark.parametrize("text", [*RULES["counters"], RULES["counter"][1]], ids=str)
def test_counters_say_nothing(text):
    _, outcome = checked(text)
    assert not outcome.findings
    assert not outcome.proven


def test_a_result_told_elsewhere_proves_a_target_and_accuses_nobody():
    _, outcome = checked("技能培训人数大于等于30,000人，目标值已完成。全年技能培训2.5万人。")
    assert not outcome.findings
    assert not outcome.proven
