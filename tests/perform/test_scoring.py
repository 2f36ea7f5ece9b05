"""Every rule with what reaches a target and what misses it; nothing shown never scores."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.perform.evidence import Actual
from juesuan.perform.numbers import COMPARE
from juesuan.perform.plan import Target
from juesuan.perform.rules import data
from juesuan.perform.scoring import SCORED, Score, score

CASES = tomllib.loads((Path(__file__).parent / "scores.toml").read_text("utf-8"))["case"]
TEN = Decimal(10)


def target_of(text: str) -> Target:
    sign, value = ("qualitative", None) if text[:1] not in COMPARE else (text[0], Decimal(text[1:]))
    words = text if value is None else ""
    sign = sign if text else "≥"
    return Target("T", "department", 2024, "output", "quantity", "某数", sign, TEN, value, words, unit="个")


def scored(case) -> Score:
    value = Decimal(case["actual"]) if "actual" in case else None
    percent = Decimal(case["percent"]) if "percent" in case else None
    actual = Actual(value, grade=case.get("grade", ""), percent=percent)
    return score(target_of(case["target"]), actual, TEN, case["rule"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['rule']}-{c['step']}-{c['points']}")
def test_scores(case):
    found = scored(case)
    assert (found.points, found.step) == (Decimal(case["points"]), case["step"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['rule']}-{c['step']}-{c['points']}")
def test_every_score_explains_itself(case, lang):
    words = scored(case).explain(lang)
    assert words
    assert "{" not in words
    if case["step"] in ("reached", "share", "cap", "over", "grade", "grade_low", "grade_out"):
        assert case["points"] in words


def test_every_rule_has_a_case_that_scores_all_and_one_that_does_not():
    for rule in data()["rules"]:
        mine = [Decimal(c["points"]) for c in CASES if c["rule"] == rule]
        assert any(p < TEN for p in mine)
        assert any(p > 0 for p in mine)


numbers = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)


@given(st.sampled_from(list(COMPARE)), numbers, numbers, st.sampled_from([r for r in data()["rules"] if r != "grades"]))
def test_a_missed_target_never_has_all_points_and_none_more(sign, aim, value, rule):
    target = Target("T", "d", 2024, "output", "quantity", "某数", sign, TEN, aim)
    found = score(target, Actual(value), TEN, rule)
    assert found.state == SCORED
    assert 0 <= found.points <= TEN
    assert found.met == COMPARE[sign](value, aim)
    assert found.met or found.points < TEN
    assert found.points == found.points.quantize(Decimal("0.01"))


def test_an_unknown_rule_is_our_own_fault():
    with pytest.raises(KeyError):
        score(target_of("≥1"), Actual(TEN), TEN, "none")


def test_what_a_department_set_itself_is_marked_and_named_after_no_document():
    own = data()["schemes"]["deviation"]
    assert own["confirm"]
    assert data()["rules"][own["quantitative"]]["confirm"]
    assert "财预" not in own["title"]["zh"]
