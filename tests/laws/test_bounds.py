"""Bounds: the examples of the tables are tests, those that pass, those that fail and those that claim nothing."""

import pytest
from tests.laws.test_tallies import disclosure

from juesuan.laws import bounds
from juesuan.taxonomy.claims import patterns

KINDS = ("bounded", "part", "ratio", "listing", "grade")


@pytest.mark.parametrize(
    ("kind", "text", "code"), [(k, *row) for k in KINDS for row in patterns()[k]["examples"]], ids=str
)
def test_examples(kind, text, code):
    told = disclosure(("", text))
    outcome = bounds.check(told)
    assert kind in {c.kind for c in told.claims}
    assert {f.code for f in outcome.findings} == ({code} if code else set())
    if not code:
        assert {id(r) for r in told.readings} <= {id(r) for r in outcome.proven}


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k in KINDS for t in patterns()[k]["counters"]], ids=str)
def test_counters_claim_nothing(kind, text):
    told = disclosure(("", text))
    mine = [c for c in told.claims if c.kind == kind]
    outcome = bounds.check(told)
    assert not mine or (kind == "listing" and not outcome.proven)
    assert kind == "bounded" or not outcome.findings
