"""Rounded figures (约数): the interval of exact values that the words of a published figure permit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.taxonomy.amounts import Said, amount_of
from juesuan.taxonomy.numerals import FORMAL

__all__ = ["Rounded", "hedge", "hedges", "kinds", "rounded"]

_WIDTHS = str.maketrans("０１２３４５６７８９．，％－−（）", "0123456789.,%--()")
_INCLUDED = re.compile(r"\(含.{0,6}?\)")
_HUNDRED = Decimal(100)
_TURNED = {"up": "down", "down": "up"}
"""增长-3.2% fell."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """A figure as words put it: its value and unit, and the interval they permit; an end that is None is not there.

    A share (成, 分之, ‰) is in per cent. `change` says that it is one from a year before: `rate` (in per cent),
    `points` (of a rate, in 个百分点) or `amount` (in the unit); what fell is below nought. `step` is the place of its
    last digit.
    """

    text: str
    kind: str
    value: Decimal
    unit: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    change: str = ""
    step: Decimal = Decimal(1)

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
def _data() -> dict[str, Any]:
    text = (files("juesuan.taxonomy") / "rounded.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def kinds() -> tuple[dict[str, Any], ...]:
    """Return the kinds of words with what they permit, from `rounded.toml`."""
    return tuple(_data()["kinds"])


def hedges(side: str, *names: str) -> str:
    """Return a regular expression of words that say how exact a figure is, of all kinds or some by name.

    `side` is where they stand: `before` or `after` the figure, `within` it, or `bare` before 半, 百 and 万.
    """
    return _either(word for kind in kinds() if not names or kind["name"] in names for word in kind.get(side, ()))


def hedge(word: str, side: str) -> str:
    """Return the kind of a word that stands on a side of a figure, "" where it is of none."""
    return next((kind["name"] for kind in kinds() if word in kind.get(side, ())), "") if word else ""


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


@cache
def _heads() -> re.Pattern[str]:
    """Return what may stand before a figure, one word at a time; `ended` makes a level of a change."""
    words = _data()["words"]
    up, down = _either(words["up"]), _either(words["down"])
    more, less = _either(words["more"]), _either(words["less"])
    since = rf"(?P<since>{_either(words['since'])})(?:(?P<more>{more})|(?P<less>{less}))?"
    ended = rf"(?:{up}|{down})了?(?:{_either(words['ended'])})"
    return re.compile(
        rf"(?P<multiple>{_either(words['multiple'])})|{since}|(?P<ended>{ended})|(?P<up>{up})|(?P<down>{down})"
        rf"|(?P<before>{hedges('before')})(?=.)|(?P<bare>{hedges('bare')})(?=[半百千万亿])|(?:{_either(words['neutral'])})"
    )


@cache
def _tail() -> re.Pattern[str]:
    after = hedges("after")
    return re.compile(
        rf"(?P<within>{hedges('within')})?(?P<after>{after})?(?P<unit>个?百分点|(?:(?![些般定直律成倍番]|分之)[^\d一二两三四五六七八九十百千万亿几%]{{1,8}}?(?<![余多来]))?)(?P<end>{after})?"
    )


def rounded(text: str) -> Rounded | None:
    """Read a figure in words, or None where the text is not one of them."""
    plain = _INCLUDED.sub("", re.sub(r"\s+", "", text).translate(_WIDTHS).translate(FORMAL))
    for saying, meant in _data()["same"].items():
        plain = plain.replace(saying, meant)
    head = _head(plain)
    said = amount_of(plain[head.end :], tuple(_data()["words"]["half"]), _either(_data()["words"]["between"]))
    tail = _tail().fullmatch(said.rest) if said else None
    if said is None or tail is None or len(head.hedges) > 1 or (said.unit == "%" and not _of(tail["unit"])):
        return None
    behind = hedge(said.mark or tail["within"] or "", "within") or hedge(tail["after"] or tail["end"] or "", "after")
    kind = behind or next(iter(head.hedges), "") or "plain"
    if said.bare and kind == "plain":
        return None
    made = _interval(text.strip(), kind, replace(said, unit=said.unit or tail["unit"]))
    return _changed(made, head, said)


def _of(rest: str) -> bool:
    """Say whether what follows a share is nothing or of what it is one (的企业)."""
    return not rest or rest.startswith("的")


@dataclass(slots=True)
class _Head:
    """What stands before a figure: where it ends, kinds of its words, and a change: up, down or multiple."""

    end: int
    hedges: set[str]
    change: str = ""


def _head(plain: str) -> _Head:
    head = _Head(0, set())
    while match := _heads().match(plain, head.end):
        if match["before"] or match["bare"]:
            head.hedges.add(hedge(match["before"], "before") or hedge(match["bare"], "bare"))
        found = "multiple" if match["multiple"] else "up" if match["up"] or match["more"] else ""
        head.change = found or ("down" if match["down"] or match["less"] else head.change)
        head.end = match.end()
    if head.change in _TURNED and plain.startswith("-", head.end):
        head.change, head.end = _TURNED[head.change], head.end + 1
    return head


def _interval(text: str, kind: str, said: Said) -> Rounded:
    """Apply what the words permit to what is said."""
    ends = next(one for one in kinds() if one["name"] == kind)
    low, high = ends.get("low"), ends.get("high")
    plain, lower = kind == "plain", said.lower
    step = said.plain if plain else said.step
    under = lower.before if kind == "nearly" else lower.plain if plain else lower.step
    bottom = None if low is None else lower.floor + under * low["steps"]
    top = None if high is None else said.ceiling + step * high["steps"]
    left, right = bool(low and low["open"]), bool(high and high["open"])
    right = right or (said.open and kind in ("plain", "about"))
    return Rounded(text, kind, said.low, said.unit, bottom, top, left, right, step=said.fine)


def _changed(made: Rounded, head: _Head, said: Said) -> Rounded | None:
    """Make a change of a figure behind a word of one; 倍 is a share of what was a year before."""
    if said.unit == "倍":
        made = replace(made, unit="%")
        if head.change == "multiple" or said.doubled:
            made, change = _shifted(made), "rate"
        else:
            change = "rate" if head.change else "multiple"
        if change == "multiple":
            return None
        return _fallen(replace(made, change=change), head)
    if head.change == "multiple":
        return None
    points = made.unit in ("个百分点", "百分点")
    change = "points" if points else "" if not head.change else "rate" if made.unit == "%" else "amount"
    return _fallen(replace(made, change=change, unit="个百分点" if points else made.unit), head)


def _shifted(made: Rounded) -> Rounded:
    """Return a multiple less the whole it is of."""
    low, high = (None if end is None else end - _HUNDRED for end in (made.low, made.high))
    return replace(made, value=made.value - _HUNDRED, low=low, high=high)


def _fallen(made: Rounded, head: _Head) -> Rounded:
    """Return what fell below nought."""
    if head.change != "down":
        return made
    low, high = (None if end is None else -end for end in (made.high, made.low))
    return replace(made, value=-made.value, low=low, high=high, low_open=made.high_open, high_open=made.low_open)


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
