"""Section five: expenditure of the general budget in total, by class, and item by item against its budget."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.facts import Coordinate
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.pack import numeral
from juesuan.publish.tree import Block, Figure, Heading, Paragraph, Span
from juesuan.taxonomy.classification import classification

__all__ = ["codes", "compared", "general", "path"]

_CLASS, _ITEM = 3, 7


def codes(voice: Voice, digits: int, *, fund: str = "general", budget: bool = False) -> list[str]:
    """Return the function codes of a level with expenditure of a fund, or, where asked, with a budget only."""
    found = set()
    stages = ("actual", "initial") if budget else ("actual",)
    for about, value in voice.accounts.printed.items():
        code = about.get("function") or ""
        plain = about == Coordinate.of("expenditure", voice.year, about.stage, fund=fund, function=code)
        if value and plain and about.stage in stages and len(code) == digits:
            found.add(code)
    return sorted(found)


def path(voice: Voice, code: str) -> list[Span]:
    """Name an item by its class, division and item."""
    name = {n: classification("function").name(code[:n], voice.year) or code[:n] for n in (3, 5, 7)}
    return voice.say("path", first=name[3], second=name[5], third=name[7])


def general(voice: Voice) -> list[Block]:
    """Return the three clauses of the section, or that there was no such expenditure."""
    whole = voice.about("expenditure", fund="general")
    if not voice.value(whole):
        return [Paragraph(voice.say("no_general"))]
    blocks: list[Block] = []
    for number, (key, clause) in enumerate(_CLAUSES, 1):
        blocks.append(Heading(3, f"（{numeral(number)}）{voice.pack.title(key)}", f"{key}"))
        blocks += clause(voice, whole)
    return blocks


def _overall(voice: Voice, whole: Coordinate) -> Iterator[Block]:
    share = voice.share(whole, voice.about("expenditure"), "general_share")
    yield Paragraph(voice.say("general", total=voice.money(whole), share=share))
    if changed := voice.change(whole, "一般公共预算财政拨款支出", "general"):
        yield Paragraph(changed)


def _structure(voice: Voice, whole: Coordinate) -> Iterator[Block]:
    yield Paragraph(voice.say("structure", total=voice.money(whole)))
    for number, code in enumerate(codes(voice, _CLASS), 1):
        about = whole.with_(function=code)
        name = classification("function").name(code, voice.year) or code
        share = voice.share(about, whole, "structure_share")
        given = voice.reason("uses", code)
        uses = voice.say("uses", uses=given) if given else []
        figure = voice.money(about)
        yield Paragraph(
            voice.say("structure_item", number=str(number), name=name, figure=figure, share=share, uses=uses)
        )


def _items(voice: Voice, whole: Coordinate) -> Iterator[Block]:
    initial = whole.at(stage="initial")
    if voice.planned(whole):
        completion = _completion(voice, whole, initial, "completion")
        figures = {"initial": voice.money(initial), "actual": voice.money(whole)}
        yield Paragraph(voice.say("items", completion=completion, **figures))
    else:
        yield Paragraph(voice.say("items_plain", actual=voice.money(whole)))
    for number, top in enumerate(codes(voice, _CLASS, budget=True), 1):
        name = classification("function").name(top, voice.year) or top
        yield Paragraph(voice.say("item_class", number=str(number), name=name))
        mine = [c for c in codes(voice, _ITEM, budget=True) if c[:_CLASS] == top]
        for n, code in enumerate(mine, 1):
            yield Paragraph(_item(voice, n, whole.with_(function=code)))


def _item(voice: Voice, number: int, about: Coordinate) -> list[Span]:
    """Tell one item: its budget, what was spent, the completion, and why they differ."""
    code = about.get("function") or ""
    words = {"number": str(number), "path": path(voice, code)}
    initial = about.at(stage="initial")
    if not voice.planned(about.with_(function=None)):
        return voice.say("item_plain", actual=voice.money(about), **words)
    return voice.say(
        "item",
        initial=voice.money(initial),
        actual=voice.money(about),
        completion=_completion(voice, about, initial, "completion"),
        comparison=compared(voice, about, initial, code, "compared"),
        **words,
    )


def _completion(voice: Voice, about: Coordinate, base: Coordinate, key: str) -> list[Span]:
    figure = voice.ratio("completion", about, base)
    return voice.say(key, completion=figure) if isinstance(figure, Figure) else []


def compared(voice: Voice, actual: Coordinate, base: Coordinate, key: str, words: str, **more: str) -> list[Span]:
    """Say whether the actual is above, below or equal to the budget, and why.

    A difference that is within the threshold and has no reason is left to the completion to show.
    """
    a, b = voice.value(actual), voice.value(base)
    word = "大于" if a > b else "小于" if a < b else "等于"
    given = voice.reason("variance", key) if a != b else []
    if given:
        return voice.say(
            f"{words.removesuffix('_compared')}_reason" if words != "compared" else "compared_reason",
            word=word,
            reason=given,
            **more,
        )
    return voice.say(words, word=word, **more) if a == b or not b or not a else []


_CLAUSES = (("general_overall", _overall), ("general_structure", _structure), ("general_items", _items))
