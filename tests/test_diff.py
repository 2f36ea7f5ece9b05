"""Comparing books and documents: what differs, by how much, and what is no difference."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from juesuan.diff import Printed, Side, compare, side_of
from juesuan.facts import Coordinate
from juesuan.proof import read_facts
from juesuan.read import read

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
BOOK = ROOT / "examples/wuchang-hr-2024/book"
TOTAL = Coordinate.of("expenditure", 2024)


def side(kind: str, **values: str) -> Side:
    """Return a side with values, in yuan, at natures of expenditure."""
    facts = {TOTAL.with_(nature=n): [Printed(Decimal(v), v) for v in vs.split()] for n, vs in values.items()}
    return Side(Path(kind), kind, facts)


CASES = [
    ("equal", side("document", basic="5"), side("document", basic="5"), []),
    ("changed", side("document", basic="5"), side("document", basic="7"), ["2"]),
    ("only left", side("document", basic="5"), side("document"), ["-5"]),
    ("only right", side("document"), side("document", project="4"), ["4"]),
    ("zero is nothing", side("document", basic="0"), side("document"), []),
    ("what only a book has", side("book", basic="5"), side("document"), []),
    ("what a book lacks", side("book"), side("document", basic="5"), ["5"]),
    ("two books", side("book", basic="5"), side("book"), ["-5"]),
    ("printed in two ways", side("book", basic="5"), side("document", basic="5 6"), ["1"]),
    ("printed in two ways on both sides", side("document", basic="5 6"), side("document", basic="6 5"), []),
]


@pytest.mark.parametrize(("name", "left", "right", "gaps"), CASES, ids=[c[0] for c in CASES])
def test_compare(name: str, left: Side, right: Side, gaps: list[str]) -> None:
    assert [str(c.difference) for c in compare(left, right).changes] == gaps


def test_a_book_and_the_document_it_was_made_from_differ_where_the_document_contradicts_itself() -> None:
    found = compare(side_of(BOOK), side_of(ROOT / "examples/wuchang-hr-2024/disclosure.md"))
    forms = [c for c in found.changes if c.right and c.right.place and c.right.place.form]
    printed = read_facts(read(ROOT / "examples/wuchang-hr-2024/disclosure.md"))
    assert len(forms) == 8
    assert found.common > 200
    for change in forms:  # each is half a quantum away from what other places print
        assert abs(change.difference) == Decimal(100)
        assert change.coordinate in printed


def test_the_published_document_itself() -> None:
    path = SHARED / "disclosures/wuchang-hr-2024.txt"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    found = compare(side_of(BOOK), side_of(path))
    money = [c for c in found.changes if c.coordinate.measure == "expenditure"]
    assert all(abs(c.difference) <= Decimal(100) for c in money)
    assert len(money) <= 15
