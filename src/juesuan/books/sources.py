"""What an import reads: CSV in any of the usual encodings and workbooks, as columns of text that keep their row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from juesuan.books.faults import Unusable, fault

__all__ = ["HEAD", "TextFile", "columns_of", "open_text", "rows_of", "table_of"]

HEAD = 40
"""Rows looked at to find the header."""
_BYTES = 1 << 17
_MAX_FIELD = 10_000_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A CSV file: its encoding, its delimiter and its first rows."""

    path: Path
    encoding: str
    delimiter: str
    head: list[list[str]]

    def end_of(self, start: int, end: int) -> int:  # noqa: ARG002 - text merges nothing
        """Return the row after a header."""
        return end

    def body(self, start: int, once: Collection[int] = ()) -> pa.Table:  # noqa: ARG002 - text merges nothing
        """Return the rows from `start` (0-based) on as columns of text named 0, 1 and so on."""
        try:
            return _fast(self, start)
        except (pa.ArrowInvalid, UnicodeDecodeError):
            _proven(self)
            width = len(self.head[start]) if start < len(self.head) else 0
            return table_of(islice(rows_of(self), start, None), width)


def open_text(path: Path) -> TextFile:
    """Look into a CSV file. Unusable where no encoding fits or it is binary."""
    start = path.open("rb").read(_BYTES)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(fault("import.format", path))
    encoding = _encoding(path, start)
    text = start.decode(encoding, "ignore")
    delimiter = _delimiter(text)
    try:
        head = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEAD))
    except csv.Error as error:
        raise Unusable(fault("file.damaged", path, why=error)) from error
    return TextFile(path, encoding, delimiter, head)


def _encoding(path: Path, start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(start, len(start) < _BYTES)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unusable(fault("import.encoding", path))


def _proven(source: TextFile) -> None:
    """Read all of a file in its encoding; Unusable where it does not hold to the end."""
    try:
        with source.path.open(encoding=source.encoding, newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError as error:
        raise Unusable(fault("import.encoding", source.path)) from error


def _delimiter(text: str) -> str:
    """Return the delimiter that most rows have."""
    lines = text.splitlines()[:HEAD]
    return max(",\t;|", key=lambda mark: sum(mark in line for line in lines))


def _fast(source: TextFile, start: int) -> pa.Table:
    """Read with Arrow; ArrowInvalid where rows differ in width or a row is blank."""
    if any("\n" in cell or "\r" in cell for row in source.head[:start] for cell in row):
        raise pa.ArrowInvalid("a title of several lines")
    width = len(source.head[start]) if start < len(source.head) else 0
    if not width:
        return table_of([], 0)
    names = [str(n) for n in range(width)]
    encoding = "utf8" if source.encoding == "utf-8-sig" else source.encoding
    return arrow_csv.read_csv(
        source.path,
        read_options=arrow_csv.ReadOptions(skip_rows=start, column_names=names, encoding=encoding, block_size=4 << 20),
        parse_options=arrow_csv.ParseOptions(
            delimiter=source.delimiter, newlines_in_values=False, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def rows_of(source: TextFile) -> Iterator[list[str]]:
    """Yield every row of a CSV file; Unusable where its quotes never end."""
    csv.field_size_limit(_MAX_FIELD)
    with source.path.open(encoding=source.encoding, newline="") as stream:
        try:
            yield from csv.reader(stream, delimiter=source.delimiter)
        except csv.Error as error:
            raise Unusable(fault("file.damaged", source.path, why=error)) from error


def table_of(rows: Iterable[list[Any]], width: int, write: Callable[[Any], str | None] | None = None) -> pa.Table:
    """Return rows as columns of text, in pieces so that memory stays bounded; short rows are filled up."""
    pieces: list[list[Any]] = []
    stream = iter(rows)
    while piece := list(islice(stream, 50_000)):
        pieces.append(columns_of(piece, write))
        width = max(width, len(pieces[-1]))
    arrays = []
    for n in range(width):
        chunks = [p[n] if n < len(p) else pa.nulls(len(p[0]) if p else 0, pa.string()) for p in pieces]
        arrays.append(pa.chunked_array(chunks, pa.string()))
    return pa.table(arrays, [str(n) for n in range(width)])


def columns_of(rows: list[list[Any]], write: Callable[[Any], str | None] | None) -> list[Any]:
    """Turn rows into columns of text; a column of texts only is taken as it is."""
    width = max((len(row) for row in rows), default=0)
    if any(len(row) != width for row in rows):
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    found = []
    for column in zip(*rows, strict=True):
        if write is not None and set(map(type, column)) != {str}:
            found.append(pa.array([write(value) for value in column], pa.string()))
        else:
            found.append(pa.array(column, pa.string()))
    return found
