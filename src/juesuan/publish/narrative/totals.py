"""Sections one to four: totals, revenue, expenditure, and the same of fiscal appropriations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from juesuan.facts import Coordinate
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.tree import Block, Paragraph, Span

__all__ = ["FUNDS", "NATURES", "SOURCES", "expenditure", "fiscal", "listed", "overall", "revenue"]

SOURCES = {
    "fiscal": "财政拨款收入",
    "superior": "上级补助收入",
    "business": "事业收入",
    "operating": "经营收入",
    "affiliated": "附属单位上缴收入",
    "other": "其他收入",
}
NATURES = {
    "basic": "基本支出",
    "project": "项目支出",
    "remit_up": "上缴上级支出",
    "operating": "经营支出",
    "subsidy_down": "对附属单位补助支出",
}
FUNDS = {
    "general": "一般公共预算财政拨款",
    "government_fund": "政府性基金预算财政拨款",
    "state_capital": "国有资本经营预算财政拨款",
}


def listed(parts: Iterable[Sequence[Span]], mark: str = "；") -> list[Span]:
    """Join the parts of a list with a mark."""
    spans: list[Span] = []
    for part in parts:
        spans += [mark, *part] if spans else part
    return spans


def _named(voice: Voice, pairs: Iterable[tuple[str, Coordinate]]) -> list[list[Span]]:
    """Return name and figure of every part that is not zero."""
    return [[name, voice.money(about)] for name, about in pairs if voice.value(about)]


def overall(voice: Voice) -> list[Block]:
    """收支总计, what it consists of, and the change against last year."""
    total = voice.about("inflow")
    if not voice.value(total):
        return [Paragraph(voice.say("no_revenue"))]
    blocks: list[Block] = [Paragraph(voice.say("overall", total=voice.money(total)))]
    income = [
        ("本年收入", "revenue"),
        ("使用非财政拨款结余（含专用结余）", "used_surplus"),
        ("年初结转和结余", "opening"),
    ]
    outlay = [("本年支出", "expenditure"), ("结余分配", "distribution"), ("年末结转和结余", "closing")]
    for key, pairs in (("overall_in", income), ("overall_out", outlay)):
        parts = _named(voice, ((name, voice.about(measure)) for name, measure in pairs))
        if len(parts) > 1:
            blocks.append(Paragraph(voice.say(key, parts=listed(parts, "，"))))
    return blocks + _changed(voice, total, "收、支总计", "inflow")


def _changed(voice: Voice, about: Coordinate, name: str, reason: str, *, large: bool = True) -> list[Block]:
    spans = voice.change(about, name, reason, large=large)
    return [Paragraph(spans)] if spans else []


def _whole(voice: Voice, measure: str, dimension: str, members: dict[str, str]) -> list[Block]:
    """Tell a total and the share of each of its parts."""
    whole = voice.about(measure)
    if not voice.value(whole):
        return [Paragraph(voice.say(f"no_{measure}"))]
    parts = []
    for member, name in members.items():
        about = whole.with_(**{dimension: member})
        if voice.value(about):
            parts.append([name, voice.money(about), *voice.share(about, whole, f"{measure}_share")])
    tail = voice.say("of_which", parts=listed(parts)) if parts else []
    return [Paragraph(voice.say(measure, total=voice.money(whole), parts=tail))]


def revenue(voice: Voice) -> list[Block]:
    """收入合计 by source."""
    return _whole(voice, "revenue", "source", SOURCES) + _changed(voice, voice.about("revenue"), "收入合计", "revenue")


def expenditure(voice: Voice) -> list[Block]:
    """支出合计 by nature."""
    blocks = _whole(voice, "expenditure", "nature", NATURES)
    return blocks + _changed(voice, voice.about("expenditure"), "支出合计", "expenditure")


def fiscal(voice: Voice) -> list[Block]:
    """财政拨款收、支总计, revenue and expenditure by fund, and the changes against last year."""
    total = voice.about("inflow", fund="fiscal")
    if not voice.value(total):
        return [Paragraph(voice.say("no_fiscal"))]
    blocks: list[Block] = [Paragraph(voice.say("fiscal", total=voice.money(total)))]
    blocks += _changed(voice, total, "财政拨款收、支总计", "fiscal")
    income = _named(voice, ((f"{name}收入", voice.about("revenue", source=fund)) for fund, name in FUNDS.items()))
    outlay = _named(voice, ((f"{name}支出", voice.about("expenditure", fund=fund)) for fund, name in FUNDS.items()))
    for key, parts in (("fiscal_in", income), ("fiscal_out", outlay)):
        if parts:
            blocks.append(Paragraph(voice.say(key, parts=listed(parts, "，"))))
    for fund, name in FUNDS.items():
        blocks += _changed(voice, voice.about("revenue", source=fund), f"{name}收入", "", large=False)
    return blocks
