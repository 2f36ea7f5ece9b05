"""Section nine: the three public expenses in total and one by one, with groups, persons, vehicles and visits."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.facts import Coordinate
from juesuan.publish.narrative.general import compared
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.pack import numeral
from juesuan.publish.tree import Block, Figure, Heading, Paragraph, Span

__all__ = ["KINDS", "sangong"]

KINDS = {"abroad": "因公出国（境）费", "vehicle": "公务用车购置及运行维护费", "reception": "公务接待费"}


def sangong(voice: Voice) -> list[Block]:
    """Return the two clauses of the section, or that nothing was planned or spent."""
    whole = voice.about("expenditure", sangong="all")
    base = whole.at(stage=str(voice.pack.data["sangong"]["stage"]))
    if not voice.value(whole) and not voice.value(base) and not voice.value(whole.at(year=voice.year - 1)):
        return [Paragraph(voice.say("no_sangong"))]
    blocks: list[Block] = [Heading(3, f"（{numeral(1)}）{voice.pack.title('sangong_overall')}", "sangong_overall")]
    blocks += _overall(voice, whole, base)
    blocks.append(Heading(3, f"（{numeral(2)}）{voice.pack.title('sangong_items')}", "sangong_items"))
    for number, (kind, name) in enumerate(KINDS.items(), 1):
        blocks += _kind(voice, number, kind, name)
    return blocks


def _told(voice: Voice, actual: Coordinate, base: Coordinate, key: str) -> dict[str, list[Span] | str | Figure]:
    budget = str(voice.pack.data["sangong"]["budget"])
    figure = voice.ratio("completion", actual, base)
    completion = voice.say("sangong_completion", budget=budget, completion=figure) if figure is not None else []
    comparison = compared(voice, actual, base, key, "sangong_compared", budget=budget)
    return {
        "budget": budget,
        "base": voice.money(base),
        "actual": voice.money(actual),
        "completion": completion,
        "comparison": comparison,
    }


def _overall(voice: Voice, whole: Coordinate, base: Coordinate) -> Iterator[Block]:
    yield Paragraph(voice.say("sangong", **_told(voice, whole, base, "all")))
    if changed := voice.change(whole, "“三公”经费财政拨款支出", "sangong", large=False):
        yield Paragraph(changed)


def _kind(voice: Voice, number: int, kind: str, name: str) -> Iterator[Block]:
    actual = voice.about("expenditure", sangong=kind)
    base = actual.at(stage=str(voice.pack.data["sangong"]["stage"]))
    told = voice.say("sangong_item", number=str(number), name=name, **_told(voice, actual, base, kind))
    yield Paragraph([*told, *_reception(voice)] if kind == "reception" else told)
    if changed := voice.change(actual, name, kind, large=False):
        yield Paragraph(changed)
    for spans in _DETAILS[kind](voice) if kind in _DETAILS else ():
        yield Paragraph(spans)


def _abroad(voice: Voice) -> Iterator[list[Span]]:
    groups, persons = voice.about("groups", sangong="abroad"), voice.about("persons", sangong="abroad")
    yield voice.say("abroad", groups=voice.number(groups, "个"), persons=voice.number(persons, "人次"))


def _vehicle(voice: Voice) -> Iterator[list[Span]]:
    bought = voice.number(voice.about("vehicles", sangong="vehicle_purchase"), "辆")
    kept = voice.number(voice.about("vehicles", sangong="vehicle_running"), "辆")
    yield voice.say(
        "purchase", figure=voice.money(voice.about("expenditure", sangong="vehicle_purchase")), bought=bought
    )
    yield voice.say("running", figure=voice.money(voice.about("expenditure", sangong="vehicle_running")), kept=kept)


def _reception(voice: Voice) -> list[Span]:
    """Say what the reception of foreign and of domestic guests cost, in the paragraph of the whole."""
    figures = {}
    for kind in ("foreign", "domestic"):
        member = f"reception_{kind}"
        figures[kind] = voice.money(voice.about("expenditure", sangong=member))
        figures[f"{kind}_visits"] = voice.number(voice.about("visits", sangong=member), "批次")
        figures[f"{kind}_persons"] = voice.number(voice.about("persons", sangong=member), "人次")
    return voice.say("reception", **figures)


_DETAILS = {"abroad": _abroad, "vehicle": _vehicle}
