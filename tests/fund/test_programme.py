"""Programmes as data: what ships is whole, and what is written wrongly is refused with file and field."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from juesuan.books.faults import Unusable, explain
from juesuan.fund.expression import NotARule, literals, names, render
from juesuan.fund.facts import terms
from juesuan.fund.programme import programmes
from juesuan.fund.reading import CHOICES, programme_of

SHIPPED = programmes()
FOLDER = files("juesuan.fund") / "programmes"


def test_every_programme_of_the_inventory_is_there() -> None:
    purposes = {one.purpose for one in SHIPPED.values()}
    wanted = {"职业培训补贴", "社会保险补贴", "公益性岗位补贴", "一次性创业补贴", "就业创业服务补助", "其他补贴"}
    assert wanted | {"公益性岗位差额", "支农返汉人员及家属帮扶补贴", "创业担保贷款贴息", "失业保险基金支出"} == purposes
    codes = {one.function for one in SHIPPED.values() if one.source == "employment_fund"}
    assert {"2080701", "2080702", "2080704", "2080705", "2080713", "2080799"} <= codes


@pytest.mark.parametrize("name", list(SHIPPED))
def test_a_programme_says_what_the_law_asks(name: str) -> None:
    one = SHIPPED[name]
    assert one.basis
    assert one.documents
    assert one.amount_article
    assert {one.nature} <= set(CHOICES["nature"])
    assert all(c.article and c.wording["zh"] and c.wording["en"] for c in one.conditions)
    assert all(dated.reference for value in one.values.values() for dated in value.dated)


def test_values_change_with_the_month() -> None:
    standard = SHIPPED["post"].values["standard"]
    assert [standard.at(date(2024, m, 1)).value for m in (1, 2)] == [201000, 221000]  # type: ignore[union-attr]
    assert standard.at(date(2016, 1, 1)) is None


def test_promotion_and_protection_split_as_published() -> None:
    kinds = {one.purpose: one.nature for one in SHIPPED.values() if one.source == "employment_fund"}
    assert [p for p, n in kinds.items() if n == "protection"] == ["社会保险补贴", "公益性岗位补贴"]


def _changed(name: str, old: str, new: str) -> dict[str, object]:
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert old in text
    return tomllib.loads(text.replace(old, new, 1))


WRONG = [
    ('nature = "protection"', 'nature = "both"', "nature", "promotion / protection"),
    ('function = "2080705"', 'function = "20807"', "function", "2080704"),
    ("priority = 20", 'priority = "first"', "priority", "first"),
    ('title = "公益性岗位补贴"', 'titel = "公益性岗位补贴"', "titel", "titel"),
    ('sql = "hard_to_employ"', 'sql = "hard_to_imploy"', "conditions.hard_to_employ", "hard_to_imploy"),
    ("work = 'post'", "work = 'posts'", "conditions.post", "posts"),
    ('sql = "wage > 0"', 'sql = "wage"', "conditions.wage", "boolean"),
    ('sql = "wage > 0"', 'sql = "wage > (select 1)"', "conditions.wage", "select"),
    ('sql = "wage > 0"', 'sql = "wage > 0; drop table x"', "conditions.wage", ";"),
    ('sql = "wage > 0"', 'sql = "wage > work"', "conditions.wage", "wage > work"),
    ('value = "36"', 'value = "three years"', "values.most.dated[1].value", "three years"),
    ("from = 2021-09-01", "from = 2017-01-01", "values.standard.dated", "2017-01-01"),
    ("from = 2021-09-01", 'from = "soon"', "values.standard.dated[2].from", "soon"),
    ('near = "near"', 'near = "standard"', "ceiling.near", "standard"),
    ('until = "retires"', 'until = "wage"', "ceiling.until", "wage"),
    ('former = "retires_undeferred"', 'former = "wage"', "ceiling.former", "wage"),
    ("changed = 2025-01-01", "", "ceiling.former", "retires_undeferred"),
    ('terms = "terms"', 'terms = "standard"', "ceiling.terms", "standard"),
    ('terms = "terms"', "", "ceiling.again", "second_term"),
    ("from = 2021-09-01,", "from = 2021-09-01, until = 2021-08-31,", "values.standard.dated[2].until", "2021-08-31"),
    ("累计不超过{most}个月", "累计不超过{mst}个月", "ceiling.zh", "{most}"),
    ("累计不超过{most}个月", "累计不超过{most个月", "ceiling.zh", "{most"),
    ('scope = "month"', 'scope = "week"', "exclusions[1].scope", "week"),
]


@pytest.mark.parametrize(("old", "new", "field", "said"), WRONG)
def test_what_is_written_wrongly_is_named(old: str, new: str, field: str, said: str) -> None:
    with pytest.raises(Unusable) as caught:
        programme_of("post", "programmes/post.toml", _changed("post", old, new))
    line = explain(caught.value.fault)
    assert (caught.value.fault.file, caught.value.fault.column) == ("programmes/post.toml", field)
    assert said in line
    assert "\n" not in line


def test_a_book_replaces_and_adds(tmp_path: Path) -> None:
    folder = tmp_path / "fund" / "programmes"
    folder.mkdir(parents=True)
    text = (FOLDER / "post.toml").read_text("utf-8")
    (folder / "post.toml").write_text(text.replace('value = "2210.00"', 'value = "2200.00"'), "utf-8")
    (folder / "village.toml").write_text(text.replace("priority = 20", "priority = 23"), "utf-8")
    found = programmes(tmp_path)
    assert found["post"].values["standard"].at(date(2024, 5, 1)).value == 220000  # type: ignore[union-attr]
    assert found["village"].file == "fund/programmes/village.toml"
    assert list(found).index("village") == list(found).index("post_gap_insurance") + 1


def test_a_books_programme_may_not_exclude_one_that_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "fund" / "programmes"
    folder.mkdir(parents=True)
    text = (FOLDER / "post.toml").read_text("utf-8")
    (folder / "post.toml").write_text(text.replace('programme = "insurance_flexible"', 'programme = "gone"'), "utf-8")
    with pytest.raises(Unusable) as caught:
        programmes(tmp_path)
    assert caught.value.fault.column == "exclusions.programme"


def test_the_rule_language() -> None:
    assert names("work = 'post' and least(wage, standard) > 0") == ("work", "wage", "standard")
    assert literals("work = 'o''clock' and month < date '2024-01-01'") == ("o'clock",)
    assert (
        render("months(born, month) > 0", {"born": "p.born", "month": "m.month"}) == "months ( p.born , m.month ) > 0"
    )
    with pytest.raises(NotARule, match="read_csv"):
        render("read_csv('x')", {})
    with pytest.raises(NotARule):
        names('wage > "x"')


def test_facts_have_titles_and_types() -> None:
    assert all(
        term.title and term.type in ("flag", "date", "money", "count", "choice", "code") for term in terms().values()
    )
    assert set(names(terms()["retires"].sql)) <= set(terms())
