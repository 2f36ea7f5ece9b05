"""Figures in running text: amounts, percentages and counts with their units, thresholds and ordinals left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from juesuan.blocks import Text
from juesuan.facts import Reading
from juesuan.read.numbers import parse_amount

__all__ = ["Figure", "figures_of", "squeeze"]

_COUNTS = (
    "人次|人|批次|批|台（套）|台\\(套\\)|台套|台|套|户次|户|家次|家|场次|场|次|件次|件|项|起|名|所|份|例|宗|辆"
    "|个(?!百分点|月|工作日|季度|小时)|分(?=[，。；、,;（(）)]|$|计)|平方米|公里"
)
_FIGURE = re.compile(
    r"(?P<vague>约|近|超过|超|逾)?\s*(?<![\d.\-－A-Za-z第〔\[])(?P<number>-?\d[\d,，]*(?:\.\d+)?)\s*"
    rf"(?:(?P<unit>万元|亿元|元|%|％|个百分点)|(?P<more>余|多)?(?P<scale>万|千|亿)?(?P<more2>余|多)?\s*(?P<count>{_COUNTS}))"
)
_THRESHOLD = re.compile(r"\s*(?:[（(]含[)）])?\s*(?:及|或)?(?:以上|以下|以内)")
_WIDTHS = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；"})


@dataclass(slots=True)
class Figure:
    """A figure of a text: where it starts and ends there, its kind (money, percent or count) and its reading."""

    start: int
    end: int
    kind: str
    reading: Reading


def squeeze(text: str) -> str:
    """Return a text for matching: no blanks and no quotes, full-width brackets and punctuation."""
    return re.sub(r"[\s“”\"‘’'《》]", "", text).translate(_WIDTHS)


def figures_of(text: Text, section: str) -> list[Figure]:
    """Return the figures of a paragraph in order; 单价100万元以上 is a threshold and none."""
    found = []
    for match in _FIGURE.finditer(text.text):
        printed, count = match["unit"], match["count"]
        unit = (
            printed.replace("％", "%")
            if printed
            else f"{match['scale'] or ''}{count}".replace("(", "（").replace(")", "）")
        )
        amount = parse_amount(match["number"].replace("，", ",").rstrip(","), unit)
        if amount is None or (printed not in (None, "%", "％") and _THRESHOLD.match(text.text, match.end())):
            continue
        start = match.start("number")
        place = replace(text.place(start, match.end()), section=section)
        vague = match["vague"] or match["more"] or match["more2"] or ""
        kind = "money" if amount.is_money else "percent" if unit in ("%", "个百分点") else "count"
        printed_text = text.text[start : match.end()]
        found.append(Figure(start, match.end(), kind, Reading(printed_text, amount, place, approximate=vague)))
    return found
