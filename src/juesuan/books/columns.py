"""Whole columns of text become typed columns at once: a parser sees each different text once, money as it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.cells import Bad
from juesuan.books.schema import Column

__all__ = ["CODED", "MONEY", "NUMBER", "Typed", "arrow_type", "coded", "flat", "numbers", "typed"]

MONEY = pa.decimal128(18, 2)
NUMBER = pa.decimal128(18, 4)
CODED = pa.dictionary(pa.int32(), pa.string())
_PLAIN = r"^-?\d{1,15}(\.\d{1,2})?$"
_NO_MARK = r"[^a-z2-7]|^[2-7]*$|^.{1,15}$|.{17}"
"""What is in every text that is no mark, and in an empty one."""
Parse = Callable[[str], object]


@dataclass(slots=True)
class Typed:
    """A typed column (null where empty or bad) and what is bad: the row's index and why."""

    values: Any
    bad: list[tuple[int, Bad]] = field(default_factory=list)


def arrow_type(column: Column) -> Any:
    """Return the Arrow type a column is held in."""
    kinds = {"date": pa.date32(), "month": pa.date32(), "money": MONEY, "count": pa.int64(), "number": NUMBER}
    return CODED if column.coded else kinds.get(column.type, pa.string())


def coded(values: Any) -> Any:
    """Return texts as a dictionary and numbers into it."""
    return values if pa.types.is_dictionary(values.type) else values.dictionary_encode().cast(CODED)


def flat(values: Any) -> Any:
    """Return texts as they are, out of their dictionary."""
    return values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values


def numbers(first: int, count: int) -> Any:
    """Return whole numbers counted from `first`."""
    return pc.add(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), count)), first - 1)


def typed(
    texts: Any, column: Column, parse: Parse | None, *, scale: Decimal = Decimal(1), loose: bool = False
) -> Typed:
    """Type a column of texts (an Arrow string array; empty texts are null). Values already typed pass through.

    `parse` is None where any text will do; `loose` takes away white space around texts and thousands separators;
    `scale` other than 1 leaves money to the parser, which knows it.
    """
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if pa.types.is_null(texts.type):
        return Typed(pa.nulls(len(texts), arrow_type(column)))
    if texts.type == arrow_type(column) and column.type in ("date", "month", "money", "count", "number"):
        return Typed(texts)
    if column.coded:
        return _each(texts, column, parse or str)
    texts = flat(texts)
    texts = texts if pa.types.is_string(texts.type) else texts.cast(pa.string())
    if parse is None or (column.type == "code" and not _any(texts, r"[^\x21-\x7e]|\.0$|^[-/]")):
        return Typed(_plain_texts(texts, loose))
    if column.type == "mark" and not _any(texts, _NO_MARK):
        return Typed(_plain_texts(texts, loose))
    if column.type == "money" and scale == 1:
        return _money(_without_separators(texts) if loose else texts, column, parse)
    return _each(texts, column, parse)


def _plain_texts(texts: Any, loose: bool) -> Any:
    """Return texts with null for nothing, trimmed where `loose`."""
    if loose and _any(texts, r"^[\s\x{3000}]|[\s\x{3000}]$"):
        texts = pc.utf8_trim_whitespace(texts)
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _any(texts: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())


def _each(texts: Any, column: Column, parse: Parse) -> Typed:
    """Parse each different text once and put the values back in their rows."""
    numbered = coded(texts if pa.types.is_dictionary(texts.type) else texts.cast(pa.string()))
    parsed = [parse(text) if text else None for text in numbered.dictionary.to_pylist()]
    wrong = {n: one for n, one in enumerate(parsed) if isinstance(one, Bad)}
    good = [None if isinstance(one, Bad) else one for one in parsed]
    values = (
        _coded(numbered.indices, good) if column.coded else pa.array(good, arrow_type(column)).take(numbered.indices)
    )
    bad: list[tuple[int, Bad]] = []
    if wrong:
        rows = pc.indices_nonzero(pc.is_in(numbered.indices, pa.array(list(wrong), pa.int32())))
        found = numbered.indices.take(rows).to_pylist()
        bad = [(row, wrong[n]) for row, n in zip(rows.to_pylist(), found, strict=True)]
    return Typed(values, bad)


def _coded(indices: Any, values: list[Any]) -> Any:
    """Return a dictionary array in which each value stands once and null is no value."""
    places = {value: n for n, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
    moved = pa.array([places.get(value) for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(moved.take(indices), pa.array(list(places), pa.string()))


def _money(texts: Any, column: Column, parse: Parse) -> Typed:
    """Cast what is written plainly at once; parse only the rest."""
    easy = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), True)
    if pc.all(easy).as_py() is not False:
        return Typed(texts.cast(MONEY))
    values = pc.if_else(easy, texts, pa.scalar(None, pa.string())).cast(MONEY)
    hard = pc.invert(easy)
    rest = _each(texts.filter(hard), column, parse)
    rows = pc.indices_nonzero(hard).to_pylist()
    return Typed(pc.replace_with_mask(values, hard, rest.values), [(rows[n], bad) for n, bad in rest.bad])


def _without_separators(texts: Any) -> Any:
    """Return numbers like 1,234.56 without their thousands separators; nothing else is touched."""
    grouped = r"^-?\d{1,3}(,\d{3})+(\.\d{1,2})?$"
    if not pc.any(pc.match_substring(texts, ",")).as_py():
        return texts
    return pc.if_else(pc.match_substring_regex(texts, grouped), pc.replace_substring(texts, ",", ""), texts)
