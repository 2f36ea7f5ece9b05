"""Finding records (查找) by what stands in their fields; a protected number is found by its mark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.columns import flat
from juesuan.books.open import settings_of
from juesuan.books.tables import codes_of
from juesuan.registers import machine
from juesuan.registers.model import Register
from juesuan.registers.protected import put_away
from juesuan.registers.store import Refused, load_records
from juesuan.vault.sealing import Vault, bound, whole

__all__ = ["find"]


def find(book: Path, register: Register, wanted: Mapping[str, str], vault: Vault | None = None) -> Any:
    """Return the records (an Arrow table) in which every field wanted holds what is said.

    No number is opened for it. Refused where a value is none of its field; Unusable where a number is asked for without
    the key, or with another book's.
    """
    rows = load_records(book, register).table
    known, faults = machine.typed(register, wanted, codes_of(book, settings_of(book).year))
    if faults:
        raise Refused(faults)
    marked, used = put_away(register, None, {"id": "", **known}, vault)
    if used and vault is not None:
        bound(book, vault)
    plain = {one.mark: whole(one.kind, known[one.mark]) for one in register.protected if known.get(one.mark)}
    for name in known:
        values = flat(rows.column(name))
        said = [marked[name], *([plain[name]] if name in plain else [])]
        rows = rows.filter(pc.is_in(values, pa.array(said, values.type)))
    return rows
