"""A package leaves (送出): what is agreed and nothing else, numbered, logged and kept in one commit."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from juesuan.books.faults import Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.store import Disk, commit, recover
from juesuan.exchange import log
from juesuan.exchange.agreement import FOLDER, Agreement, Share, agreement_of, expired
from juesuan.exchange.datasets import extracted
from juesuan.exchange.numbers import put_in, stop_leaks
from juesuan.exchange.package import Manifest, Part, party, signed, written
from juesuan.exchange.tables import schema_of, table_of
from juesuan.vault.boxes import Box, closing
from juesuan.vault.pairs import Pair
from juesuan.vault.sealing import Vault

__all__ = ["Sent", "again", "send"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What left: to whom, under which number, which parts, and the package itself."""

    partner: str
    sequence: int
    parts: tuple[Part, ...]
    content: bytes


def send(
    book: Path,
    partner: str,
    what: Sequence[str],
    *,
    pair: Pair,
    who: str,
    on: date,
    start: date | None = None,
    end: date | None = None,
    why: str = "",
    vault: Vault | None = None,
    disk: Disk | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> Sent:
    """Make the next package for a partner of some shares, over a period (without one the book's year).

    Unusable where one is not agreed or not in force, a number must be opened and there is no vault, or a whole number
    stands in a text; nothing is then made. A look at a number stays logged also where the package is not made.
    """
    recover(book, disk)
    agreement = agreement_of(book, partner)
    year = settings_of(book).year
    period = start or date(year, 1, 1), end or date(year, 12, 31)
    shares = [_agreed(agreement, name, on) for name in dict.fromkeys(what)]
    if not shares:
        raise _not_agreed(agreement, "—")
    sequence = log.last(book, "out", agreement.key) + 1
    bare = Manifest("data", party(pair.card), party(agreement.card), year, sequence, on.isoformat())
    box = _box(agreement, bare.context, random)
    files: dict[str, bytes] = {}
    parts: list[Part] = []
    for share in shares:
        reason = {"who": who, "why": why or share.purpose}
        part, made = _part(book, agreement, share, period, box, pair, vault, reason)
        parts.append(part)
        files |= made
    manifest = replace(bare, parts=tuple(parts), box=_text(box.sender))
    package = signed(manifest, files, pair)
    content = written(package)
    rows = log.told(who, "out", agreement, on, package, why)
    with locked(book):
        if log.last(book, "out", agreement.key) != sequence - 1:
            raise Unusable(fault("exchange.raced", log.FILE, number=sequence))
        writes = {log.FILE: log.appended(book, rows), log.kept("out", agreement.key, sequence): content}
        commit(book, writes, disk)
    return Sent(agreement.card.name, sequence, tuple(parts), content)


def again(book: Path, partner: str, sequence: int) -> bytes:
    """Return a package that left before, as it left. Unusable where there is none."""
    recover(book)
    path = book / log.kept("out", agreement_of(book, partner).key, sequence)
    if not path.is_file():
        raise Unusable(fault("exchange.no_package", path.relative_to(book).as_posix(), number=sequence))
    return path.read_bytes()


def _agreed(agreement: Agreement, name: str, on: date) -> Share:
    share = agreement.share("out", name)
    if share is None:
        raise _not_agreed(agreement, name)
    if not share.in_force(on):
        raise Unusable(expired(_file(agreement), share, on))
    return share


def _not_agreed(agreement: Agreement, name: str) -> Unusable:
    known = " ".join(one.name for one in agreement.shares if one.way == "out") or "—"
    return Unusable(fault("exchange.not_agreed", _file(agreement), value=name, expected=known))


def _file(agreement: Agreement) -> str:
    return f"{FOLDER}/{agreement.key}.toml"


def _box(agreement: Agreement, context: str, random: Callable[[int], bytes]) -> Box:
    try:
        return closing(agreement.card, context, random)
    except ValueError as error:
        raise Unusable(fault("exchange.agreement", _file(agreement), why="[card] seal")) from error


def _part(
    book: Path,
    agreement: Agreement,
    share: Share,
    period: tuple[date, date],
    box: Box,
    pair: Pair,
    vault: Vault | None,
    reason: dict[str, str],
) -> tuple[Part, dict[str, bytes]]:
    """Return a part and its two files."""
    found = extracted(book, agreement, share, *period)
    put_in(book, agreement, share, found, box, pair, vault, lambda name: {**reason, "subject": f"exchange/{name}"})
    stop_leaks(share, found)
    table, schema = table_of(share, found), schema_of(share, found)
    files = {f"{share.name}.{share.format}": table, f"{share.name}.schema.json": schema}
    hashes = [sha256(one).hexdigest() for one in (table, schema)]
    start, end = (one.isoformat() for one in period)
    names = list(files)
    part = Part(share.name, names[0], names[1], len(found.rows), share.purpose, share.basis, start, end, *hashes)
    return part, files


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
