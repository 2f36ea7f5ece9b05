"""The sheet that comes back (退回表): a copy of what was to be imported, with the reason beside each refused row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault, message
from juesuan.books.schema import data
from juesuan.books.sources import TextFile, rows_of
from juesuan.books.workbooks import Sheet

__all__ = ["reasons", "refused_path", "write_refused"]


def refused_path(source: Path, wanted: Path | None) -> Path:
    """Return where the copy goes: beside the source, unless another place is wanted."""
    if wanted is not None:
        return wanted
    suffix = source.suffix if source.suffix.lower() in (".csv", ".txt", ".tsv") else ".xlsx"
    return source.with_name(f"{source.stem}.refused{suffix}")


def reasons(faults: Iterable[Fault], lang: str = "zh") -> dict[int, str]:
    """Return what is wrong with each row, in one line."""
    found: dict[int, list[str]] = {}
    for one in faults:
        if one.row is not None:
            found.setdefault(one.row, []).append(f"{one.column or ''}：{message(one, lang)}".lstrip("："))
    return {row: "；".join(dict.fromkeys(some)) for row, some in found.items()}


def write_refused(source: TextFile | Sheet, path: Path, header: int, why: Mapping[int, str]) -> None:
    """Write the copy; `header` is the 1-based row of the titles. Unusable where it cannot be written."""
    title = data("aliases.toml")["reason"]
    told = {header: title, **why}
    draft = path.with_name(f".{path.name}.part")
    try:
        if isinstance(source, TextFile):
            _text(source, draft, told)
        else:
            _workbook(source, draft, told)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unusable(fault("import.refused_path", path, why=error.strerror or error)) from error


def _told(rows: Iterable[list[Any]], told: Mapping[int, str], header: int) -> Iterator[tuple[int, list[Any], str]]:
    """Yield each row filled up to one width, and what is told beside it; an older column of reasons is left out."""
    title = told[header]
    kept = list(rows)
    old = [n for n, cell in enumerate(kept[header - 1]) if cell == title] if len(kept) >= header else []
    width = max((len(row) for row in kept), default=0)
    for number, row in enumerate(kept, 1):
        full = [*row, *[""] * (width - len(row))]
        yield number, [cell for n, cell in enumerate(full) if n not in old], told.get(number, "")


def _text(source: TextFile, path: Path, told: Mapping[int, str]) -> None:
    encoding = "utf-8-sig" if source.encoding == "utf8" else source.encoding
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=source.delimiter)
        for _, row, why in _told(rows_of(source), told, min(told)):
            writer.writerow([*row, why])


def _workbook(source: Sheet, path: Path, told: Mapping[int, str]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), {**options, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    red = book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})
    for number, row, why in _told(source.rows(), told, min(told)):
        for column, value in enumerate(row):
            if value != "" and value is not None:
                sheet.write(number - 1, column, value)
        if why:
            sheet.write_string(number - 1, len(row), why, red)
    book.close()
