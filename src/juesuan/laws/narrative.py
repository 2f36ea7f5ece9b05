"""绩效叙述: what the text of a self-evaluation says of targets and scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from juesuan.disclosure import Claim, Disclosure, Paragraph
from juesuan.facts import Coordinate, Reading
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check"]

_FAR = Decimal("1.5")
"""A result this many times its target was not foreseen, or the target was set too low to be missed."""

_OVER = Decimal(130)
"""Per cent of a target above which the forms ask for the reason."""

_UNSET = re.compile(r"(?:未|没有)(?:设定|设置|有)?(?:年度|年初)?(?:绩效)?目标")
_ENDING = r"[^。，]{4,40}(?:数|率|量|度|标准|情况|额|收入)。"
_STATED = re.compile(f"^{_ENDING}")
_TWO = re.compile(f"^(?P<first>{_ENDING}){_ENDING}")
_TOTAL = re.compile(
    r"(?:自评|评价|最终)[^。；]{0,14}(?:得分|总分)[^。；\d]{0,12}(?P<score>\d+(?:\.\d+)?)\s*分"
    r"|总得分(?:为|：)?\s*(?P<sum>\d+(?:\.\d+)?)\s*分"
)
_REASON = re.compile(r"扣分|扣\d|未完成|未达|失分|扣除")
_EXPLAINED = re.compile(r"超额[^。]{0,20}原因|偏差[^。]{0,10}原因[^。]{10,}超")


def check(disclosure: Disclosure) -> Outcome:
    """Check targets without values, targets far from results, and total scores against what is reported beside them."""
    outcome = Outcome()
    for part in (_low, _over, _unset, _two_names, _scores, _classes):
        outcome.findings += part(disclosure)
    return outcome


def _evaluations(disclosure: Disclosure) -> Iterator[Paragraph]:
    yield from (p for p in disclosure.paragraphs if "performance" in p.section.topics())


def _low(disclosure: Disclosure) -> Iterator[Finding]:
    """Results far above their targets, named once with all their places."""
    values: dict[Coordinate, Reading] = {}
    for reading in disclosure.readings:
        if reading.coordinate is not None and reading.coordinate.measure == "quantity":
            values.setdefault(reading.coordinate, reading)
    low = []
    for coordinate, actual in values.items():
        target = values.get(coordinate.at(stage="target")) if coordinate.stage == "actual" else None
        if target is not None and target.amount.value > 0 and actual.amount.base >= _FAR * target.amount.base:
            low.append((target, actual))
    if low:
        witnesses = [Witness.of(r, "stated" if n == 0 else "operand") for pair in low for n, r in enumerate(pair)]
        params = {"count": str(len(low)), "target": low[0][0].text, "actual": low[0][1].text}
        yield Finding("performance.low_target", witnesses, params)


def _over(disclosure: Disclosure) -> Iterator[Finding]:
    """Completions far above the target, without a word on why."""
    stated = [c.stated for c in disclosure.claims if c.stated is not None and _exceeds(c)]
    if stated and not any(_EXPLAINED.search(p.text.text) for p in _evaluations(disclosure)):
        params = {"count": str(len(stated)), "stated": stated[0].text}
        yield Finding("performance.over_target", [Witness.of(r, "stated") for r in stated], params)


def _exceeds(claim: Claim) -> bool:
    """Say whether a claim is a completion of a target far above it."""
    base = claim.operands.get("base")
    coordinate = base.coordinate if isinstance(base, Reading) else base
    aimed = coordinate is None or coordinate.stage == "target"
    money = isinstance(base, Reading) and base.amount.is_money
    return (
        claim.kind == "completion"
        and aimed
        and not money
        and claim.stated is not None
        and claim.stated.amount.value >= _OVER
    )


def _unset(disclosure: Disclosure) -> Iterator[Finding]:
    """Indicators reported one by one, of which a good part never had a target."""
    told = [p for p in _evaluations(disclosure) if _STATED.match(p.text.text)]
    without = [(p, m) for p in told if (m := _UNSET.search(p.text.text))]
    if len(told) >= 6 and 3 * len(without) >= len(told):
        witnesses = [Witness("stated", p.text.place(m.start(), m.end()), m[0]) for p, m in without]
        yield Finding("performance.no_target", witnesses, {"count": str(len(without)), "all": str(len(told))})


def _two_names(disclosure: Disclosure) -> Iterator[Finding]:
    """The name of an indicator, and then another one's: the first has no values."""
    for paragraph in _evaluations(disclosure):
        if match := _TWO.match(paragraph.text.text):
            where = paragraph.text.place(0, match.end("first"))
            yield Finding(
                "performance.no_value", [Witness("stated", where, match["first"])], {"stated": match["first"]}
            )


_COUNT = re.compile(r"^[^。，]{3,40}(?:人数|个数|家数|户数|次数|场次|数量|件数)。")


def _classes(disclosure: Disclosure) -> Iterator[Finding]:
    """Counts that a text goes through under the heading of quality, where counts have a heading of their own."""
    mine = [p for p in _evaluations(disclosure) if re.search("质量指标", p.section.title) and _COUNT.match(p.text.text)]
    if mine:
        names = [p.text.text.split("。")[0] for p in mine]
        witnesses = [Witness("stated", p.text.place(0, len(n)), n) for p, n in zip(mine, names, strict=True)]
        yield Finding("performance.kind", witnesses, {"stated": names[0], "kind": "质量"})


def _scores(disclosure: Disclosure) -> Iterator[Finding]:
    """A full score beside targets that were missed, and a lower one that nothing explains."""
    for paragraph in _evaluations(disclosure):
        for match in _TOTAL.finditer(paragraph.text.text):
            score = Decimal(match["score"] or match["sum"])
            near = _chapter(disclosure, paragraph)
            short = _short(disclosure, near)
            words = Witness("stated", paragraph.text.place(match.start(), match.end()), match[0])
            if score == 100 and short:
                yield Finding("performance.full_total", [words, *(Witness.of(r) for r in short)], {"stated": match[0]})
            elif 95 <= score < 100 and not (short or _shown(disclosure, score) or _told(near)):
                yield Finding("performance.unexplained", [words], {"stated": match[0], "lost": f"{100 - score}"})


def _told(near: list[Paragraph]) -> bool:
    return any(_REASON.search(p.text.text) for p in near)


def _shown(disclosure: Disclosure, score: Decimal) -> bool:
    """Say whether a form with this total shows where the points went."""
    return any(e.total_score is not None and e.total_score.amount.value == score for e in disclosure.evaluations)


def _chapter(disclosure: Disclosure, paragraph: Paragraph) -> list[Paragraph]:
    """Return the paragraphs of the evaluation a paragraph belongs to."""
    key = " / ".join(paragraph.section.path.split(" / ")[:2])
    return [p for p in disclosure.paragraphs if p.section.path.startswith(key)]


def _short(disclosure: Disclosure, near: list[Paragraph]) -> list[Reading]:
    """Return the completions below 100 % that an evaluation reports."""
    paths = {p.section.path for p in near}
    found = []
    for claim in disclosure.claims:
        stated = claim.stated
        inside = claim.section.path in paths and claim.kind == "completion"
        if inside and stated is not None and stated.amount.value < 100 and stated.amount.unit == "%":
            found.append(stated)
    return found
