"""Reasons to choose from (原因目录): templates, the facts they rest on, and what a book says of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = [
    "CONTRADICTED",
    "HOLDS",
    "OPEN",
    "Known",
    "Template",
    "catalogue",
    "facts",
    "judge",
    "recognised",
    "suspected",
    "worded",
]

HOLDS, OPEN, CONTRADICTED = "holds", "open", "contradicted"


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact: its name in both languages, the SQL that tells it ("" where a register does), and whether it refuses."""

    key: str
    zh: str
    en: str
    sql: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A reason: which way it works, which changes it explains, the facts it needs or excludes, and its words."""

    key: str
    direction: str
    of: tuple[str, ...]
    text: str
    words: re.Pattern[str]
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a fact: true, false, or None; and what its words may name."""

    value: bool | None
    detail: str = ""


@cache
def _data() -> Mapping[str, object]:
    return tomllib.loads((files("juesuan.publish") / "narrative" / "catalogue.toml").read_text("utf-8"))


@cache
def facts() -> Mapping[str, FactKind]:
    """Return the facts by key."""
    rows = _data()["fact"]
    assert isinstance(rows, dict)
    return {k: FactKind(k, r["zh"], r["en"], r.get("sql", ""), r.get("firm", False)) for k, r in rows.items()}


@cache
def catalogue() -> tuple[Template, ...]:
    """Return the templates in order."""
    rows = _data()["reason"]
    assert isinstance(rows, list)
    return tuple(
        Template(
            r["key"], r["direction"], tuple(r["of"]), r["text"], re.compile(r["words"]),
            tuple(r.get("needs", ())), tuple(r.get("not", ())), r.get("confirm", ""),
        )
        for r in rows
    )  # fmt: skip


def judge(template: Template, kind: str, direction: str, known: Mapping[str, Known]) -> str:
    """Say of a template whether it holds for a change, is open (something is not known), or is contradicted."""
    if kind not in template.of or template.direction not in ("either", direction):
        return CONTRADICTED
    said = [_of(known, name) for name in template.needs]
    said += [None if (value := _of(known, name)) is None else not value for name in template.without]
    if any(value is False for value in said):
        return CONTRADICTED
    return OPEN if template.confirm or any(value is None for value in said) else HOLDS


def _of(known: Mapping[str, Known], name: str) -> bool | None:
    return known[name].value if name in known else None


def worded(template: Template, known: Mapping[str, Known]) -> str:
    """Return the reason as it would be written."""
    detail = next((known[name].detail for name in template.needs if name in known and known[name].detail), "")
    return template.text.replace("{detail}", detail)


def suspected(text: str, kind: str) -> bool:
    """Say whether somebody wrote a reason of which the book can say that it is not so."""
    return any(
        one.words.search(text) and any(facts()[n].firm for n in one.needs) for one in catalogue() if kind in one.of
    )


def recognised(text: str, kind: str, known: Mapping[str, Known]) -> Sequence[tuple[Template, FactKind]]:
    """Return the reasons somebody wrote that a firm fact of the book contradicts, each with that fact."""
    found = []
    for template in catalogue():
        if kind in template.of and template.words.search(text):
            false = [facts()[n] for n in template.needs if facts()[n].firm and _of(known, n) is False]
            found += [(template, one) for one in false[:1]]
    return found
