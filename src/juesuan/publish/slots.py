"""Figures in the book's own texts (文中取数).

`{expenditure[function=20807]}` prints the fact itself, `{job_fairs.fairs}` an indicator of a register,
`{job_fairs.posts:万余}` the same rounded down to what one may say of it.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from juesuan.accounts import Accounts, Told
from juesuan.facts import Coordinate
from juesuan.publish.tree import Figure, Span

__all__ = ["UnknownFigure", "coordinate_of", "filled"]

_SLOT = re.compile(r"\{([^{}]*)\}")
_INDICATOR = re.compile(r"(?P<name>[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?::(?P<style>[^{}]*))?")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_STYLE = re.compile(r"(?P<scale>[万亿]?)(?P<over>余?)")
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
    if found := _INDICATOR.fullmatch(spec.strip()):
        return _told(spec, found["name"], found["style"] or "", accounts)
    about = coordinate_of(spec, accounts.year)
    if about in accounts.counts:
        return Figure(str(accounts.counts[about]), "", about)
    if about not in accounts.printed:
        raise UnknownFigure(f"“{{{spec}}}”在{accounts.year}年度决算中没有数；请用 juesuan trace 查看有哪些数")
    return Figure(f"{accounts.printed[about]:,.{accounts.places}f}", accounts.unit, about)


def _told(spec: str, name: str, style: str, accounts: Accounts) -> Figure:
    """Print an indicator: as it is, in 万 or 亿, or (余) rounded down to what is surely exceeded."""
    told, how = accounts.told.get(name), _STYLE.fullmatch(style)
    if told is None:
        raise UnknownFigure(f"“{{{spec}}}”不是这一账套的台账指标；请用 juesuan register indicators 查看有哪些")
    if how is None:
        raise UnknownFigure(f"“{{{spec}}}”的写法“{style}”不认识；可用：万、亿、余、万余、亿余")
    about = Coordinate.of("indicator", accounts.year, indicator=name)
    return Figure(_scaled(told, how["scale"], how["over"]), f"{how['scale']}{how['over']}{told.unit}", about)


def _scaled(told: Told, scale: str, over: str) -> str:
    """Return the digits: to a tenth where scaled, to the leading digit where only 余 is asked for."""
    value = told.value / _SCALES.get(scale, Decimal(1))
    if scale:
        place = Decimal("0.01") if told.unit == "元" and not over else Decimal("0.1")
        value = value.quantize(place, ROUND_DOWN if over else ROUND_HALF_UP)
        value = value.to_integral_value() if value == value.to_integral_value() else value
    elif over:
        value = value.quantize(Decimal(1).scaleb(value.adjusted()), ROUND_DOWN)
    return f"{value:,f}"
