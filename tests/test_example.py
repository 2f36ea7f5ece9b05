"""The demonstration audits to exactly what its README lists."""

import importlib.util
import shutil
from collections import Counter
from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.books.open import open_book
from juesuan.compile.compiler import compile_book
from juesuan.compile.sums import sums
from juesuan.facts import Coordinate

FOLDER = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024"
EXAMPLE = FOLDER / "disclosure.md"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_book", FOLDER / "make_book.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_book_equals_the_published_forms_but_where_they_contradict_themselves(maker):
    accounts = compile_book(open_book(FOLDER / "book"))
    printed = [(c, value) for c, values in maker.published().items() for value in values]
    differ = [(c, value) for c, value in printed if accounts.printed.get(c, 0) != value]
    assert len(printed) - len(differ) == 287
    about = {(c.get("function") or "", c.get("nature") or "") for c, _ in differ}
    assert about == {("208", ""), ("210", ""), ("", "basic")}
    for coordinate, value in differ:
        assert abs(accounts.exact[coordinate] - int(value * maker.FEN)) == maker.HALF  # both roundings are near


def test_controlled_rounding_closes_the_example():
    accounts = compile_book(open_book(FOLDER / "book"), policy="controlled")
    assert accounts.moved
    assert accounts.tails == []
    assert all(r.gap(accounts.printed) == 0 for r in sums(accounts.exact))


def test_the_script_makes_the_book_that_is_here(maker, tmp_path):
    shutil.copytree(FOLDER / "book", tmp_path / "book")
    shutil.copy(EXAMPLE, tmp_path)
    maker.HERE = tmp_path
    maker.main()
    for path in sorted((FOLDER / "book").glob("*.csv")):
        assert (tmp_path / "book" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_units_together_are_the_department():
    accounts = compile_book(open_book(FOLDER / "book"))
    assert accounts.exact[Coordinate.of("expenditure", 2024)] == accounts.exact[Coordinate.of("revenue", 2024)]


def test_example_finds_what_was_put_there_and_nothing_else():
    result = audit(EXAMPLE)
    assert Counter(f.code for f in result.report.findings) == Counter(
        {
            "derived.completion": 1,
            "derived.direction": 1,
            "derived.zero_base": 1,
            "identity.value": 1,
            "identity.shown": 4,
            "disclosure.placeholder": 1,
            "disclosure.doubled_punctuation": 1,
            "disclosure.numbering": 1,
            "disclosure.empty_term": 1,
        }
    )
    swap = next(f for f in result.report.findings if f.code == "identity.value")
    assert (swap.suspects[0].value, swap.suspects[0].why) == ("24.47", "swap")
    assert len(result.disclosure.forms) == 9
