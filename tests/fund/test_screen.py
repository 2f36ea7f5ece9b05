"""Screens over applications: each fires with both records and its arithmetic, and stays silent beside it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pyarrow as pa
import pytest

from juesuan.books.faults import Unusable
from juesuan.books.identity import to18
from juesuan.fund.programme import programmes
from juesuan.fund.screen import APPLICATIONS, PEOPLE, TRAININGS, Flag, screen, titles

ALL = programmes()
SHORT = "420106800101123"
LONG = to18(SHORT)
OTHER = to18("420106810202456")
BASE = {"programme": "post", "id_number": LONG, "name": "张三", "account": "6222000000001234", "employer": "E1"}
BASE |= {"first": date(2024, 1, 1), "last": date(2024, 6, 1)}


def _table(schema: pa.Schema, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"id": f"R{n}"} | row for n, row in enumerate(rows)], schema)


def screened(*rows: dict[str, Any], **more: Any) -> list[Flag]:
    found = screen(ALL, _table(APPLICATIONS, *rows), **more)
    assert len(found) == sum(found.counts().values())
    return list(found)


def _flags(*rows: dict[str, Any], **more: Any) -> list[Flag]:
    return screened(*(BASE | row for row in rows), **more)


def test_fifteen_and_eighteen_digits_are_one_person() -> None:
    second = {
        "id_number": SHORT,
        "first": date(2024, 5, 1),
        "last": date(2024, 12, 1),
        "account": "1",
        "employer": "E2",
    }
    (flag,) = _flags({}, second)
    assert (flag.kind, flag.left.id, flag.right.id, flag.left.row, flag.right.row) == ("duplicate", "R1", "R0", 3, 2)
    assert flag.words() == (
        f"证件号码 4201**********{LONG[-4:]} 在同一项目有 2 个月重叠（2024-05—2024-06），一处写 18 位、一处写 15 位"
    )
    assert _flags({}, second | {"first": date(2024, 7, 1)}) == []
    assert _flags({}, second | {"id_number": OTHER}) == []


def test_an_earlier_payment_counts_but_is_not_flagged_itself() -> None:
    paid = _table(APPLICATIONS, BASE | {"first": date(2024, 6, 1)}, BASE | {"first": date(2024, 6, 1)})
    found = _flags({}, paid=paid)
    assert {(f.kind, f.left.table, f.right.table) for f in found} == {("duplicate", "applications", "paid")}


def test_the_same_person_twice_in_a_batch() -> None:
    rows = [{"batch": "B1", "first": date(2024, m, 1), "last": date(2024, m, 1)} for m in (1, 2)]
    (flag,) = _flags(*rows)
    assert (flag.kind, flag.left.row, flag.right.row) == ("batch", 3, 2)
    assert "B1 中出现 2 次" in flag.words()
    assert _flags(rows[0], rows[1] | {"batch": "B2"}) == []


def test_name_and_account_of_two_numbers() -> None:
    (flag,) = _flags({}, {"id_number": OTHER})
    assert flag.kind == "name_account"
    assert "6222********1234" in flag.words("en")
    assert LONG not in flag.words()
    assert _flags({}, {"id_number": OTHER, "name": "李四"}) == []


def test_one_account_of_many_people() -> None:
    rows = [{"id_number": to18(f"42010680010112{n}"), "name": f"某{n}"} for n in range(3)]
    (flag,) = _flags(*rows)
    assert (flag.kind, flag.said["people"], flag.said["times"]) == ("account", "3", "3")
    assert flag.left.id != flag.right.id
    assert _flags(*rows, shared=4) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "fires"),
    [
        ({"programme": "insurance_flexible"}, {"programme": "post"}, True),
        ({"programme": "insurance_flexible", "first": date(2024, 7, 1), "last": date(2024, 8, 1)}, {}, False),
        ({"programme": "insurance_post"}, {}, False),
        (
            {"programme": "hiring_graduate", "first": date(2019, 1, 1), "last": None},
            {"programme": "hiring_relieved"},
            True,
        ),
        (
            {"programme": "insurance_post"},
            {"programme": "hiring_unemployed", "first": date(2025, 1, 1), "last": None},
            True,
        ),
        ({"programme": "insurance_post"}, {"programme": "hiring_unemployed", "employer": "E2"}, False),
        ({"programme": "insurance_post"}, {"programme": "hiring_unemployed", "employer": None}, False),
    ],
)
def test_programmes_that_exclude_each_other(mine: dict[str, Any], theirs: dict[str, Any], fires: bool) -> None:
    found = _flags(mine, theirs)
    assert [f.kind for f in found] == ["exclusion"] * fires
    assert [f.kind for f in _flags(theirs, mine)] == ["exclusion"] * fires
    if fires and mine["programme"] == "insurance_flexible":
        assert found[0].words() == (
            "“公益性岗位补贴”与“就业困难人员社会保险补贴（灵活就业）”互斥（同一个月）：2024-01—2024-06，6 个月"
        )


def test_training_hours_that_overlap() -> None:
    day = {"id_number": LONG, "day": date(2024, 5, 6)}
    morning, late = {"starts": time(9), "ends": time(12)}, {"starts": time(11), "ends": time(14)}
    found = screened(trainings=_table(TRAININGS, day | morning, day | late | {"id_number": SHORT}))
    assert [f.words("en") for f in found] == [
        f"ID 4201**********{LONG[-4:]}: on 2024-05-06 09:00—12:00 and 11:00—14:00 overlap by 60 minutes"
    ]
    assert (found[0].left.table, found[0].left.row) == ("trainings", 3)
    beside = _table(TRAININGS, day | morning, day | late | {"starts": time(12)}, day | late | {"day": date(2024, 5, 7)})
    assert screened(trainings=beside) == []


@pytest.mark.parametrize(
    ("person", "programme", "words"),
    [
        ({"died": date(2024, 3, 9)}, "post", "于 2024-03 去世，申请到 2024-06，多 3 个月"),
        ({"died": date(2023, 3, 9)}, "training", "于 2023-03 去世，申请到 2024-06，多 6 个月"),
        ({"died": date(2024, 6, 1)}, "post", ""),
        ({"retired": date(2024, 5, 1)}, "post", "于 2024-05 达到退休年龄或领取养老金，申请到 2024-06，多 1 个月"),
        ({"retired": date(2024, 5, 1)}, "training", ""),
    ],
)
def test_the_dead_and_the_retired(person: dict[str, Any], programme: str, words: str) -> None:
    found = _flags({"programme": programme}, people=_table(PEOPLE, {"id_number": SHORT} | person))
    assert [f.words().partition(" ")[2].partition(" ")[2] for f in found] == ([words] if words else [])
    assert all(f.right.table == "people" for f in found)


def test_a_column_that_is_missing_or_of_another_type() -> None:
    with pytest.raises(Unusable, match=r"fund\.no_column"):
        screen(ALL, pa.table({"id": ["1"]}))
    with pytest.raises(Unusable, match=r"fund\.field"):
        screen(ALL, _table(APPLICATIONS, BASE).set_column(7, "first", pa.array(["soon"])))


def test_every_screen_has_a_title_and_words() -> None:
    assert list(titles()) == [
        "duplicate",
        "batch",
        "name_account",
        "account",
        "exclusion",
        "training",
        "dead",
        "retired",
    ]
