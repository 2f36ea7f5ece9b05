"""What is wrong with a register is named with its file and row; what is right is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.registers.conftest import DAY

from juesuan.books.faults import Unusable, kinds
from juesuan.registers.check import check_registers, kept, overdue
from juesuan.registers.indicators import evaluate
from juesuan.registers.packs import register_of
from juesuan.registers.store import add, move
from juesuan.registers.workdays import FIRST, LAST

ROW = {"accepted": "2024-02-05", "workers": "3"}


@pytest.fixture
def cases(book: Path) -> Path:
    """A book with two cases, one closed."""
    add(book, "cases", [{**ROW, "id": "A"}, {**ROW, "id": "B", "before": "A"}], who="甲", on=DAY)
    move(book, "cases", ["A"], "closed", who="乙", on=DAY)
    return book


def edit(book: Path, old: str, new: str, name: str = "cases.csv") -> list[str]:
    path = book / "registers" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [one.code for one in check_registers(book)]


def test_a_sound_register_has_no_fault(cases: Path) -> None:
    assert check_registers(cases) == []
    assert list(kept(cases)) == ["cases"]


def test_a_register_the_book_wrote_itself_is_kept_before_it_has_a_record(cases: Path) -> None:
    text = 'title = "例会"\nrule = "One row a meeting."\n[[fields]]\nname = "held"\ntitle = "日期"\ntype = "date"\n'
    (cases / "registers" / "meetings.toml").write_text(text, "utf-8")
    assert list(kept(cases)) == ["cases", "meetings"]
    assert check_registers(cases) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("A,closed,2024-02-05,2024-03-01", "A,closed,2024-02-05,2024-02-01", ["register.rule"]),
        ("A,closed,2024-02-05,2024-03-01", "A,closed,2024-02-05,", ["register.needs"]),
        ("A,closed,2024-02-05,2024-03-01", "A,open,2024-02-05,2024-03-01", ["register.state"]),
        (",3,,A", ",3,,C", ["cell.link"]),
        (",3,,A", ",9999,,A", ["register.limit"]),
        ("B,open", "A,open", ["key.duplicate", "register.lost"]),
        ("B,open", "C,open", ["register.lost", "register.unrecorded"]),
    ],
)
def test_an_edited_record_is_found(cases: Path, old: str, new: str, found: list[str]) -> None:
    assert edit(cases, old, new) == found


def test_a_row_put_in_by_hand_has_no_history(cases: Path) -> None:
    path = cases / "registers" / "cases.csv"
    path.write_text(path.read_text("utf-8") + "C,open,2024-02-05,,,3,,\n", "utf-8")
    assert [one.code for one in check_registers(cases)] == ["register.unrecorded"]


@pytest.mark.parametrize(("old", "new"), [("甲,A", "丙,A"), (",A,", ",B,")])
def test_an_edited_history_is_found(cases: Path, old: str, new: str) -> None:
    assert edit(cases, old, new, "cases.history.csv") == ["history.broken"]


def test_what_is_late_comes_first_with_its_days(cases: Path) -> None:
    late = overdue(cases, register_of(cases, "cases"), date(2024, 4, 1))
    assert [(one.record, one.due, one.late) for one in late] == [
        ("B", date(2024, 2, 23), 26),
        ("A", date(2024, 2, 23), 5),
    ]
    assert overdue(cases, register_of(cases, "cases"), date(2024, 2, 23)) == []


def test_every_message_is_said_in_both_languages() -> None:
    said = [one for code, one in kinds().items() if code.startswith(("register.", "calendar."))]
    assert said
    assert all(one.message["zh"] and one.message["en"] for one in said)


@pytest.mark.parametrize("year", [FIRST.year - 2, LAST.year + 2])
def test_a_clock_that_starts_in_a_year_not_known_has_a_place(cases: Path, year: int) -> None:
    with pytest.raises(Unusable) as refused:
        add(cases, "cases", [{**ROW, "accepted": f"{year}-12-20"}], who="甲", on=DAY)
    assert (refused.value.fault.code, refused.value.fault.column) == ("register.calendar", "accepted")
    add(cases, "cases", [{**ROW, "accepted": f"{LAST.year + 1}-01-05"}], who="甲", on=DAY)  # not announced yet
    assert edit(cases, "B,open,2024-02-05", f"B,open,{year}-12-20") == ["register.calendar"]
    (found,) = check_registers(cases)
    assert (found.file, found.row, found.column) == ("registers/cases.csv", 3, "accepted")


@pytest.mark.parametrize("asked", [lambda book: overdue(book, register_of(book, "cases"), date(2024, 4, 1)),
                                   lambda book: evaluate(book, "cases.late")])  # fmt: skip
def test_what_a_clock_cannot_tell_is_said_with_its_place(cases: Path, asked: Callable[[Path], object]) -> None:
    edit(cases, "B,open,2024-02-05", f"B,open,{FIRST.year - 2}-12-20")
    assert evaluate(cases, "cases.accepted").value == 1  # no clock is asked
    with pytest.raises(Unusable) as refused:
        asked(cases)
    found = refused.value.fault
    assert (found.code, found.file, found.row, found.column) == (
        "calendar.unknown",
        "registers/cases.csv",
        3,
        "accepted",
    )
