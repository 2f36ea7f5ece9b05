"""Where a book's fund is booked (入账科目): `fund/posting.toml`, with the programmes' own functions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.fund.post import Posting, Postings
from juesuan.fund.programme import Programme

__all__ = ["FILE", "postings_of"]

FILE = "fund/posting.toml"
KEPT = ("carried", "payable")
"""What can become of money of an earlier year that comes back: the unit keeps it, or owes it to the treasury."""


def postings_of(book: Path, programmes: Mapping[str, Programme]) -> Postings:
    """Return where each programme is booked. Unusable where the file is no TOML; asked for one it lacks, it says so."""
    path = book / FILE
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error
    own = said.pop("programmes", {})

    def posting(name: str) -> Posting:
        known = programmes.get(name)
        told = {**({"function": known.function, "title": known.title} if known else {}), **said, **own.get(name, {})}
        for field in ("unit", "function", "economic"):
            if not told.get(field):
                raise Unusable(fault("fund.posting", FILE, None, field, value=name, name=field))
        if told.get("earlier", "") not in ("", *KEPT):
            said_so = {"value": told["earlier"], "programme": name}
            raise Unusable(fault("fund.posting_earlier", FILE, None, "earlier", **said_so))
        return Posting(**{field: str(value) for field, value in told.items() if field in Posting.__slots__})

    return posting
