"""Open data (开放数据): every fact in a Frictionless data package (CSV, Parquet) and in xBRL-JSON with its taxonomy."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.render.xbrl import write_xbrl
from juesuan.publish.tree import Document, FormTable
from juesuan.taxonomy.description import DIMENSIONS, describe

__all__ = ["COLUMNS", "fact_rows", "render_data"]

COLUMNS: list[dict[str, Any]] = [
    {"name": "coordinate", "type": "string", "title": "坐标", "constraints": {"required": True, "unique": True}},
    {"name": "measure", "type": "string", "title": "项目", "constraints": {"required": True}},
    {"name": "stage", "type": "string", "title": "阶段", "constraints": {"enum": ["initial", "final", "actual"]}},
    {"name": "year", "type": "integer", "title": "年度", "constraints": {"required": True, "minimum": 2000}},
    *({"name": name, "type": "string", "title": name} for name in DIMENSIONS),
    {"name": "description", "type": "string", "title": "说明"},
    {"name": "yuan", "type": "number", "title": "金额（元）", "decimalChar": "."},
    {"name": "printed", "type": "number", "title": "公开数（万元）", "decimalChar": "."},
    {"name": "count", "type": "number", "title": "数量"},
    {"name": "forms", "type": "string", "title": "所在表"},
]
"""The columns of facts.csv and facts.parquet, as a Table Schema (Frictionless Data, specs v1)."""

_ARROW = {"year": pa.int32(), "yuan": pa.decimal128(20, 2), "printed": pa.decimal128(20, 2), "count": pa.int64()}


def render_data(document: Document, accounts: Accounts, folder: Path) -> None:
    """Write the data package into a folder that is not there yet: CSV, Parquet, xBRL-JSON, datapackage.json.

    Money is exact in yuan and as printed in 万元; an empty dimension stands at its total.
    """
    folder.mkdir(parents=True)
    rows = list(fact_rows(document, accounts))
    names = [column["name"] for column in COLUMNS]
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    schema = pa.schema([(name, _ARROW.get(name, pa.string())) for name in names])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "facts.parquet")
    extra = write_xbrl(accounts, folder)
    package = _package(document, folder, extra)
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")


def fact_rows(document: Document, accounts: Accounts) -> Iterator[dict[str, Any]]:
    """Yield every fact of the accounts as a row; `forms` are those the document prints it in."""
    places = _places(document)
    for coordinate in sorted({*accounts.exact, *accounts.printed, *accounts.counts}, key=str):
        exact = accounts.exact.get(coordinate)
        members = dict(coordinate.members)
        yield {
            "coordinate": str(coordinate),
            "measure": coordinate.measure,
            "stage": coordinate.stage,
            "year": coordinate.year,
            **{name: members.get(name) for name in DIMENSIONS},
            "unit": coordinate.unit or None,
            "description": describe(coordinate),
            "yuan": None if exact is None else Decimal(exact) / 100,
            "printed": accounts.printed.get(coordinate),
            "count": accounts.counts.get(coordinate),
            "forms": " ".join(places.get(coordinate, ())) or None,
        }


def _places(document: Document) -> dict[Coordinate, list[str]]:
    found: dict[Coordinate, list[str]] = {}
    for table in (b for b in document.blocks if isinstance(b, FormTable)):
        for row in table.rows:
            for cell in row:
                coordinate = getattr(cell.value, "coordinate", None) if cell else None
                if coordinate is not None and table.form not in found.setdefault(coordinate, []):
                    found[coordinate].append(table.form)
    return found


def _package(document: Document, folder: Path, extra: list[str]) -> dict[str, Any]:
    resources: list[dict[str, Any]] = [
        {
            "name": "facts",
            "path": "facts.csv",
            "encoding": "utf-8",
            "mediatype": "text/csv",
            "profile": "tabular-data-resource",
        },
        {
            "name": "facts-parquet",
            "path": "facts.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
        },
        *({"name": Path(path).name.replace(".", "-").lower(), "path": path} for path in extra),
    ]
    for table in resources[:2]:
        table["schema"] = {"fields": COLUMNS, "primaryKey": ["coordinate"], "missingValues": [""]}
    for resource in resources:
        if resource.get("format") != "parquet":  # its reader counts no bytes, so a count could never be checked
            content = (folder / str(resource["path"])).read_bytes()
            resource["bytes"], resource["hash"] = len(content), f"sha256:{sha256(content).hexdigest()}"
    return {
        "name": f"final-accounts-{document.year}",
        "profile": "data-package",
        "title": document.title,
        "description": "每行一个数据：坐标、确切金额（元）和公开数（万元）；空的维度表示合计。",
        "version": "1.0",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": document.organisation, "role": "publisher"}],
        "sources": [{"title": document.title}],
        "resources": resources,
    }
