"""A small sound book: two units, a budget, entries, a transfer, balances that close."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from juesuan.books.schema import schema

SETTINGS = 'format = 1\ndepartment = "某局"\nyear = 2024\n'
Rows = Sequence[Mapping[str, str]]

_SPENT = {"side": "expenditure", "fund": "general", "nature": "basic"}
TABLES: dict[str, list[dict[str, str]]] = {
    "units": [
        {"code": "001", "name": "某局本级", "kind": "administrative"},
        {"code": "002", "name": "服务中心", "kind": "institution", "parent": "001"},
    ],
    "codes": [],
    "projects": [
        {
            "code": "P1",
            "name": "技能培训",
            "unit": "002",
            "category": "department",
            "property": "new",
            "recurrence": "once",
        }
    ],
    "budget": [
        {
            "id": "B1",
            "date": "2024-01-01",
            "document": "甲",
            "unit": "001",
            "function": "2080101",
            "fund": "general",
            "nature": "basic",
            "stage": "initial",
            "amount": "900.00",
        },
        {
            "id": "B2",
            "date": "2024-06-01",
            "document": "乙",
            "unit": "001",
            "function": "2080101",
            "fund": "general",
            "nature": "basic",
            "stage": "supplement",
            "amount": "100.00",
        },
        {
            "id": "B3",
            "date": "2024-01-01",
            "document": "甲",
            "unit": "001",
            "function": "2080106",
            "fund": "nonfiscal",
            "nature": "subsidy_down",
            "stage": "initial",
            "amount": "60.00",
        },
    ],
    "entries": [
        {"id": "1", "date": "2024-01-05", "unit": "001", "function": "2080101", "economic": "30101", "amount": "600.00"}
        | _SPENT,
        {"id": "2", "date": "2024-02-05", "unit": "001", "function": "2080101", "economic": "30201", "amount": "300.50"}
        | _SPENT,
        {
            "id": "3",
            "date": "2024-03-05",
            "unit": "001",
            "side": "expenditure",
            "function": "2080106",
            "economic": "30299",
            "fund": "nonfiscal",
            "nature": "subsidy_down",
            "amount": "60.00",
        },
        {
            "id": "4",
            "date": "2024-03-05",
            "unit": "002",
            "side": "revenue",
            "function": "2080106",
            "source": "superior",
            "amount": "60.00",
        },
        {
            "id": "5",
            "date": "2024-12-31",
            "unit": "001",
            "side": "revenue",
            "function": "2080101",
            "source": "general",
            "amount": "900.50",
        },
        {"id": "6", "date": "2024-04-05", "unit": "001", "function": "2080101", "economic": "30201", "amount": "20.00"}
        | _SPENT,
        {
            "id": "7",
            "date": "2024-04-06",
            "unit": "001",
            "function": "2080101",
            "economic": "30201",
            "amount": "-20.00",
            "reverses": "6",
        }
        | _SPENT,
        {
            "id": "8",
            "date": "2024-03-01",
            "unit": "001",
            "side": "revenue",
            "function": "2080106",
            "source": "business",
            "amount": "60.00",
        },
    ],
    "balances": [
        {"unit": "001", "balance": "opening", "fund": "general", "amount": "10.00"},
        {"unit": "001", "balance": "closing", "fund": "general", "amount": "10.00"},
        {"unit": "002", "balance": "closing", "fund": "nonfiscal", "amount": "60.00"},
    ],
    "transfers": [
        {
            "id": "T1",
            "date": "2024-03-05",
            "kind": "subsidy_down",
            "payer": "001",
            "receiver": "002",
            "paid": "3",
            "received": "4",
            "amount": "60.00",
        }
    ],
    "sangong": [{"unit": "001", "item": "vehicle_running", "initial": "5.00", "final": "5.00"}],
    "procurement": [
        {
            "contract": "C1",
            "date": "2024-05-01",
            "unit": "001",
            "kind": "goods",
            "supplier": "某公司",
            "size": "small",
            "amount": "50.00",
        }
    ],
    "assets": [{"unit": "001", "item": "enforcement", "count": "2"}],
    "prior": [{"coordinate": "expenditure[fund=general,function=208]", "amount": "0.09"}],
}


def csv_text(table: str, rows: Rows) -> str:
    """Write rows as a book's CSV."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, schema().tables[table].names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_book(path: Path, changes: Mapping[str, Rows] | None = None) -> Path:
    """Write the sound book with some of its tables changed."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "book.toml").write_text(SETTINGS, "utf-8")
    for name, rows in {**TABLES, **(changes or {})}.items():
        target = path / schema().tables[name].file
        target.parent.mkdir(exist_ok=True)
        target.write_text(csv_text(name, rows), "utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A book whose budget, entries and what hangs on them are still empty."""
    empty: dict[str, Rows] = {name: [] for name in ("budget", "entries", "balances", "transfers")}
    return write_book(tmp_path / "book", empty)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    return lambda **changes: write_book(tmp_path / "made", changes)
