"""What a sentence lists: parts of a whole, names of what it consists of, and words that compare."""

from __future__ import annotations

import re
from itertools import pairwise

from juesuan.disclosure import Operand
from juesuan.facts import Reading
from juesuan.read.figures import Figure, squeeze
from juesuan.read.ratios import inside
from juesuan.read.speech import Speech, last
from juesuan.taxonomy.claims import patterns
from juesuan.taxonomy.dimensions import dimensions

__all__ = ["close_list", "directions", "flat", "names", "open_list", "open_uses"]


def open_uses(owner: str, first: str, speech: Speech) -> None:
    """项目支出主要用于培训 3.00 万元；会议 2.00 万元: uses by name, at most all of what is used."""
    clause = last(owner)
    whole = speech.pick(clause) if clause else None
    mine = speech.operand(whole) if whole is not None else speech.recent
    if isinstance(mine, Reading) and mine.coordinate is not None and first:
        if speech.parts:
            close_list(speech)
        speech.whole, speech.uses, speech.parts = mine, True, []


_SETS = {
    ("procurement", None): frozenset({"goods", "works", "services"}),
    ("nature", None): frozenset({"personnel", "public"}),
}


def _all_of(dimension: str, member: str | None) -> frozenset[str]:
    """Return the members a list must name to be all of what it lists."""
    if dimension == "sangong":
        return frozenset(dimensions().children(dimension, member))
    return _SETS.get((dimension, None), frozenset({"?"}))


def open_list(speech: Speech) -> None:
    """其中：what was said last is the whole of what follows."""
    if speech.recent is not None and speech.recent.coordinate is not None and speech.parts == []:
        speech.whole = speech.recent


def close_list(speech: Speech) -> None:
    """End a list: what was listed is all of the whole, or at most that."""
    whole = speech.whole
    if whole is None or whole.coordinate is None:
        return
    top = whole.coordinate
    uses = [
        p
        for p in speech.parts
        if p.coordinate is not None
        and p.coordinate.measure == "quantity"
        and p.amount.is_money == whole.amount.is_money
    ]
    if len(uses) > 1 and len({p.coordinate for p in uses}) == len(uses):
        listed: dict[str, Operand] = {"whole": whole, **{f"part{n}": p for n, p in enumerate(uses, 1)}}
        speech.claim("sum", whole, listed, whole.place, whole.text, partial=True)
    parts = [p for p in speech.parts if p.coordinate is not None and inside(p.coordinate, top)]
    groups: dict[str, list[Reading]] = {}
    for part in parts:
        about = part.coordinate
        if about is not None:
            dimension = next(k for k, v in about.members if top.get(k) != v)
            groups.setdefault(dimension, []).append(part)
    for dimension, mine in groups.items():
        if dimension == "size":  # 小微 are among 中小: one within the other, not beside it
            nest = [whole, *sorted(mine, key=lambda p: (p.coordinate and p.coordinate.get("size")) == "micro")]
            for outer, inner in pairwise(nest):
                speech.claim("sum", outer, {"whole": outer, "part1": inner}, inner.place, inner.text, partial=True)
            continue
        if len(mine) < 2:
            continue
        members = {p.coordinate.get(dimension) or "" for p in mine if p.coordinate is not None}
        rest = any(m.startswith("其他") or (dimension, m) == ("vehicle", "other") for m in members)
        full = rest or _all_of(dimension, top.get(dimension)) <= members
        operands: dict[str, Operand] = {"whole": whole, **{f"part{n}": p for n, p in enumerate(mine, 1)}}
        speech.claim("sum", whole, operands, whole.place, whole.text, partial=not full)


def directions(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    """支出决算数小于年初预算数: a comparison without a figure of its own."""
    for match in patterns()["direction"]["regex"].finditer(text, start, end):
        word = match["word"] or f"{match['word2'] or ''}{match['word3']}"
        before = [f.reading for f in found if f.end <= match.start()]
        stages = speech.stages if before or not found else {}
        base = {"年初": "initial", "全年": "final", "调整": "final", "调整后": "final"}.get(
            match["base"] or match["base2"] or ""
        )
        left = stages.get("actual")
        rights = [stages[s] for s in ((base,) if base else ("initial", "final", "budget")) if s in stages]
        place = speech.place(match.start(), match.end())
        rate = next((f for f in reversed(found) if f.end <= match.start()), None)
        if not rights and rate is not None and rate.kind == "percent" and _completes(text, rate):
            told: dict[str, Operand] = {"rate": rate.reading}
            speech.claim("rate_direction", rate.reading, told, place, match[0], word.replace("持平于", "持平"))
        if left is None or len(rights) != 1:
            continue
        speech.claim(
            "direction",
            None,
            {"left": left, "right": rights[0]},
            place,
            match[0],
            word.replace("持平于", "持平"),
        )


def flat(text: str, start: int, end: int, speech: Speech) -> None:
    """与上年相比，收入合计持平: what the words name is what it was last year."""
    for match in patterns()["flat"]["regex"].finditer(text, start, end):
        about = speech.pick(squeeze(match["name"]))
        if about is None or about.stage != "actual" or about.year != speech.year:
            continue
        operands = {"left": speech.operand(about), "right": speech.operand(about.at(year=about.year - 1))}
        speech.claim("direction", None, operands, speech.place(match.start(), match.end()), match[0], "持平")


def _completes(text: str, rate: Figure) -> bool:
    """Say whether a percentage is a completion of a budget."""
    words = squeeze(text[max(0, rate.start - 16) : rate.start])
    return any(
        row["regex"].search(words)
        for row in patterns()["pattern"]
        if row["kind"] == "completion" and row["figure"] == "percent"
    )


def names(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    """人员经费 12.00 万元，主要包括：基本工资、津贴补贴."""
    if speech.topic != "basic":
        return
    for match in patterns()["names"]["regex"].finditer(text, start, end):
        before = [f.reading for f in found if f.end <= match.start()]
        if not before or before[-1].coordinate is None or "、" not in match["list"]:
            continue
        items = []
        for item in re.finditer(r"[^、，,等]+(?:（[^）]*）)?[^、，,等]*", match["list"]):
            name = squeeze(item[0]).removesuffix("等")
            if name:
                at = match.start("list") + item.start()
                items.append((name, speech.place(at, at + len(item[0]))))
        claim = speech.claim(
            "names", None, {"whole": before[-1]}, speech.place(match.start(), match.end()), match[0][:12]
        )
        claim.names = items
