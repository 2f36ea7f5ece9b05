"""The catalogue of reasons: every template has words that find it and others that do not; what facts make of it."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from juesuan.publish.narrative.catalogue import (
    CONTRADICTED,
    HOLDS,
    OPEN,
    Known,
    catalogue,
    facts,
    judge,
    recognised,
    suspected,
    worded,
)

ROWS: list[dict[str, Any]] = tomllib.loads(
    (files("juesuan.publish") / "narrative" / "catalogue.toml").read_text("utf-8")
)["reason"]
BY_KEY = {one.key: one for one in catalogue()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_words_find_the_reason_and_no_other(row: dict[str, Any]) -> None:
    template = BY_KEY[row["key"]]
    assert template.words.search(row["example"])
    assert not template.words.search(row["counter"])
    assert set(template.needs) | set(template.without) <= set(facts())
    assert template.direction in ("more", "less", "either")


@pytest.mark.parametrize(
    ("key", "kind", "direction", "known", "state"),
    [
        ("staff_more", "variance", "more", {"staff_more": True, "people": True}, HOLDS),
        ("staff_more", "variance", "more", {"staff_more": None, "people": True}, OPEN),
        ("staff_more", "variance", "more", {"staff_more": False, "people": True}, CONTRADICTED),
        ("staff_more", "variance", "less", {"staff_more": True, "people": True}, CONTRADICTED),
        ("supplement", "variance", "more", {"supplement": True, "no_budget": True}, CONTRADICTED),
        ("supplement", "variance", "more", {"supplement": True, "no_budget": False}, HOLDS),
        ("supplement", "change", "more", {"supplement": True, "no_budget": False}, CONTRADICTED),
        ("standard_more", "change", "more", {"people": True}, OPEN),
    ],
)
def test_facts_decide(key: str, kind: str, direction: str, known: dict[str, bool | None], state: str) -> None:
    assert judge(BY_KEY[key], kind, direction, {k: Known(v) for k, v in known.items()}) == state


def test_only_a_firm_fact_that_is_false_refuses_a_written_reason() -> None:
    def refused(text: str, **known: bool | None) -> list[str]:
        return [fact.key for _, fact in recognised(text, "variance", {k: Known(v) for k, v in known.items()})]

    assert refused("在职人员增加", staff_more=False, people=True) == ["staff_more"]
    assert refused("在职人员增加", staff_more=None) == []
    assert refused("在职人员增加", staff_more=True, people=False) == []
    assert refused("部分专项改列其他科目", staff_more=False, supplement=False) == []
    assert suspected("使用上年结转资金", "change")
    assert not suspected("价格上涨", "variance")


def test_the_words_name_what_the_fact_found() -> None:
    assert worded(BY_KEY["new_project"], {"new_project": Known(True, "示范项目")}) == "新增示范项目"
