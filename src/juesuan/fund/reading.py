"""A programme's TOML becomes a `Programme`: keys known, expressions of the rule language, names defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from string import Formatter
from typing import Any, NoReturn

import duckdb

from juesuan.books.faults import Unusable, fault
from juesuan.fund.expression import MACROS, NotARule, names, render, wrong_literals
from juesuan.fund.facts import terms
from juesuan.fund.programme import Basis, Ceiling, Condition, Dated, Exclusion, Programme, Value

__all__ = ["checked", "programme_of"]

CHOICES = {
    "applicant": ("person", "employer", "institution"),
    "payee": ("person", "employer", "institution"),
    "source": ("employment_fund", "district", "inclusive_finance", "unemployment_insurance"),
    "nature": ("promotion", "protection"),
    "level": ("district", "city", "province", "nation"),
    "unit": ("yuan", "months", "count", "ratio"),
    "per": ("lifetime", "year"),
    "scope": ("month", "ever", "employer"),
}
"""What a field may say."""
_SQL = {"yuan": "bigint", "months": "bigint", "count": "bigint", "ratio": "struct(n bigint, d bigint)"}
_KEYS = (
    *("title", "purpose", "applicant", "payee", "function", "source", "nature", "level", "priority", "documents"),
    *("basis", "values", "conditions", "amount", "ceiling", "exclusions", "note"),
)
_NEAR = ("near", "until", "former")
_AGAIN = ("again", "terms")
_MOST = 40
"""Conditions and exclusions of a programme; what fails is kept as bits of one number."""


class _Source:
    """A table of the TOML with its file and path, whose wrong fields are refused."""

    def __init__(self, file: str, at: str, row: Any) -> None:
        self.file, self.at = file, at
        self.row: Mapping[str, Any] = row if isinstance(row, dict) else self.wrong("", row, "[table]")

    def wrong(self, name: str, value: object, expected: object) -> NoReturn:
        column = ".".join(part for part in (self.at, name) if part)
        raise Unusable(fault("fund.field", self.file, None, column, value=value, expected=expected))

    def only(self, *known: str) -> None:
        for name in self.row:
            if name not in known:
                self.wrong(name, name, " ".join(known))

    def text(self, name: str, *, empty: bool = False) -> str:
        value = self.row.get(name, "" if empty else None)
        if not isinstance(value, str) or not (value.strip() or empty):
            self.wrong(name, value, "“…”")
        value = " ".join(value.split())
        if name in CHOICES and value not in CHOICES[name]:
            self.wrong(name, value, " / ".join(CHOICES[name]))
        return value

    def day(self, name: str, *, empty: bool = False) -> date | None:
        value = self.row.get(name)
        if value is None and empty:
            return None
        if type(value) is not date:
            self.wrong(name, value, "2024-01-01")
        return value

    def many(self, name: str) -> list[_Source]:
        rows = self.row.get(name, [])
        if not isinstance(rows, list):
            self.wrong(name, rows, "[[…]]")
        return [
            _Source(self.file, f"{self.at}{'.' if self.at else ''}{name}[{n}]", row) for n, row in enumerate(rows, 1)
        ]


def programme_of(name: str, file: str, row: Mapping[str, Any]) -> Programme:
    """Build a programme from its TOML; Unusable names the file and the field that is wrong."""
    source = _Source(file, "", row)
    source.only(*_KEYS)
    priority = row.get("priority")
    if type(priority) is not int:
        source.wrong("priority", priority, "10")
    function = source.text("function")
    if not re.fullmatch(r"\d{7}", function):
        source.wrong("function", function, "2080704")
    amount = _Source(file, "amount", row.get("amount"))
    amount.only("sql", "article")
    documents = row.get("documents", [])
    if not isinstance(documents, list) or not all(isinstance(one, str) for one in documents):
        source.wrong("documents", documents, '["…"]')
    texts = {key: source.text(key) for key in ("title", "purpose", "applicant", "payee", "source", "nature", "level")}
    found = Programme(
        name=name,
        file=file,
        function=function,
        priority=priority,
        documents=tuple(documents),
        basis=tuple(_basis(one) for one in source.many("basis")),
        values=_values(_Source(file, "values", row.get("values", {}))),
        conditions=tuple(_condition(one) for one in source.many("conditions")),
        amount=amount.text("sql"),
        amount_article=amount.text("article"),
        ceiling=_ceiling(_Source(file, "ceiling", row["ceiling"])) if "ceiling" in row else None,
        exclusions=tuple(_exclusion(one) for one in source.many("exclusions")),
        note=source.text("note", empty=True),
        **texts,
    )
    _consistent(source, found)
    return found


def _basis(source: _Source) -> Basis:
    source.only("document", "article", "from")
    start = source.day("from")
    assert start is not None
    return Basis(source.text("document"), source.text("article", empty=True), start)


def _condition(source: _Source) -> Condition:
    source.only("name", "sql", "article", "zh", "en")
    return Condition(source.text("name"), source.text("sql"), source.text("article"), _wording(source))


def _wording(source: _Source) -> Mapping[str, str]:
    return {"zh": source.text("zh"), "en": source.text("en")}


def _ceiling(source: _Source) -> Ceiling:
    source.only("group", "months", "per", "article", "zh", "en", *_NEAR, *_AGAIN, "changed")
    said = {key: source.text(key) for key in ("group", "months", "per", "article")}
    more = {key: source.text(key, empty=True) for key in (*_NEAR, *_AGAIN)}
    changed = source.day("changed", empty=True)
    if bool(more["near"]) != bool(more["until"]):
        source.wrong("until", more["until"], "near + until")
    if bool(more["former"]) != bool(changed) or (changed and not more["until"]):
        source.wrong("former", more["former"], "until + former + changed")
    if bool(more["again"]) != bool(more["terms"]) or (more["again"] and said["per"] != "lifetime"):
        source.wrong("again", more["again"], "again + terms, per = lifetime")
    return Ceiling(**said, **more, changed=changed, wording=_wording(source))


def _exclusion(source: _Source) -> Exclusion:
    source.only("programme", "scope", "article")
    return Exclusion(source.text("programme"), source.text("scope"), source.text("article"))


def _values(source: _Source) -> Mapping[str, Value]:
    found = {}
    for name in source.row:
        one = _Source(source.file, f"values.{name}", source.row[name])
        one.only("title", "unit", "dated")
        unit = one.text("unit")
        dated = tuple(_dated(row, unit) for row in one.many("dated"))
        if list(dated) != sorted(dated, key=lambda row: row.start) or not dated:
            one.wrong("dated", [f"{row.start}" for row in dated], "from ↑")
        found[name] = Value(name, one.text("title"), unit, dated)
    return found


def _dated(source: _Source, unit: str) -> Dated:
    source.only("from", "until", "value", "reference", "confirm")
    start = source.day("from")
    assert start is not None
    text, confirm = source.text("value"), source.row.get("confirm", False)
    if type(confirm) is not bool:
        source.wrong("confirm", confirm, "true / false")
    value = _number(text, unit)
    if value is None:
        source.wrong("value", text, {"yuan": "“2210.00”", "ratio": "“2/3”"}.get(unit, "“36”"))
    until = source.day("until", empty=True)
    if until is not None and until < start:
        source.wrong("until", until, f"≥ {start}")
    return Dated(start, until, value, text, source.text("reference"), confirm)


def _number(text: str, unit: str) -> int | tuple[int, int] | None:
    """Return 分, a whole number or a ratio; None where the text is none."""
    if unit == "ratio":
        found = re.fullmatch(r"(\d{1,6})/([1-9]\d{0,5})", text)
        return (int(found[1]), int(found[2])) if found else None
    try:
        value = Decimal(text) * (100 if unit == "yuan" else 1)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() and 0 <= value < 10**15 else None


def _consistent(source: _Source, one: Programme) -> None:
    """Refuse unknown names, types that do not fit, and what is named twice."""
    wanted = [(f"conditions.{c.name}", c.sql, "boolean") for c in one.conditions] + [("amount", one.amount, "bigint")]
    for at, sql, kind in wanted:
        _expression(source, one, at, sql, kind)
    twice = [c.name for n, c in enumerate(one.conditions) if c.name in [d.name for d in one.conditions[:n]]]
    if twice or len(one.conditions) + len(one.exclusions) > _MOST:
        source.wrong("conditions", twice or len(one.conditions), _MOST)
    for c in one.conditions:
        _slots(source, one, f"conditions.{c.name}", c.wording)
    ceiling = one.ceiling
    if ceiling is None:
        return
    _slots(source, one, "ceiling", ceiling.wording)
    for key in ("months", "near", "terms"):
        name = getattr(ceiling, key)
        if name and (name not in one.values or one.values[name].unit not in ("months", "count")):
            source.wrong(f"ceiling.{key}", name, "values.*, unit = months")
    for key in ("until", "former", "again"):
        name = getattr(ceiling, key)
        if name and (name not in terms() or terms()[name].type != "date"):
            source.wrong(f"ceiling.{key}", name, "date")


def _slots(source: _Source, one: Programme, at: str, wording: Mapping[str, str]) -> None:
    """Refuse a wording that asks for what is no value of the programme, or whose braces do not close."""
    for lang, text in wording.items():
        try:
            asked = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            asked = {"{"}
        if asked - set(one.values):
            source.wrong(f"{at}.{lang}", text, " ".join(f"{{{name}}}" for name in one.values))


def _expression(source: _Source, one: Programme, at: str, sql: str, kind: str) -> None:
    try:
        wrong = wrong_literals(sql)
        columns = {name: f"cast(null as {_type(one, name)})" for name in names(sql)}
        written = render(sql, columns)
    except NotARule as error:
        raise Unusable(fault("fund.expression", source.file, None, at, word=error, sql=sql)) from error
    if wrong:
        raise Unusable(fault("fund.expression", source.file, None, at, word=wrong[0], sql=sql))
    try:
        found = _types(written)
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise Unusable(fault("fund.expression", source.file, None, at, word=why, sql=sql)) from error
    if found != kind and not (kind == "bigint" and found in ("integer", "hugeint")):
        raise Unusable(fault("fund.expression", source.file, None, at, word=f"{found} ≠ {kind}", sql=sql))


def _type(one: Programme, name: str) -> str:
    if name == "month":
        return "date"
    if name in one.values:
        return _SQL[one.values[name].unit]
    if name in terms():
        return terms()[name].duckdb
    raise NotARule(name)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for macro in MACROS:
        connection.execute(macro)
    return connection


def _types(written: str) -> str:
    row = _connection().cursor().execute(f"select typeof({written})").fetchone()
    return str(row[0]).lower() if row else ""


def checked(found: dict[str, Programme]) -> dict[str, Programme]:
    """Return the programmes, refused where an exclusion names none or members of a group do not agree on its period."""
    periods: dict[str, Programme] = {}
    for one in found.values():
        _known(one, [e.programme for e in one.exclusions], found)
        if one.ceiling is None:
            continue
        first = periods.setdefault(one.ceiling.group, one)
        assert first.ceiling is not None
        if first.ceiling.per != one.ceiling.per:
            said = {"value": one.ceiling.per, "expected": f"{first.ceiling.per} ({first.name})"}
            raise Unusable(fault("fund.field", one.file, None, "ceiling.per", **said))
    return found


def _known(one: Programme, others: Sequence[str], found: Iterable[str]) -> None:
    for name in others:
        if name not in found or name == one.name:
            said = {"value": name, "expected": " ".join(other for other in found if other != one.name)}
            raise Unusable(fault("fund.field", one.file, None, "exclusions.programme", **said))
