"""Codes as printed into codes as meant: one, two or three columns, clipped, or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from juesuan.read.form_tables import plain
from juesuan.taxonomy.classification import LEVELS, Classification, classification, level, parent, plain_name

__all__ = ["Known", "join_code", "resolve"]

Known = dict[str, set[str]]
"""Codes a document itself gives, by name."""


def join_code(parts: Iterable[str], kind: str) -> str:
    """Join what stands in the 类, 款 and 项 columns: 201|06|01, 201|20106|2010601 and 2010601 alike."""
    told = [re.sub(r"\D", "", p) for p in parts if re.fullmatch(r"\D{0,1}\d+\D{0,1}", p.strip())]
    told = [t for t in told if t]
    if not told:
        return ""
    longest = max(LEVELS[kind])
    joined = "".join(told)
    if len(told) > 1 and told[-1].startswith(told[0]) and len(told[-1]) > len(told[0]):
        joined = told[-1]
    if kind == "economic" and len(joined) == 5 and joined.endswith("00"):
        joined = joined[:3]
    return joined[:longest] if len(joined) > longest and joined[longest:].strip("0") == "" else joined


def resolve(rows: Sequence[tuple[str, str]], kind: str, known: Known) -> list[str]:
    """Return a code for each (printed code, name): the printed one where it is whole, else the one it was clipped from.

    A clipped code is one whose length no level has, or one that stands twice with different names. Candidates begin
    with what is printed; the name (in the document, then in the lists) and the order of the rows decide. "" where
    nothing does.
    """
    lists = classification(kind)
    names: dict[str, set[str]] = {}
    for printed, name in rows:
        names.setdefault(printed, set()).add(plain_name(name))
    found: list[str] = []
    for n, (printed, name) in enumerate(rows):
        whole = level(kind, printed) is not None
        twice = len(names[printed]) > 1 and not _named(lists, known, printed, name)
        if whole and not twice:
            found.append(printed)
            continue
        picked = _candidates(printed, name, kind, lists, known)
        found.append(_by_order(picked, found, rows[n + 1 :], kind) or (printed if whole else ""))
    return found


def _named(lists: Classification, known: Known, code: str, name: str) -> bool:
    """Say whether a code has this name in the lists or elsewhere in the document."""
    return code in known.get(plain_name(name), ()) or plain_name(name) in {plain_name(x) for x in lists.names(code)}


def _candidates(printed: str, name: str, kind: str, lists: Classification, known: Known) -> list[str]:
    """Return the codes a clipped or missing code may have been, by name."""
    short = plain_name(name)
    told = known.get(short, set()) | set(lists.find(name))
    if not told and len(short) >= 5:
        told = {c for full, codes in known.items() if full.startswith(short) for c in codes}
        told |= {c for c in lists.starting(printed) if any(plain_name(x).startswith(short) for x in lists.names(c))}
    fits = sorted(c for c in told if c.startswith(printed) and len(c) > len(printed))
    if fits:
        return fits
    missing = next((n for n in LEVELS[kind] if n > len(printed)), 0) - len(printed)
    if missing == 1 and plain(name).startswith("其他") and printed:
        return [printed + "9"]
    return []


def _by_order(picked: list[str], before: list[str], after: Sequence[tuple[str, str]], kind: str) -> str:
    """Choose among candidates the one that comes after the row above and below its parent."""
    if len(picked) <= 1:
        return picked[0] if picked else ""
    last = next((c for c in reversed(before) if c), "")
    following = next((p for p, _ in after if p), "")
    fits = [c for c in picked if c > last and (not following or c[: len(following)] <= following)]
    near = [c for c in fits if last and (parent(kind, c) in (last, parent(kind, last)))]
    chosen = near or fits
    return chosen[0] if len(chosen) == 1 else ""
