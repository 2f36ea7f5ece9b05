"""Numbers that prove themselves: each kind with examples that hold and that do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books import identity

CASES = [
    (identity.id_number, "11010519491231002X", True),
    (identity.id_number, "440524188001010014", True),
    (identity.id_number, "110105194912310021", False),
    (identity.id_number, "11010519490231002X", False),
    (identity.id_number, "110105491231002", True),
    (identity.id_number, "110105491331002", False),
    (identity.id_number, "11010519491231002x", False),
    (identity.id_number, "4４0524188001010014", False),
    (identity.credit_code, "91350100M000100Y43", True),
    (identity.credit_code, "91350100M000100Y44", False),
    (identity.credit_code, "9135O100M000100Y43", False),
    (identity.card, "4111111111111111", True),
    (identity.card, "4111111111111112", False),
    (identity.card, "411111111111", False),
    (identity.card, "4１11111111111111", False),
    (identity.phone, "13800138000", True),
    (identity.phone, "027-88880000", True),
    (identity.phone, "12345", False),
    (identity.phone, "1380013800０", False),
    (identity.phone, "23800138000", False),
]


@pytest.mark.parametrize(("proof", "text", "holds"), CASES)
def test_numbers(proof: Callable[[str], bool], text: str, holds: bool) -> None:
    assert proof(text) is holds


@given(st.dates(), st.integers(100000, 999999), st.integers(0, 999))
def test_fifteen_digits_become_eighteen_that_check(born: object, place: int, order: int) -> None:
    short = f"{place}{str(born).replace('-', '')[2:]}{order:03d}"
    long = identity.to18(short)
    assert len(long) == 18
    assert long[:6] == short[:6]
    assert identity.id_number(long) is identity.id_number(short)


LONG = [text for proof, text, holds in CASES if proof is identity.id_number and holds and len(text) == 18]


@given(st.sampled_from(LONG), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_checks(text: str, place: int, by: int) -> None:
    wrong = text[:place] + str((int(text[place]) + by) % 10) + text[place + 1 :]
    assert not identity.id_number(wrong)
