"""Whose disclosure it is: by its cover, the lines above its forms and its titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from juesuan.blocks import Grid, Source
from juesuan.taxonomy.bodies import labelled, named, titled

__all__ = ["organisation_of"]

_COVER = 12
"""Lines of a cover."""
_TOP = 6
"""Cells in which a sheet names its owner."""


def organisation_of(source: Source) -> str:
    """Return the body most of the cover, of the titles and of the forms' lines name, or an empty string.

    A cover counts thrice: it is seldom wrong, and a form's line is what a copied table brings along.
    """
    found: Counter[str] = Counter()
    for name, weight in _names(source):
        found[name] += weight
    return max(found, key=lambda name: found[name]) if found else ""


def _names(source: Source) -> Iterator[tuple[str, int]]:
    lines = 0
    for block in source.blocks:
        if isinstance(block, Grid):
            yield from ((name, 2) for cell in block.cells[:_TOP] if (name := labelled(cell.text.text)))
            continue
        lines += 1
        text = block.text.text
        cover = lines <= _COVER and block.page in (None, 1)
        if name := labelled(text):
            yield name, 3 if cover else 2
        elif name := titled(text) or (named(text) if cover else ""):
            yield name, 3 if cover else 1
