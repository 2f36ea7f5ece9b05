"""A package comes in (接收): proven, held to the agreement, taken once through the imports of the book, receipted."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from juesuan.books.faults import Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.open import settings_of
from juesuan.books.seal import refuse_sealed
from juesuan.books.store import Change, Disk, Write, commit, recover
from juesuan.exchange import log
from juesuan.exchange.agreement import Agreement, Share, agreements, expired
from juesuan.exchange.package import Manifest, Package, Part, party, read, signed, written
from juesuan.exchange.rows import Rows, matched, taken_in
from juesuan.exchange.tables import read_rows
from juesuan.exchange.trial import changes, trial
from juesuan.vault.boxes import opening
from juesuan.vault.pairs import Pair
from juesuan.vault.sealing import Vault

__all__ = ["Taken", "take"]


@dataclass(slots=True)
class Taken:
    """What became of a package: `again` where it was taken before; `receipt` for its sender, nothing for a receipt.

    `added` and `present` are rows by part: taken, and there already.
    """

    partner: str
    kind: str
    sequence: int
    again: bool = False
    added: dict[str, int] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)
    receipt: bytes = b""


def take(
    book: Path,
    name: str,
    content: bytes,
    *,
    pair: Pair,
    who: str,
    on: date,
    vault: Vault | None = None,
    disk: Disk | None = None,
) -> Taken:
    """Take a package or a receipt (`name` is the file's) into a book, whole or not at all, once.

    Unusable says in one line why it is not taken: not proven, not for us, not its turn, not agreed, not in force, no
    whole table; Refused which rows the book's own import does not take. The book is then as it was.
    """
    recover(book, disk)
    package = read(name, content)
    one = package.manifest
    agreement = _agreement(book, package)
    package.proven(agreement.card)
    if one.receiver["print"] != pair.card.print:
        raise Unusable(fault("exchange.receiver", name, value=one.receiver["name"], expected=pair.card.name))
    if one.year != (year := settings_of(book).year):
        raise Unusable(fault("exchange.year", name, value=one.year, expected=year))
    if one.kind == "receipt":
        return _receipted(book, agreement, package, who, on, disk)
    if found := _turn(book, agreement, package):
        return found
    refuse_sealed(book)
    parts = [_part(package, agreement, part, pair, on) for part in one.parts]
    for part in parts:
        part.opened |= matched(book, agreement, part, pair, vault, who)
    return _take(book, agreement, package, parts, pair=pair, who=who, on=on, vault=vault, disk=disk)


def _agreement(book: Path, package: Package) -> Agreement:
    """Return the agreement with the sender, known by its keys, else by its name: its signature then does not hold."""
    said, known = package.manifest.sender, agreements(book)
    for what in ("print", "name"):
        for one in known.values():
            if getattr(one.card, what) == said[what]:
                return one
    raise Unusable(fault("exchange.partner", package.name, value=said["name"], expected=" ".join(known) or "—"))


def _turn(book: Path, agreement: Agreement, package: Package) -> Taken | None:
    """Return what became of a package taken before; Unusable where its number is another's, or not yet due."""
    number, done = package.manifest.sequence, log.last(book, "in", agreement.key)
    if number <= done:
        before = log.of(book, "in", agreement.key, number)
        if not before or before[0].sha256 != package.sha256:
            raise Unusable(fault("exchange.replayed", package.name, number=number))
        receipt = book / log.kept("in", agreement.key, number)
        content = receipt.read_bytes() if receipt.is_file() else b""
        return Taken(agreement.card.name, "data", number, again=True, receipt=content)
    if number > done + 1:
        missing = f"{done + 1}" if number == done + 2 else f"{done + 1}–{number - 1}"
        raise Unusable(fault("exchange.missing", package.name, number=number, missing=missing))
    return None


def _part(package: Package, agreement: Agreement, part: Part, pair: Pair, on: date) -> Rows:
    """Return the rows of a part that is agreed on and in force, sealed numbers opened in memory."""
    where = f"{package.name}!{part.file}"
    share = agreement.share("in", part.name)
    if share is None:
        known = " ".join(one.name for one in agreement.shares if one.way == "in") or "—"
        raise Unusable(fault("exchange.not_agreed", where, value=part.name, expected=known))
    for day in (package.manifest.day, on):
        if not share.in_force(day):
            raise Unusable(expired(where, share, day))
    rows = read_rows(package, part, agreement, share)
    return Rows(share, rows, _opened(package, part, share, rows, pair))


def _opened(package: Package, part: Part, share: Share, rows: list[dict[str, str]], pair: Pair) -> dict[str, str]:
    """Return the numbers behind what was sealed for us. Unusable names the row and field that does not open."""
    from juesuan.exchange.numbers import bound, place

    sealed = [one for one, how in share.numbers.items() if how == "sealed"]
    if not sealed or not rows:
        return {}
    try:
        box = opening(pair, base64.b64decode(package.manifest.box, validate=True), package.manifest.context)
    except (ValueError, binascii.Error) as error:
        raise Unusable(fault("exchange.package", package.name, why="box")) from error
    found: dict[str, str] = {}
    for n, row in enumerate(rows):
        for name in sealed:
            token = row.get(share.named(name), "")
            try:
                found |= {token: box.open(token, bound(share, n, name))} if token else {}
            except ValueError as error:
                where = f"{package.name}!{part.file}"
                raise Unusable(fault("exchange.sealed", where, place(n), share.named(name))) from error
    return found


def _take(
    book: Path,
    agreement: Agreement,
    package: Package,
    parts: list[Rows],
    *,
    pair: Pair,
    who: str,
    on: date,
    vault: Vault | None,
    disk: Disk | None,
) -> Taken:
    """Take every part on a copy of the book, then commit the changes with the log and the receipt."""
    one = package.manifest
    done = Taken(agreement.card.name, "data", one.sequence)
    with locked(book):
        if log.last(book, "in", agreement.key) != one.sequence - 1:
            raise Unusable(fault("exchange.raced", log.FILE, number=one.sequence))
        with trial(book) as copy:
            for rows in parts:
                label = f"{agreement.key}-{one.sequence:04}-{rows.share.name}"
                added, present = taken_in(copy, rows, label, who=who, on=on, vault=vault)
                done.added[rows.share.name], done.present[rows.share.name] = added, present
            writes = changes(book, copy)
        done.receipt = _receipt(agreement, package, done, pair, on)
        writes |= _logged(book, agreement, package, who, on, done)
        said = (" ".join(done.added), who, package.name, sum(done.added.values()))
        commit(book, writes, disk, Change("exchange.in", *said, final="undo.exchange_in"))
    return done


def _logged(book: Path, agreement: Agreement, package: Package, who: str, on: date, done: Taken) -> dict[str, Write]:
    rows = log.told(who, "in", agreement, on, package)
    return {log.FILE: log.appended(book, rows), log.kept("in", agreement.key, done.sequence): done.receipt}


def _receipt(agreement: Agreement, package: Package, done: Taken, pair: Pair, on: date) -> bytes:
    """Return the package that says to the sender what was taken of which of its own."""
    of = {"sequence": done.sequence, "sha256": package.sha256, "added": done.added, "present": done.present}
    said = Manifest(
        "receipt", party(pair.card), party(agreement.card), package.manifest.year, done.sequence, on.isoformat(), of=of
    )
    return written(signed(said, {}, pair))


def _receipted(book: Path, agreement: Agreement, package: Package, who: str, on: date, disk: Disk | None) -> Taken:
    """Note that a partner has taken what we sent; Unusable where we sent it no such package."""
    number, sha256 = package.manifest.sequence, str(package.manifest.of.get("sha256"))
    sent = log.of(book, "out", agreement.key, number)
    if not sent or sent[0].sha256 != sha256:
        raise Unusable(fault("exchange.receipt", package.name, number=number, value=agreement.card.name))
    again = bool(log.of(book, "receipt", agreement.key, number))
    if not again:
        rows = sum(one.rows for one in sent)
        with locked(book):
            entry = log.Entry(
                who,
                "receipt",
                agreement.key,
                number,
                on.isoformat(),
                rows=rows,
                sha256=sha256,
                agreement=agreement.sha256,
            )
            commit(book, {log.FILE: log.appended(book, [entry])}, disk)
    return Taken(agreement.card.name, "receipt", number, again=again)
