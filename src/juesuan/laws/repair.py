"""Which figure must be wrong, and what it would have to be: the smallest set first, a typist's slip before anything."""

from __future__ import annotations

from collections import Counter

from juesuan.facts import Reading
from juesuan.findings import Finding, Suspect, Witness
from juesuan.laws.joint import smallest
from juesuan.laws.relations import Relation, Verdict
from juesuan.laws.slips import shown, slip

__all__ = ["localise"]

_MAX_WITNESSES = 24
_RIVALS = 5

Ranks = dict[tuple[int, int], int]
"""What was found of a figure in a relation, by their ids, so that it is found once."""


def localise(relations: list[Relation]) -> list[Finding]:
    """Return one finding per wrong figure: the smallest set that explains all broken relations at once.

    Where the solver gives none, figures are chosen greedily: those most broken and fewest other relations stand on.
    """
    broken = [r for r in relations if r.verdict is Verdict.BROKEN]
    ranks: Ranks = {}
    held = Counter(id(x) for r in relations if r.verdict is not Verdict.BROKEN for x in r.readings)
    # of points that do not add up nothing tells which is wrong: their total stands for them
    totals = {id(r.readings[0]) for r in broken if r.code.startswith("performance.")}
    least = (
        smallest(
            relations, lambda x: 10 * min(held[id(x)], 90) + 2 * _slip_rank(x, broken, ranks) + (id(x) not in totals)
        )
        if len(broken) > 1
        else None
    )
    members = {id(x) for x in least or ()}
    found = []
    while broken:
        count: Counter[int] = Counter(id(x) for r in broken for x in r.readings)
        readings = {id(x): x for r in broken for x in r.readings}
        order = sorted(
            count,
            key=lambda k: (
                k not in members,
                -count[k],
                held[k],
                _slip_rank(readings[k], broken, ranks),
                k not in totals,
            ),
        )
        wrong = readings[order[0]]
        mine = [r for r in broken if any(x is wrong for x in r.readings)]
        broken = [r for r in broken if r not in mine]
        rivals = [readings[k] for k in order[1:] if count[k] == count[order[0]] and held[k] == held[order[0]]]
        found.append(_finding(wrong, mine, [r for r in rivals if any(x is r for m in mine for x in m.readings)]))
    return found


def _slip_rank(reading: Reading, broken: list[Relation], ranks: Ranks) -> int:
    """Return 0 where a typist's slip would explain the figure, else 1."""
    relation = next((r for r in broken if any(t.reading is reading for t in r.terms)), None)
    if relation is None or reading.blank:
        return 1
    key = (id(reading), id(relation))
    if key not in ranks:
        ranks[key] = int(slip(reading, relation.fit(reading)) == "fit")
    return ranks[key]


def _finding(wrong: Reading, relations: list[Relation], rivals: list[Reading]) -> Finding:
    relation = min(relations, key=lambda r: (len(r.terms), r.code))
    fit = relation.fit(wrong)
    witnesses, seen = [Witness.of(wrong, "stated")], {id(wrong)}
    order = {id(wrong): 0}
    for reading in [x for r in [relation, *relations] for x in r.readings]:
        if id(reading) not in seen and len(witnesses) < _MAX_WITNESSES:
            order[id(reading)] = len(witnesses)
            seen.add(id(reading))
            witnesses.append(Witness.of(reading))
    suspects = [Suspect(0, f"{shown(fit, wrong.amount)}", slip(wrong, fit))]
    for rival in rivals[:_RIVALS]:
        if id(rival) in order:
            value = relation.fit(rival) if any(x is rival for x in relation.readings) else None
            if value is not None:
                suspects.append(Suspect(order[id(rival)], f"{shown(value, rival.amount)}", slip(rival, value)))
    expected = shown(fit, wrong.amount)
    unit = wrong.amount.unit
    params = {"stated": wrong.text, "what": wrong.label or wrong.place.section or "", "count": str(len(relations))}
    return Finding(
        relation.code, witnesses, params, f"{expected}{unit}", f"{wrong.amount.value - expected}{unit}", suspects
    )
