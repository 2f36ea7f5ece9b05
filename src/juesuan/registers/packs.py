"""Registers from their TOML files: the shipped packs, and a book's own, which replace those of the same name."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as fields_of
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from juesuan.books.faults import Unusable, fault
from juesuan.books.schema import Column
from juesuan.registers.model import KINDS, Clock, Field, Indicator, Move, Register, Rule, Secret
from juesuan.registers.names import misnamed
from juesuan.registers.shape import misshapen

__all__ = ["TYPES", "parse", "register_of", "registers", "shipped"]

TYPES = (
    "text",
    "code",
    "date",
    "money",
    "count",
    "number",
    "choice",
    "link",
    "id_number",
    "credit_code",
    "phone",
    "card",
    "token",
)
_OWN = ("id", "state", "_file", "_row")
"""Columns every register has."""
WORDS = ("records", "clocks")
"""What queries call the records and the clocks of their register."""
COUNTS = ("events", "persons", "person-times", "money", "rate", "mean", "days")
_T = TypeVar("_T", Move, Clock, Rule, Indicator, Secret)


def registers(book: Path | None = None) -> dict[str, Register]:
    """Return the registers by name: the shipped ones, with the book's own in their place.

    Unusable where a file is not as it should be.
    """
    return {**shipped(), **{path.stem: _own(path) for path in _files(book)}}


def _files(book: Path | None) -> list[Path]:
    return sorted((book / "registers").glob("*.toml")) if book else []


def _own(path: Path) -> Register:
    """Read a register a book has of its own."""
    try:
        return parse(path.stem, path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error
    except ValueError as error:
        raise Unusable(fault("register.pack", path, why=error)) from error


def shipped() -> dict[str, Register]:
    """Return the registers that come with the program."""
    return {name: _pack(name) for name in _shipped()}


@cache
def _shipped() -> tuple[str, ...]:
    folder = files("juesuan.registers") / "packs"
    there = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(p.name[:-5] for p in there if p.name.endswith(".toml")))


@cache
def _pack(name: str) -> Register:
    return parse(name, (files("juesuan.registers") / "packs" / f"{name}.toml").read_text("utf-8"))


def register_of(book: Path | None, name: str) -> Register:
    """Return one register, reading no other. Unusable where there is none of this name, or its file is not right."""
    own = {path.stem: path for path in _files(book)}
    if name in own:
        return _own(own[name])
    if name in _shipped():
        return _pack(name)
    known = sorted({*_shipped(), *own})
    raise Unusable(fault("register.unknown", book or name, name=name, expected=" ".join(known)))


def parse(name: str, text: str) -> Register:
    """Read one register. ValueError says what is not as it should be; TOMLDecodeError where it is no TOML."""
    said = tomllib.loads(text)
    for problem in misshapen(said):
        raise ValueError(problem)
    made = tuple(_field(one) for one in said.pop("fields", []))
    states: Mapping[str, str] = said.pop("states", {}) or {"recorded": "已登记"}
    moves = tuple(_made(Move, {"sources": _list(one.pop("from")), **one}) for one in said.pop("moves", []))
    clocks = tuple(_made(Clock, {**one, "stop": _list(one.get("stop", []))}) for one in said.pop("clocks", []))
    rules = tuple(_made(Rule, one) for one in said.pop("rules", []))
    indicators = tuple(_made(Indicator, one) for one in said.pop("indicators", []))
    secrets = tuple(_made(Secret, one) for one in said.pop("secrets", []))
    known = {"title": "", "version": 1, "rule": "", "duty": "", "large": False}
    for key in said:
        if key not in known:
            raise ValueError(
                f"{key!r} is not one of {' '.join([*known, 'fields states moves clocks rules indicators secrets'])}"
            )
    register = Register(name, **{**known, **said}, fields=made, states=states, moves=moves, clocks=clocks, rules=rules,
                        indicators=indicators, declared=secrets)  # fmt: skip
    for problem in _problems(register):
        raise ValueError(problem)
    return register


def _list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def _field(said: dict[str, Any]) -> Field:
    said = dict(said)
    extra = {"unit": said.pop("unit", ""), "person": said.pop("person", False)}
    extra |= {"minimum": said.pop("min", None), "maximum": said.pop("max", None)}
    choices = tuple((str(value), str(label)) for value, label in said.pop("choices", []))
    unknown = set(said) - {"name", "title", "type", "required", "to", "list"}
    if unknown or not {"name", "title", "type"} <= set(said):
        raise ValueError(f"fields: {said.get('name', said)!r} needs name, title and type; not known: {sorted(unknown)}")
    if said["type"] not in (*TYPES, "member"):
        raise ValueError(f"fields: {said['name']!r} has type {said['type']!r}, not one of {' '.join(TYPES)}")
    return Field(Column(**said, choices=choices), **extra)


def _made(kind: type[_T], said: dict[str, Any]) -> _T:
    """Build one part of a register; lists become tuples."""
    known = {one.name: one for one in fields_of(kind)}
    unknown = set(said) - set(known)
    if unknown:
        raise ValueError(f"{kind.__name__}: {' '.join(sorted(unknown))} is not one of {' '.join(known)}")
    try:
        made: Callable[..., _T] = kind
        return made(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


def _problems(register: Register) -> Iterator[str]:
    """Yield what in a register leads nowhere."""
    names = {"id", "state", *(one.name for one in register.fields)}
    dates = {one.name for one in register.fields if one.column.type == "date"}
    states = set(register.states)
    if not register.title:
        yield "a title is needed"
    yield from misnamed("register", [register.name], WORDS)
    yield from misnamed("fields", [one.name for one in register.fields], (*_OWN, *WORDS))
    yield from _ticking(register.clocks)
    for what, parts in (("rules", register.rules), ("indicators", register.indicators)):
        yield from misnamed(what, [one.name for one in parts])
    yield from misnamed("states", register.states)
    for move in register.moves:
        yield from _astray("moves", {*move.sources, move.to, *move.apart}, states, "states")
        yield from _astray("moves", set(move.needs), names, "fields")
        yield from _astray("moves", {move.sets} - {""}, dates, "date fields")
    for secret in register.declared:
        yield from _astray("secrets", {secret.mark, secret.shown, secret.token, secret.owner} - {""}, names, "fields")
        yield from _astray("secrets", {secret.kind}, set(KINDS.values()), "kinds")
    for secret in register.protected:
        if names & {secret.shown, secret.token}:
            yield f"fields: {secret.shown} and {secret.token} are kept for the number {secret.mark}"
    for clock in register.clocks:
        yield from _astray("clocks", set(clock.dates), dates, "date fields")
        yield from _astray("clocks", set(clock.paused), states, "states")
        yield from _astray("clocks", {clock.kind}, {"working", "calendar", "months"}, "kinds")
        if not clock.stop or bool(clock.extended) != bool(clock.longer):
            yield f"clocks: {clock.name!r} needs a stop, and extended and longer together"
    for one in register.indicators:
        yield from _astray("indicators", {one.counts}, set(COUNTS), "counts")
        wanted = {"rate": {("part",), ("per",)}, "mean": {("per",)}}.get(one.counts, {()})
        if tuple(key for key in ("part", "per") if getattr(one, key)) not in wanted:
            yield f"indicators: {one.name!r}: a rate has part or per, a mean has per, others have neither"


def _ticking(clocks: tuple[Clock, ...]) -> Iterator[str]:
    """Yield which clocks of one name run at once: one follows another as the law changes."""
    yield from misnamed("clocks", dict.fromkeys(one.name for one in clocks))
    for n, one in enumerate(clocks):
        if one.since and one.until and one.until < one.since:
            yield f"clocks: {one.name!r} holds until {one.until}, before {one.since}"
        for other in clocks[:n]:
            first, then = sorted((one, other), key=lambda clock: clock.since or date.min)
            if one.name == other.name and (first.until is None or then.since is None or then.since <= first.until):
                yield f"clocks: {one.name!r} stands twice for a day; until when holds the first, since when the next?"


def _astray(where: str, said: set[str], known: set[str], what: str) -> Iterator[str]:
    if astray := sorted(said - known):
        yield f"{where}: {' '.join(astray)} not among the {what}: {' '.join(sorted(known))}"
