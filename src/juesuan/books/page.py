"""docs/book-format.md: every file, column, unit and rule of a book, written from the data of this room."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.books.faults import kinds
from juesuan.books.history import HEADER
from juesuan.books.schema import Column, Table, data, schema

__all__ = ["book_format_page"]

_TYPES = {
    "text": "text",
    "code": "code: text kept as it is",
    "date": "date, `2024-01-31`",
    "money": "yuan, at most two decimals, `1234.56`",
    "count": "whole number, zero or more",
    "id_number": "ID number of 18 digits that check, or of 15",
    "credit_code": "unified social credit code that checks",
    "phone": "telephone number",
    "card": "bank card number that checks",
    "number": "number, at most four decimals",
}


def book_format_page(note: str) -> str:
    """Return the page."""
    said = data("format.toml")
    lines = ["# The book (账套)", "", note, "", said["intro"].strip(), "", "## book.toml", ""]
    lines += ["| setting | what |", "|---|---|", f"| `format` | {schema().format}; a newer one is refused |"]
    lines += [f"| `{name}` | {what} |" for name, what in data("skeleton.toml")["settings"].items()]
    for table in schema().tables.values():
        lines += ["", *_table(table)]
    for section in said["sections"]:
        lines += ["", f"## {section['title']}", "", section["text"].strip().replace("{history}", " ".join(HEADER))]
    lines += ["", "## What is checked", "", "| code | severity | 中文 | English |", "|---|---|---|---|"]
    for kind in kinds().values():
        wording = [kind.message[lang].replace("|", "\\|").replace("\n", " ") for lang in ("zh", "en")]
        lines.append(
            f"| `{kind.code}` | {kind.severity if kind.scope != 'use' else 'refused'} | {' | '.join(wording)} |"
        )
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    where = f"`{table.file}`" + (f" or `{table.name}/*.csv`, `{table.name}/*.parquet`" if table.large else "")
    yield f"## {table.title} · `{table.name}`"
    yield ""
    yield f"{where}. {table.rule}"
    yield ""
    yield "| column | 中文 | type | key | required |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        marks = ["yes" if mark else "" for mark in (column.key, column.required)]
        yield f"| `{column.name}` | {column.title} | {_type(column)} | {' | '.join(marks)} |"


def _type(column: Column) -> str:
    if column.type == "choice":
        return "one of " + ", ".join(f"`{value}` {label}" for value, label in column.choices)
    if column.type == "member":
        return f"code of the {column.list} classification, in force that year"
    if column.type == "link":
        return f"a `{column.to}`"
    return _TYPES[column.type]
