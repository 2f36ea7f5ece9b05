"""An indicator is its query: value, numerator and denominator, and the rows behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.registers.conftest import DAY, PERSON, VAULT

from juesuan.books.faults import Unusable
from juesuan.registers.indicators import Desk, evaluate
from juesuan.registers.store import add

ROWS = [
    {"id": "A", "accepted": "2023-12-20", "person": PERSON, "workers": "2"},
    {"id": "B", "accepted": "2024-02-05", "person": PERSON, "workers": "3", "closed": "2024-02-20", "wages": "10.05"},
    {"id": "C", "accepted": "2024-02-06", "person": PERSON, "workers": "4", "closed": "2024-03-01", "wages": "0.10"},
    {"id": "D", "accepted": "2022-02-06", "workers": "1", "closed": "2023-03-01"},
    {"id": "E", "accepted": "2024-05-06", "workers": "2", "closed": "2025-01-03"},
]


@pytest.fixture
def cases(book: Path) -> Path:
    """A book with five cases."""
    add(book, "cases", [dict(row, state="closed" if "closed" in row else "open") for row in ROWS], who="甲", on=DAY,
        vault=VAULT)  # fmt: skip
    return book


@pytest.mark.parametrize(
    ("name", "value", "rows"),
    [
        ("accepted", "3", ["B", "C", "E"]),
        ("persons", "1", ["B", "C", "E"]),
        ("rate", "50", ["B", "C"]),
        ("wages", "10.15", ["B", "C"]),
        ("mean", "2.4", ["A", "B", "C", "D", "E"]),
        ("late", "4", ["A", "C", "D", "E"]),
    ],
)
def test_an_indicator_and_its_rows(cases: Path, name: str, value: str, rows: list[str]) -> None:
    found = evaluate(cases, f"cases.{name}")
    assert found.value == Decimal(value)
    assert found.rows() == rows
    assert found.sql.startswith("select ")


def test_a_period(cases: Path) -> None:
    found = evaluate(cases, "cases.rate", date(2024, 3, 1), date(2024, 3, 31))
    assert (found.numerator, found.denominator, found.value) == (1, 2, 50)


def test_a_rate_of_nothing_has_no_value(book: Path) -> None:
    assert evaluate(book, "cases.rate").value is None
    assert evaluate(book, "cases.wages").value == 0


@pytest.mark.parametrize(("name", "code"), [("cats.x", "register.unknown"), ("cases.x", "register.indicator")])
def test_what_is_not_there_is_named(book: Path, name: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        evaluate(book, name)
    assert refused.value.fault.code == code


@pytest.mark.parametrize("where", ["nonsense = 1", "id in (select content from read_text('/etc/hostname'))"])
def test_a_query_that_cannot_run_or_reads_elsewhere_is_refused(book: Path, where: str) -> None:
    path = book / "registers" / "cases.toml"
    text = path.read_text("utf-8").replace('where = "clocks.late > 0"', f'where = "{where}"')
    path.write_text(text, "utf-8")
    with pytest.raises(Unusable) as refused:
        Desk(book).evaluate("cases.late")
    assert refused.value.fault.code == "register.query"


def test_a_count_by_a_field_and_by_that_of_a_link(cases: Path) -> None:
    desk, start, end = Desk(cases), date(2024, 1, 1), date(2024, 12, 31)
    assert desk.by("cases.accepted", "state", start, end) == {"closed": Decimal(3)}
    assert desk.by("cases.wages", "id", start, end) == {"B": Decimal("10.05"), "C": Decimal("0.10")}
    add(cases, "cases", [{"id": "F", "accepted": "2024-06-03", "before": "B"}], who="甲", on=DAY)
    assert [*Desk(cases).by("cases.accepted", "before.person", start, end).values()] == [Decimal(3), Decimal(1)]
    for name, field, code in (("cases.rate", "state", "register.parts"), ("cases.accepted", "x", "register.field")):
        with pytest.raises(Unusable) as refused:
            desk.by(name, field, start, end)
        assert refused.value.fault.code == code
