"""What is wrong with formulas (测算公式): factors of requests, components of indices, limits of warnings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from juesuan.books.faults import Fault, fault
from juesuan.books.schema import schema
from juesuan.facts import Coordinate
from juesuan.perform.evidence import Query
from juesuan.perform.numbers import plain
from juesuan.perform.plan import Plan

__all__ = ["check_formulas"]

_HUNDRED = Decimal(100)
_NEEDS = {"standard": ("standard",), "growth": ("growth",), "share": ("pot", "weight", "total"), "split": ("weight",)}
"""What a way of computing needs beside its quantity."""
_LEAST = {"pot": 0, "weight": 0, "total": 0, "standard": 0, "growth": -100}


def check_formulas(plan: Plan, query: Query | None) -> Iterator[Fault]:
    """Yield what is wrong, row by row; a `query` is asked whether indicators are there."""
    for row in plan.rows["factors"]:
        yield from _factor(row, plan, query)
    yield from _lines(plan)
    known = {(row["line"], row["factor"]) for row in plan.rows["factors"]}
    for row in plan.rows["quantities"]:
        if (row["line"], row["factor"]) not in known:
            yield _at("perform.no_factor", row, "factor", value=f"{row['line']} {row['factor']}")
    yield from _indices(plan, query)
    yield from _signals(plan, query)


def _at(code: str, row: dict[str, Any], column: str, **said: object) -> Fault:
    return fault(code, row["_file"], row["_row"], column, **said)


def _factor(row: dict[str, Any], plan: Plan, query: Query | None) -> Iterator[Fault]:
    """A factor has what its way of computing needs, and its quantity is somewhere."""
    table = schema().tables["factors"]
    for column in _NEEDS.get(row["method"] or "", ()):
        title, value = table.column(column).title, row[column]
        if value is None:
            how = dict(table.column("method").choices)[row["method"]]
            yield _at("perform.factor_needs", row, column, name=row["name"], how=how, title=title)
        elif value <= _LEAST[column]:
            yield _at("perform.factor_least", row, column, value=plain(value), expected=_LEAST[column])
    kind, reference = row["source"], row["reference"] or ""
    ids = {target.id for target in plan.targets}
    if kind == "register" and query is not None and query.unit(reference) is None:
        yield _at("perform.factor_indicator", row, "reference", value=reference)
    elif kind == "target" and reference not in ids:
        yield _at("perform.target", row, "reference", value=reference)
    elif kind == "fact" and not _coordinate(reference):
        yield _at("perform.fact", row, "reference", value=reference, name=row["name"], id=row["factor"])
    elif kind == "document" and row["value"] is None and row["method"] != "split":
        yield _at("perform.factor_value", row, "value", name=row["name"])
    if row["method"] == "split" and kind == "register" and not row["by"]:
        yield _at("perform.factor_by", row, "by", name=row["name"])
    if row["method"] == "split" and kind in ("fact", "target"):
        yield _at("perform.factor_parts", row, "source", name=row["name"])


def _lines(plan: Plan) -> Iterator[Fault]:
    """The weights of the factors a line is shared by make 100, and the line has one sum."""
    first: dict[str, dict[str, Any]] = {}
    weights: dict[str, Decimal] = {}
    pots: dict[str, Decimal] = {}
    for row in plan.rows["factors"]:
        if row["method"] != "split":
            continue
        first.setdefault(row["line"], row)
        weights[row["line"]] = weights.get(row["line"], Decimal(0)) + (row["weight"] or 0)
        pot = pots.setdefault(row["line"], row["pot"]) if row["pot"] is not None else None
        if pot is not None and pot != row["pot"]:
            yield _at("perform.factor_pots", row, "pot", value=f"{row['pot']:,.2f}", there=f"{pot:,.2f}")
    for line, row in first.items():
        if weights[line] != _HUNDRED:
            yield _at("perform.factor_weights", row, "weight", line=line, value=plain(weights[line]))


def _indices(plan: Plan, query: Query | None) -> Iterator[Fault]:
    """Components are indicators with a base and a weight; an index a target names has a formula."""
    for row in plan.rows["indices"]:
        if query is not None and row["indicator"] and query.unit(row["indicator"]) is None:
            yield _at("perform.factor_indicator", row, "indicator", value=row["indicator"])
        for column in ("base", "weight"):
            if row[column] is not None and row[column] <= 0:
                yield _at("perform.factor_least", row, column, value=plain(row[column]), expected=0)
    known = {row["index"] for row in plan.rows["indices"]}
    for target in plan.targets:
        if target.evidence == "index" and target.reference and target.reference not in known:
            said = {"id": target.id, "name": target.name, "value": target.reference}
            yield fault("perform.no_formula", target.file, target.row, "reference", **said)


def _signals(plan: Plan, query: Query | None) -> Iterator[Fault]:
    """Limits are of indicators, and amber comes before red."""
    limits: dict[str, dict[str, dict[str, Any]]] = {}
    for row in plan.rows["signals"]:
        if query is not None and row["indicator"] and query.unit(row["indicator"]) is None:
            yield _at("perform.factor_indicator", row, "indicator", value=row["indicator"])
        if row["value"] is not None and row["operator"]:
            limits.setdefault(row["indicator"], {})[row["signal"]] = row
    for both in limits.values():
        if len(both) < len(("amber", "red")):
            continue
        amber, red = both["amber"], both["red"]
        rising = red["operator"] in ("≥", ">")
        if rising != (amber["operator"] in ("≥", ">")) or (amber["value"] > red["value"]) == rising:
            said = {
                "amber": f"{amber['operator']}{plain(amber['value'])}",
                "red": f"{red['operator']}{plain(red['value'])}",
            }
            yield _at("perform.signal_order", amber, "value", **said)


def _coordinate(text: str) -> bool:
    try:
        Coordinate.parse(text, 1)
    except ValueError:
        return False
    return True
