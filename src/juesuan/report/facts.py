"""The facts of a document with their places: JSON, workbook, Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from juesuan.disclosure import Disclosure
from juesuan.facts import Reading
from juesuan.report import json, xlsx

__all__ = ["facts_json", "facts_parquet", "facts_xlsx", "rows"]

COLUMNS = (
    *("measure", "stage", "year", "of", "members", "coordinate", "text", "value", "quantum", "unit", "base"),
    *("origin", "label", "page", "x0", "y0", "x1", "y1", "line", "start", "end", "section", "form", "row", "column"),
    "sheet",
)
WHOLE = ("year", "page", "line", "start", "end")
BOX = ("x0", "y0", "x1", "y1")


def readings(disclosure: Disclosure) -> Iterator[Reading]:
    """Return the printed figures; blank cells are no figures."""
    return (reading for reading in disclosure.readings if not reading.blank)


def rows(disclosure: Disclosure) -> Iterator[dict[str, Any]]:
    """Return one flat row a figure; `of` is the body the figure is about, empty for the disclosing one."""
    for reading in readings(disclosure):
        coordinate, amount, place = reading.coordinate, reading.amount, reading.place
        members = ",".join(f"{k}={v}" for k, v in coordinate.members) if coordinate else ""
        about = (coordinate.measure, coordinate.stage, coordinate.year, coordinate.unit) if coordinate else (None,) * 4
        printed = (reading.text, *(json.plain(x) for x in (amount.value, amount.quantum)), amount.unit)
        box = [round(x, 2) for x in place.box] if place.box else (None,) * 4
        where = (place.line, place.start, place.end, place.section, place.form, place.row, place.column, place.sheet)
        values = (
            *(*about, members, str(coordinate) if coordinate else None, *printed, json.plain(amount.base)),
            *(reading.origin, reading.label, place.page, *box, *where),
        )
        yield dict(zip(COLUMNS, values, strict=True))


def facts_json(disclosure: Disclosure) -> str:
    """Write the document and its figures, each with coordinate and place."""
    found = []
    for reading in readings(disclosure):
        coordinate = reading.coordinate
        about = coordinate and {
            "measure": coordinate.measure,
            "stage": coordinate.stage,
            "year": coordinate.year,
            "of": coordinate.unit,
            "members": dict(coordinate.members),
        }
        amount = {"value": json.plain(reading.amount.value), "quantum": json.plain(reading.amount.quantum)}
        found.append(
            {
                "coordinate": about,
                "text": reading.text,
                **amount,
                "unit": reading.amount.unit,
                "origin": reading.origin,
                "label": reading.label,
                "place": json.place(reading.place),
            }
        )
    return json.dumps({"tool": json.TOOL, "document": json.document(disclosure), "facts": found})


def facts_xlsx(disclosure: Disclosure) -> bytes:
    """Write the figures as a sheet."""
    table = [["" if row[key] is None else str(row[key]) for key in COLUMNS] for row in rows(disclosure)]
    widths = [34 if key in ("coordinate", "members", "section", "label") else 12 for key in COLUMNS]
    return xlsx.workbook([("facts", COLUMNS, table, widths)], {})


def facts_parquet(disclosure: Disclosure) -> bytes:
    """Write the figures as Parquet: money exact, as decimals."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {key: pa.int32() for key in WHOLE} | {key: pa.float64() for key in BOX}
    schema = pa.schema([(key, kinds.get(key, pa.string())) for key in COLUMNS])
    decimals = ("value", "quantum", "base")
    table = pa.Table.from_pylist(list(rows(disclosure)), schema=schema)
    for key in decimals:
        at = table.schema.get_field_index(key)
        table = table.set_column(at, key, table.column(key).cast(pa.decimal128(38, 6)))
    told = {k: str(v) for k, v in json.document(disclosure).items()} | {"tool": json.TOOL}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(told), out, compression="zstd")
    return out.getvalue()
