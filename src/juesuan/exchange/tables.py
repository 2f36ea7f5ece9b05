"""The tables in a package (表): written as CSV or JSON with a Frictionless Table Schema, and read back held to both."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.exchange.agreement import Agreement, Share
from juesuan.exchange.datasets import Extract
from juesuan.exchange.numbers import place
from juesuan.exchange.package import Package, Part

__all__ = ["csv_of", "read_rows", "schema_of", "table_of"]

_TYPES = {"money": "number", "number": "number", "count": "integer", "date": "date"}
_CELL = 1_000_000


def schema_of(share: Share, found: Extract) -> bytes:
    """Return the schema of a share's table; `protection` says what became of a personal number."""
    fields: list[dict[str, Any]] = []
    for name in share.fields:
        column = found.types[name]
        kind = "string" if name in share.numbers else _TYPES.get(column.type, "string")
        one: dict[str, Any] = {"name": share.named(name), "type": kind, "title": column.title}
        if name in share.numbers:
            one["protection"] = share.numbers[name]
        fields.append(one)
    return (json.dumps({"fields": fields, "missingValues": [""]}, ensure_ascii=False, indent=1) + "\n").encode()


def table_of(share: Share, found: Extract) -> bytes:
    """Return a share's table with their names and their words."""
    words = {c: {ours: theirs for theirs, ours in reversed(list(some.items()))} for c, some in share.values.items()}
    rows = [{share.named(c): words.get(c, {}).get(row[c], row[c]) for c in share.fields} for row in found.rows]
    names = [share.named(one) for one in share.fields]
    if share.format == "json":
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    return csv_of(names, [[row[name] for name in names] for row in rows])


def csv_of(names: list[str], rows: list[list[str]]) -> bytes:
    """Return rows below their names as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return stream.getvalue().encode()


def read_rows(package: Package, part: Part, agreement: Agreement, share: Share) -> list[dict[str, str]]:
    """Return a part's rows by its own names. Unusable names the part, row and field that is not agreed or not so."""
    where = f"{package.name}!{part.file}"
    try:
        schema = [str(one["name"]) for one in json.loads(package.files[part.schema])["fields"]]
        names, rows = (_json if part.file.endswith(".json") else _csv)(package.files[part.file], schema)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error) as error:
        raise Unusable(fault("exchange.table", where, why=" ".join(str(error).split())[:120])) from error
    if len(set(names)) != len(names) or not all(one.isprintable() for one in names):
        raise Unusable(fault("exchange.table", where, why="names"))
    agreed = [share.named(one) for one in share.fields]
    for name in names:
        if name not in agreed:
            said = {"value": name, "partner": agreement.card.name, "expected": " ".join(agreed)}
            raise Unusable(fault("exchange.field", where, 1, name, **said))
    for what, found, expected in (("schema", names, schema), ("rows", len(rows), part.rows)):
        if found != expected:
            raise Unusable(fault("exchange.differs", where, 1, None, what=what, found=found, expected=expected))
    for n, row in enumerate(rows):
        if len(row) != len(names):
            raise Unusable(fault("row.width", where, place(n), found=len(row), expected=len(names)))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _csv(content: bytes, schema: list[str]) -> tuple[list[str], list[list[str]]]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    return (rows[0], rows[1:]) if rows else (schema, [])


def _json(content: bytes, schema: list[str]) -> tuple[list[str], list[list[str]]]:
    """Read an array of objects; a key the schema has not makes the names differ from it."""
    found = json.loads(content)
    if not isinstance(found, list):
        raise ValueError("[…]")
    names = list(dict.fromkeys([*schema, *(key for row in found for key in row)]))
    return names, [[_told(row.get(name, "")) for name in names] for row in found]


def _told(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _CELL:
        raise ValueError(f"{value!r:.40} → “…”")
    return value
