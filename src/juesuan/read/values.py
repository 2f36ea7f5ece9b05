"""Values of indicators (指标值): which way a target counts, its number and unit; the same of a result."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.blocks import Text
from juesuan.facts import COUNT_SCALES, MONEY_UNITS, Amount, Reading
from juesuan.read.figures import squeeze
from juesuan.read.numbers import parse_amount
from juesuan.read.quantities import lexicon
from juesuan.taxonomy.rounded import hedge, rounded

__all__ = ["bracketed", "grammar", "points", "sign_of", "unit_of", "value_of"]

_TEX = re.compile(r"\$|\\[a-zA-Z]+|[{}]")
_SIGNS = {"\\geq": "≥", "\\leq": "≤", "\\%": "%", "％": "%", "，": ","}
_NUMBERED = re.compile(r"^(?:指标|指标内容)?\s*\d{1,2}\s*[.、．:：]\s*")
_BRACKET = re.compile(r"[（(]([^（）()\d]{1,5})[)）]$")
_LIMITS = {"least": "≥", "most": "≤", "above": ">", "below": "<"}
"""Kinds of words that are an operator of a target."""
_YEARS = range(1900, 2100)
_EXACT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How values are written: the whole of it, and which operator each way of writing means."""

    whole: re.Pattern[str]
    operators: tuple[tuple[str, re.Pattern[str]], ...]
    other: re.Pattern[str]
    dated: re.Pattern[str]


@cache
def grammar() -> _Grammar:
    """Return how values are written (`taxonomy/evaluations.toml`)."""
    data: dict[str, Any] = tomllib.loads((files("juesuan.taxonomy") / "evaluations.toml").read_text("utf-8"))["values"]
    before, after = "|".join(data["before"].values()), "|".join(data["after"].values())
    whole = (
        rf"(?P<lead>[一-鿿、：]{{0,12}}?)(?P<before>{before})?\s*(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<more>余|多)?"
        rf"(?P<unit>[%‰]|[^\d\s，。；（(]{{0,6}}?)\s*(?:（含）)?(?P<after>{after}|{data['about']})?"
        r"(?:（含[^）]{0,8}）)?[。；]?"
    )
    operators = [*data["before"].items(), *data["after"].items()]
    compiled = tuple((sign, re.compile(words)) for sign, words in operators)
    return _Grammar(re.compile(whole), compiled, re.compile(data["other"]), re.compile(data["dated"]))


def value_of(text: Text | None, name: Text, unit: str = "") -> tuple[str, Reading | None]:
    """Return the operator and the number of a cell; `unit` is that of the row where the cell prints none.

    Left out: dates, changes (下降5%) and means a day or a head, which do not compare with totals.
    """
    if text is None:
        return "", None
    plain = text.text
    for sign, word in _SIGNS.items():
        plain = plain.replace(sign, word)
    match = grammar().whole.fullmatch("".join(_TEX.sub(" ", plain).split()))
    if match is None:
        return _in_words(text, plain, name)
    operator = sign_of(match["before"] or match["after"] or "")
    amount = parse_amount(match["number"], match["unit"] or unit)
    if amount is None or grammar().other.search(match["lead"]):
        return operator, None
    if grammar().dated.match(match["unit"]) and (not match["unit"].startswith("年") or amount.value in _YEARS):
        return "", None
    reading = Reading(text.text, amount, text.place(), "table", label=_NUMBERED.sub("", name.text))
    open_ = hedge(match["after"], "after") or "about" if match["after"] and not operator else ""
    return operator, replace(reading, approximate=hedge(match["more"] or "", "within") or open_)


def _in_words(text: Text, plain: str, name: Text) -> tuple[str, Reading | None]:
    """Read a value in words (九成以上, 不低于百分之九十五): one number of a known unit, and no range."""
    said = rounded(plain)
    if said is None or said.change or (said.unit != "%" and not unit_of(said.unit)):
        return "", None
    if said.kind == "plain" and (said.low or 0) + (said.high or 0) != 2 * said.value:
        return "", None  # a range
    operator = _LIMITS.get(said.kind, "")
    reading = Reading(text.text, Amount(said.value, said.step, said.unit), text.place(), "table")
    reading.label = _NUMBERED.sub("", name.text)
    reading.approximate = said.kind if not operator and said.kind != "plain" else ""
    return operator, reading


def sign_of(words: str) -> str:
    """Return the operator that words or a sign mean, "" where they mean none."""
    return next((sign for sign, regex in grammar().operators if regex.fullmatch(words)), "") if words else ""


def unit_of(text: str) -> str:
    """Return a unit as printed in a cell of its own or in brackets, "" where it is none."""
    bare = squeeze(text)
    noun = bare[1:] if len(bare) > 1 and bare[0] in COUNT_SCALES else bare
    known = bare in ("%", "‰") or bare in MONEY_UNITS or lexicon()["units"].fullmatch(noun)
    return bare if known else ""


def bracketed(text: str) -> str:
    """Return the unit that a name or heading ends with in brackets, "" where there is none."""
    match = _BRACKET.search(squeeze(text))
    return unit_of(match[1]) if match else ""


def points(text: Text | None) -> Reading | None:
    """Read points (分): they are given, not measured, and so are exact as printed."""
    amount = parse_amount(text.text.strip().removesuffix("分"), "分") if text is not None else None
    if text is None or amount is None or amount.unit != "分":
        return None
    return Reading(text.text, replace(amount, quantum=min(amount.quantum, _EXACT)), text.place(), "table")
