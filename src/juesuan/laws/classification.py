"""科目: codes, names and hierarchy of the classifications in the forms, and the lists of the text against them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from juesuan.disclosure import Claim, Disclosure, Form, FormRow
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.taxonomy.classification import LEVELS, classification, level, parent, plain_name

__all__ = ["check"]

_KINDS = {"02": "function", "03": "function", "05": "function", "06": "economic", "07": "function", "08": "function"}
"""The classification a form is coded by."""

_ALIKE = 0.5
"""Names less alike than this are two names; what is above it is a rename or a slip."""

_SURE = 0.34
"""Lists of names that miss more than this share of the form were never fitted to it: they say so once."""


def check(disclosure: Disclosure) -> Outcome:
    """Check the rows of every coded form, and the lists of names in the text."""
    outcome = Outcome()
    for form in disclosure.forms:
        kind = _KINDS.get(form.id)
        rows = [row for row in form.rows if row.code]
        if kind is None or not rows:
            continue
        outcome.findings += [*_clipped(form, rows, kind), *_twice(rows), *_orphans(rows, kind)]
        outcome.findings += _names(rows, kind, disclosure.year)
    basic = disclosure.form("06")
    if basic is not None and not basic.empty:
        for claim in disclosure.claims:
            if claim.kind == "names":
                outcome.findings += _listed(claim, basic)
    return outcome


def _where(row: FormRow, text: str = "") -> Witness:
    return Witness("stated", row.place, text or f"{row.printed_code} {row.name}".strip())


def _clipped(form: Form, rows: list[FormRow], kind: str) -> Iterator[Finding]:
    """Codes that have no length of their list: a column too narrow printed 2080101 and 2080102 alike."""
    odd = [r for r in rows if r.printed_code.isdigit() and len(r.printed_code) not in LEVELS[kind]]
    if odd:
        params = {"count": str(len(odd)), "stated": odd[0].printed_code, "title": form.title}
        yield Finding("classification.digits", [_where(r) for r in odd[:12]], params)


def _twice(rows: list[FormRow]) -> Iterator[Finding]:
    """One code on two rows, as far as the codes are printed in full."""
    counts = Counter(r.code for r in rows if r.printed_code == r.code)
    for code, count in counts.items():
        mine = [r for r in rows if r.code == code and r.printed_code == code]
        if count > 1 and len({r.place.page for r in mine}) == 1:
            yield Finding("classification.twice", [_where(r) for r in mine], {"stated": code})


def _orphans(rows: list[FormRow], kind: str) -> Iterator[Finding]:
    """A row whose class or division is not on the form, where others have theirs."""
    codes = {r.code for r in rows}
    children = [r for r in rows if parent(kind, r.code) is not None and r.printed_code == r.code]
    orphans = [r for r in children if parent(kind, r.code) not in codes]
    if 3 * len(orphans) > len(children):
        return  # a form that prints items only
    for row in orphans:
        yield Finding(
            "classification.orphan", [_where(row)], {"stated": row.code, "parent": parent(kind, row.code) or ""}
        )


def _names(rows: list[FormRow], kind: str, year: int | None) -> Iterator[Finding]:
    """A name that belongs to another code, or is unlike all names of its own."""
    known = classification(kind)
    for row in rows:
        own = [plain_name(n) for n in known.names(row.code)]
        printed = plain_name(row.name)
        if not printed or any(_same(printed, n) for n in own):
            continue
        depth = level(kind, row.code)
        others = [c for c in known.find(row.name, depth=depth, under=parent(kind, row.code)) if c != row.code]
        params = {"stated": row.name, "row": row.code, "name": known.name(row.code, year) or ""}
        if others:
            yield Finding(
                "classification.other_name", [_where(row)], {**params, "other": others[0]}, expected=params["name"]
            )
        elif own and max(SequenceMatcher(None, printed, n).ratio() for n in own) < _ALIKE:
            yield Finding("classification.name", [_where(row)], params, expected=params["name"])


def _same(printed: str, name: str) -> bool:
    """Say whether a printed name is the name, whole or clipped at its end."""
    return printed == name or (len(printed) >= 4 and name.startswith(printed)) or printed.startswith(name)


def _listed(claim: Claim, form: Form) -> Iterator[Finding]:
    """主要包括 …: the items listed are those form 06 prints figures for."""
    whole = claim.operands.get("whole")
    nature = whole.coordinate.get("nature") if isinstance(whole, Reading) and whole.coordinate is not None else None
    if nature not in ("personnel", "public"):
        return
    filled, empty = _items(form, nature)
    said = {_plain(name): place for name, place in claim.names}
    extra = [n for n in said if n not in filled and n in empty]
    missing = [n for n in filled if n not in said and not any(n in s or s in n for s in said)]
    if len(missing) + len(extra) > _SURE * max(len(filled), 3):
        return  # a list taken from the format, not from the form
    for name in extra:
        where = Witness("stated", said[name], name)
        yield Finding("classification.listed_empty", [where, _where(empty[name])], {"stated": name})
    for name in missing if "等" not in claim.text[-4:] else ():
        where = Witness("stated", claim.place, claim.text)
        yield Finding("classification.not_listed", [where, _where(filled[name])], {"stated": name})


def _items(form: Form, nature: str) -> tuple[dict[str, FormRow], dict[str, FormRow]]:
    """Return the divisions (款) of a nature by name: those with a figure and those without."""
    filled: dict[str, FormRow] = {}
    empty: dict[str, FormRow] = {}
    for row in form.rows:
        personnel = row.code[:3] in ("301", "303")
        if level("economic", row.code) == 1 and personnel == (nature == "personnel"):
            spent = any(not r.blank and r.amount.value for r in row.readings.values())
            (filled if spent else empty)[_plain(row.name)] = row
    return filled, empty


def _plain(name: str) -> str:
    return re.sub(r"[（）()\s]|支出$", "", plain_name(name))
