from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.taxonomy import classification, level, parent
from juesuan.taxonomy.classification import LEVELS, plain_name

KINDS = sorted(LEVELS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_has_a_level_and_a_parent_in_the_list(kind):
    lists = classification(kind)
    assert len(lists) > 100
    for code in lists:
        assert level(kind, code) is not None
        up = parent(kind, code)
        assert up is None or up in lists, code


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_one_code_do_not_overlap_in_time(kind):
    text = (files("juesuan.taxonomy") / "classification" / f"{kind}.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(r["source"] and r["name"].strip() for r in rows)
    dated = [r for r in rows if r["from"] or r["to"]]
    for year in range(2014, 2030):
        held: dict[str, list[str]] = {}
        for row in dated:
            if int(row["from"] or 0) <= year <= int(row["to"] or 9999):
                held.setdefault(row["code"], []).append(row["name"])
        assert all(len(names) == 1 for names in held.values()), year


RENAMED = [
    ("function", "210", 2018, "医疗卫生与计划生育支出"),
    ("function", "210", 2024, "卫生健康支出"),
    ("function", "20805", 2019, "行政事业单位离退休"),
    ("function", "20805", 2020, "行政事业单位养老支出"),
    ("economic", "310", 2017, "其他资本性支出"),
    ("economic", "310", 2024, "资本性支出"),
    ("economic", "30311", 2016, "住房公积金"),
]


@pytest.mark.parametrize(("kind", "code", "year", "name"), RENAMED)
def test_names_change_with_the_year(kind, code, year, name):
    assert classification(kind).name(code, year) == name
    assert code in classification(kind).find(name)


@given(st.sampled_from(KINDS), st.text("0123456789", min_size=1, max_size=9))
def test_hierarchy_goes_by_segments(kind, code):
    depth, up = level(kind, code), parent(kind, code)
    if depth is None or depth == 0:
        assert up is None
    else:
        assert up == code[: LEVELS[kind][depth - 1]]
        assert level(kind, up) == depth - 1


def test_a_prefix_is_no_parent():
    assert level("function", "2080") is None
    assert parent("function", "20801") == "208"
    assert parent("function", "2080101") == "20801"
    assert all(parent("function", c) == "20801" for c in classification("function").find("行政运行", under="20801"))


NAMES = [
    ("二十一、其他支出", "其他支出"),
    ("（一）行政单位", "行政单位"),
    ("1.一般公务用车", "一般公务用车"),
    ("一般公共预算财政拨款", "一般公共预算财政拨款"),
    ("维修(护)费", "维修（护）费"),
    ("三公经费", "三公经费"),
]


@pytest.mark.parametrize(("printed", "plain"), NAMES)
def test_ordinals_and_brackets_do_not_matter(printed, plain):
    assert plain_name(printed) == plain
