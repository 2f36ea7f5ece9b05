"""What an exchange leaves open (检查): a log that does not follow, what was not receipted, what has run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from juesuan.books.faults import Fault, fault
from juesuan.books.store import recover
from juesuan.exchange import log
from juesuan.exchange.agreement import FOLDER, agreements, expired

__all__ = ["check_exchange"]

_WAIT = timedelta(days=10)
"""How long a receipt may take before it is asked for."""


def check_exchange(book: Path, at: date) -> list[Fault]:
    """Return what is open on a day. Unusable where an agreement is not as it should be."""
    recover(book)
    known = agreements(book)
    found = [one for one in (log.broken(book),) if one is not None]
    found += _unreceipted(book, {key: one.card.name for key, one in known.items()}, at)
    for key, agreement in known.items():
        for share in agreement.shares:
            if at > share.until:
                found.append(expired(f"{FOLDER}/{key}.toml", share, at))
    return found


def _unreceipted(book: Path, names: dict[str, str], at: date) -> Iterator[Fault]:
    entries = log.entries(book)
    done = {(one.partner, one.sequence) for one in entries if one.what == "receipt"}
    seen: set[tuple[str, int]] = set()
    for one in entries:
        key = (one.partner, one.sequence)
        if one.what == "out" and key not in done | seen and at > date.fromisoformat(one.on) + _WAIT:
            seen.add(key)
            name = names.get(one.partner, one.partner)
            yield fault("exchange.unreceipted", log.FILE, number=one.sequence, day=one.on, value=name)
