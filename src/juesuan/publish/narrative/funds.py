"""Sections six to eight: basic expenditure by kind, and the funds of government and of state capital."""

from __future__ import annotations

from juesuan.facts import Coordinate
from juesuan.publish.narrative.general import codes, path
from juesuan.publish.narrative.totals import listed
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.tree import Block, Paragraph, Span
from juesuan.taxonomy.classification import classification, level

__all__ = ["basic", "government_fund", "state_capital"]

_PERSONNEL = ("301", "303")


def basic(voice: Voice) -> list[Block]:
    """人员经费 and 公用经费 with what each mainly consists of: the divisions form 06 has figures for."""
    whole = voice.about("expenditure", fund="general", nature="basic")
    if not voice.value(whole):
        return [Paragraph(voice.say("no_basic"))]
    blocks: list[Block] = [Paragraph(voice.say("basic", total=voice.money(whole)))]
    for nature in ("personnel", "public"):
        about = whole.with_(nature=nature)
        if not voice.value(about):
            continue
        names = _consists(voice, whole, personnel=nature == "personnel")
        tail = voice.say("basic_list", names="、".join(names)) if names else []
        blocks.append(Paragraph(voice.say(nature, figure=voice.money(about), list=tail)))
    return blocks


def _consists(voice: Voice, whole: Coordinate, *, personnel: bool) -> list[str]:
    """Return the names of the economic divisions spent on, in order of their codes."""
    lists = classification("economic")
    found = []
    for about, value in voice.accounts.printed.items():
        code = about.get("economic") or ""
        if value and level("economic", code) and about == whole.with_(economic=code):
            found.append(code)
    mine = [c for c in sorted(found) if (c[:3] in _PERSONNEL) == personnel]
    return list(dict.fromkeys(lists.name(c, voice.year) or c for c in mine))


def government_fund(voice: Voice) -> list[Block]:
    """政府性基金: balances, revenue and expenditure."""
    return _fund(voice, "government_fund", "政府性基金")


def state_capital(voice: Voice) -> list[Block]:
    """国有资本经营预算: the same."""
    return _fund(voice, "state_capital", "国有资本经营")


def _fund(voice: Voice, fund: str, name: str) -> list[Block]:
    pairs = [
        ("年初结转和结余", voice.about("opening", fund=fund)),
        ("本年收入", voice.about("revenue", source=fund)),
        ("本年支出", voice.about("expenditure", fund=fund)),
        ("年末结转和结余", voice.about("closing", fund=fund)),
    ]
    parts: list[list[Span]] = [[label, voice.money(about)] for label, about in pairs if voice.value(about)]
    if not parts:
        return [Paragraph(voice.say(f"no_{fund}"))]
    blocks: list[Block] = [Paragraph(voice.say("fund", fund=name, parts=listed(parts, "，")))]
    items = codes(voice, 7, fund=fund)
    if items:
        blocks.append(Paragraph(voice.say("fund_items")))
    for number, code in enumerate(items, 1):
        actual = voice.money(voice.about("expenditure", fund=fund, function=code))
        blocks.append(Paragraph(voice.say("fund_item", number=str(number), path=path(voice, code), actual=actual)))
    return blocks
