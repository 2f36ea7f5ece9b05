"""The data package: Frictionless accepts it, and every table of it gives back exactly the facts of the accounts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from frictionless import Package, validate
from hypothesis import HealthCheck, given, settings
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.figures import book, wuchang
from tests.publish.render import samples

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.document import build_document
from juesuan.publish.render.data import render_data

Facts = tuple[dict[Coordinate, int], dict[Coordinate, Decimal], dict[Coordinate, int]]
FIXED = ("coordinate", "measure", "stage", "year", "unit", "description", "yuan", "printed", "count", "forms")


def odd() -> Accounts:
    """Accounts in yuan, with units, a strange dimension, negative money and a name with blanks and marks."""
    accounts = samples.accounts()
    accounts.organisation, accounts.unit, accounts.places = "示例 <局>（本级）", "元", 3
    for about in (
        Coordinate.of("closing", 2024, unit="101", fund="general"),
        Coordinate.of("opening", 2023, fund="nonfiscal", project='<P&"1'),
        Coordinate.of("expenditure", 2024, "initial", colour="red"),
    ):
        accounts.exact[about], accounts.printed[about] = -1234567, Decimal("-12345.678")
    return accounts


def of_rows(rows: list[Mapping[str, Any]]) -> Facts:
    """Return exact, printed and counts as the columns have them."""
    found: Facts = ({}, {}, {})
    for row in rows:
        members = {k: v for k, v in row.items() if k not in FIXED and v}
        about = Coordinate.of(row["measure"], int(row["year"]), row["stage"], row["unit"] or "", **members)
        assert str(about) == row["coordinate"]
        if row["yuan"] not in (None, ""):
            found[0][about] = int(Decimal(row["yuan"]) * 100)
        if row["printed"] not in (None, ""):
            found[1][about] = Decimal(row["printed"])
        if row["count"] not in (None, ""):
            found[2][about] = int(row["count"])
    return found


def of_xbrl(path: Path, scale: int) -> Facts:
    """Return the same from the dimensions of the report's facts."""
    found: Facts = ({}, {}, {})
    for about, value, basis in _xbrl(json.loads(path.read_text("utf-8"))["facts"]):
        if basis == "printed":
            found[1][about] = value / scale
        elif basis == "exact":
            found[0][about] = int(value * 100)
        else:
            found[2][about] = int(value)
    return found


def _xbrl(facts: dict[str, Any]) -> Iterator[tuple[Coordinate, Decimal, str]]:
    for fact in facts.values():
        said = dict(fact["dimensions"])
        measure = said.pop("concept").removeprefix("fa:")
        year = int(said.pop("period")[:4]) - (measure == "closing")
        said.pop("entity")
        money = said.pop("unit", "") == "iso4217:CNY"
        axes = {k.removeprefix("fa:").removesuffix("Axis"): v for k, v in said.items()}
        basis = axes.pop("basis", "exact") if money else "count"
        stage, unit = axes.pop("stage"), axes.pop("unit", "")
        yield Coordinate.of(measure, year, stage, unit, **axes), Decimal(fact["value"]), basis


def check(accounts: Accounts, folder: Path, scale: int) -> None:
    """Compare every table of a package with the accounts it was made of."""
    given_ = (accounts.exact, accounts.printed, accounts.counts)
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        assert of_rows(list(csv.DictReader(file))) == given_
    assert of_rows(pq.read_table(folder / "facts.parquet").to_pylist()) == given_
    assert of_xbrl(folder / "facts.xbrl.json", scale) == given_


@pytest.mark.parametrize("case", ["example", "odd"])
def test_every_table_gives_back_the_facts_and_the_package_is_valid(case: str, tmp_path: Path) -> None:
    accounts, scale = (wuchang(), 10_000) if case == "example" else (odd(), 1)
    document = build_document(accounts, book()) if case == "example" else samples.document()
    render_data(document, accounts, tmp_path / "data")
    report = validate(str(tmp_path / "data/datapackage.json"))
    assert report.valid, report.flatten(["message"])[:3]
    assert {task.name for task in report.tasks} >= {"facts", "facts-parquet"}
    check(accounts, tmp_path / "data", scale)


@given(seed=seeds())
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_accounts_come_back(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    accounts = random_accounts(seed)
    folder = tmp_path_factory.mktemp("data") / "data"
    render_data(build_document(accounts, explained(accounts, "shanghai")), accounts, folder)
    check(accounts, folder, 10_000)


def test_columns_are_described_and_a_wrong_value_is_refused(tmp_path: Path) -> None:
    accounts = wuchang()
    render_data(build_document(accounts, book()), accounts, tmp_path / "data")
    path = tmp_path / "data/datapackage.json"
    package = Package(str(path))
    assert package.licenses
    assert package.sources
    fields = {f.name: f for f in package.get_resource("facts").schema.fields}
    assert all(f.title and f.description for f in fields.values())
    assert fields["printed"].to_descriptor()["unit"] == "万元"
    table = tmp_path / "data/facts.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    row = next(n for n, line in enumerate(lines) if "function=2080704" in line)
    lines[row] = lines[row].replace(",2080704,", ",208070,")
    table.write_text("".join(lines), "utf-8")
    assert ["byte-count"] in validate(str(path)).flatten(["type"])
    described = json.loads(path.read_text("utf-8"))
    for key in ("bytes", "hash"):
        del described["resources"][0][key]
    path.write_text(json.dumps(described), "utf-8")
    assert ["constraint-error", "function"] in validate(str(path)).flatten(["type", "fieldName"])


def test_a_row_names_the_forms_it_is_printed_in(tmp_path: Path) -> None:
    accounts = wuchang()
    render_data(build_document(accounts, book()), accounts, tmp_path / "data")
    with (tmp_path / "data/facts.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["coordinate"]: row for row in csv.DictReader(file)}
    row = rows["expenditure@2024:actual[function=208,fund=general]"]
    assert (row["forms"], row["printed"], row["yuan"]) == ("04 05", "18777.46", "187774600.00")
    assert row["description"] == "2024 支出：一般公共预算，208 社会保障和就业支出"
    assert rows["operating_cost@2024:actual"]["forms"] == "statistics"
