"""Amounts in words: numbers, shares (七成, 三分之二, 95%), multiples (一倍, 翻番) and ranges (3—4万)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from juesuan.taxonomy.numerals import DIGITS, RUN, Numeral, numeral

__all__ = ["Said", "amount_of"]

_FIVE, _TENTH, _HUNDRED = Decimal(5), Decimal(10), Decimal(100)
_FINEST = Decimal("1e-12")
_SHARE = re.compile(rf"(?P<whole>{RUN})分之(?P<part>{RUN})")
_TENTHS = re.compile(rf"(?P<tens>{RUN})成(?P<ones>[一二三四五六七八九半])?")
_DOUBLED = re.compile(rf"翻了?(?:(?P<number>{RUN})?番|一?倍)")
_DECIMAL = ("百", "千", "万")
_NUMBER = re.compile(RUN)
_SCALED = re.compile(r"[百千万亿]+$")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said: from `low` to `high` (`open`: below it), in a unit where the words give one; `rest` is unread.

    `fine` is the place of the last digit said, `coarse` of the last that is no nought. `rounds` says that it rounds
    though no word says so; `bare` is 万 without a digit. `floor` and `ceiling` bound fractions that do not end.
    """

    low: Decimal
    high: Decimal
    fine: Decimal
    coarse: Decimal
    unit: str = ""
    rest: str = ""
    open: bool = False
    rounds: bool = False
    mark: str = ""
    doubled: bool = False
    bare: bool = False
    first: Said | None = None

    @property
    def lower(self) -> Said:
        """What its least is as exact as: the first amount of a range."""
        return self.first or self

    @property
    def plain(self) -> Decimal:
        """One step where no word says how exact it is."""
        step = min(self.fine, _TENTH) if self.unit == "%" else self.fine
        return step if self.rounds and not self.open else Decimal(0)

    @property
    def step(self) -> Decimal:
        """One step where a word does: a share has none above a tenth."""
        return min(self.coarse, _TENTH) if self.unit == "%" else self.coarse

    @property
    def before(self) -> Decimal:
        """How far below the figure the step before is: one, of a digit 1 by itself two tenths of it."""
        return self.step / 5 if self.low == self.step else self.step

    @property
    def floor(self) -> Decimal:
        """The least, rounded down where it does not end."""
        return _ended(self.low, ROUND_FLOOR)

    @property
    def ceiling(self) -> Decimal:
        """The most, rounded up where it does not end."""
        return _ended(self.high, ROUND_CEILING)


def _ended(number: Decimal, way: str) -> Decimal:
    exponent = number.as_tuple().exponent
    return number.quantize(_FINEST, way) if isinstance(exponent, int) and exponent < -12 else number


def amount_of(text: str, halves: tuple[str, ...], between: str) -> Said | None:
    """Read the amount a text begins with; `halves` are words for one, `between` a pattern for what joins a range."""
    first = _one(text, halves)
    joined = re.match(rf"(?P<unit>[^\d]{{0,3}}?)(?:{between})(?=.)", first.rest) if first else None
    if first is None or joined is None:
        return first
    begun, rest = text[: len(text) - len(first.rest)], first.rest[joined.end() :]
    parts = "百分之" if begun.startswith("百分之") and "分之" not in rest else ""
    second = _one(parts + rest, halves)
    return None if second is None else _range(begun, first, second, rest, joined["unit"])


def _one(text: str, halves: tuple[str, ...]) -> Said | None:
    """Read one amount, without the unit of a number."""
    if half := next((word for word in halves if text.startswith(word)), ""):
        return Said(Decimal(50), Decimal(50), _TENTH, _TENTH, "%", text[len(half) :], rounds=True)
    if match := _DOUBLED.match(text):
        return _doubled(match, text[match.end() :])
    if match := _SHARE.match(text):
        return _share(match, text[match.end() :])
    if match := _TENTHS.match(text):
        return _tenths(match, text[match.end() :])
    match = _NUMBER.match(text)
    found = numeral(match[0]) if match else None
    return _with_unit(_said(found), text[match.end() :]) if match and found else None


def _said(found: Numeral) -> Said:
    rounds = found.rounded or (found.pair and found.fine > 1)
    ends = (found.low, found.high, found.fine, found.coarse)
    return Said(*ends, open=found.open, rounds=rounds, mark=found.mark, bare=found.bare)


def _with_unit(said: Said, rest: str) -> Said:
    """Take the units that are numbers themselves: %, ‰ and 倍."""
    for word, unit, times in (("%", "%", Decimal(1)), ("‰", "%", Decimal("0.1")), ("倍", "倍", _HUNDRED)):
        if rest.startswith(word):
            return replace(_times(said, times), unit=unit, rest=rest[1:], rounds=True)
    return replace(said, rest=rest)


def _times(said: Said, times: Decimal) -> Said:
    ends = (said.low * times, said.high * times, said.fine * times, said.coarse * times)
    return replace(said, low=ends[0], high=ends[1], fine=ends[2], coarse=ends[3])


def _share(match: re.Match[str], rest: str) -> Said | None:
    """Read X分之Y in per cent: of hundredths as exact as they are said, of other parts to a tenth of the whole."""
    whole, part = numeral(match["whole"]), numeral(match["part"])
    if whole is None or part is None or whole.vague or not whole.low or whole.mark:
        return None
    said = _said(part)
    times = _HUNDRED / whole.low
    if match["whole"] in _DECIMAL:
        fine = said.fine if part.pair else min(said.fine, Decimal(1))
        return replace(_times(replace(said, fine=fine), times), unit="%", rest=rest, rounds=True, bare=False)
    step = min(_TENTH, times)
    return replace(_times(said, times), fine=step, coarse=step, unit="%", rest=rest, rounds=True)


def _tenths(match: re.Match[str], rest: str) -> Said | None:
    """Read 七成, 九成五 and 六七成 in per cent."""
    tens = numeral(match["tens"])
    if tens is None or tens.high > _TENTH:
        return None
    said = replace(_times(_said(tens), _TENTH), unit="%", rest=rest, rounds=True)
    if not match["ones"]:
        return said
    ones = Decimal(5) if match["ones"] == "半" else Decimal(DIGITS[match["ones"]])
    step = Decimal(5) if ones == _FIVE else Decimal(1)
    return replace(said, low=said.low + ones, high=said.high + ones, fine=step, coarse=step)


def _doubled(match: re.Match[str], rest: str) -> Said | None:
    """Read 翻番, 翻两番 and 翻倍 in per cent of what was before."""
    times = numeral(match["number"]) if match["number"] else None
    if match["number"] and (times is None or times.vague or times.fine != 1 or times.high > _TENTH):
        return None
    value = _HUNDRED * 2 ** int(times.low if times else 1)
    return Said(value, value, _HUNDRED, _HUNDRED, "倍", rest, rounds=True, doubled=True)


def _range(begun: str, first: Said, second: Said, rest: str, unit: str) -> Said | None:
    """Join two amounts: what is said once (the unit, 万 of 3—4万) is said of both."""
    if first.unit != second.unit and not unit:
        first = _alike(begun, first, second, rest)
    same_unit = first.unit == second.unit and (not unit or second.rest.startswith(unit))
    scaled = _SCALED.search(_run(rest))
    if same_unit and not first.unit and not unit and scaled and not _SCALED.search(begun):
        larger = numeral(begun + scaled[0])
        if larger is not None and larger.low < second.high:
            first = _said(larger)
        elif first.low < _HUNDRED:
            return None
    if not same_unit or first.mark or first.low >= second.high:
        return None
    return replace(second, low=first.low, first=first)


def _alike(begun: str, first: Said, second: Said, rest: str) -> Said:
    """Read the first of two amounts in the unit of the second."""
    tail = rest[len(_run(rest)) : len(rest) - len(second.rest)]
    found = _one(begun + tail, ()) if tail and not first.unit else None
    return first if found is None or found.rest else found


def _run(text: str) -> str:
    match = _NUMBER.match(text)
    return match[0] if match else ""
