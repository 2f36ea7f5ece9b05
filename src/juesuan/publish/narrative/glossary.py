"""The glossary (名词解释): general terms whose facts are printed, and exactly the items of expenditure in use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.books.terms import spoken, terms_of, used
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.pack import numeral
from juesuan.publish.slots import coordinate_of
from juesuan.publish.tree import Block, Paragraph
from juesuan.taxonomy.classification import classification

__all__ = ["glossary"]


@cache
def _terms() -> list[dict[str, Any]]:
    text = (files("juesuan.publish") / "narrative" / "glossary.toml").read_text("utf-8")
    return list(tomllib.loads(text)["term"])


def glossary(voice: Voice) -> list[Block]:
    """Return one paragraph a term."""
    own = _own(voice)
    known = {name for name, _ in own}
    terms = [
        (str(term["name"]), str(term["definition"]))
        for term in _terms()
        if term["name"] not in known and any(voice.value(coordinate_of(spec, voice.year)) for spec in term["facts"])
    ]
    blocks: list[Block] = []
    for number, (name, definition) in enumerate([*terms, *own, *_items(voice)], 1):
        blocks.append(Paragraph(voice.say("term", number=numeral(number), name=name, definition=definition)))
    return blocks


def _own(voice: Voice) -> list[tuple[str, str]]:
    """Return the department's own terms with a definition that its texts use."""
    book = voice.book
    terms = terms_of(book.tables.get("terms", ()), voice.year)
    said = (one.text for one in spoken(book.texts, book.reasons, book.tables))
    return [(term.name, term.definition.removesuffix("。") + "。") for term in used(terms, said)]


def _items(voice: Voice) -> list[tuple[str, str]]:
    """Return a definition of every item (项) printed, made of its path and name."""
    codes = {
        code
        for about, value in voice.accounts.printed.items()
        if value
        and about.year == voice.year
        and about.measure in ("expenditure", "revenue")
        and len(code := about.get("function") or "") == 7
    }
    lists = classification("function")
    found = []
    for code in sorted(codes):
        first, second, third = (lists.name(code[:n], voice.year) or code[:n] for n in (3, 5, 7))
        purpose = third.removesuffix("支出").removesuffix("的").removeprefix("用于")
        within = f"{second}中" if purpose not in second else ""
        found.append((f"{first}（类）{second}（款）{third}（项）", f"反映{within}用于{purpose}的支出。"))
    return found
