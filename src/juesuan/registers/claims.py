"""Rounded claims (约数): the interval the words of a published figure permit, and whether the exact one lies in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.books.faults import Unusable, fault

__all__ = ["Claim", "kinds", "parse"]

_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_WIDTHS = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+(?=[余多来万亿]|\D|$))"
_UNIT = r"(?P<unit>[^\d]*?)"


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as words put it: its value and unit, and the interval they permit; an end that is None is not there."""

    text: str
    kind: str
    value: Decimal
    unit: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def holds(self, exact: Decimal) -> bool:
        """Say whether an exact figure lies in the interval."""
        if self.low is not None and (exact < self.low or (self.low_open and exact == self.low)):
            return False
        return self.high is None or exact < self.high or (not self.high_open and exact == self.high)

    @property
    def permitted(self) -> str:
        """The interval in mathematical writing."""
        left = "(-∞" if self.low is None else f"{'(' if self.low_open else '['}{_plain(self.low)}"
        right = "+∞)" if self.high is None else f"{_plain(self.high)}{')' if self.high_open else ']'}"
        return f"{left}, {right}"


@cache
def kinds() -> tuple[dict[str, Any], ...]:
    """Return the kinds of words with what they permit, from `claims.toml`."""
    text = (files("juesuan.registers") / "claims.toml").read_text("utf-8")
    return tuple(tomllib.loads(text, parse_float=Decimal)["kinds"])


@cache
def _pattern() -> re.Pattern[str]:
    before, after = (_either(kind[key] for kind in kinds()) for key in ("before", "after"))
    scales = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{before})?{_NUMBER}(?P<inner>{after})?(?P<scale>{scales})?(?P<after>{after})?"
        rf"{_UNIT}(?P<end>{after})?"
    )


def _either(words: Any) -> str:
    return "|".join(sorted({one for word in words for one in word.split("|") if one}, key=len, reverse=True))


def parse(text: str) -> Claim:
    """Read a claim. Unusable where it is not one number in words this knows."""
    plain = re.sub(r"\s+", "", text).translate(_WIDTHS)
    match = _pattern().fullmatch(plain)
    value = _value(match["number"]) if match else None
    if match is None or value is None:
        raise Unusable(fault("claim.unread", text, value=text))
    scale = Decimal(_SCALES[match["scale"] or ""])
    marks = [match["inner"] or match["after"] or match["end"] or "", match["before"] or ""]
    kind = _kind(*marks)
    unit, times = _unit(match["unit"])
    rounded = kind["name"] != "plain" or bool(match["scale"]) or "." in match["number"] or unit == "%" or times != 1
    step = _step(match["number"], value, kind["name"] == "plain") * scale * times if rounded else Decimal(0)
    whole = value * scale * times
    ends = [kind.get(name) for name in ("low", "high")]
    low, high = (None if end is None else whole + step * Decimal(end["steps"]) for end in ends)
    low_open, high_open = (bool(end and end["open"]) for end in ends)
    return Claim(text.strip(), kind["name"], whole, unit, low, high, low_open, high_open)


def _kind(after: str, before: str) -> dict[str, Any]:
    """Return the kind whose words stand around the number; those after it say more than those before."""
    for mark, key in ((after, "after"), (before, "before")):
        for kind in kinds():
            if mark and mark in kind[key].split("|"):
                return kind
    return kinds()[-1]


def _value(said: str) -> Decimal | None:
    if said[0].isdigit():
        return Decimal(said.replace(",", ""))
    total, digit = 0, 0
    for one in said:
        if one in _TENS:
            total += (digit or (0 if total else 1)) * _TENS[one]
            digit = 0
        else:
            digit = _DIGITS[one]
    return Decimal(total + digit)


def _step(said: str, value: Decimal, plain: bool) -> Decimal:
    """Return one in the last digit said; of a whole number in words that round, zeros at its end say nothing."""
    if "." in said:
        return Decimal(1).scaleb(-len(said.partition(".")[2]))
    digits = str(int(value))
    zeros = 0 if plain else len(digits) - len(digits.rstrip("0") or digits[:1])
    return Decimal(10) ** zeros


def _unit(said: str) -> tuple[str, Decimal]:
    """Return a unit without its scale, and that scale: 万元 is ten thousand yuan."""
    for word in sorted(filter(None, _SCALES), key=len, reverse=True):
        if said.startswith(word) and len(said) > len(word):
            return said[len(word) :], Decimal(_SCALES[word])
    return said, Decimal(1)


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
