"""Many records come at once or not at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.registers.conftest import DAY

from juesuan.registers.bulk import bulk
from juesuan.registers.check import check_registers
from juesuan.registers.packs import register_of
from juesuan.registers.store import Refused, add, move, records

GOOD = {"id": ["A", "B"], "state": ["open", "closed"], "accepted": ["2024-02-05", "2024-02-06"], "workers": ["1", "2"]}
GOOD |= {"closed": ["", "2024-03-01"], "before": ["", "A"]}


def test_records_come_at_once_and_go_on_one_by_one(book: Path) -> None:
    assert bulk(book, "cases", pa.table(GOOD), "2024", who="甲", on=DAY) == 2
    assert check_registers(book) == []
    move(book, "cases", ["A"], "withdrawn", who="乙", on=DAY)
    assert [row["state"] for row in records(book, register_of(book, "cases")).to_pylist()] == ["withdrawn", "closed"]
    assert check_registers(book) == []


@pytest.mark.parametrize(
    ("column", "values", "code", "row"),
    [
        ("accepted", ["2024-02-05", "2024-02-30"], "cell.date", 3),
        ("id", ["A", "A"], "key.duplicate", 3),
        ("id", ["A", "Z"], "key.duplicate", 3),
        ("before", ["", "C"], "cell.link", 3),
        ("workers", ["0", "2"], "register.limit", 2),
        ("closed", ["", ""], "register.needs", 3),
        ("closed", ["", "2024-01-01"], "register.rule", 3),
        ("state", ["open", "gone"], "cell.choice", 3),
    ],
)
def test_one_faulty_row_and_none_comes(book: Path, column: str, values: list[str], code: str, row: int) -> None:
    add(book, "cases", [{"id": "Z", "accepted": "2023-01-03"}], who="甲", on=DAY)
    with pytest.raises(Refused) as refused:
        bulk(book, "cases", pa.table({**GOOD, column: values}), "2024", who="甲", on=DAY)
    assert (refused.value.fault.code, refused.value.fault.row) == (code, row)
    assert not (book / "registers" / "cases").exists()


def test_a_part_comes_once(book: Path) -> None:
    bulk(book, "cases", pa.table(GOOD), "2024", who="甲", on=DAY)
    with pytest.raises(Refused) as refused:
        bulk(book, "cases", pa.table(GOOD), "2024", who="甲", on=DAY)
    assert refused.value.fault.code == "register.part"
