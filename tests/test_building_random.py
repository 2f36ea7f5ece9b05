"""Any consistent book is published: all formats read back without a difference, nothing found, nothing unchecked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.books.random_books import Shape, random_book

from juesuan.books.check import check
from juesuan.books.faults import explain
from juesuan.building import build

READ = ("docx", "pdf", "html", "xlsx")
ALONE = Shape(("nonfiscal",), units=1, functions=1, balances=False, matters=False)
RARE = {
    "one function, whole 万元, no fiscal money": replace(ALONE, size="round"),
    "one function, no budget": replace(ALONE, budget=False),
    "government funds only": Shape(("government_fund",), size="round"),
    "state capital beside last year's general budget": Shape(("state_capital",), corrections=True),
    "twelve units, long names": Shape(("general", "nonfiscal"), units=12, functions=6, long=True),
    "a few 分": Shape(("general", "government_fund", "nonfiscal"), functions=6, size="cents", policy="controlled"),
    "nine digits before the point": Shape(("general", "state_capital", "nonfiscal"), size="huge", corrections=True),
    "nothing spent": Shape(("general",), units=1, functions=1, budget=False, matters=False),
}


def publish(seed: int, shape: Shape | None, pack: str) -> None:
    """Write a book, check it, publish it; `build` refuses what does not prove itself."""
    with TemporaryDirectory() as folder:
        book = random_book(Path(folder) / "book", seed, shape, pack)
        assert [explain(one) for one in check(book) if one.severity == "error"] == []
        built = build(book, Path(folder) / "out", formats=READ)
        assert [proof.holds for proof in built.proofs] == [True] * len(READ)


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_any_consistent_book_is_published(pack: str, seed: int) -> None:
    publish(seed, None, pack)


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@pytest.mark.parametrize("what", RARE)
def test_rare_books_are_published(what: str, pack: str) -> None:
    publish(len(what), replace(RARE[what], pack=pack), pack)
