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

__all__ = ["MONEY", "Typed", "arrow_type", "typed"]

MONEY = pa.decimal128(18, 2)
_PLAIN = r"^-?\d{1,15}(\.\d{1,2})?$"
Parse = Callable[[str], object]


@dataclass(slots=True)
class Typed:
    """A typed column (null where empty or bad) and what is bad: the row's index and why."""

    values: Any
    bad: list[tuple[int, Bad]] = field(default_factory=list)


def arrow_type(column: Column) -> Any:
    """Return the Arrow type a column is held in."""
    kinds = {"date": pa.date32(), "money": MONEY, "count": pa.int64()}
    return kinds.get(column.type, pa.string())


def typed(texts: Any, column: Column, parse: Parse | None, *, scale: Decimal = Decimal(1), loose: bool = False) -> Typed:
    """Type a column of texts (an Arrow string array; empty texts are null). Values already typed pass through.

    `parse` is None where any text will do; `loose` takes away white space around texts and thousands separators;
    `scale` other than 1 leaves money to the parser, which knows it.
    """
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    kind = arrow_type(column)
    if texts.type == kind and not pa.types.is_string(kind):
        return Typed(texts)
    texts = _plain_texts(texts, loose)
    if parse is None:
        return Typed(texts)
    if column.type == "code" and not _any(texts, r"[^\x21-\x7e]|\.0$|^[-/]"):
        return Typed(texts)
    if column.type == "money" and scale == 1:
        return _money(_without_separators(texts) if loose else texts, parse)
    return _each(texts, kind, parse)


def _plain_texts(texts: Any, loose: bool) -> Any:
    """Return texts as a string array with null for nothing, trimmed where `loose`."""
    if not pa.types.is_string(texts.type):
        texts = texts.cast(pa.string())
    if loose and _any(texts, r"^[\s\x{3000}]|[\s\x{3000}]$"):
        texts = pc.utf8_trim_whitespace(texts)
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _any(texts: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())


def _each(texts: Any, kind: Any, parse: Parse) -> Typed:
    """Parse each different text once and put the values back in their rows."""
    coded = texts.dictionary_encode()
    known = coded.dictionary.to_pylist()
    parsed = [parse(text) for text in known]
    wrong = {n: one for n, one in enumerate(parsed) if isinstance(one, Bad)}
    if not wrong and parsed == known:
        return Typed(texts)
    values = pa.array([None if isinstance(one, Bad) else one for one in parsed], kind)
    bad: list[tuple[int, Bad]] = []
    if wrong:
        rows = pc.indices_nonzero(pc.is_in(coded.indices, pa.array(list(wrong), pa.int32())))
        bad = [(row, wrong[n]) for row, n in zip(rows.to_pylist(), coded.indices.take(rows).to_pylist(), strict=True)]
    return Typed(values.take(coded.indices), bad)


def _money(texts: Any, parse: Parse) -> Typed:
    """Cast what is written plainly at once; parse only the rest."""
    easy = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), True)
    if pc.all(easy).as_py() is not False:
        return Typed(texts.cast(MONEY))
    values = pc.if_else(easy, texts, pa.scalar(None, pa.string())).cast(MONEY)
    hard = pc.invert(easy)
    rest = _each(texts.filter(hard), MONEY, parse)
    rows = pc.indices_nonzero(hard).to_pylist()
    return Typed(pc.replace_with_mask(values, hard, rest.values), [(rows[n], bad) for n, bad in rest.bad])


def _without_separators(texts: Any) -> Any:
    """Return numbers like 1,234.56 without their thousands separators; nothing else is touched."""
    grouped = r"^-?\d{1,3}(,\d{3})+(\.\d{1,2})?$"
    if not pc.any(pc.match_substring(texts, ",")).as_py():
        return texts
    return pc.if_else(pc.match_substring_regex(texts, grouped), pc.replace_substring(texts, ",", ""), texts)
