"""Figures in the book's own texts (文中取数): `{expenditure[function=20807]}` in a reason prints the fact itself."""

from __future__ import annotations

import re

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.tree import Figure, Span

__all__ = ["UnknownFigure", "coordinate_of", "filled"]

_SLOT = re.compile(r"\{([^{}]*)\}")
_SPEC = re.compile(r"(?P<measure>[a-z_]+)(?:@(?P<stage>[a-z]+))?(?:\[(?P<members>[^]]*)\])?")


class UnknownFigure(ValueError):
    """A text asks for a figure the accounts do not have."""


def coordinate_of(text: str, year: int) -> Coordinate:
    """Read `measure@stage[dimension=member,…]`; without a stage it is the actual.

    Raises `UnknownFigure` where the text is not written so.
    """
    match = _SPEC.fullmatch(text.strip())
    pairs = [pair.split("=", 1) for pair in (match["members"] or "").split(",") if pair] if match else []
    if match is None or any(len(pair) != len(("dimension", "member")) for pair in pairs):
        raise UnknownFigure(f"“{{{text}}}”不是数字的坐标；写法如 {{expenditure[function=20807]}}")
    members = {key.strip(): member.strip() for key, member in pairs}
    return Coordinate.of(match["measure"], year, match["stage"] or "actual", **members)


def filled(text: str, accounts: Accounts) -> list[Span]:
    """Return a text with its figures; money is printed with its unit, a count without.

    Raises `UnknownFigure` where the accounts have no figure at a coordinate.
    """
    spans: list[Span] = []
    at = 0
    for match in _SLOT.finditer(text):
        spans += [text[at : match.start()], _figure(match[1], accounts)]
        at = match.end()
    return [span for span in (*spans, text[at:]) if span]


def _figure(spec: str, accounts: Accounts) -> Figure:
    about = coordinate_of(spec, accounts.year)
    if about in accounts.counts:
        return Figure(str(accounts.counts[about]), "", about)
    if about not in accounts.printed:
        raise UnknownFigure(f"“{{{spec}}}”在{accounts.year}年度决算中没有数；请用 juesuan trace 查看有哪些数")
    return Figure(f"{accounts.printed[about]:,.{accounts.places}f}", accounts.unit, about)
