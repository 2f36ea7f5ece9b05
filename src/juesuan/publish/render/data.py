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
from juesuan.publish.render.data_columns import arrow_schema, columns, coordinates_of, dimensions_of
from juesuan.publish.render.data_indicators import write_indicators
from juesuan.publish.render.xbrl import write_xbrl
from juesuan.publish.tree import Document, FormTable
from juesuan.taxonomy.description import describe

__all__ = ["fact_rows", "render_data"]

_LICENCE = {"name": "other-open", "title": "部门依法主动公开的政府信息"}

Row = dict[str, Any]


def render_data(document: Document, accounts: Accounts, folder: Path) -> None:
    """Write the data package into a folder that is not there yet: CSV, Parquet, xBRL-JSON, datapackage.json.

    Money is exact in yuan and as printed in the accounts' unit; an empty dimension stands at its total.
    """
    folder.mkdir(parents=True)
    fields = columns(accounts)
    rows = list(fact_rows(document, accounts))
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field["name"] for field in fields], lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(accounts, fields)), folder / "facts.parquet")
    counted = write_indicators(accounts, folder)
    package = _package(document, folder, fields, counted, write_xbrl(accounts, folder))
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")


def fact_rows(document: Document, accounts: Accounts) -> Iterator[Row]:
    """Yield every fact of the accounts as a row; `forms` are those the document prints it in."""
    places = _places(document)
    names = dimensions_of(accounts)
    for coordinate in coordinates_of(accounts):
        exact = accounts.exact.get(coordinate)
        members = dict(coordinate.members) | {"unit": coordinate.unit or None}
        yield {
            "coordinate": str(coordinate),
            "measure": coordinate.measure,
            "stage": coordinate.stage,
            "year": coordinate.year,
            **{name: members.get(name) for name in names},
            "description": describe(coordinate),
            "yuan": None if exact is None else Decimal(exact).scaleb(-2),
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


def _package(
    document: Document, folder: Path, fields: list[dict[str, Any]], counted: list[dict[str, Any]], extra: list[str]
) -> dict[str, Any]:
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
        *counted,
        *({"name": Path(path).name.replace(".", "-").lower(), "path": path} for path in extra),
    ]
    for table in resources[:2]:
        table["schema"] = {"fields": fields, "primaryKey": ["coordinate"], "missingValues": [""]}
    for resource in resources:
        if resource.get("format") != "parquet":  # its reader counts no bytes, so a count could never be checked
            content = (folder / str(resource["path"])).read_bytes()
            resource["bytes"], resource["hash"] = len(content), f"sha256:{sha256(content).hexdigest()}"
    return {
        "name": f"final-accounts-{document.year}",
        "profile": "data-package",
        "title": document.title,
        "description": "每行一个数据：坐标、确切金额和公开数；空的维度表示合计。",
        "version": "1.0",
        "licenses": [_LICENCE],
        "contributors": [{"title": document.organisation, "role": "publisher"}],
        "sources": [{"title": document.title}],
        "resources": resources,
    }
