"""Undoing the last import (撤销): its file goes, or a small table is put back as it was; the history says so."""

from __future__ import annotations

from pathlib import Path

from juesuan.books import history
from juesuan.books.faults import Unusable, fault
from juesuan.books.history import Event
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.schema import schema
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Write, commit, digest, recover

__all__ = ["undo"]


def undo(book: Path | str) -> Event:
    """Undo the last import that stands and return it.

    Unusable where there is none, the book is sealed, or its file was changed since.
    """
    book = Path(book)
    recover(book)
    settings_of(book)
    refuse_sealed(book)
    with locked(book):
        standing = history.imports(book)
        if not standing:
            raise Unusable(fault("undo.nothing", book))
        last = standing[-1]
        writes: dict[str, Write] = {}
        if last.into:
            if not (book / last.into).exists() or digest(book / last.into) != last.after:
                raise Unusable(fault("undo.changed", last.into))
            kept = f".juesuan/undo/{last.number}.csv"
            small = not schema().tables[last.table].large
            writes[last.into] = (book / kept).read_bytes() if small and (book / kept).exists() else None
            if small:
                writes[kept] = None
        writes[history.FILE] = history.append(book, "undo", table=last.table, detail=last.number, rows=last.rows)
        commit(book, writes)
    return last
