"""What is set aside for small firms, and what they won of it: no more than was set aside, or bought at all."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.disclosure import Claim, Operand, Paragraph
from juesuan.facts import Coordinate
from juesuan.read.figures import Figure, squeeze
from juesuan.taxonomy.claims import patterns

__all__ = ["reserves"]


def reserves(paragraph: Paragraph, found: list[Figure], year: int) -> Iterator[Claim]:
    """Yield the claims `limit` (won of what was set aside) and `sum` (all that was won, of all that was bought)."""
    rules = patterns()["reserve"]
    text = paragraph.text.text
    said: dict[str, Figure] = {}
    for n, figure in enumerate(found):
        lead = squeeze(text[(found[n - 1].end if n else 0) : figure.start])
        key = next(
            (k for k in ("set_sme", "set_micro", "won_sme", "won_micro", "won_other") if rules[k].search(lead)), ""
        )
        if key and figure.kind == "money":
            said.setdefault(key, figure)
    for size in ("sme", "micro"):
        if f"set_{size}" in said and f"won_{size}" in said:
            part, whole = said[f"won_{size}"], said[f"set_{size}"]
            yield _claim("limit", paragraph, part, {"whole": whole.reading})
    won = [f for key, f in said.items() if key.startswith("won") and f.reading.amount.value]
    if won:
        operands: dict[str, Operand] = {f"part{n}": f.reading for n, f in enumerate(won, 1)}
        whole_bought = Coordinate.of("procurement", year)
        yield _claim("sum", paragraph, won[0], {"whole": whole_bought, **operands}, partial=True)


def _claim(
    kind: str, paragraph: Paragraph, figure: Figure, operands: dict[str, Operand], *, partial: bool = False
) -> Claim:
    place = figure.reading.place
    return Claim(
        kind, figure.reading, operands, paragraph.section, place, figure.reading.text, partial=partial, pattern=kind
    )
