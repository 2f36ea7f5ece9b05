"""同名: what running text calls by one name has one value, as far as a name can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from juesuan.disclosure import Disclosure
from juesuan.facts import Coordinate, Reading
from juesuan.findings import Finding, Outcome, Witness

__all__ = ["check", "same_name", "telling"]

_ITEM = 7
"""Digits of the code of an item (项)."""

_SHARED = 6
"""Names of which one ends like the other mean the same from this many characters on."""


def check(disclosure: Disclosure) -> Outcome:
    """Compare the figures of one name, noun, stage and year; names are weaker than coordinates, so they only warn."""
    outcome = Outcome()
    named = list(telling(disclosure.readings))
    accused: set[int] = set()
    judged = _judged(disclosure)
    for one, other in _pairs(named):
        if frozenset((id(one), id(other))) in judged:
            continue
        if one.meets(other):
            outcome.proven += [one, other]
        elif id(other) not in accused:
            accused.add(id(other))
            outcome.contradicted += [one, other]
            outcome.findings.append(_finding(one, other))
    _items(disclosure, named, outcome)
    return outcome


def _judged(disclosure: Disclosure) -> set[frozenset[int]]:
    """Return the pairs of figures that stand at one place of a sentence told twice: what they say is judged there."""
    pairs = set()
    for claim in disclosure.claims:
        if claim.kind == "repeated":
            for role, one in claim.operands.items():
                if role.startswith("one"):
                    pairs.add(frozenset((id(one), id(claim.operands[f"other{role.removeprefix('one')}"]))))
    return pairs


def _items(disclosure: Disclosure, named: list[Reading], outcome: Outcome) -> None:
    """Compare money paid under the name of an item (项) with what the forms print for the item."""
    rows = {row.code: row.name for form in disclosure.forms for row in form.rows if len(row.code) == _ITEM}
    spent: dict[str, list[Reading]] = {}
    for reading in disclosure.readings:
        about = reading.coordinate
        if about is not None and about.measure == "expenditure" and about.stage == "actual" and not reading.blank:
            spent.setdefault(about.get("function") or "", []).append(reading)
    for reading in named:
        about = reading.coordinate
        if about is None or about.get("noun") != "元" or about.stage != "actual" or about.year != disclosure.year:
            continue
        name = about.get("name") or ""
        codes = [c for c, n in rows.items() if len(n) >= _SHARED - 1 and _ends(name, n)]
        if len(codes) != 1 or not spent.get(codes[0]):
            continue
        printed = spent[codes[0]]
        if any(reading.meets(other) for other in printed):
            outcome.proven.append(reading)
        else:
            outcome.findings.append(_finding(printed[0], reading))


def telling(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Leave out names that one section gives to several values: they stand in a list, and each is of something else."""
    named = [r for r in readings if r.coordinate is not None and r.coordinate.measure == "quantity"]
    values: dict[tuple[Coordinate | None, str | None], set[Decimal]] = {}
    for reading in named:
        values.setdefault((reading.coordinate, reading.place.section), set()).add(reading.amount.base)
    lists = {coordinate for (coordinate, _), some in values.items() if len(some) > 1}
    yield from (r for r in named if r.coordinate not in lists)


def _pairs(named: list[Reading]) -> Iterator[tuple[Reading, Reading]]:
    alike: dict[tuple[int, str, str | None], list[Reading]] = defaultdict(list)
    for reading in named:
        if (about := reading.coordinate) is not None:
            alike[about.year, about.stage, about.get("noun")].append(reading)
    for group in alike.values():
        for one, other in combinations(group, 2):
            a, b = one.coordinate, other.coordinate
            if a is not None and b is not None and same_name(a, b) and _comparable(one, other):
                yield one, other


def same_name(a: Coordinate, b: Coordinate) -> bool:
    """Say whether two quantities may be one: the same but for what stands before a name long enough."""
    if (a.year, a.stage, a.get("noun")) != (b.year, b.stage, b.get("noun")):
        return False
    first, second = a.get("name") or "", b.get("name") or ""
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= _SHARED and _ends(long, short))


def _ends(long: str, short: str) -> bool:
    """Say whether a name is another with words before it; 岗位补贴及保险补贴 is no 保险补贴."""
    return long.endswith(short) and not long.removesuffix(short).endswith(("及", "和", "与", "、", "或"))


def _comparable(one: Reading, other: Reading) -> bool:
    """The self-evaluations of two projects may use one name for two things; a story and one of them may not."""
    if one.origin == other.origin == "table":
        return False
    scopes = {_scope(r.place.section or "") for r in (one, other)}
    return len(scopes) == 1 or "" in scopes


def _scope(section: str) -> str:
    parts = section.split(" / ")
    return parts[1] if len(parts) > 1 and "附件" in parts[0] else ""


def _finding(one: Reading, other: Reading) -> Finding:
    name = (other.coordinate and other.coordinate.get("name")) or ""
    params = {"name": name, "stated": other.text, "other": one.text}
    return Finding("identity.named", [Witness.of(other, "stated"), Witness.of(one)], params, one.text)
