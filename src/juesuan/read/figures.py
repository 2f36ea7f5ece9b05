"""Figures in running text: amounts, percentages and counts with their units, thresholds and ordinals left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from juesuan.blocks import Text
from juesuan.facts import Amount, Reading
from juesuan.read.numbers import parse_amount
from juesuan.taxonomy.numerals import RUN
from juesuan.taxonomy.rounded import hedge, hedges, rounded

__all__ = ["Figure", "figures_of", "squeeze"]

_COUNTS = (
    "人次|人|批次|批|台（套）|台\\(套\\)|台套|台|套|户次|户|家次|家|场次|场|次|件次|件|项|起|名|所|份|例|宗|辆"
    "|个(?!百分点|月|工作日|季度|小时)|分(?=[，。；、,;（(）)]|$|计)|平方米|公里|本(?![级部单年局次期地市区县省科专人校院所月季周报])"
)
_BEFORE = re.compile(rf"(?:{hedges('before', 'above', 'nearly', 'below', 'about')})(?=\s*$)")
"""Words before a figure that leave its value open; those of a target (不低于) do not."""
_NEAR = 8
_FIGURE = re.compile(
    r"(?<![\d.\-－A-Za-z第〔\[])(?P<number>-?\d[\d,，]*(?:\.\d+|\.(?=\s*[%％]))?)\s*"
    r"(?:(?P<unit>(?:余|多)?(?:万元|亿元|元)|[万亿](?:余|多)元|%|％|个百分点)(?P<per>(?:/|每)(?:人|月|年|户|次|天|[·/])+)?"
    rf"|(?P<more>余|多)?(?P<scale>万|千|亿)?(?P<more2>余|多)?\s*(?P<count>{_COUNTS})"
    r"|(?P<short>[万亿])(?=[，。；、：]|$)|(?P<bare>(?=[，；。])))"
)
_SHARE = re.compile(
    rf"(?<![第\d零一二三四五六七八九十])(?P<share>(?:{RUN}分之{RUN}|[\d一二两三四五六七八九]{{1,2}}成[一二三四五六七八九半]?))"
    rf"(?=多?(?:的|[，。；、：）)]|$|{hedges('after')}))"
)
"""七成, 三分之二: a share in words, where nothing goes on with it (一成不变)."""
_VAGUE = re.compile("[余多]")
_MONEY = re.compile(r"(?:资金|支出|收入|金额|经费|投入|拨款|拨付|补贴|补助|预算|决算|贷款)[^，。；\d]{0,8}$")
"""Words that make 300.5万 an amount of money though 元 was left out."""
_BARE = re.compile(r"[\u4e00-\u9fff]\d{1,3}(?:,\d{3})+$")
_THRESHOLD = re.compile(r"\s*(?:[（(]含[)）])?\s*(?:及|或)?(?:以上|以下|以内)")
_BEHIND = re.compile(rf"\s*({hedges('after')})")
"""Words behind a figure that leave its value open."""
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_SQUEEZED = str.maketrans("(),:;", "（），：；", f"{_SPACES}“”\"‘’'《》")
"""One table for both: what is dropped and what is widened."""


@dataclass(slots=True)
class Figure:
    """A figure of a text: where it starts and ends there, its kind (money, percent or count) and its reading.

    `per` is what an amount is paid for (/人, /月), "" for one that stands for itself.
    """

    start: int
    end: int
    kind: str
    reading: Reading
    per: str = ""


def squeeze(text: str) -> str:
    """Return a text for matching: no blanks and no quotes, full-width brackets and punctuation."""
    return text.translate(_SQUEEZED)


def _unit(match: re.Match[str]) -> str:
    """Return the unit of a figure; a number with separators that has none is still a count."""
    if match["short"]:
        return f"{match['short']}元"
    if match["unit"]:
        return _VAGUE.sub("", match["unit"]).replace("％", "%")
    return f"{match['scale'] or ''}{match['count'] or ''}".replace("(", "（").replace(")", "）")


def _after(text: str, end: int) -> str:
    """Return the word behind a figure that says how exact it is."""
    match = _BEHIND.match(text, end)
    return hedge(match[1], "after") if match else ""


def _before(text: str, start: int) -> str:
    """Return the kind of the word before a figure that says how exact it is."""
    match = _BEFORE.search(text[max(0, start - _NEAR) : start])
    return hedge(match[0], "before") if match else ""


def figures_of(text: Text, section: str) -> list[Figure]:
    """Return the figures of a paragraph in order; 单价100万元以上 is a threshold and none."""
    found = []
    for match in _FIGURE.finditer(text.text):
        if match["bare"] is not None and not _BARE.search(text.text, 0, match.end()):
            continue
        if match["short"] and not _MONEY.search(text.text, 0, match.start()):
            continue
        unit = _unit(match)
        amount = parse_amount(match["number"].replace("，", ",").rstrip(",."), unit)
        if amount is None or (amount.is_money and _THRESHOLD.match(text.text, match.end())):
            continue
        start = match.start("number")
        place = replace(text.place(start, match.end()), section=section)
        inside = _VAGUE.search(match["unit"] or "")
        within = match["more"] or match["more2"] or (inside[0] if inside else "")
        vague = hedge(within, "within") or _before(text.text, start) or _after(text.text, match.end())
        kind = "money" if amount.is_money else "percent" if unit in ("%", "个百分点") else "count"
        printed_text = text.text[start : match.end()]
        found.append(
            Figure(
                start, match.end(), kind, Reading(printed_text, amount, place, approximate=vague), match["per"] or ""
            )
        )
    return sorted([*found, *_shares(text, section)], key=lambda one: one.start)


def _shares(text: Text, section: str) -> Iterator[Figure]:
    """Yield shares in words; they round, and so are about right at best."""
    if "成" not in text.text and "分之" not in text.text:
        return
    for match in _SHARE.finditer(text.text):
        start, end = match.span("share")
        said = rounded(match["share"])
        if said is None:
            continue
        place = replace(text.place(start, end), section=section)
        more = "more" if text.text.startswith("多", end) else ""
        vague = more or _before(text.text, start) or _after(text.text, end) or "about"
        amount = Amount(said.value, said.step, "%")
        yield Figure(start, end, "percent", Reading(match["share"], amount, place, approximate=vague))
