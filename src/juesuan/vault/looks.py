"""Every look at a full number (查看记录): who, when, why and whose, chained; logged before the number is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from juesuan.books import chain
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.store import Disk, commit, recover
from juesuan.vault.sealing import Vault, bound

__all__ = ["FILE", "HEADER", "broken", "looked", "looks", "noted"]

FILE = "fund/looks.csv"
"""Not among the files a seal covers: a closed book may still be looked at, and that must be logged."""
HEADER = ("number", "time", "who", "kind", "owner", "count", "why", "chain")


def looked(
    book: Path,
    vault: Vault,
    wanted: Sequence[tuple[str, str, str]],
    *,
    who: str,
    why: str,
    subject: str = "",
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    disk: Disk | None = None,
) -> list[str]:
    """Return the numbers behind tokens (token, kind, owner), the look being logged first.

    `subject` names what they belong to where they are many (a batch); without it every owner has a row.
    Unusable without a reason, with another book's key, or where a token does not open.
    """
    if not why.strip():
        raise Unusable(fault("fund.look_reason", book))
    bound(book, vault)
    kinds = sorted({kind for _, kind, _ in wanted})
    rows = [(kind, subject, sum(one[1] == kind for one in wanted)) for kind in kinds]
    if not subject:
        rows = [(kind, owner, 1) for _, kind, owner in wanted]
    recover(book, disk)
    with locked(book):
        content = noted(_content(book), rows, who=who, why=why, now=now())
        commit(book, {FILE: content}, disk)
    return [vault.open(token, kind, owner) for token, kind, owner in wanted]


def noted(content: bytes, rows: Sequence[tuple[str, str, int]], *, who: str, why: str, now: datetime) -> bytes:
    """Return the log with a row for each kind of number and owner."""
    time = now.isoformat(timespec="seconds")
    return chain.appended(content, HEADER, [(time, who, kind, owner, str(n), why) for kind, owner, n in rows])


def _content(book: Path) -> bytes:
    path = book / FILE
    return path.read_bytes() if path.exists() else b""


def looks(book: Path) -> list[dict[str, str]]:
    """Return the log, oldest first."""
    return [dict(zip(HEADER, row, strict=True)) for row in chain.rows_of(_content(book), len(HEADER))]


def broken(book: Path) -> Fault | None:
    """Return the first row that does not follow from those before it."""
    content = _content(book)
    row = chain.broken(content, HEADER) if content else None
    return None if row is None else fault("fund.chain", FILE, row)
