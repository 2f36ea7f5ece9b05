"""What the words before a figure are about: phrases, functional paths and codes to coordinates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from juesuan.facts import Coordinate, Reading
from juesuan.taxonomy.codes import names
from juesuan.taxonomy.forms import form_spec

__all__ = ["FUNDS", "Subject", "coordinate", "function_of", "item_of", "pick", "subjects_of", "year_of"]

FUNDS = {
    "general": "general",
    "basic": "general",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}
"""The fund a section speaks of, by its topic."""

_LINK = re.compile(r"(?:均|各|共|共计|(?<![合总])计|为|是|达到|达|约|近|超过|超|：)*$")
_TAIL = re.compile(
    r"(?:共计|合计|总计|总额|总金额|金额|数额|总量|累计|总数|数|均|各|共|计|为|是|达|：|（[^（）]{0,12}）)*$"
)
_OUTCOME = re.compile(r"(?:支出决算|收入决算|决算支出|决算收入|决算|支出)(?:总额|总计|合计|数|额)?(?:均|共|为|是)*$")
_UNFIT = re.compile(r"(?:拨款|预算|基金|经营|附属单位|其他|非|占|扣除|其中的)$|增加|减少|增长|下降|财政拨款安排给")
_OWN = {
    "government_fund": re.compile(r"政府性基金(?:预算)?(?:财政)?(?:拨款)?$"),
    "state_capital": re.compile(r"国有资本经营(?:预算)?(?:财政)?(?:拨款)?$"),
}
_YEAR = re.compile(r"(20\d\d)年度?|(上年|去年|上一年)")
_SPEC = re.compile(r"(\w+)(?:\[(.*)\])?")
_N = r"([\u4e00-\u9fff、（）]{2,40}?)"
_PATH = re.compile(rf"{_N}（类）{_N}（款）{_N}（项）")
_CODED = re.compile(r"(?:^|[.、．）])[\u4e00-\u9fff、（）]{2,40}?[（]?(\d{7}|\d{5}|\d{3})[）]")
_ORDINAL = re.compile(r"^(?:\d{1,2}[.、．]|（[\d一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、)+")
_CLASS = re.compile(r"([\u4e00-\u9fff、]{2,24}?)(?:（类）|类)?(?:支出)?$")


@dataclass(frozen=True, slots=True)
class Subject:
    """A phrase of `taxonomy/subjects.toml`, compiled."""

    regex: re.Pattern[str]
    facts: tuple[str, ...]
    topics: frozenset[str]
    unit: re.Pattern[str] | None


@cache
def subjects_of(topic: str, counted: bool) -> tuple[Subject, ...]:
    """Return the phrases that may occur in sections on a topic; those of counts apart from those of money."""
    rows = tomllib.loads((files("juesuan.taxonomy") / "subjects.toml").read_text("utf-8"))["subject"]
    return tuple(
        Subject(
            re.compile(f"(?:{row['words']})$"),
            tuple(row["facts"]),
            frozenset(row.get("topics", ())),
            re.compile(row["unit"]) if "unit" in row else None,
        )
        for row in rows
        if (not row.get("topics") or topic in row["topics"]) and ("unit" in row) == counted
    )


def coordinate(spec: str, year: int, fund: str = "", given: Mapping[str, str] | None = None) -> Coordinate:
    """Read `expenditure[fund={fund},nature=basic]`; a member left empty stands at its total."""
    match = _SPEC.fullmatch(spec)
    assert match is not None
    values = {"fund": fund, "source": fund, **(given or {})}
    pairs = dict(p.split("=", 1) for p in (match[2] or "").split(",") if p)
    members = {k: _vehicle(v.format(**values)) if k == "vehicle" else v.format(**values) for k, v in pairs.items()}
    return Coordinate.of(match[1], year, **{k: v for k, v in members.items() if v})


@cache
def _vehicle(name: str) -> str:
    """Return the member a kind of vehicle stands at, as the list of assets names them; the name itself where none."""
    spec = form_spec("statistics")
    rows = spec.rows if spec is not None else ()
    kinds = ((dict(row.cast.members).get("vehicle"), row.pattern) for row in rows)
    return next((kind for kind, pattern in kinds if kind and pattern.search(name)), name)


def pick(
    phrase: str, topic: str, year: int, known: Mapping[Coordinate, list[Reading]], reading: Reading | None = None
) -> Coordinate | None:
    """Return what a squeezed phrase that ends at a figure is about, or None.

    Where a phrase may mean several things, the one whose form prints the same figure wins, then one a form has.
    """
    counted = reading is not None and not reading.amount.is_money
    linked = _LINK.sub("", phrase)
    bare = _TAIL.sub("", linked)
    fund = FUNDS.get(topic, "")
    for text in dict.fromkeys((linked, bare, _OUTCOME.sub("", linked))):
        if found := _longest(text, topic, counted, reading):
            match, subject = found
            before = text[: match.start()]
            if _UNFIT.search(_OWN[fund].sub("", before) if fund in _OWN else before):
                return None
            at = year_of(before, year)
            options = [coordinate(spec, at, fund, match.groupdict()) for spec in subject.facts]
            return _choose(options, known, reading)
    return None if counted else _class(bare, topic, year, fund)


def _longest(text: str, topic: str, counted: bool, reading: Reading | None) -> tuple[re.Match[str], Subject] | None:
    best: tuple[re.Match[str], Subject] | None = None
    for subject in subjects_of(topic, counted):
        if subject.unit is not None and (reading is None or not subject.unit.fullmatch(reading.amount.unit)):
            continue
        match = subject.regex.search(text)
        if match and (best is None or match.start() < best[0].start()):
            best = (match, subject)
    return best


def year_of(before: str, year: int) -> int:
    """Return the year some words name last (上年 is the one before `year`), or `year`."""
    years = list(_YEAR.finditer(before))
    if not years:
        return year
    last = years[-1]
    return int(last[1]) if last[1] else year - 1


def _choose(
    options: list[Coordinate], known: Mapping[Coordinate, list[Reading]], reading: Reading | None
) -> Coordinate:
    printed = [o for o in options if o in known]
    if reading is not None:
        seen = reading.amount.interval()
        for option in printed:
            if any(r.amount.interval().meets(seen) for r in known[option]):
                return option
    return (printed or options)[0]


def _class(bare: str, topic: str, year: int, fund: str) -> Coordinate | None:
    """教育支出（类）425.00: a class of functions, named alone."""
    if topic not in ("overall", "revenue", "expenditure", "fiscal", "general"):
        return None
    match = _CLASS.search(_ORDINAL.sub("", bare))
    if match is None or _YEAR.search(bare[: match.start()]):
        return None
    name = match[1].removesuffix("支出")
    codes = [c for c, n in names("function").items() if len(c) == 3 and n.removesuffix("支出") == name]
    if len(codes) != 1:
        return None
    members = {"function": codes[0], **({"fund": fund} if fund else {})}
    return Coordinate.of("expenditure", year, **members)


def item_of(
    phrase: str, rows: Mapping[str, str], known: Mapping[Coordinate, list[Reading]], reading: Reading
) -> Coordinate | None:
    """Return the row of a form a phrase ends with, where the form prints this very figure for it; else None.

    A name alone may mean another year, fund or stage: only the figure itself, to its last place, vouches for it.
    """
    bare = _TAIL.sub("", _LINK.sub("", phrase))
    named = {code: name for code, name in rows.items() if len(name) >= _NAMED and bare.endswith(name)}
    longest = max((len(name) for name in named.values()), default=0)
    codes = {code for code, name in named.items() if len(name) == longest}
    for about, printed in known.items() if codes else ():
        if (about.get("function") or about.get("economic")) in codes and about.measure == "expenditure":
            same = (r.amount.base == reading.amount.base and r.amount.step == reading.amount.step for r in printed)
            if any(same):
                return about
    return None


_NAMED = 3
"""Characters of a name that is told from a common word."""


def function_of(head: str, rows: Mapping[str, str]) -> str | None:
    """Return the code a sentence's head names by its 类款项 path or in brackets; "" where it names an unknown one.

    `rows` are the codes and names the document's own forms print; the classification list fills the gaps.
    """
    if match := _CODED.search(head):
        return match[1]
    path = _PATH.search(head)
    if path is None:
        return None
    known = {**names("function"), **rows}
    first, second, third = (_ORDINAL.sub("", path[n]) for n in (1, 2, 3))
    fits = [
        c
        for c, n in known.items()
        if len(c) == 7 and n == third and known.get(c[:5]) == second and first.endswith(known.get(c[:3], "?")[-4:])
    ]
    fits = [c for c in fits if c in rows] or fits  # two items may share one path; the document's own is meant
    return fits[0] if len(fits) == 1 else ""
