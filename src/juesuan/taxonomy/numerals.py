"""Numbers as words put them (12万3千, 三万五千余, 三四千, 十几): what they say at least and at most, how exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

__all__ = ["DIGITS", "FORMAL", "MARKS", "RUN", "SCALES", "Numeral", "numeral"]

DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
"""The digits of cheques as those of texts."""
MARKS = "余多来"
"""Words that may stand within a number (十余万) and say that it is not exact."""
RUN = (
    r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿几数]"
    r"|(?<=[\d一二两三四五六七八九十百千万亿])[余多来]|点(?=[〇零一二三四五六七八九]))+"
)
"""A run of characters that may be a number in words; `numeral` says whether it is one."""

_TOKEN = re.compile(
    r"\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九]+(?:点[〇零一二三四五六七八九]+)?|[十百千万亿]|[几数]|[余多来]"
)
_HALTING = re.compile(r"[百千万亿][余多来]?[\d一二两三四五六七八九]")
"""百八十 is about a hundred, and no number."""
_BIG = 10_000


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as said: its least and most, the place of its last digit (`fine`), that of its last that is no nought.

    `open` leaves `high` itself out (几十 is below a hundred); `rounded` says that the way it is said rounds (6.5万);
    `mark` is the word within it (余). `pair` is two digits side by side (三四千), `bare` a scale without any (万余).
    """

    low: Decimal
    high: Decimal
    fine: Decimal
    coarse: Decimal
    open: bool = False
    pair: bool = False
    rounded: bool = False
    mark: str = ""
    bare: bool = False

    @property
    def vague(self) -> bool:
        """Say whether it is more than one number by itself."""
        return self.low != self.high

    def times(self, scale: Decimal | int) -> Numeral:
        """Return so many times the number."""
        ends = (self.low * scale, self.high * scale, self.fine * scale, self.coarse * scale)
        return replace(self, low=ends[0], high=ends[1], fine=ends[2], coarse=ends[3])

    def plus(self, other: Numeral) -> Numeral:
        """Return the sum, as exact as the part said last."""
        open_, pair = self.open or other.open, self.pair or other.pair
        return replace(other, low=self.low + other.low, high=self.high + other.high, open=open_, pair=pair)


_NOTHING = Numeral(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
_SINGLE = frozenset(DIGITS) | frozenset("123456789")
_ONE = Numeral(Decimal(1), Decimal(1), Decimal(1), Decimal(1))


def numeral(said: str) -> Numeral | None:
    """Return the number a text is, or None where it is none or not one."""
    plain = said.translate(FORMAL).replace("廿", "二十").replace("卅", "三十")
    tokens = _TOKEN.findall(plain)
    if not tokens or "".join(tokens) != plain:
        return None
    marks = [one for one in tokens[1:] if one in MARKS]
    words = [one for one in tokens if one not in MARKS]
    if len(marks) > 1 or tokens[0] in MARKS or _HALTING.match(plain) or (whole := _sum(words)) is None:
        return None
    rounded = whole.rounded or words[-1] in "千万亿" or "." in words[-1] or "点" in words[-1]
    bare = words[0] in SCALES and words[0] != "十"
    return replace(whole, rounded=rounded, mark=marks[0] if marks else "", bare=bare)


def _sum(words: Iterable[str]) -> Numeral | None:
    """Add up digits and scales; None where they do not stand in the order of a number."""
    adder = _Adder()
    for word in words:
        fits = adder.scale(SCALES[word]) if word in SCALES else adder.digits(word)
        if not fits:
            return None
    return adder.sum()


@dataclass(slots=True)
class _Adder:
    """A number as it is read: what stands before 万 and 亿 is a number of its own (`section`)."""

    total: Numeral = _NOTHING
    section: Numeral = _NOTHING
    digit: Numeral | None = None
    short: bool = False
    last: int = 0

    def digits(self, word: str) -> bool:
        """Take digits; say whether they may stand here."""
        begun = bool(self.total.fine or self.section.fine)
        found = _digits(word, begun=begun)
        if self.digit is not None or found is None or (self.section.fine and found.low >= self.section.fine):
            return False
        self.digit, self.short = found, len(word) == 1 and word in _SINGLE
        return True

    def scale(self, scale: int) -> bool:
        """Take 十 to 亿; say whether it may stand here."""
        if scale >= _BIG:
            return self._raise(scale)
        if self.section.fine and self.section.fine <= scale:
            return False
        self.section = self.section.plus((self.digit or _ONE).times(scale))
        self.digit, self.last = None, scale
        return True

    def _raise(self, scale: int) -> bool:
        """Take 万 or 亿: 三千万, 3万亿."""
        before = self.section if self.digit is None else self.section.plus(self.digit)
        if self.total.fine and self.total.fine <= scale:
            if scale == _BIG:
                return False
            before = self.total.plus(before) if before.fine else self.total
            self.total = _NOTHING
        elif self.total.fine and not before.fine:
            return False
        self.total = self.total.plus((before if before.fine else _ONE).times(scale))
        self.section, self.digit, self.last = _NOTHING, None, scale
        return True

    def sum(self) -> Numeral | None:
        """Return the number; a digit by itself behind 百, 千, 万 or 亿 is of the next place (三万五)."""
        if self.digit is not None and self.short and self.last > SCALES["十"]:
            self.digit = replace(self.digit.times(self.last // 10), rounded=True)
        parts = [one for one in (self.section, self.digit) if one is not None and one.fine]
        whole = self.total
        for one in parts:
            whole = whole.plus(one) if whole.fine else one
        return whole if whole.fine else None


def _digits(word: str, *, begun: bool) -> Numeral | None:
    """Return digits without a scale; 几 is two to nine, behind a ten one to nine, and two neighbours are a range."""
    if word[0].isdecimal():
        return _printed(word.replace(",", ""))
    if word in "几数":
        return Numeral(Decimal(1 if begun else 2), Decimal(10), Decimal(1), Decimal(1), open=True)
    if "点" in word:
        whole, _, part = word.partition("点")
        return _printed(f"{_spelt(whole)}.{_spelt(part)}")
    said = [DIGITS[one] for one in (word.lstrip("零〇") if begun else word)]
    if len(said) == 2 and 0 not in said:
        low, high = said
        both = high == low + 1 or (low, high) == (3, 5)
        return Numeral(Decimal(low), Decimal(high), Decimal(1), Decimal(1), pair=True) if both else None
    return _printed("".join(map(str, said))) if said else None


def _spelt(word: str) -> str:
    return "".join(str(DIGITS[one]) for one in word)


def _printed(digits: str) -> Numeral:
    """Return a number in digits: its noughts at the end are said, but mean nothing where it is rounded in words."""
    value = Decimal(digits)
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    noughts = 0 if places or not value else len(digits) - len(digits.rstrip("0"))
    fine = Decimal(1).scaleb(-places)
    return Numeral(value, value, fine, Decimal(1).scaleb(noughts) if noughts else fine)
