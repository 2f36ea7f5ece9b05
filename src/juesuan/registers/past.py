"""The history of a register (流水): who did what to which record, when and why; each row chained to the one before."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from juesuan.books.faults import Fault, fault
from juesuan.registers.machine import Past
from juesuan.registers.model import Register

__all__ = [
    "Entry",
    "appended",
    "broken",
    "entries",
    "entry",
    "importers",
    "importers_of",
    "lines",
    "pasts",
    "pasts_of",
    "rechained",
    "standing",
    "standstills",
    "undone",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a history.

    A record added has no `source`; a change of fields no `to`. `fields` is JSON: field → [before, after]. A bulk import
    has no `record`: `fields` holds `rows`, how many came, and the file they went into. A row that undoes another has
    its number there (`undone`) and nothing else.
    """

    number: str
    time: str
    who: str
    record: str
    source: str
    to: str
    on: str
    why: str
    fields: str
    chain: str = ""

    @property
    def detail(self) -> dict[str, Any]:
        """What `fields` says: for a bulk import `rows`, `file`, `sheet`, `into` and `sha256`."""
        said: dict[str, Any] = json.loads(self.fields or "{}")
        return said


HEADER = [{"source": "from"}.get(one.name, one.name) for one in fields(Entry)]
_NAMES = [one.name for one in fields(Entry)][:-1]
_SEPARATOR = "\x1f"


def entries(book: Path, register: Register) -> list[Entry]:
    """Return the history, oldest first; rows that are not whole are left out (`broken` names them)."""
    return [Entry(*row) for row in _rows(book / register.history)[1:] if len(row) == len(HEADER)]


_UNDONE = '{"undone"'


def undone(one: Entry) -> str:
    """Return the fields of a row that undoes another."""
    return f"{_UNDONE}: {one.number}}}"


def standing(history: Iterable[Entry]) -> list[Entry]:
    """Return the rows that count: without those that were undone, and those that say so."""
    known = list(history)
    gone = {str(one.detail["undone"]) for one in known if one.fields.startswith(_UNDONE)}
    return [one for one in known if one.number not in gone and not one.fields.startswith(_UNDONE)] if gone else known


def _standing(table: pa.Table) -> pa.Table:
    """Return the rows of a history's columns that count, as `standing`; `number` and `fields` are among them."""
    telling = pc.starts_with(table.column("fields"), _UNDONE)
    if not pc.any(telling).as_py():
        return table
    said = table.filter(telling).column("fields").to_pylist()
    gone = pa.array([str(json.loads(one)["undone"]) for one in said], pa.string())
    return table.filter(pc.invert(pc.or_(telling, pc.is_in(table.column("number"), gone))))


def _rows(path: Path) -> list[list[str]]:
    if not path.exists():
        return []
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig", "replace"), newline="")))


def entry(
    record: str, source: str, to: str, *, who: str, on: date, why: str = "", changes: Mapping[str, Any] | None = None
) -> Entry:
    """Return a row to be appended."""
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    said = json.dumps(changes, ensure_ascii=False, default=str, sort_keys=True) if changes else ""
    return Entry("", time, who, record, source, to, on.isoformat(), why, said)


def appended(book: Path, register: Register, new: Iterable[Entry]) -> Callable[[Path], None]:
    """Return what writes the history with more rows; the old ones are copied as they stand."""
    path = book / register.history
    added = lines(*_end(path), new)[0]
    if not path.exists():
        added = ",".join(HEADER) + "\n" + added

    def write(target: Path) -> None:
        if path.exists():
            shutil.copyfile(path, target)
        with target.open("a", encoding="utf-8", newline="") as stream:
            stream.write(added)

    return write


def rechained(
    book: Path, register: Register, change: Callable[[Entry], Entry], last: Entry
) -> tuple[Callable[[Path], None], int]:
    """Return what writes the history with some rows changed and chained anew, and how many rows those are.

    The row `last` follows and says how many rows were changed (`rewritten`) and what the chain ended in before (`was`):
    whoever kept the older history can still prove it.
    """
    old = entries(book, register)
    new = [change(one) for one in old]
    count = sum(one is not other for one, other in zip(old, new, strict=True))
    said = {**last.detail, "rewritten": count, "was": old[-1].chain if old else ""}
    told = replace(last, fields=json.dumps(said, sort_keys=True))
    content = ",".join(HEADER) + "\n" + lines(0, "", [*new, told])[0]

    def write(target: Path) -> None:
        target.write_text(content, "utf-8", newline="")

    return write, count


def _end(path: Path) -> tuple[int, str]:
    """Return how many whole rows a history has, and the chain of the last."""
    table = _columns(path, ["chain"])
    return table.num_rows, table.column("chain")[-1].as_py() if table.num_rows else ""


def _columns(path: Path, names: list[str]) -> pa.Table:
    """Return columns of a history's whole rows; read by Arrow, or where it cannot (a damaged row) row by row."""
    if path.exists() and path.stat().st_size:
        try:
            return arrow_csv.read_csv(
                path,
                arrow_csv.ReadOptions(column_names=HEADER, skip_rows=1),
                arrow_csv.ParseOptions(newlines_in_values=True),
                arrow_csv.ConvertOptions(include_columns=names, column_types=dict.fromkeys(names, pa.string())),
            )
        except pa.ArrowException:
            pass
    rows = [row for row in _rows(path)[1:] if len(row) == len(HEADER)]
    return pa.table({name: pa.array([row[HEADER.index(name)] for row in rows], pa.string()) for name in names})


def lines(number: int, chain: str, new: Iterable[Entry]) -> tuple[str, int, str]:
    """Return the rows that follow the row `number` with its chain, as CSV, and the last one's number and chain."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for one in new:
        number += 1
        row = replace(one, number=str(number))
        chain = _chain(chain, row)
        writer.writerow([*_cells(row), chain])
    return stream.getvalue(), number, chain


def _chain(before: str, one: Entry) -> str:
    return hashlib.sha256(_SEPARATOR.join([before, *_cells(one)]).encode()).hexdigest()


def _cells(one: Entry) -> list[str]:
    """Return all of a row but its chain."""
    return [getattr(one, name) for name in _NAMES]


def broken(book: Path, register: Register) -> Fault | None:
    """Return the first row that does not follow from those before it."""
    rows = _rows(book / register.history)
    if not rows:
        return None
    if rows[0] != HEADER:
        return fault("history.broken", register.history, 1)
    chain = ""
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(HEADER) or row[0] != str(number - 1) or row[-1] != _chain(chain, Entry(*row)):
            return fault("history.broken", register.history, number)
        chain = row[-1]
    return None


def pasts(history: Iterable[Entry]) -> dict[str, list[Past]]:
    """Return by record what was done to it and stands."""
    found: dict[str, list[Past]] = {}
    for one in standing(history):
        if one.record:
            found.setdefault(one.record, []).append(Past(one.who, one.to, date.fromisoformat(one.on)))
    return found


def importers(history: Iterable[Entry]) -> dict[str, tuple[str, date]]:
    """Return by file who imported the records in it, and for which day: they stand for all that was done before."""
    bulk = (one for one in standing(history) if not one.record)
    return {str(one.detail.get("into", "")): (one.who, date.fromisoformat(one.on)) for one in bulk}


def pasts_of(book: Path, register: Register) -> dict[str, list[Past]]:
    """Return by record what was done to it, from the register's history: as `pasts` of its entries, but faster."""
    whole = _columns(book / register.history, ["number", "record", "who", "to", "on", "fields"])
    table = _standing(whole).select(["record", "who", "to", "on"])
    days = {text: date.fromisoformat(text) for text in set(table.column("on").to_pylist())}
    found: dict[str, list[Past]] = {}
    for record, who, to, on in zip(*(column.to_pylist() for column in table.columns), strict=True):
        if record:
            found.setdefault(record, []).append(Past(who, to, days[on]))
    return found


def importers_of(book: Path, register: Register) -> dict[str, tuple[str, date]]:
    """Return who imported the records in each file, from the register's history: as `importers`, but faster."""
    table = _standing(_columns(book / register.history, ["number", "record", "who", "on", "fields"]))
    bulk = table.filter(pc.equal(table.column("record"), "")).to_pylist()
    return {
        json.loads(one["fields"] or "{}").get("into", ""): (one["who"], date.fromisoformat(one["on"])) for one in bulk
    }


def standstills(past: Iterable[Past], states: tuple[str, ...]) -> Iterator[tuple[date, date | None]]:
    """Yield the spans a record was in one of these states; None where it still is."""
    since: date | None = None
    for one in past:
        if one.to in states and since is None:
            since = one.on
        elif one.to and one.to not in states and since is not None:
            yield since, one.on
            since = None
    if since is not None:
        yield since, None
