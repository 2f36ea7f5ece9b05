"""A figure of a register is published with its name, version, definition, period and records, in every format."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package, validate
from tests.publish.render import samples
from tests.registers.conftest import DAY, PERSON, VAULT

from juesuan.accounts import Accounts, Told
from juesuan.books.faults import Unusable
from juesuan.books.model import Book
from juesuan.books.open import settings_of
from juesuan.facts import Coordinate
from juesuan.proof import SOURCES, prove
from juesuan.publish.render.data import render_data
from juesuan.publish.render.html_panels import panels_of
from juesuan.publish.render.writers import WRITERS
from juesuan.publish.tree import Document, Figure, FormTable, Paragraph
from juesuan.registers.store import add
from juesuan.registers.told import sources, told

FAIRS = Told(
    Decimal(64), "场", "系列招聘会场次", "报告期内举办的招聘会场数", "select count(*)\nfrom records", 2,
    date(2024, 1, 1), date(2024, 12, 31), 65,
)  # fmt: skip


@pytest.fixture
def accounts() -> Accounts:
    made = samples.accounts()
    made.told = {"job_fairs.fairs": FAIRS}
    return made


@pytest.fixture
def document(accounts: Accounts) -> Document:
    about = Coordinate.of("indicator", accounts.year, indicator="job_fairs.fairs")
    said = Paragraph(["全年举办招聘会", Figure("64", "场", about), "。"])
    blocks = [said, *sources(accounts)]
    return Document("2024年度部门决算公开", accounts.organisation, accounts.year, "2025年9月1日", blocks=blocks)


def test_an_indicator_tells_how_it_was_counted(book: Path) -> None:
    rows = [{"id": f"C{n}", "accepted": f"2024-0{n}-01", "person": PERSON, "workers": "1"} for n in (1, 2, 3)]
    add(book, "cases", [dict(row, state="open") for row in rows], who="甲", on=DAY, vault=VAULT)
    opened = Book(book, settings_of(book), texts={"key_work": "受理{cases.accepted}，申请人{cases.persons}。"})
    found = told(opened)
    assert {name: (one.value, one.version, one.period, one.records) for name, one in found.items()} == {
        "cases.accepted": (3, 1, "2024-01-01—2024-12-31", 3),
        "cases.persons": (1, 1, "2024-01-01—2024-12-31", 3),
    }


@pytest.mark.parametrize("name", ["rate", "mean"])
def test_a_rate_of_nothing_is_no_zero(name: str, book: Path) -> None:
    opened = Book(book, settings_of(book), texts={"key_work": f"结案率{{cases.{name}}}，受理{{cases.accepted}}。"})
    with pytest.raises(Unusable) as refused:
        told(opened)
    assert (refused.value.fault.code, refused.value.fault.column) == ("register.no_value", name)
    assert told(replace(opened, texts={"key_work": "受理{cases.accepted}。"}))["cases.accepted"].value == 0


@pytest.mark.parametrize("suffix", ["docx", "html", "xlsx"])
def test_every_file_gives_the_row_back(suffix: str, document: Document, tmp_path: Path) -> None:
    path = tmp_path / f"sources.{suffix}"
    path.write_bytes(WRITERS[suffix](document))
    assert lost(path, document) == []
    for change in (_version, _records, _period):  # what the file does not say is found missing
        assert lost(path, change(document)) == ["系列招聘会场次"]


def lost(path: Path, document: Document) -> list[str | None]:
    return [one.coordinate.get("indicator") for one in prove(path, document).differences]


def changed(document: Document, column: int, old: str, new: str) -> Document:
    [table] = [block for block in document.blocks if isinstance(block, FormTable) and block.form == SOURCES]
    rows = [[cell and replace(cell) for cell in row] for row in table.rows]
    cell = rows[1][column]
    assert cell is not None
    assert old in str(cell.value)
    cell.value = str(cell.value).replace(old, new)
    return replace(document, blocks=[replace(table, rows=rows) if one is table else one for one in document.blocks])


_version: Callable[[Document], Document] = lambda document: changed(document, 4, "第2版", "第1版")  # noqa: E731
_records: Callable[[Document], Document] = lambda document: changed(document, 2, "65", "64")  # noqa: E731
_period: Callable[[Document], Document] = lambda document: changed(document, 5, "12-31", "06-30")  # noqa: E731


def test_what_opens_behind_the_figure(accounts: Accounts, document: Document) -> None:
    [panel] = [one for one in panels_of(document, accounts, {})["facts"].values() if one["title"] == FAIRS.title]
    assert panel["count"] == "64"
    assert dict(panel["words"]) == {
        "口径": FAIRS.definition, "编号": "job_fairs.fairs", "版本": "第2版", "期间": "2024-01-01—2024-12-31",
        "计入记录": "65条", "单位": "场",
    }  # fmt: skip


def test_open_data_has_the_indicators(accounts: Accounts, document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    render_data(document, accounts, folder)
    assert validate(str(folder / "datapackage.json")).valid
    [row] = Package(str(folder / "datapackage.json")).get_resource("indicators").read_rows()
    assert row.to_dict() == {
        "indicator": "job_fairs.fairs", "version": 2, "title": FAIRS.title, "definition": FAIRS.definition,
        "start": FAIRS.start, "end": FAIRS.end, "value": 64, "unit": "场", "records": 65,
        "query": "select count(*) from records",
    }  # fmt: skip
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 2
