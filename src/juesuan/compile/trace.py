"""The entries behind a figure (溯源): from `05:2080704:决算数`, or a coordinate, to the vouchers that make it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from juesuan.books.model import Book
from juesuan.compile.ledger import ledger
from juesuan.compile.trees import SANGONG_CODES
from juesuan.facts import Coordinate
from juesuan.taxonomy import Cast, FormSpec, form_spec, form_specs, level, plain_name

__all__ = ["Trace", "UnknownFigure", "figure", "trace"]

_FISCAL = ("general", "government_fund", "state_capital")
_LIMIT = 1000
_TOTALS = re.compile(r"决算数?|金额|合计|小计|总计")


class UnknownFigure(Exception):
    """The words do not name a figure of a form: `part` says which of form, row, column, `given` what was given."""

    def __init__(self, part: str, given: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{part}: {given}")
        self.part, self.given, self.choices = part, given, choices


@dataclass(slots=True)
class Trace:
    """The vouchers of a figure, largest first and at most a thousand; `count` and `cents` are of all of them."""

    coordinate: Coordinate
    count: int
    cents: int
    entries: list[dict[str, Any]] = field(default_factory=list)


def figure(words: str, year: int) -> Coordinate:
    """Read `form:row:column`: the form's number, a code or row name, a column's title; the column may be left out.

    Raises `UnknownFigure`.
    """
    form, row, column = ([*words.split(":"), "", ""])[:3]
    spec = form_spec(form)
    if spec is None:
        raise UnknownFigure("form", form, tuple(s.id for s in form_specs()))
    members: dict[str, str] = dict(spec.base.members)
    measure, stage = spec.base.measure, spec.base.stage
    code = row.strip()
    if code.isdigit() and spec.classification:
        if level(spec.classification, code) is None:
            raise UnknownFigure("row", row)
        members[spec.classification] = code
    elif code and code not in ("合计", "-"):
        cast = _row(spec, code)
        measure, stage = cast.measure or measure, cast.stage or stage
        members |= dict(cast.members)
    if (head := _column(spec, column)) is not None:
        measure, stage = measure or head.measure, head.stage or stage
        members = {**dict(head.members), **members}
    return Coordinate.of(measure or "expenditure", year, stage or "actual", **members)


def _row(spec: FormSpec, name: str) -> Cast:
    plain = plain_name(name)
    for row in spec.rows:
        if row.pattern.search(plain) and not row.under:
            return row.cast
    raise UnknownFigure("row", name)


def _column(spec: FormSpec, title: str) -> Cast | None:
    values = [c for c in spec.columns if c.kind == "value"]
    for column in values:
        if title and column.pattern.search(title):
            return column.cast
    if not title or _TOTALS.fullmatch(title):
        return next((c.cast for c in values if c.key in ("total", "actual", "all")), values[0].cast if values else None)
    raise UnknownFigure("column", title, tuple(c.key for c in values))


def trace(book: Book, coordinate: Coordinate, limit: int = _LIMIT, *, until: date | None = None) -> Trace:
    """Return the vouchers behind a figure of the year's revenue or expenditure, up to a day where one is given.

    Sums of those (收入总计, 机关运行经费) have the vouchers of their parts; a budget's lines are no vouchers.
    """
    where, values = _condition(coordinate)
    if until is not None:
        where, values = f"{where} AND e.date <= ?", [*values, until.isoformat()]
    with ledger(book.path) as connection:
        source = "entries e JOIN units u ON u.code = e.unit LEFT JOIN sangong_codes g ON g.economic = e.economic"
        kept = f"FROM {source} WHERE {where}"
        if connection.execute("SELECT count(*) FROM transfers").fetchone()[0]:
            kept += " AND e.id NOT IN (SELECT paid FROM transfers UNION ALL SELECT received FROM transfers)"
        count, cents = connection.execute(
            f"SELECT count(*), coalesce(CAST(sum(e.amount) * 100 AS BIGINT), 0) {kept}", values
        ).fetchone()
        rows = connection.execute(f"SELECT e.* {kept} ORDER BY abs(e.amount) DESC, e.id LIMIT {int(limit)}", values)
        names = [d[0] for d in rows.description]
        entries = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return Trace(coordinate, int(count), int(cents), entries)


def _condition(c: Coordinate) -> tuple[str, list[str]]:
    """Return the WHERE clause of a coordinate and its values."""
    side = {"inflow": "revenue", "outflow": "expenditure", "operating_cost": "expenditure"}.get(c.measure, c.measure)
    parts, values = ["e.side = ?"], [side]
    fund = c.get("fund") or c.get("source")
    column = "source" if side == "revenue" else "fund"
    if fund == "fiscal":
        parts.append(f"e.{column} IN {_FISCAL}")
    elif fund:
        parts.append(f"e.{column} = ?")
        values.append(fund)
    for dimension in ("function", "economic"):
        if code := c.get(dimension):
            parts.append(f"substr(e.{dimension}, 1, {len(code)}) = ?")
            values.append(code)
    if project := c.get("project"):
        parts.append("e.project = ?")
        values.append(project)
    if sangong := c.get("sangong"):
        codes = [e for e, kind in SANGONG_CODES.items() if sangong == "all" or kind.startswith(sangong)]
        parts.append(f"e.economic IN ({', '.join('?' * len(codes))}) AND e.fund IN {_FISCAL}")
        values += codes
    nature = c.get("nature") or ("public" if c.measure == "operating_cost" else "")
    if nature in ("personnel", "public"):
        inside = "IN" if nature == "personnel" else "NOT IN"
        parts.append(f"e.nature = 'basic' AND substr(e.economic, 1, 3) {inside} ('301', '303')")
    elif nature:
        parts.append("e.nature = ?")
        values.append(nature)
    if c.measure == "operating_cost":
        parts.append("e.fund = 'general' AND u.kind IN ('administrative', 'civil')")
    return " AND ".join(parts), values
