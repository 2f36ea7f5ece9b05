"""The tables of requests, shared sums, indices and forecasts: each number with its arithmetic and where it is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from juesuan.commands.perform_sheets import because
from juesuan.commands.sheets import Sheet
from juesuan.perform.application import Proposal
from juesuan.perform.forecast import Month, Outlook, Signal, judged
from juesuan.perform.index import Index
from juesuan.perform.numbers import half_up, plain, points
from juesuan.perform.plan import Plan
from juesuan.perform.quantities import Quantity
from juesuan.perform.requests import Part, Request
from juesuan.perform.rules import data
from juesuan.perform.split import Split
from juesuan.report.strings import say

__all__ = ["factors", "indexed", "outlook", "requested", "shared"]

_FEN = Decimal(100)


def _columns(keys: str, lang: str) -> list[tuple[str, str]]:
    return [(key, say(f"perform.col_{key}", lang)) for key in keys.split()]


def _yuan(cents: int) -> str:
    return f"{Decimal(cents) / _FEN:,.2f}"


def _why(why: str, said: str, lang: str) -> str:
    return say(f"perform.why_{why}", lang, said=said)


def factors(found: Mapping[str, Request], lang: str) -> Sheet:
    """Return the factors of lines with their arithmetic; the queries behind them stand below."""
    columns = _columns("line name_of factor method quantity arithmetic amount source basis", lang)
    sheet = Sheet(say("perform.factors", lang), columns, right=frozenset({"quantity", "amount"}))
    for line, request in found.items():
        for part in request.parts:
            label = say(f"perform.method_{part.method}", lang)
            value = part.quantity.value
            shown = "—" if value is None else plain(half_up(value, 4)) + part.quantity.unit
            amount = "—" if part.amount is None else _yuan(part.amount)
            sheet.rows.append([line, part.name, part.factor, label, shown, _arithmetic(part, lang), amount,
                               part.quantity.source, part.basis])  # fmt: skip
    traced = [_traced(part.quantity, lang) for one in found.values() for part in one.parts]
    sheet.lines = [one for one in dict.fromkeys(traced) if one]
    return sheet


def _arithmetic(part: Part, lang: str) -> str:
    if part.amount is None:
        return _why(part.why, part.said, lang)
    said = {**part.operands, "amount": _yuan(part.amount)}
    return say(f"perform.sum_{part.method}", lang, **said)


def _traced(found: Quantity, lang: str) -> str:
    """Return the query behind a quantity, "" where it is no query."""
    if not found.sql:
        return ""
    return say("perform.traced", lang, name=found.source, start=found.start, end=found.end, sql=found.sql)


def requested(rows: Sequence[Proposal], found: Mapping[str, Request], lang: str) -> Sheet:
    """Return what lines request: what their factors come to, adjusted by what the last evaluation proposes."""
    columns = _columns("line name_of factors_sum score action arithmetic request why", lang)
    sheet = Sheet(say("perform.requests", lang), columns, right=frozenset({"factors_sum", "score", "request"}))
    whole = 0
    for one in rows:
        score = "—" if one.score is None else plain(points(one.score))
        amount, action = found[one.code].amount, say(f"perform.action_{one.action}", lang, cut=plain(one.cut))
        if amount is None:
            missing = "；".join(_why(part.why, part.said, lang) for part in found[one.code].missing)
            sheet.rows.append([one.code, one.name, "—", score, "—", "—", "—", missing])
            continue
        sum_ = f"{_yuan(one.base)} × (100% − {plain(one.cut)}%) = {_yuan(one.next)}"
        cells = [one.code, one.name, _yuan(amount), score, action, sum_, _yuan(one.next)]
        sheet.rows.append([*cells, because(one, lang)])
        whole += one.next
    sheet.lines = [say("perform.requested", lang, amount=_yuan(whole))]
    return sheet


def shared(one: Split, plan: Plan, lang: str) -> Sheet:
    """Return a sum shared among units, with every factor's part; the parts make the sum."""
    title = say("perform.shared", lang, name=plan.name(one.line), pot=_yuan(one.pot))
    columns = [("unit", say("perform.col_unit", lang))]
    columns += [(ground.factor, f"{ground.name} {plain(ground.weight)}%") for ground in one.grounds]
    columns.append(("amount", say("perform.col_amount", lang)))
    sheet = Sheet(title, columns, right=frozenset(key for key, _ in columns[1:]))
    for ground in one.grounds:
        sheet.lines.append(say("perform.ground", lang, name=ground.name, source=ground.source, basis=ground.basis,
                               weight=plain(ground.weight), total=plain(ground.total)))  # fmt: skip
        if ground.left:
            sheet.lines.append(say("perform.left_out", lang, name=ground.name, n=plain(ground.left)))
    if one.amounts is None:
        sheet.lines.append(_why(one.why, one.said, lang))
        return sheet
    for unit, amount in one.amounts.items():
        counts = [plain(ground.values.get(unit, Decimal(0))) for ground in one.grounds]
        sheet.rows.append([unit, *counts, _yuan(amount)])
    totals = [plain(ground.total) for ground in one.grounds]
    sheet.rows.append([say("perform.sum", lang), *totals, _yuan(sum(one.amounts.values()))])
    sheet.lines.append(say("perform.remainders", lang))
    return sheet


def indexed(found: Index, at: date, lang: str) -> Sheet:
    """Return an index with its components, or that there is no formula."""
    columns = _columns("indicator actual base direction index_points index_weight source basis", lang)
    right = frozenset({"actual", "base", "index_points", "index_weight"})
    sheet = Sheet(say("perform.index", lang, name=found.title or "—", at=at), columns, right=right)
    for one in found.components:
        value = one.quantity.value
        actual = _why(one.quantity.why, one.quantity.said, lang) if value is None else plain(half_up(value, 4))
        counted = "—" if one.points is None else plain(points(one.points))
        way = say(f"perform.direction_{one.direction}", lang)
        sheet.rows.append([one.name, actual + (one.quantity.unit if value is not None else ""), plain(one.base), way,
                           counted, plain(one.weight), one.quantity.source, one.basis])  # fmt: skip
    if found.value is None:
        sheet.lines = [_why(found.why, found.said or "—", lang)]
        return sheet
    tops = " + ".join(f"{plain(points(one.points or Decimal(0)))} × {plain(one.weight)}" for one in found.components)
    weights = plain(sum((one.weight for one in found.components), Decimal(0)))
    sheet.lines = [f"({tops}) ÷ {weights} = {plain(points(found.value))}"]
    sheet.lines += [line for one in found.components if (line := _traced(one.quantity, lang))]
    return sheet


def outlook(name: str, unit: str, found: Outlook, limits: Sequence[Signal], lang: str) -> tuple[Sheet, bool]:
    """Return known and forecast months with their signals, and whether the last known or a forecast one has one."""
    columns = _columns("month kind actual interval how colour", lang)
    sheet = Sheet(say("perform.outlook", lang, name=name), columns, right=frozenset({"actual", "interval"}))
    alarmed = False
    for n, one in enumerate([*found.known, *found.ahead]):
        sure = judged([one.value], limits)
        alarmed = alarmed or (sure is not None and n >= len(found.known) - 1)
        sheet.rows.append(_month(one, unit, sure, limits, lang))
    for test in found.tests:
        error = "—" if test.error is None else plain(half_up(test.error, 4))
        said = {"ahead": test.ahead, "count": test.count, "error": error}
        sheet.lines.append(say(f"perform.test_{test.how}", lang, **said))
    if found.ahead:
        sheet.lines.append(say("perform.interval", lang, percent=data()["forecast"]["interval"]))
    if found.why:
        said = {"needs": found.needs, "has": found.has, "gap": f"{found.gap:%Y-%m}" if found.gap else ""}
        sheet.lines.append(say(f"perform.outlook_{found.why}", lang, **said))
    sheet.lines += [say("perform.signal", lang, colour=say(f"perform.{one.signal}", lang), operator=one.operator,
                        value=plain(one.value), unit=unit, basis=one.basis) for one in limits]  # fmt: skip
    if not limits:
        sheet.lines.append(say("perform.no_signals", lang, name=name))
    return sheet, alarmed


def _month(one: Month, unit: str, sure: Signal | None, limits: Sequence[Signal], lang: str) -> list[str]:
    """Return a month's row; where only the end of the interval reaches a limit, that may happen."""
    colour = say(f"perform.{sure.signal}", lang) if sure else say("perform.green", lang) if limits else "—"
    if one.low is None or one.high is None:
        return [f"{one.month:%Y-%m}", say("perform.known", lang), plain(half_up(one.value, 4)) + unit, "—", "—", colour]
    may = judged([one.low, one.high], limits)
    if may is not None and (sure is None or may.signal != sure.signal):
        colour += say("perform.may", lang, colour=say(f"perform.{may.signal}", lang))
    interval = f"{plain(half_up(one.low, 4))}–{plain(half_up(one.high, 4))}{unit}"
    value = plain(half_up(one.value, 4)) + unit
    return [
        f"{one.month:%Y-%m}",
        say("perform.forecast", lang),
        value,
        interval,
        say(f"perform.by_{one.how}", lang),
        colour,
    ]
