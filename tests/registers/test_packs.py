"""A register's file says what is wrong with it; the shipped ones have nothing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registers.conftest import CASES

from juesuan.books.faults import Unusable
from juesuan.registers.packs import registers, shipped

AGAIN = """[[clocks]]
name = "decide"
title = "审理期限"
start = "accepted"
stop = "closed"
days = 10
"""


def test_the_books_own_register_is_there(book: Path) -> None:
    found = registers(book)["cases"]
    assert found.initial == "open"
    assert found.table.names[:3] == ("id", "state", "accepted")
    assert set(shipped()) < set(registers(book))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to = "closed"', 'to = "shut"', "shut"),
        ('sets = "closed"', 'sets = "workers"', "workers"),
        ('start = "accepted"', 'start = "begun"', "begun"),
        ('kind = "working"', 'kind = "lunar"', "lunar"),
        ('type = "money"', 'type = "gold"', "gold"),
        ('counts = "persons"', 'counts = "souls"', "souls"),
        ('part = "closed between $start and $end"', "", "rate"),
        ('title = "案件"', 'colour = "red"', "colour"),
        ('title = "案件"', "", "title"),
        ("days = 10", "days = 10\nnights = 3", "nights"),
        ('name = "persons"', 'name = "rate"', "taken"),
        ("days = 10", 'days = 10\nsince = "2021-07-15"', "a day such as"),
        ("days = 10", "days = 10\nsince = 2021-07-15\nuntil = 2021-07-14", "before 2021-07-15"),
        ("[[clocks]]", f"{AGAIN}until = 2021-07-15\n[[clocks]]", "stands twice"),
        ("[[clocks]]", f"{AGAIN}until = 2021-07-15\n[[clocks]]\nsince = 2021-07-15", "stands twice"),
        ("title = ", "title ", "TOML"),
    ],
)
def test_a_faulty_register_is_refused_with_the_reason(book: Path, old: str, new: str, said: str) -> None:
    (book / "registers" / "cases.toml").write_text(CASES.replace(old, new, 1), "utf-8")
    with pytest.raises(Unusable) as refused:
        registers(book)
    one = refused.value.fault
    assert said in one.params["why"] or one.code == "book.syntax"
