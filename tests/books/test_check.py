"""Every rule of the register has a book that fails it and one that passes; files that are wrong are faults too."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.books.conftest import TABLES, csv_text, write_book

from juesuan.books.check import check
from juesuan.books.faults import Unusable, explain, kinds, place
from juesuan.books.open import open_book, table_files

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))
ELSEWHERE = {"import.conflict"}
"""Codes of rows that other tests bring about."""


def changed(changes: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    tables = {name: [dict(row) for row in rows] for name, rows in TABLES.items()}
    for one in changes:
        rows = tables.setdefault(one["table"], [])
        if "at" in one:
            rows[one["at"]] |= one["set"]
        else:
            rows.append(one["set"])
    return tables


def test_the_sound_book_has_no_fault(book: Path) -> None:
    assert [explain(one) for one in check(book)] == []


@pytest.mark.parametrize("code", CASES)
def test_rule(code: str, make: Callable[..., Path]) -> None:
    found = [one for one in check(make(**changed(CASES[code]["fails"]))) if one.code == code]
    assert found
    for one in found:
        for lang in ("zh", "en"):
            assert explain(one, lang)
    assert code not in {one.code for one in check(make(**changed(CASES[code]["passes"])))}


def test_every_rule_has_its_cases() -> None:
    rules = {code for code, kind in kinds().items() if kind.sql}
    cells = {code for code in kinds() if code.partition(".")[0] in ("cell", "code", "key")}
    assert (rules | cells) - {"cell.ambiguous", "cell.time", "cell.month"} == set(CASES)


def test_both_languages_ask_for_the_same() -> None:
    for code, kind in kinds().items():
        asked = [
            {name for _, name, _, _ in string.Formatter().parse(kind.message[lang]) if name} for lang in ("zh", "en")
        ]
        common = {"name", "title", "to", "rows", "zh", "en"}
        assert asked[0] - common == asked[1] - common, code


@pytest.mark.parametrize(
    ("code", "row", "column"),
    [("cell.date", 2, "date"), ("budget.exceeded", 3, "amount"), ("balance.closing", 3, "amount")],
)
def test_a_fault_knows_its_row(code: str, row: int, column: str, make: Callable[..., Path]) -> None:
    changes = CASES[code]["fails"]
    found = next(one for one in check(make(**changed(changes))) if one.code == code)
    assert (found.row, found.column) == (row, column)
    assert re.search(rf"第 {row} 行", place(found))


def test_what_is_wrong_with_a_file(book: Path) -> None:
    text = (book / "assets.csv").read_text("utf-8")
    (book / "assets.csv").write_text(text.replace("unit,item", "unit,thing"), "utf-8")
    (book / "units.csv").write_bytes((book / "units.csv").read_text("utf-8").encode("gb18030"))
    (book / "prior.csv").write_text("coordinate,amount\nrevenue,1.00,2\n", "utf-8")
    (book / "sangong.csv").write_text("unit,unit,item,initial,final\n", "utf-8")
    (book / "budget.csv").unlink()
    found = {(one.code, one.file) for one in check(book)}
    assert {
        ("column.missing", "assets.csv"),
        ("column.unknown", "assets.csv"),
        ("file.encoding", "units.csv"),
        ("row.width", "prior.csv"),
        ("column.twice", "sangong.csv"),
        ("table.missing", "budget.csv"),
        ("table.empty", "budget.csv"),
    } <= found


def test_damaged_parquet_is_a_fault(book: Path) -> None:
    (book / "entries").mkdir()
    (book / "entries" / "0001.parquet").write_bytes(b"PAR1 nothing")
    assert ("file.damaged", "entries/0001.parquet") in {(one.code, one.file) for one in check(book)}


def test_entries_in_several_files_are_one_table(book: Path) -> None:
    rows = TABLES["entries"]
    (book / "entries.csv").write_text(csv_text("entries", rows[:3]), "utf-8")
    (book / "entries").mkdir()
    (book / "entries" / "0001.csv").write_text(csv_text("entries", rows[3:5]), "utf-8")
    names = list(dict.fromkeys(name for row in rows[5:] for name in row))
    columns = {name: [row.get(name) for row in rows[5:]] for name in names}
    pq.write_table(pa.table(columns), book / "entries" / "0002.parquet")
    assert [explain(one) for one in check(book)] == []
    assert [p.name for p in table_files(book, "entries")] == ["entries.csv", "0001.csv", "0002.parquet"]


def test_open_book_types_small_tables(book: Path) -> None:
    (book / "reasons.toml").write_text('[change]\ninflow = "拨款增加"\n', "utf-8")
    (book / "texts").mkdir()
    (book / "texts" / "duties.md").write_text("职责", "utf-8")
    found = open_book(book)
    assert [unit.code for unit in found.units] == ["001", "002"]
    assert str(found.tables["procurement"][0]["amount"]) == "50.00"
    assert found.tables["assets"][0]["count"] == 2
    assert found.reasons["change"]["inflow"] == "拨款增加"
    assert found.texts == {"duties": "职责"}
    assert "entries" not in found.tables


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (None, "book.missing"),
        ("format = 1\nyear 2024", "book.syntax"),
        ('format = 2\ndepartment = "某局"\nyear = 2024', "book.newer"),
        ('department = "某局"\nyear = 2024', "book.setting"),
        ('format = 1\ndepartment = "某局"\nyear = "2024"', "book.setting"),
        ('format = 1\ndepartment = ""\nyear = 2024', "book.setting"),
        ('format = 1\ndepartment = "某局"\nyear = 2024\npolicy = "up"', "book.setting"),
        ('format = 1\ndepartment = "某局"\nyear = 2024\nyaer = 1', "book.unknown_setting"),
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, settings: str | None, code: str) -> None:
    book = write_book(tmp_path / "b")
    (book / "book.toml").unlink()
    if settings is not None:
        (book / "book.toml").write_text(settings, "utf-8")
    with pytest.raises(Unusable) as told:
        open_book(book)
    assert told.value.fault.code == code
    assert "\n" not in explain(told.value.fault)


def test_a_faulty_cell_stops_opening_and_says_where(make: Callable[..., Path]) -> None:
    with pytest.raises(Unusable) as told:
        open_book(make(**changed(CASES["cell.count"]["fails"])))
    assert told.value.fault.code == "book.cell"
    assert "assets.csv" in explain(told.value.fault)


@pytest.mark.parametrize(
    ("approved", "published", "codes"),
    [
        ("2025-08-20", "2025-09-09", set()),
        ("2025-08-20", "2025-09-10", {"book.published_late"}),
        ("2025-08-24", "2025-09-15", set()),
        ("2025-08-24", "2025-09-16", {"book.published_late"}),
        ("2025-08-20", "2025-08-19", {"book.published_early"}),
    ],
)
def test_published_within_the_days_of_the_law(book: Path, approved: str, published: str, codes: set[str]) -> None:
    path = book / "book.toml"
    said = re.sub(r"(?m)^(approved|published) = .*\n", "", path.read_text("utf-8"))
    path.write_text(f"{said}\napproved = {approved}\npublished = {published}\n", "utf-8")
    assert {one.code for one in check(book)} == codes


def test_an_address_that_is_none_is_refused(book: Path) -> None:
    path = book / "book.toml"
    path.write_text(path.read_text("utf-8") + '\naddress = "http://公开网"\n', "utf-8")
    with pytest.raises(Unusable) as refused:
        check(book)
    assert refused.value.fault.params["name"] == "address"
