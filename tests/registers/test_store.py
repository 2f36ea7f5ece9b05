"""Records are added, moved and amended, all or nothing, and their history says by whom."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.registers.conftest import DAY, PERSON, VAULT, Crash, Mortal

from juesuan.books.faults import Unusable, explain
from juesuan.books.seal import seal
from juesuan.registers import check, past, store
from juesuan.registers.packs import register_of
from juesuan.registers.store import Refused, history, records

add, amend, move = (partial(act, vault=VAULT) for act in (store.add, store.amend, store.move))
check_registers = partial(check.check_registers, vault=VAULT)
ROW = {"accepted": "2024-02-05", "person": PERSON, "workers": "3"}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.faults]


def test_a_record_lives(book: Path) -> None:
    assert add(book, "cases", [ROW, {**ROW, "id": "A1"}], who="甲", on=DAY) == ["2024-00001", "A1"]
    move(book, "cases", ["A1"], "suspended", who="甲", on=DAY, why="等候鉴定")
    move(book, "cases", ["A1"], "open", who="甲", on=DAY)
    move(book, "cases", ["A1"], "closed", who="乙", on=DAY)
    amend(book, "cases", "A1", {"wages": "1234.50"}, who="乙", on=DAY, why="补记")
    found = {row["id"]: row for row in records(book, register_of(book, "cases")).to_pylist()}
    assert (found["A1"]["state"], found["A1"]["closed"], str(found["A1"]["wages"])) == ("closed", DAY, "1234.50")
    assert [(one.source, one.to) for one in history(book, "cases") if one.record == "A1"] == [
        ("", "open"),
        ("open", "suspended"),
        ("suspended", "open"),
        ("open", "closed"),
        ("closed", ""),
    ]
    assert check_registers(book) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{**ROW, "id": "A"}, {**ROW, "id": "A"}], "key.duplicate"),
        ([{**ROW, "accepted": "2024-02-30"}], "cell.date"),
        ([{**ROW, "person": "110105194912310021"}], "number.id_number"),
        ([{**ROW, "workers": "0"}], "register.limit"),
        ([{"workers": "1"}], "cell.required"),
        ([{**ROW, "colour": "1"}], "register.field"),
        ([{**ROW, "state": "lost"}], "cell.choice"),
        ([{**ROW, "state": "closed"}], "register.needs"),
    ],
)
def test_one_bad_row_and_none_is_added(book: Path, rows: list[dict[str, str]], code: str) -> None:
    with pytest.raises(Refused) as refused:
        add(book, "cases", [{**ROW, "id": "Z"}, *rows], who="甲", on=DAY)
    assert codes(refused) == [code]
    assert not (book / "registers" / "cases.csv").exists()


def test_a_personal_number_is_not_repeated_in_a_message(book: Path) -> None:
    with pytest.raises(Refused) as refused:
        add(book, "cases", [{**ROW, "person": "110105194912310021"}], who="甲", on=DAY)
    assert "110105194912310021" not in explain(refused.value.fault)
    assert "第 1 行" in explain(refused.value.fault)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda b: move(b, "cases", ["A"], "closed", who="甲", on=DAY), "register.apart"),
        (lambda b: move(b, "cases", ["A"], "suspended", who="甲", on=DAY), "register.reason"),
        (lambda b: move(b, "cases", ["A"], "open", who="乙", on=DAY), "register.move"),
        (lambda b: move(b, "cases", ["B"], "closed", who="乙", on=DAY), "register.record"),
        (lambda b: move(b, "cases", ["A"], "withdrawn", who="乙", on=DAY.replace(day=1, month=1)), "register.order"),
        (lambda b: move(b, "cases", ["A"], "closed", who="乙", on=DAY, fields={"workers": ""}), "register.needs"),
        (lambda b: amend(b, "cases", "A", {"wages": "1"}, who="乙", on=DAY, why=" "), "register.amend_reason"),
        (lambda b: amend(b, "cases", "A", {"state": "closed"}, who="乙", on=DAY, why="x"), "register.fixed"),
    ],
)
def test_what_may_not_be_done_changes_nothing(book: Path, act: Callable[[Path], Any], code: str) -> None:
    add(book, "cases", [{**ROW, "id": "A"}], who="甲", on=DAY)
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as refused:
        act(book)
    assert codes(refused) == [code]
    assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} == before


def test_an_unknown_register_is_named(book: Path) -> None:
    with pytest.raises(Unusable) as refused:
        add(book, "cats", [ROW], who="甲", on=DAY)
    assert refused.value.fault.code == "register.unknown"


def test_a_sealed_book_takes_no_record(book: Path) -> None:
    seal(book, "甲")
    with pytest.raises(Unusable) as refused:
        add(book, "cases", [ROW], who="甲", on=DAY)
    assert refused.value.fault.code == "book.sealed"


def test_a_record_of_a_parquet_part_stays_in_it(book: Path) -> None:
    add(book, "cases", [{**ROW, "id": "A"}], who="甲", on=DAY)
    register = register_of(book, "cases")
    part = book / "registers" / "cases" / "2023.parquet"
    part.parent.mkdir()
    pq.write_table(records(book, register).drop_columns(["_file", "_row"]), part)
    (book / "registers" / "cases.csv").unlink()
    move(book, "cases", ["A"], "withdrawn", who="乙", on=DAY)
    assert not (book / "registers" / "cases.csv").exists()
    assert pq.read_table(part).column("state").to_pylist() == ["withdrawn"]


def test_a_crash_leaves_records_and_history_as_before_or_as_after(book: Path) -> None:
    add(book, "cases", [{**ROW, "id": "A"}], who="甲", on=DAY)
    for left in range(8):
        who = f"第{left}人"
        with contextlib.suppress(Crash):
            add(book, "cases", [{**ROW, "id": f"B{left}"}], who=who, on=DAY, disk=Mortal(left))
        known = {row["id"] for row in records(book, register_of(book, "cases")).to_pylist()}
        said = {one.record for one in history(book, "cases")}
        assert known == said
        assert check_registers(book) == []
    assert len(known) > 1


def test_a_history_is_read_the_same_by_arrow_and_row_by_row(book: Path) -> None:
    add(book, "cases", [ROW, {**ROW, "id": "A1"}], who="甲,“乙”", on=DAY)
    move(book, "cases", ["A1"], "suspended", who="丙", on=DAY, why="两行\n“理由”, 逗号")
    register = register_of(book, "cases")
    assert past.pasts_of(book, register) == past.pasts(past.entries(book, register))
    path = book / register.history
    path.write_bytes(path.read_bytes() + b"3,\xff,short\n")
    assert past.pasts_of(book, register) == past.pasts(past.entries(book, register))
    assert past.importers_of(book, register) == past.importers(past.entries(book, register))
    path.unlink()
    assert past.pasts_of(book, register) == {}
