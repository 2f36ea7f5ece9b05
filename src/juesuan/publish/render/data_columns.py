"""Columns of the open data (字段): names, titles, constraints, and the types they have in Parquet."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.taxonomy.description import DIMENSIONS, word

__all__ = ["arrow_schema", "columns", "coordinates_of", "dimensions_of"]

_ABOUT = {
    "coordinate": ("坐标", "本行的名称：measure@year:stage[dimension=member,…]"),
    "measure": ("指标", "收入、支出、结转结余、车辆等，取值见 docs/open-data.md"),
    "stage": ("口径", "initial 年初预算，final 全年预算，actual 决算"),
    "year": ("年度", "上年数的年度比文件的年度小一"),
    "description": ("说明", "坐标用文字写出"),
    "yuan": ("确切金额（元）", "由凭证和账簿得出，精确到分；上年数和数量没有"),
    "printed": ("公开数", "公开文本印出的数，单位见本列的 unit；数量没有"),
    "count": ("数量", "辆、台（套）、个、人次、批次；金额没有"),
    "forms": ("所在表", "印有本数的公开表的编号，以空格分开；只在文字中出现或没有印出的为空"),
}
_CODES = {"function": r"\d{3}(\d\d){0,2}", "economic": r"\d{3}(\d\d)?"}


def dimensions_of(accounts: Accounts) -> list[str]:
    """Return the dimensions that are columns: those every package has, and others the accounts name."""
    named = {d for c in coordinates_of(accounts) for d, _ in c.members}
    return [*DIMENSIONS, *sorted(named - set(DIMENSIONS))]


def columns(accounts: Accounts) -> list[dict[str, Any]]:
    """Return the columns of facts.csv and facts.parquet, as the fields of a Table Schema (Frictionless Data)."""
    return [
        _field("coordinate", "string", required=True, unique=True),
        _field("measure", "string", required=True),
        _field("stage", "string", required=True, enum=["initial", "final", "actual"]),
        _field("year", "integer", required=True, minimum=2000),
        *(_dimension(name) for name in dimensions_of(accounts)),
        _field("description", "string", required=True),
        {**_field("yuan", "number"), "unit": "元"},
        {**_field("printed", "number"), "unit": accounts.unit},
        _field("count", "number"),  # readers of Parquet give a missing whole number as NaN
        _field("forms", "string"),
    ]


def _field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    title, description = _ABOUT[name]
    return {"name": name, "type": kind, "title": title, "description": description, "constraints": constraints}


def _dimension(name: str) -> dict[str, Any]:
    constraints = {"pattern": _CODES[name]} if name in _CODES else {}
    about = "空为本部门" if name == "unit" else "空为合计"
    title = word("dimension", name)
    return {"name": name, "type": "string", "title": title, "description": about, "constraints": constraints}


def arrow_schema(accounts: Accounts, fields: list[dict[str, Any]]) -> pa.Schema:
    """Return the types of the Parquet file: money as decimals, never floats."""
    special = {
        "year": pa.int32(),
        "yuan": pa.decimal128(20, 2),
        "printed": pa.decimal128(20, accounts.places),
        "count": pa.int64(),
    }
    return pa.schema([(field["name"], special.get(field["name"], pa.string())) for field in fields])


def coordinates_of(accounts: Accounts) -> list[Coordinate]:
    """Return what the accounts know, in order of the names."""
    return sorted({*accounts.exact, *accounts.printed, *accounts.counts}, key=str)
