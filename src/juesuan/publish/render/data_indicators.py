"""Indicators in the open data (指标数据): what registers vouch for in the text, with definition, version and period."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from juesuan.accounts import Accounts

__all__ = ["INDICATORS", "write_indicators"]

INDICATORS = "indicators.csv"
_FIELDS = (
    ("indicator", "string", "指标编号", "台账和指标：register.indicator"),
    ("version", "integer", "口径版本", "统计口径的版本"),
    ("title", "string", "指标名称", "公开文本里的名称"),
    ("definition", "string", "统计口径", "怎样统计"),
    ("start", "date", "期初", "统计期间的第一天"),
    ("end", "date", "期末", "统计期间的最后一天"),
    ("value", "number", "数值", "按口径由台账算出，比率保留一位小数"),
    ("unit", "string", "单位", "数值的单位"),
    ("records", "integer", "计入记录", "计入的台账记录条数"),
    ("query", "string", "取数语句", "由台账算出数值的语句"),
)


def write_indicators(accounts: Accounts, folder: Path) -> list[dict[str, Any]]:
    """Write a row an indicator and return the resource's description; nothing where the texts ask for none."""
    if not accounts.told:
        return []
    with (folder / INDICATORS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, *_ in _FIELDS])
        for name, one in accounts.told.items():
            about = (name, one.version, one.title, one.definition, one.start or "", one.end or "")
            writer.writerow([*about, f"{one.value:f}", one.unit, one.records, " ".join(one.sql.split())])
    fields: list[dict[str, Any]] = [
        {"name": name, "type": kind, "title": title, "description": about} for name, kind, title, about in _FIELDS
    ]
    fields[0]["constraints"] = {"required": True, "unique": True}
    schema = {"fields": fields, "primaryKey": ["indicator"], "missingValues": [""]}
    resource = {"name": "indicators", "path": INDICATORS, "encoding": "utf-8", "mediatype": "text/csv"}
    return [{**resource, "profile": "tabular-data-resource", "schema": schema}]
