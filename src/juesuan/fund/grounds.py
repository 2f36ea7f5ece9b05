"""On what a decision stands (认定的事实和依据): steps taken, conditions with facts and articles, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.fund.due import asked_rows, paid_rows
from juesuan.fund.explanation import Explained, explain
from juesuan.fund.model import Claim, months_between
from juesuan.fund.programme import Programme
from juesuan.registers.past import Entry

__all__ = ["Ground", "Step", "grounds_of", "ruled", "steps_of", "told"]

_TOLD = {
    "entered": "受理",
    "checked": "初审通过",
    "reviewed": "复审通过",
    "noticed": "公示",
    "objected": "收到异议",
    "returned": "退回补正",
    "approved": "批准",
    "stopped": "停发",
}
_REASONED = ("objected", "returned", "stopped")
_HIDDEN = ("born",)
"""Facts no letter shows: the mask of an ID number hides the day of birth."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition as it was found: what was asked, the facts looked at, the months, whether met, by which article."""

    wording: str
    facts: str
    months: str
    met: bool
    article: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step that led to a decision: what was done, its day and its reason."""

    what: str
    on: date
    why: str

    def __str__(self) -> str:
        """The step in words."""
        said = f"{self.on.year}年{self.on.month}月{self.on.day}日{self.what}"
        return f"{said}（{self.why}）" if self.why else said


def steps_of(history: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the moves of every application, oldest first."""
    found: dict[str, list[Entry]] = {}
    for one in history:
        if one.record and one.to:
            found.setdefault(one.record, []).append(one)
    return found


def told(moves: Iterable[Entry]) -> list[Step]:
    """Return the steps of an application that are facts of its decision."""
    return [
        Step(_TOLD[one.to], date.fromisoformat(one.on), one.why if one.to in _REASONED else "")
        for one in moves
        if one.to in _TOLD
    ]


def ruled(
    programmes: Mapping[str, Programme],
    record: Mapping[str, Any],
    persons: pa.Table,
    months: pa.Table,
    paid: Mapping[Claim, int],
) -> list[Explained]:
    """Explain the months of one application as they are decided at payment, given the 分 its person is paid in all.

    What it was paid itself is left out.
    """
    mine = [Claim(record["person"], record["programme"], m) for m in months_between(record["start"], record["last"])]
    months = months.filter(pc.equal(months.column("person").cast(pa.string()), record["person"]))
    people, days = months.column("person").to_pylist(), months.column("month").to_pylist()
    places = {(who, f"{day:%Y-%m}"): n for n, (who, day) in enumerate(zip(people, days, strict=True)) if day}
    known = [one for one in mine if (one.person, one.month) in places]
    if not known:
        return []
    others = {one: fen for one, fen in paid.items() if one not in mine}
    employers = months.column("employer").to_pylist() if "employer" in months.column_names else [None] * len(months)
    rows = asked_rows(months.take(pa.array([places[one.person, one.month] for one in known])), known)
    before = paid_rows(others, employers, places)
    return explain(programmes, record["programme"], record["person"], persons, rows, before)


def grounds_of(explained: Sequence[Explained], *, failed: bool) -> list[Ground]:
    """Return the conditions of an application, each with the months it was so in; only those `failed` if asked."""
    found: dict[tuple[str, str, bool, str], list[date]] = {}
    for month in explained:
        for one in month.checks:
            if not (failed and one.met):
                facts = "；".join(f"{u.title}：{u.value}" for u in one.used if u.name not in _HIDDEN)
                found.setdefault((one.wording, facts, one.met, one.article), []).append(month.month)
    return [
        Ground(wording, facts, _span(months), met, article) for (wording, facts, met, article), months in found.items()
    ]


def _span(months: Sequence[date]) -> str:
    """Return months in words, those that follow each other together."""
    numbers = sorted(m.year * 12 + m.month - 1 for m in months)
    runs = [[n for _, n in some] for _, some in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    said = [[f"{n // 12}-{n % 12 + 1:02d}" for n in (run[0], run[-1])] for run in runs]
    return "、".join(first if first == last else f"{first}—{last}" for first, last in said)
