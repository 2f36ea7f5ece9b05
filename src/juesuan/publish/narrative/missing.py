"""Reasons that are missing (缺少原因): variances and changes above the threshold nobody explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.facts import Coordinate
from juesuan.publish.narrative.general import codes
from juesuan.publish.narrative.sangong import KINDS
from juesuan.publish.narrative.voice import Voice
from juesuan.taxonomy.classification import classification

__all__ = ["MissingReason", "asked", "missing"]

_CHANGES = {
    "inflow": ("收、支总计", Coordinate.of("inflow", 0)),
    "revenue": ("收入合计", Coordinate.of("revenue", 0)),
    "expenditure": ("支出合计", Coordinate.of("expenditure", 0)),
    "fiscal": ("财政拨款收、支总计", Coordinate.of("inflow", 0, fund="fiscal")),
    "general": ("一般公共预算财政拨款支出", Coordinate.of("expenditure", 0, fund="general")),
}


@dataclass(frozen=True, slots=True)
class MissingReason:
    """A reason to be written: kind and key in reasons.toml, what it is about, the figure and its base."""

    kind: str
    key: str
    name: str
    actual: str
    base: str


def missing(voice: Voice) -> list[MissingReason]:
    """List every variance and change above the threshold of the settings that has no reason."""
    return [one for one, written in asked(voice) if not written]


def asked(voice: Voice) -> list[tuple[MissingReason, str]]:
    """List every variance and change above the threshold with the reason written so far."""
    return [*_variances(voice), *_changes(voice)]


def _variances(voice: Voice) -> Iterator[tuple[MissingReason, str]]:
    lists = classification("function")
    whole = voice.about("expenditure", fund="general")
    if voice.planned(whole):
        for code in codes(voice, 7, budget=True):
            actual = whole.with_(function=code)
            name = f"{code} {lists.name(code, voice.year) or ''}"
            yield from _check(voice, "variance", code, name, actual, actual.at(stage="initial"))
    stage = str(voice.pack.data["sangong"]["stage"])
    for kind, name in KINDS.items():
        actual = voice.about("expenditure", sangong=kind)
        yield from _check(voice, "variance", kind, name, actual, actual.at(stage=stage))
    cost = voice.about("operating_cost")
    if voice.planned(cost):
        yield from _check(voice, "variance", "operating_cost", "机关运行经费", cost, cost.at(stage="initial"))


def _changes(voice: Voice) -> Iterator[tuple[MissingReason, str]]:
    for key, (name, about) in _CHANGES.items():
        actual = about.at(year=voice.year)
        if actual.at(year=voice.year - 1) in voice.accounts.printed:
            yield from _check(voice, "change", key, name, actual, actual.at(year=voice.year - 1))


def _check(
    voice: Voice, kind: str, key: str, name: str, actual: Coordinate, base: Coordinate
) -> Iterator[tuple[MissingReason, str]]:
    if voice.varies(actual, base):
        written = "".join(str(span) for span in voice.reason(kind, key))
        yield MissingReason(kind, key, name, str(voice.money(actual).text), str(voice.money(base).text)), written
