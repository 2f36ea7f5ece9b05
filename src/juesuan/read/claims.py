"""Sentences to readings and claims: who is spoken of, at which stage, and what is said to follow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.disclosure import Claim, Operand, Paragraph, Section
from juesuan.facts import Coordinate, Reading
from juesuan.read.numbers import parse_amount
from juesuan.taxonomy.codes import names

__all__ = ["patterns", "read_claims"]

_FIGURE = re.compile(r"(?<![\d.\-－A-Za-z])(-?\d[\d,，]*(?:\.\d+)?)\s*(万元|亿元|元|%|％|个百分点)")
_MONEY, _PERCENT = r"-?\d[\d,，]*(?:\.\d+)?\s*(?:万元|亿元|元)", r"-?\d[\d,，]*(?:\.\d+)?\s*[%％]"
_NAME = r"([\u4e00-\u9fff、（）()]{2,40}?)"
_PATH = re.compile(rf"{_NAME}[（(]类[）)]\s*{_NAME}[（(]款[）)]\s*{_NAME}[（(]项[）)]")
_CLASS = re.compile(r"([\u4e00-\u9fff、]{3,24}?(?:支出|费用))\s*[（(]类[）)]\s*$")
_SOURCES = {"财政拨款收入": "fiscal", "上级补助收入": "superior", "事业收入": "business", "经营收入": "operating",
            "附属单位上缴收入": "affiliated", "附属单位缴款收入": "affiliated", "其他收入": "other"}  # fmt: skip
_NATURES = {"基本支出": "basic", "项目支出": "project", "上缴上级支出": "remit_up", "经营支出": "operating",
            "对附属单位补助支出": "subsidy_down", "人员经费": "personnel", "公用经费": "public"}  # fmt: skip
_SANGONG = (("vehicle_purchase", "公务用车购置费"), ("vehicle_running", "公务用车运行"),
            ("vehicle", "公务用车购置及运行"),
            ("abroad", "因公出国"), ("reception", "公务接待费"), ("all", "三公”经费"))  # fmt: skip
_TOPICS = frozenset({"overall", "revenue", "expenditure", "fiscal", "general", "basic", "sangong"})
_STAGES = (("initial", "年初预算"), ("final", "全年预算"), ("actual", "决算"))


@cache
def patterns() -> list[dict[str, Any]]:
    """Return the sentence patterns with their regular expressions compiled."""
    rows = tomllib.loads((files("juesuan.taxonomy") / "claims.toml").read_text("utf-8"))["pattern"]
    for row in rows:
        source = row["match"].replace("{money}", _MONEY).replace("{percent}", _PERCENT)
        row["regex"] = re.compile(source)
    return list(rows)


@dataclass(slots=True)
class Speech:
    """What a paragraph has said so far: the last figure of each stage, and the one last named."""

    fund: str
    year: int
    stages: dict[str, Reading] = field(default_factory=dict)
    last: Reading | None = None
    members: dict[str, str] | None = None


def read_claims(paragraphs: list[Paragraph], year: int | None) -> tuple[list[Reading], list[Claim]]:
    """Return every amount and percentage of the text as a reading, and what is said to follow as claims."""
    readings: list[Reading] = []
    claims: list[Claim] = []
    for paragraph in paragraphs:
        found, said = _paragraph(paragraph, year or 0)
        readings += found
        claims += said
    return readings, claims


def _paragraph(paragraph: Paragraph, year: int) -> tuple[list[Reading], list[Claim]]:
    text = paragraph.text.text
    figures: dict[int, Reading] = {}
    for match in _FIGURE.finditer(text):
        printed = match[2].replace("％", "%")
        amount = parse_amount(match[1].replace("，", ","), printed)
        if amount is None:
            continue
        place = replace(paragraph.text.place(match.start(1), match.end()), section=paragraph.section.path)
        figures[match.start(1)] = Reading(match[0], amount, place)
    topics = paragraph.section.topics()
    if not year or not set(topics) & _TOPICS:
        return list(figures.values()), []
    speech = Speech("general" if "general" in topics or "basic" in topics else "", year)
    claims: list[Claim] = []
    for start, end in _clauses(text):
        _bind(text, start, end, figures, topics, speech)
        claims += _claims(paragraph, start, end, figures, speech)
    return list(figures.values()), claims


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^。；;]+[。；;]?", text):
        yield match.start(), match.end()


def _bind(text: str, start: int, end: int, figures: dict[int, Reading], topics: list[str], speech: Speech) -> None:
    """Give the money figures of a sentence their coordinate, from the words right before each."""
    first = min((a for a in figures if start <= a < end), default=end)
    if path := _PATH.search(text, start, first):  # a path after the figures is in the reasons, not the subject
        speech.stages.clear()
        speech.last = None
        code = _code(path)
        speech.members = {"function": code, "fund": "general"} if code and "general" in topics else {}
    members = speech.members
    if members == {}:
        return
    for at in sorted(a for a in figures if start <= a < end):
        reading = figures[at]
        if not reading.amount.is_money:
            continue
        lead = re.split(r"[，,。；;：:]", text[max(start, at - 48) : at])[-1]
        coordinate = _coordinate(re.sub(r"\s", "", lead), topics, speech, members)
        if coordinate is not None:
            reading.coordinate = coordinate
            speech.stages[coordinate.stage] = reading
            speech.last = reading


def _code(path: re.Match[str]) -> str | None:
    """Return the 项 code of a 类款项 path; None unless exactly one fits the three names."""
    known = names("function")
    kinds = [re.sub(r"^\d+[.、]|^[（(].{1,3}[）)]", "", path[n]) for n in (1, 2, 3)]
    fits = [
        c
        for c, n in known.items()
        if len(c) == 7
        and n == kinds[2]
        and known.get(c[:5]) == kinds[1]
        and kinds[0].endswith(known.get(c[:3], "?")[-4:])
    ]
    return fits[0] if len(fits) == 1 else None


def _coordinate(  # noqa: C901 - one branch a section of the statute
    lead: str, topics: list[str], speech: Speech, members: dict[str, str] | None
) -> Coordinate | None:
    """Say what a figure after the words `lead` is about, or None where the words do not tell."""
    if re.search(r"增加|减少|增长|下降|超出|节约|其中|上年|同比|比20", lead):
        return None
    stage = next((key for key, word in _STAGES if re.search(word + r"[数为]?.{0,3}$", lead)), "")
    topic = next(
        (t for t in topics if t in {"overall", "revenue", "expenditure", "fiscal", "general", "basic", "sangong"}), ""
    )
    if members:
        return Coordinate.of("expenditure", speech.year, stage, **members) if stage else None
    if topic == "sangong":
        kind = next((k for k, word in _SANGONG if word in lead), "")
        return Coordinate.of("expenditure", speech.year, stage, sangong=kind) if kind and stage else None
    if topic in ("overall", "fiscal") and re.search(r"总计(均)?为?$", lead):
        base = Coordinate.of("inflow", speech.year)
        return base.with_(fund="fiscal") if topic == "fiscal" else base
    if topic == "revenue":
        if re.search(r"收入合计为?$", lead):
            return Coordinate.of("revenue", speech.year)
        kind = next((v for k, v in _SOURCES.items() if re.search(k + r"为?$", lead)), "")
        return Coordinate.of("revenue", speech.year, source=kind) if kind else None
    if topic == "expenditure":
        if re.search(r"支出合计为?$", lead):
            return Coordinate.of("expenditure", speech.year)
        kind = next((v for k, v in _NATURES.items() if re.search(k + r"为?$", lead)), "")
        return Coordinate.of("expenditure", speech.year, nature=kind) if kind else None
    if topic == "basic":
        kind = next((v for k, v in _NATURES.items() if re.search(k + r"为?$", lead)), "")
        return Coordinate.of("expenditure", speech.year, fund="general", nature=kind) if kind else None
    if topic == "general":
        if re.search(r"一般公共预算财政拨款支出(决算)?为?$", lead):
            return Coordinate.of("expenditure", speech.year, fund="general")
        if match := _CLASS.search(lead.removesuffix("为").removesuffix("支出") if lead.endswith("）支出") else lead):
            code = next((c for c, n in names("function").items() if len(c) == 3 and match[1].endswith(n)), None)
            return Coordinate.of("expenditure", speech.year, fund="general", function=code) if code else None
    return None


def _claims(paragraph: Paragraph, start: int, end: int, figures: dict[int, Reading], speech: Speech) -> list[Claim]:
    """Return what the sentence says follows from the figures before it."""
    text, found = paragraph.text.text, []
    for pattern in patterns():
        for match in pattern["regex"].finditer(text, start, end):
            stated = None
            if "stated" in match.groupdict():
                stated = next((figures[a] for a in figures if match.start("stated") <= a < match.end("stated")), None)
            operands = _operands(pattern["kind"], match, speech, figures, start)
            if operands is None or (stated is None and pattern["kind"] != "direction"):
                continue
            section: Section = paragraph.section
            place = replace(paragraph.text.place(match.start(), match.end()), section=section.path)
            word = match.groupdict().get("word") or ""
            found.append(
                Claim(pattern["kind"], stated, operands, section, place, match[0], word, pattern=pattern["key"])
            )
    return found


def _operands(
    kind: str, match: re.Match[str], speech: Speech, figures: dict[int, Reading], start: int
) -> dict[str, Operand] | None:
    """Find the figures a claim is about; None where the sentence does not give them plainly."""
    stages = speech.stages
    if kind in ("completion", "direction"):
        word = match[0]
        base = "initial" if "年初" in word else "final" if "全年" in word or "调整" in word else ""
        actual = stages.get("actual")
        options = [stages[k] for k in ((base,) if base else ("initial", "final")) if k in stages]
        if actual is None or len(options) != 1 or actual.coordinate is None:
            return None
        prior = options[0].coordinate
        if prior is None or prior.at(stage="actual") != actual.coordinate:
            return None
        return {"left": actual, "right": options[0]} if kind == "direction" else {"actual": actual, "base": options[0]}
    before = [r for a, r in sorted(figures.items()) if start <= a < match.start() and r.coordinate is not None]
    if kind == "share" and before and before[-1].coordinate is not None:
        coordinate = before[-1].coordinate
        outer = {k: v for k, v in coordinate.members if k == "fund"}
        if (
            coordinate.members
            and not coordinate.get("sangong")
            and (coordinate.get("nature") or "") not in ("personnel", "public")
        ):
            gap = match.string[max(start, match.start() - 3) : match.start()]
            if re.fullmatch(r".*[元，,\s]", gap):
                return {
                    "part": before[-1],
                    "whole": Coordinate.of(coordinate.measure, coordinate.year, coordinate.stage, **outer),
                }
    if kind in ("growth", "difference") and speech.last is not None and speech.last.coordinate is not None:
        current = speech.last.coordinate
        own = next((a for a, r in figures.items() if r is speech.last), 0)
        between = match.string[own : match.start()]
        others = sum(own < a < match.start() and r.amount.is_money for a, r in figures.items())
        compared = re.search(r"(与|比|较)\s*(20\d\d|上)\s*年", between) and not re.search(
            r"其中|原因|预算数?[增减]", between
        )
        if compared and current.stage == "actual" and others <= (kind == "growth"):
            return {"current": speech.last, "prior": current.at(year=current.year - 1)}
    return None
