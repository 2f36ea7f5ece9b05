"""The documents rules stand on (法规政策依据): one list, and which of them a reference names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

__all__ = ["Source", "cited", "sources", "strangers"]

_TITLE = re.compile(r"《(?:[^《》〈〉]|〈[^〈〉]*〉)*》")
_NUMBER = re.compile(r"[一-鿿]+〔\d{4}〕\d+号")
_PEOPLE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the register `legal_sources` has it, what of it was seen in a text, and what was not.

    `names` are further words it is cited by; a number or day that is not known is empty.
    """

    title: str
    issuer: str
    tier: str
    unseen: str
    number: str = ""
    issued: date | None = None
    since: date | None = None
    ended: date | None = None
    seen: str = ""
    names: tuple[str, ...] = ()


@cache
def sources() -> tuple[Source, ...]:
    """Return the documents in the order of the list."""
    rows = tomllib.loads((files("juesuan.registers") / "sources.toml").read_text("utf-8"))["source"]
    return tuple(Source(**{**row, "names": tuple(row.get("names", ()))}) for row in rows)


def cited(reference: str) -> tuple[Source, ...]:
    """Return the documents a reference names: by number, by another name, or by title without a number."""
    return tuple(one for one in sources() if _named(one, reference))


def strangers(reference: str) -> list[str]:
    """Return the titles and numbers in a reference that are of no document in the list."""
    known = cited(reference)
    said = [*_TITLE.findall(reference), *_NUMBER.findall(reference)]
    return [word for word in said if not any(_is(one, word) for one in known)]


def _is(one: Source, word: str) -> bool:
    """Say whether a title or a number, perhaps with a word before it, is a document's."""
    return word in _titles(one) or bool(one.number and word.endswith(one.number))


def _named(one: Source, reference: str) -> bool:
    if one.number and any(word.endswith(one.number) for word in _NUMBER.findall(reference)):
        return True
    if any(name in reference for name in one.names):
        return True
    for title in _titles(one):
        after = reference.partition(title)[2]
        if title in reference and not (one.number and _NUMBER.match(after.lstrip("（"))):
            return True
    return False


def _titles(one: Source) -> tuple[str, ...]:
    """Return the title in full and as it is cited: laws without the name of the country."""
    return (one.title, one.title.replace(_PEOPLE, "")) if _PEOPLE in one.title else (one.title,)
