"""What is said of one person: the same decisions, what fails, its fact and article, what would change it."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tests.fund.lives import add, life, table, tables

from juesuan.books.faults import Unusable
from juesuan.fund.entitlement import PAID, entitled
from juesuan.fund.explanation import Explained, explain
from juesuan.fund.programme import programmes

ALL = programmes()
PERSON = {
    "person": "A",
    "born": date(1980, 5, 6),
    "sex": "male",
    "hard_to_employ": True,
    "graduated": date(2023, 6, 30),
}
MONTH = {"person": "A", "month": date(2024, 1, 1), "work": "flexible", "premium_own": Decimal("1009.79")}


def _one(
    programme: str, paid: pa.Table | None = None, lang: str = "zh", person: Any = None, **facts: object
) -> Explained:
    months = table([MONTH | facts])
    (found,) = explain(ALL, programme, "A", table([PERSON | (person or {})]), months, paid, lang=lang)
    return found


def test_what_is_met_says_its_facts_and_articles() -> None:
    found = _one("insurance_flexible")
    assert (found.met, found.amount_fen) == (True, 67319)
    paid = next(c for c in found.checks if c.name == "paid")
    assert [(u.name, u.value) for u in paid.used] == [("premium_own", "1,009.79")]
    assert "第八条" in paid.article
    ceiling = found.checks[-1]
    assert (
        ceiling.wording
        == "累计不超过36个月；初次核定时距法定退休年龄（2025年以前核定的为延迟前的年龄）不足5年的可至退休"
    )
    assert ceiling.used[0].value == "此前已计 0 个月，上限 36 个月"


def test_what_fails_says_what_would_change_it() -> None:
    found = _one("insurance_flexible", person={"hard_to_employ": None}, work="employed", premium_own=Decimal(0))
    assert not found.met
    said = {c.name: ([u.value for u in c.used], c.change) for c in found.failed}
    assert said == {
        "hard_to_employ": (["未知"], ("“经认定的就业困难人员”为 是",)),
        "flexible": (["单位就业"], ("“本月就业状态”为 灵活就业",)),
        "paid": (["0.00"], ("“本人实际缴纳的养老、医疗保险费”为 0.01",)),
    }


def test_a_condition_over_two_facts_names_only_what_alone_would_do() -> None:
    found = _one("post", work="post", post_open=False, wage=Decimal(2210))
    assert [c.change for c in found.failed] == [("“公益性岗位在册且本月在岗”为 是",)]
    neither = _one("post", work="flexible", post_open=False, wage=Decimal(2210))
    assert [c.change for c in neither.failed] == [()]


def test_an_exclusion_names_programme_month_and_article() -> None:
    paid = pa.Table.from_pylist([{"person": "A", "programme": "insurance_post", "month": date(2024, 1, 1)}], PAID)
    (check,) = _one("insurance_flexible", paid).failed
    assert check.name == "excluded:insurance_post"
    assert check.used[0].value == "公益性岗位社会保险补贴已计 2024-01"
    assert "同一人同一月" in check.article
    (check,) = _one("insurance_graduate_flexible").failed
    assert check.used[0].value == "就业困难人员社会保险补贴（灵活就业）已计 2024-01"


def test_a_ceiling_says_how_many_months_and_from_when() -> None:
    rows = [{"person": "A", "programme": "insurance_enterprise", "month": add(date(2020, 1, 1), n)} for n in range(36)]
    (check,) = _one("insurance_flexible", pa.Table.from_pylist(rows, PAID), "en").failed
    assert [u.value for u in check.used] == [
        "36 months before, at most 36",
        "first granted 2020-01, 244 months before 2040-05; extended only where fewer than 60",
    ]
    assert [u.name for u in check.used] == ["used", "retires_undeferred"]


def test_a_second_term_is_named_with_the_month_it_began() -> None:
    rows = [{"person": "A", "programme": "post", "month": add(date(2020, 12, 1), n)} for n in range(36)]
    again = {"placed_again": date(2024, 1, 1), "special_hardship": "no_earner"}
    post = {"work": "post", "post_open": True, "wage": Decimal(2210)}
    found = _one("post", pa.Table.from_pylist(rows, PAID), "en", again, **post)
    assert [(u.name, u.value) for u in found.checks[-1].used][:2] == [
        ("used", "0 months before, at most 36"),
        ("second_term", "counted anew from 2024-01 on"),
    ]
    assert found.met


def test_explanations_decide_as_the_register_does() -> None:
    lives = [life(n, random.Random(n)) for n in range(20)]
    persons, months, paid = tables(lives)
    wanted = entitled(ALL, persons, months, paid).to_pylist()
    for name in ("insurance_flexible", "post", "training", "hiring_unemployed"):
        for person in persons.column("person").to_pylist()[:8]:
            found = explain(ALL, name, person, persons, months, paid)
            mine = [
                (d["month"], d["met"], d["amount_fen"], d["failed"])
                for d in wanted
                if (d["person"], d["programme"]) == (person, name)
            ]
            assert [(e.month, e.met, e.amount_fen, " ".join(c.name for c in e.failed)) for e in found] == mine


def test_one_month_an_unknown_person_and_an_unknown_programme() -> None:
    months = table([MONTH, MONTH | {"month": date(2024, 2, 1)}])
    found = explain(ALL, "post", "A", table([PERSON]), months, month=date(2024, 2, 28))
    assert [e.month for e in found] == [date(2024, 2, 1)]
    with pytest.raises(Unusable, match=r"fund\.no_person"):
        explain(ALL, "post", "B", table([PERSON]), months)
    with pytest.raises(Unusable, match=r"fund\.no_programme"):
        explain(ALL, "posts", "A", table([PERSON]), months)
