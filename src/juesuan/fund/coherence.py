"""What the cells of a list's row must say together (相符): known programmes, spans that end after they start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Fault, fault

__all__ = ["incoherent", "named"]

_SPANS = {"applications": ("first", "last", "fund.span", False), "trainings": ("starts", "ends", "fund.session", True)}
"""Of a kind of list: the columns of a span, the fault where it ends too early, whether it must have a length."""


def named(table: pa.Table, programmes: Mapping[str, str]) -> pa.Table:
    """Return a list in which programmes go by their names where it says their titles (name → title)."""
    if "programme" not in table.column_names:
        return table
    names = {title: name for name, title in programmes.items()}
    said = table.column("programme").cast(pa.string())
    known = {one: names.get(one.strip(), one.strip()) for one in pc.unique(said).to_pylist() if one}
    made = pa.array([known.get(one, one) for one in said.to_pylist()], pa.string())
    return table.set_column(table.column_names.index("programme"), "programme", made)


def incoherent(table: pa.Table, kind: str, programmes: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong in the rows of a list though each cell is right; `titles`: the list's own."""
    if "programme" in table.column_names:
        known = pc.is_in(table.column("programme"), pa.array(list(programmes), pa.string()))
        for row in _where(table, pc.and_(pc.invert(known), pc.is_valid(table.column("programme")))):
            said = {"value": row["programme"], "expected": " ".join(programmes)}
            yield fault("fund.programme", row["_file"], row["_row"], titles.get("programme", "programme"), **said)
    start, end, code, long = _SPANS.get(kind, ("", "", "", False))
    if end and end in table.column_names:
        early = pc.less_equal if long else pc.less
        for row in _where(table, early(table.column(end), table.column(start))):
            yield fault(code, row["_file"], row["_row"], titles.get(end, end), start=row[start], end=row[end])


def _where(table: pa.Table, wrong: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(pc.fill_null(wrong, False)).to_pylist()
    return found
