"""docs/sources.md: the documents the rules stand on, what of each was seen, and where it is cited."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from juesuan.fund.programme import Programme, programmes
from juesuan.registers.packs import shipped
from juesuan.registers.sources import Source, cited, sources

__all__ = ["references", "sources_page"]


def sources_page(note: str) -> str:
    """Return the page."""
    lines = ["# Sources (法规政策依据)", "", note, ""]
    lines += [
        "The documents that programmes of the fund and clocks of the registers stand on (`registers/sources.toml`, in",
        "the shape of the register `legal_sources`). “Seen” is what was read in a text, often one that repeats",
        "another (—: not noted); “not seen” has to be compared with the document before anybody relies on it. A test",
        "holds every reference of the data to this list.",
        "",
    ]
    users = _users()
    for one in sources():
        lines += [*_told(one, users.get(one, [])), ""]
    return "\n".join(lines)


def _told(one: Source, users: list[str]) -> Iterator[str]:
    yield f"### {one.title}{f' {one.number}' if one.number else ''}"
    yield ""
    days = (("issued", one.issued), ("in force", one.since), ("ended", one.ended))
    yield f"- {one.issuer}; " + (", ".join(f"{word} {day}" for word, day in days if day) or "days not known")
    yield f"- seen: {one.seen or '—'}"
    yield f"- not seen: {one.unseen}"
    yield f"- cited by: {', '.join(f'`{name}`' for name in users) or '—'}"


def _users() -> dict[Source, list[str]]:
    found: dict[Source, list[str]] = {}
    for where, _, reference in references():
        for one in cited(reference):
            some = found.setdefault(one, [])
            if where not in some:
                some.append(where)
    return found


def references() -> Iterator[tuple[str, str, str]]:
    """Yield every reference of programmes, clocks and letters: whose, which, and its text."""
    letters = tomllib.loads((files("juesuan.fund") / "letters.toml").read_text("utf-8"))
    for one in letters["remedies"]:
        yield from (("fund/letters", f"basis.{key}", one[key]) for key in ("review", "suit"))
    for name, programme in programmes().items():
        yield from ((f"fund/{name}", at, text) for at, text in _of(programme))
    for name, register in shipped().items():
        yield from ((f"registers/{name}", f"clocks.{c.name}", c.law) for c in register.clocks if c.law)


def _of(one: Programme) -> Iterator[tuple[str, str]]:
    yield from (("basis", f"{b.document}{b.article}") for b in one.basis)
    yield from ((f"conditions.{c.name}", c.article) for c in one.conditions)
    yield from (("exclusions", e.article) for e in one.exclusions)
    yield "amount", one.amount_article
    if one.ceiling:
        yield "ceiling", one.ceiling.article
    for value in one.values.values():
        yield from ((f"values.{value.name}", dated.reference) for dated in value.dated)
