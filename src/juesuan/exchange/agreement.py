"""Agreements (共享协议): what may leave to a partner and what may come from it, for what, on what basis, until when.

A file of the book for each partner, `exchange/NAME.toml`: its card and its shares. Nothing else is ever exchanged.
"""

from __future__ import annotations

import binascii
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.exchange.elements import names_of, values_of
from juesuan.vault.pairs import Card, card_of

__all__ = ["FOLDER", "KINDS", "NUMBERS", "WAYS", "Agreement", "Share", "agreement_of", "agreements", "expired", "parse"]

FOLDER = "exchange"
WAYS = ("out", "in")
KINDS = ("table", "register", "indicators", "forms", "statement")
"""What is shared: rows of a table of the book or of a register, indicators, the statutory forms; or a statement, which
is no table of the book: a file of its own under exchange/statements, kept as it came (and compared, `reconcile`)."""
NUMBERS = ("masked", "sealed", "matched")
"""What becomes of a personal number: shown in part, encrypted for the receiver, or a mark both sides can work out."""
_FORMATS = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Share:
    """One thing that is shared: `name` is what both sides call it, `of` what it is here (a table, a register).

    `fields` are our columns in their order, `link.field` going through a link; `names` what they are called in the
    package, `values` its words for our values (by column: theirs → ours). `only` are the values a column must have for
    a row to leave, `period` the date column rows are chosen by. `numbers` says of every personal number what becomes of
    it. `constants` fill our columns that do not come in the package. `changes` are the fields in which a record that
    came before may be brought up to date by the next package.
    """

    name: str
    way: str
    kind: str
    of: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: str
    basis: str
    since: date
    until: date
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    period: str = ""
    format: str = "csv"

    @property
    def dataset(self) -> str:
        """The table or register; the kind where it is neither."""
        return self.of[0] if self.kind in ("table", "register") else self.kind

    def named(self, column: str) -> str:
        """Return what the package calls one of our columns."""
        return self.names.get(column, column)

    def in_force(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed with a partner: `key` is the file's name, `card` what the partner is known by.

    `sha256` is that of its text: the log says by it under which agreement something left or came.
    """

    key: str
    card: Card
    shares: tuple[Share, ...]
    sha256: str = ""

    def share(self, way: str, name: str) -> Share | None:
        """Return the share of a name that goes this way."""
        return next((one for one in self.shares if one.way == way and one.name == name), None)


def agreements(book: Path) -> dict[str, Agreement]:
    """Return the agreements of a book by key. Unusable where one is not as it should be."""
    return {path.stem: _read(path) for path in sorted((book / FOLDER).glob("*.toml"))}


def agreement_of(book: Path, key: str) -> Agreement:
    """Return one agreement by its key or the partner's name. Unusable where there is none."""
    known = agreements(book)
    found = known.get(key) or next((one for one in known.values() if one.card.name == key), None)
    if found is None:
        raise Unusable(fault("exchange.partner", f"{FOLDER}/{key}.toml", value=key, expected=" ".join(known) or "—"))
    return found


def _read(path: Path) -> Agreement:
    try:
        return parse(path.stem, path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error
    except ValueError as error:
        raise Unusable(fault("exchange.agreement", path, why=error)) from error


def parse(key: str, text: str) -> Agreement:
    """Read an agreement. ValueError says what is not as it should be; TOMLDecodeError where it is no TOML."""
    said = tomllib.loads(text)
    if unknown := set(said) - {"card", "shares"}:
        raise ValueError(f"{' '.join(sorted(unknown))} → card shares")
    try:
        card = card_of(said["card"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ValueError("[card] → name, sign, seal (juesuan exchange card)") from error
    if not isinstance(shares := said.get("shares", []), list):
        raise ValueError("[[shares]]")
    made = tuple(_share(dict(one)) for one in shares)
    for n, one in enumerate(made):
        if any((one.way, one.name) == (other.way, other.name) for other in made[:n]):
            raise ValueError(f"shares: {one.name!r} stands twice for {one.way!r}")
    return Agreement(key, card, made, sha256(text.encode()).hexdigest())


def expired(where: str, share: Share, day: date) -> Fault:
    """Return what is said of a share that is not in force on a day."""
    return fault("exchange.expired", where, value=share.name, since=share.since, until=share.until, day=day)


def _share(said: dict[str, Any]) -> Share:
    """Build one share; its words are checked by `_problems`."""
    kinds = [kind for kind in KINDS if kind in said]
    if len(kinds) != 1:
        raise ValueError(f"shares: {said.get('name')!r}: one of {' '.join(KINDS)}")
    named = said.pop(kinds[0])
    said |= {"kind": kinds[0], "of": named if isinstance(named, list) else [named]}
    wanted = str(said.pop("elements", ""))
    standard = {one: name for one, name in names_of(wanted).items() if one in said.get("fields", ())}
    said["names"] = {**standard, **said.get("names", {})}
    said["values"] = {
        **{c: w for c, w in values_of(wanted).items() if c in said.get("fields", ())},
        **said.get("values", {}),
    }
    known = {one.name for one in fields_of(Share)}
    if unknown := set(said) - known:
        raise ValueError(f"shares: {said.get('name')!r}: {' '.join(sorted(unknown))} → {' '.join(sorted(known))}")
    said["only"] = {column: tuple(_list(some)) for column, some in said.get("only", {}).items()}
    made: Callable[..., Share] = Share
    try:
        share = made(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})
    except TypeError as error:
        raise ValueError(f"shares: {said.get('name')!r}: {error}") from error
    for problem in _problems(share, wanted):
        raise ValueError(f"shares: {share.name!r}: {problem}")
    return share


def _list(said: Any) -> list[str]:
    return [str(one) for one in (said if isinstance(said, list) else [said])]


def _problems(share: Share, wanted: str) -> Iterator[str]:
    """Yield what in a share is not as it should be."""
    closed: dict[str, tuple[str, tuple[str, ...]]] = {"way": (share.way, WAYS), "format": (share.format, _FORMATS)}
    closed |= {f"numbers.{column}": (how, NUMBERS) for column, how in share.numbers.items()}
    for what, (value, choices) in closed.items():
        if value not in choices:
            yield f"{what} = {value!r} → {' '.join(choices)}"
    if not all(isinstance(day, date) for day in (share.since, share.until)) or share.until < share.since:
        yield "since, until → YYYY-MM-DD"
    for what in ("name", "purpose", "basis"):
        if not str(getattr(share, what)).strip():
            yield f"{what} → “…”"
    if not share.name.replace("_", "").replace("-", "").isalnum() or not share.name.isascii():
        yield f"name = {share.name!r} → a-z 0-9 _ -"
    if not share.fields or len({share.named(one) for one in share.fields}) != len(share.fields):
        yield "fields → each once"
    if astray := {*share.names, *share.values, *share.numbers} - set(share.fields):
        yield f"{' '.join(sorted(astray))} → fields: {' '.join(share.fields)}"
    if wanted and not names_of(wanted):
        yield f"elements = {wanted!r}"
    yield from _astray(share)


def _astray(share: Share) -> Iterator[str]:
    """Yield what does not go with its kind or its way."""
    if share.kind != "register" and (share.numbers or share.changes):
        yield "numbers, changes → register"
    if astray := ({*share.changes} - {*share.fields}) | ({*share.changes} & {"id", *share.numbers}):
        yield f"changes: {' '.join(sorted(astray))}"
    if share.kind in ("indicators", "forms") and share.way == "in":
        yield f"{share.kind} → way = 'out'"
