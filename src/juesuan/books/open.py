"""Opening a book (账套): settings, small tables, reasons and texts; where the files of a table lie."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, explain, fault
from juesuan.books.model import Book, Row, Settings, Unit
from juesuan.books.schema import Table, schema
from juesuan.books.store import recover
from juesuan.books.tables import codes_of, load

__all__ = ["book_files", "open_book", "reasons_of", "settings_of", "table_files", "texts_of"]

SETTINGS = "book.toml"
_URL = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?::\d+)?(?:/[\x21-\x7e]*)?", re.IGNORECASE)
CHOICES = {"policy": ("half-up", "controlled"), "style": ("本部门", "本单位")}


def open_book(path: Path | str) -> Book:
    """Open a book; its large tables stay in their files. Unusable where it cannot be read or a cell is faulty."""
    path = Path(path)
    recover(path)
    settings = settings_of(path)
    tables: dict[str, list[Row]] = {}
    for table in schema().tables.values():
        if not table.large:
            tables[table.name] = _rows(path, table, settings.year)
    units = [Unit(*(row[name] for name in ("code", "name", "kind", "parent"))) for row in tables["units"]]  # type: ignore[arg-type]
    return Book(path, settings, units, tables, reasons_of(path), texts_of(path))


def settings_of(path: Path) -> Settings:
    """Read book.toml. Unusable where there is none, it is newer than this program, or a setting is wrong."""
    source = path / SETTINGS
    if not source.is_file():
        raise Unusable(fault("book.missing", path))
    said = _toml(source)
    version = said.pop("format", None)
    if not isinstance(version, int):
        raise Unusable(fault("book.setting", source, name="format", value=version, expected=schema().format))
    if version > schema().format:
        raise Unusable(fault("book.newer", source, value=version, expected=schema().format))
    known = {field.name: field for field in fields(Settings)}
    for name in said:
        if name not in known:
            raise Unusable(fault("book.unknown_setting", source, name=name, expected=" ".join(["format", *known])))
    return Settings(**{name: _setting(source, name, field, said) for name, field in known.items()})


def _setting(source: Path, name: str, field: Any, said: dict[str, Any]) -> Any:
    """Return one setting, its default where it is not said."""
    if name not in said and field.default is not MISSING:
        return field.default
    value: Any = said.get(name)
    if name == "threshold" and re.fullmatch(r"\d{1,9}(\.\d+)?", str(value)):
        value = Decimal(str(value))
    kinds: dict[str, tuple[type, str]] = {
        "year": (int, "2000–2100"),
        "threshold": (Decimal, "≥ 0"),
        "approved": (date, "YYYY-MM-DD"),
        "published": (date, "YYYY-MM-DD"),
        "address": (str, "https://… / “…”"),
    }
    kind, expected = kinds.get(name, (str, " / ".join(CHOICES.get(name, ("“…”",)))))
    good = type(value) is kind
    good = good and not (name == "year" and not 2000 <= value <= 2100)
    good = good and not (name == "threshold" and value < 0)
    good = good and not (name in CHOICES and value not in CHOICES[name])
    good = good and not (name == "address" and "://" in value and not _URL.fullmatch(value))
    if not good or (value == "" and name == "department"):
        raise Unusable(fault("book.setting", source, name=name, value=value, expected=expected))
    return value


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error


def _rows(path: Path, table: Table, year: int) -> list[Row]:
    """Return the rows of a small table, typed."""
    loaded = load(path, table, codes_of(path, year))
    for one in loaded.faults:
        if one.severity == "error" and not (one.code == "table.missing" and table.name != "units"):
            raise Unusable(fault("book.cell", one.file, why=explain(one)))
    rows: list[Row] = loaded.table.select(list(table.names)).to_pylist()
    return rows


def reasons_of(path: Path) -> dict[str, dict[str, str]]:
    """Return what reasons.toml says, by kind and key. Unusable where it is not written so."""
    source = path / "reasons.toml"
    if not source.exists():
        return {}
    said = _toml(source)
    for kind, some in said.items():
        for key, value in some.items() if isinstance(some, dict) else [(kind, some)]:
            if not isinstance(some, dict) or not isinstance(value, str):
                raise Unusable(fault("book.setting", source, name=key, value=value, expected=f'[{kind}] key = "…"'))
    return said


def texts_of(path: Path) -> dict[str, str]:
    """Return the texts by name. Unusable where one is not UTF-8."""
    found = {}
    for source in sorted((path / "texts").glob("*.md")):
        try:
            found[source.stem] = source.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unusable(fault("file.encoding", source)) from error
    return found


def table_files(book: Book | Path, name: str) -> list[Path]:
    """Return the files of a table in their order: NAME.csv, then the CSV and Parquet files of NAME/."""
    from juesuan.books.tables import files_of

    return files_of(book.path if isinstance(book, Book) else book, schema().tables[name])


def book_files(path: Path) -> list[Path]:
    """Return every file whose content is the book's, in a fixed order: what a seal covers."""
    from juesuan.books.tables import files_of

    found = [path / SETTINGS, path / "reasons.toml", path / "fund" / "history.csv"]
    for table in schema().tables.values():
        found += files_of(path, table)
    for folder, suffix in (
        ("texts", "md"),
        ("performance", "toml"),
        ("registers", "csv"),
        ("fund", "toml"),
        ("fund/programmes", "toml"),
        ("fund/notices", "*"),
    ):
        found += (path / folder).glob(f"*.{suffix}")
    return sorted((p for p in found if p.is_file()), key=lambda p: p.relative_to(path).as_posix())
