"""归属: the body a title, a form's line or a sentence speaks of is the one the document is of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juesuan.blocks import Line, Text
from juesuan.disclosure import Disclosure
from juesuan.findings import Finding, Witness
from juesuan.laws.structure import walk
from juesuan.taxonomy.bodies import labelled, one_body, scope_of, spoken_of, titled

__all__ = ["check"]

_UNITS = re.compile(r"构成|所属|下属|直属|纳入|范围|机构|设置|概况|职责")
"""Sections that list the units of a body."""


def check(disclosure: Disclosure) -> list[Finding]:
    """Return one finding a body that is neither the document's own nor one of its units, with all its places."""
    own = disclosure.organisation
    if not own or disclosure.kind == "template" or re.search("[XＸ×]", own):
        return []
    found: dict[str, list[Witness]] = {}
    for name, witness in _mentions(disclosure):
        if not one_body(name, own) and not re.search("[XＸ×]", name):
            found.setdefault(name, []).append(witness)
    units = _listed(disclosure) if found else ""
    scopes = {name for p in disclosure.paragraphs for name in scope_of(p.text.text)} if found else set()
    return [
        Finding("disclosure.organisation", places, {"stated": name, "organisation": own}, own)
        for name, places in found.items()
        if name in scopes or name not in units
    ]


def _mentions(disclosure: Disclosure) -> Iterator[tuple[str, Witness]]:
    for text in _labels(disclosure):
        if name := labelled(text.text):
            yield name, _where(text, name)
    titles = [s.heading for s in walk(disclosure.root) if s.heading is not None]
    titles += disclosure.contents
    titles += [title for form in disclosure.forms for title in form.titles]
    for text in titles:
        if name := titled(text.text):
            yield name, _where(text, name)
    for paragraph in disclosure.paragraphs:
        if name := titled(paragraph.text.text):
            yield name, _where(paragraph.text, name)
            continue
        for name in scope_of(paragraph.text.text):
            yield name, _where(paragraph.text, name)
        for name, start, end in spoken_of(paragraph.text.text):
            yield name, Witness("stated", paragraph.text.place(start, end), name)


def _labels(disclosure: Disclosure) -> Iterator[Text]:
    """Yield the lines and cells that may name whose form it is."""
    for block in disclosure.source.blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells[:6])


def _where(text: Text, name: str) -> Witness:
    start = text.text.find(name)
    place = text.place(start, start + len(name)) if start >= 0 else text.place()
    return Witness("stated", place, name)


def _listed(disclosure: Disclosure) -> str:
    """Return the words among which a body's units stand: sections that list them, and cells of other tables."""
    sections = [p.text.text for p in disclosure.paragraphs if _UNITS.search(p.section.path)]
    own = {id(g) for form in disclosure.forms for g in form.grids}
    cells = [c.text.text for g in disclosure.grids if id(g) not in own for c in g.cells if not labelled(c.text.text)]
    return re.sub(r"[ \t\u3000]", "", "\n".join([*sections, *cells]))
