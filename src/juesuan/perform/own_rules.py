"""A department's own scoring rules (自定评分规则): `performance/rules.toml` of a book over those that ship."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.perform.rules import Rules, data

__all__ = ["FILE", "rules_of"]

FILE = "performance/rules.toml"
_NAMED = ("rules", "execution", "schemes")
_LIMITS = ("monitor", "check")
_GRADES = ("reached", "partly", "missed")
_ACTIONS = ("hold", "stop", "cut", "keep")
_WHEN = ("unknown_above", "score_below", "rate_below")
_LEVELS = ("output", "benefit", "satisfaction")
Wrong = Iterator[tuple[str, str]]
"""Places in the file that are wrong, and what was expected there."""


def rules_of(book: Path) -> Rules:
    """Return the rules a book is judged by: the shipped ones, its own added or, of the same name, in their place.

    Its `application` takes the place of the shipped one whole. Unusable where the file is wrong, with the place in it.
    """
    path = book / FILE
    if not path.exists():
        return data()
    try:
        own = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("book.syntax", FILE, why=" ".join(str(error).split()))) from error
    made: dict[str, Any] = {**data()}
    for key, said in own.items():
        if key not in (*_NAMED, *_LIMITS, "application"):
            _refuse(key, " ".join((*_NAMED, *_LIMITS, "application")))
        if key != "application":
            _refuse(key, f"[{key}.…]") if not isinstance(said, dict) else None
            said = {**data()[key], **{name: _titled(one) for name, one in said.items()}}
        made[key] = said
    for place, expected in _wrong(made):
        _refuse(place, expected)
    return made


def _refuse(place: str, expected: str) -> None:
    raise Unusable(fault("perform.own_rule", FILE, None, place, expected=expected))


def _titled(row: Any) -> Any:
    """Return a rule whose title may be one text for both languages."""
    if isinstance(row, dict) and isinstance(row.get("title"), str):
        return {**row, "title": {"zh": row["title"], "en": row["title"]}}
    return row


def _wrong(rules: Rules) -> Wrong:
    kinds: Mapping[str, Callable[[Mapping[str, Any], Rules], Wrong]] = {
        "rules": _rule, "execution": _execution, "schemes": _scheme
    }  # fmt: skip
    for kind, check in kinds.items():
        for name, row in rules[kind].items():
            place = f"{kind}.{name}"
            if not isinstance(row, dict) or set(row.get("title", {})) < {"zh", "en"}:
                yield f"{place}.title", "title = “…”"
            else:
                yield from ((f"{place}.{field}", expected) for field, expected in check(row, rules))
    for kind in _LIMITS:
        for name, value in rules[kind].items():
            if name not in data()[kind]:
                yield f"{kind}.{name}", " ".join(data()[kind])
            elif not _number(value, 0, 1000):
                yield f"{kind}.{name}", "0–1000"
    yield from _application(rules["application"])


def _rule(row: Mapping[str, Any], rules: Rules) -> Wrong:  # noqa: ARG001 - one signature for all kinds
    kind = row.get("kind")
    if kind not in ("proportional", "all_or_nothing", "grades"):
        yield "kind", "proportional all_or_nothing grades"
    yield from _percents(row, "floor", "cap", "most")
    if ("over" in row) != ("most" in row) or not _number(row.get("over", 0), 0, 1_000_000):
        yield "over", "over, most: 0–"
    if {"floor", "cap", "over"} & set(row) and kind != "proportional":
        yield "kind", "proportional"
    if kind == "grades":
        grades = row.get("grades", {})
        spans = [grades.get(one) for one in _GRADES] if isinstance(grades, dict) else [None]
        if not all(isinstance(one, list) and len(one) == 2 and _rising(one) for one in spans):
            yield "grades", "reached = [80, 100], partly = [60, 80], missed = [0, 60]"


def _execution(row: Mapping[str, Any], rules: Rules) -> Wrong:  # noqa: ARG001
    kind = row.get("kind")
    if kind not in ("rate", "reached", "bands"):
        yield "kind", "rate reached bands"
    if kind == "reached" and not _number(row.get("threshold"), 0, 1000):
        yield "threshold", "0–1000"
    bands = row.get("bands")
    if kind == "bands" and not (
        isinstance(bands, list)
        and bands
        and all(isinstance(one, list) and len(one) == 2 and all(_number(n, 0, 1000) for n in one) for one in bands)
        and [one[0] for one in bands] == sorted((one[0] for one in bands), reverse=True)
        and all(one[1] <= 100 for one in bands)
    ):
        yield "bands", "[[95, 100], [80, 60]]"


def _scheme(row: Mapping[str, Any], rules: Rules) -> Wrong:
    if not _number(row.get("total"), 1, 1000):
        yield "total", "1–1000"
        return
    if not _number(row.get("execution"), 0, row["total"]):
        yield "execution", f"0–{row['total']}"
    for field, kind in (("execution_rule", "execution"), ("quantitative", "rules"), ("qualitative", "rules")):
        known = [name for name, one in rules[kind].items() if field != "quantitative" or one.get("kind") != "grades"]
        if row.get(field) not in known:
            yield field, " ".join(known)
    if "each" in row and not _number(row["each"], 0, row["total"]):
        yield "each", f"0–{row['total']}"
    groups = row.get("groups", {})
    if not isinstance(groups, dict) or set(groups) - set(_LEVELS) or not all(map(_positive, groups.values())):
        yield "groups", " ".join(_LEVELS)


def _application(rows: Any) -> Wrong:
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        yield "application", "[[application]]"
        return
    for n, row in enumerate(rows, 1):
        when = row.get("when")
        if not isinstance(when, dict) or set(when) - set(_WHEN) or not all(map(_positive, when.values())):
            yield f"application[{n}].when", " ".join(_WHEN)
        if row.get("action") not in _ACTIONS:
            yield f"application[{n}].action", " ".join(_ACTIONS)
        if row.get("cut", 0) != "unspent" and not _number(row.get("cut", 0), 0, 100):
            yield f"application[{n}].cut", "0–100 unspent"
    if rows[-1].get("when") != {}:
        yield f"application[{len(rows)}].when", "{}"


def _percents(row: Mapping[str, Any], *names: str) -> Wrong:
    yield from ((name, "0–100") for name in names if name in row and not _number(row[name], 0, 100))


def _rising(span: list[Any]) -> bool:
    return _number(span[0], 0, 100) and _number(span[1], span[0], 100)


def _positive(value: Any) -> bool:
    return _number(value, 0, 1000)


def _number(value: Any, low: Any, high: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and low <= value <= high
