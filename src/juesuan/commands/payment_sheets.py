"""Tables of the fund for `juesuan fund list`, `ledger` and `simulate`; persons are masked in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from juesuan.commands.sheets import Sheet
from juesuan.fund.recovery import overdue
from juesuan.report.strings import say
from juesuan.vault import mask

if TYPE_CHECKING:
    from juesuan.fund.ledger import Ledger
    from juesuan.fund.office import Office
    from juesuan.fund.simulator import Report

__all__ = ["SHEETS", "ledger_sheet", "simulation_sheets"]

_NUMBERS = frozenset({"amount", "rest", "lines", "count", "allotted", "paid", "wan"})
_WAN = Decimal(10_000)


def _sheet(title: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]], lang: str) -> Sheet:
    columns = [(name, say(f"fund.{name}", lang)) for name in names]
    return Sheet(say(title, lang, n=len(rows)), columns, [*rows], _NUMBERS)


def _yuan(fen: int) -> str:
    return f"{fen / Decimal(100):,.2f}"


def _label(table: str, value: str, lang: str) -> str:
    from juesuan.books.schema import schema

    return dict(schema().tables[table].column("state").choices).get(value, value) if lang == "zh" else value


def _applications(office: Office, state: str, lang: str) -> Sheet:
    from juesuan.registers.packs import register_of

    states: Mapping[str, str] = register_of(office.desk.book, "applications").states
    rows = [
        (
            one["id"],
            states.get(one["state"], one["state"]) if lang == "zh" else one["state"],
            mask.name(one["name"]),
            one["id_shown"],
            one["programme"],
            f"{one['start']:%Y-%m}—{one['last']:%Y-%m}",
            one["employer"] or "",
            one["list"] or "",
        )
        for one in office.shelf.records().values()
        if state in ("", one["state"])
    ]
    names = ("application", "state", "name", "number_shown", "programme", "span", "employer", "source")
    return _sheet("fund.applications", names, rows, lang)


def _batches(office: Office, state: str, lang: str) -> Sheet:
    rows = [
        (
            one.id,
            _label("batches", one.state, lang),
            f"{one.made} {one.maker}",
            f"{one.sent or ''} {one.sender}".strip(),
            str(one.lines),
            _yuan(one.amount),
        )
        for one in office.desk.state().batches.values()
        if state in ("", one.state)
    ]
    return _sheet("fund.batches", ("batch", "state", "made", "sent_by", "lines", "amount"), rows, lang)


def _payments(office: Office, state: str, lang: str) -> Sheet:
    rows = [
        (
            one.id,
            _label("payments", one.state, lang),
            one.batch,
            mask.name(one.payee),
            one.programme,
            "、".join(one.months),
            _yuan(one.amount),
            one.code,
            one.entry,
        )
        for one in office.desk.state().payments.values()
        if state in ("", one.state)
    ]
    names = ("payment", "state", "batch", "name", "programme", "months", "amount", "code", "entry")
    return _sheet("fund.payments", names, rows, lang)


def _recoveries(office: Office, state: str, lang: str) -> Sheet:
    known = office.desk.state()
    rows = [
        (
            one.id,
            _label("recoveries", one.state, lang),
            one.payment,
            _yuan(one.amount),
            _yuan(one.amount - known.received.get(one.id, 0)),
            f"{one.count} × {one.due}",
            one.reason,
        )
        for one in known.recoveries.values()
        if state in ("", one.state)
    ]
    names = ("recovery", "state", "payment", "amount", "rest", "plan", "reason")
    sheet = _sheet("fund.recoveries", names, rows, lang)
    late = overdue(known, datetime.now().astimezone().date())
    sheet.lines += [say("fund.overdue", lang, id=one.id, amount=_yuan(lack)) for one, lack in late]
    return sheet


def _adjustments(office: Office, state: str, lang: str) -> Sheet:
    from juesuan.books.schema import schema
    from juesuan.fund.earlier import accounts

    kinds = dict(schema().tables["adjustments"].column("kind").choices)
    rows = [
        (
            one.day.isoformat(),
            kinds[one.kind] if lang == "zh" else one.kind,
            one.unit,
            one.payment,
            one.slip,
            _yuan(one.amount),
            "{debit} / {credit}".format_map(accounts()[one.kind]),
            "{budget_debit} / {budget_credit}".format_map(accounts()[one.kind]),
        )
        for one in office.desk.state().adjustments.values()
        if state in ("", one.kind)
    ]
    names = ("time", "booked_as", "unit", "payment", "slip", "amount", "financial", "budgetary")
    return _sheet("fund.adjustments", names, rows, lang)


def _history(office: Office, state: str, lang: str) -> Sheet:
    rows = [
        (one["time"], one["who"], one["what"], one["subject"], one["detail"], one["rows"], one["amount"])
        for one in office.desk.history()
        if state in ("", one["what"])
    ]
    return _sheet("fund.history", ("time", "who", "what", "subject", "detail", "lines", "amount"), rows, lang)


def _looks(office: Office, state: str, lang: str) -> Sheet:
    from juesuan.books.faults import Unusable
    from juesuan.vault.looks import broken, looks

    found = broken(office.desk.book)
    if found is not None:
        raise Unusable(found)
    rows = [
        (one["time"], one["who"], one["kind"], one["owner"], one["count"], one["why"])
        for one in looks(office.desk.book)
        if state in ("", one["who"])
    ]
    return _sheet("fund.looks", ("time", "who", "kind", "owner", "count", "reason"), rows, lang)


SHEETS: dict[str, Callable[[Office, str, str], Sheet]] = {
    "applications": _applications,
    "batches": _batches,
    "payments": _payments,
    "recoveries": _recoveries,
    "adjustments": _adjustments,
    "history": _history,
    "looks": _looks,
}


def ledger_sheet(found: Ledger, lang: str) -> Sheet:
    """Return the ledger: what was allotted by level, what was paid by function, what is left and the rate."""
    rows = [("", level, _money(amount), _wan(amount)) for level, amount in found.allotted.items()]
    rows.append(("", say("fund.allotted", lang), _money(found.total), _wan(found.total)))
    rows += [(code, name, _money(amount), _wan(amount)) for (code, name), amount in found.paid.items()]
    rows.append(("", say("fund.paid_sum", lang), _money(found.spent), _wan(found.spent)))
    rows.append(("", say("fund.rest_sum", lang), _money(found.rest), _wan(found.rest)))
    sheet = _sheet("fund.ledger", ("function", "item", "amount", "wan"), rows, lang)
    rate = "—" if found.rate is None else f"{found.rate:.2f}%"
    sheet.lines.append(say("fund.rate", lang, rate=rate))
    through = {"paid": _yuan(found.through_batches), "way": _yuan(found.on_the_way), "back": _yuan(found.returned)}
    sheet.lines.append(say("fund.through", lang, **through))
    if any(found.earlier.values()):
        sheet.lines.append(say("fund.of_earlier", lang, **{kind: _yuan(fen) for kind, fen in found.earlier.items()}))
    return sheet


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _wan(amount: Decimal) -> str:
    return f"{amount / _WAN:,.2f}"


def simulation_sheets(found: Report, lang: str) -> list[Sheet]:
    """Return what a simulation came to: what was done, what was refused, what holds."""
    refused = [(code, str(count)) for code, count in sorted(found.refusals.items(), key=lambda one: -one[1])]
    bad = found.broken
    held = [
        (
            say(f"fund.holds_{name}", lang),
            say("fund.broken" if bad is not None and bad.name == name else "fund.holds", lang),
        )
        for name in found.names
    ]
    sheets = [
        _sheet("fund.refusals", ("code", "count"), refused, lang),
        _sheet("fund.invariants", ("invariant", "result"), held, lang),
    ]
    said = {"steps": f"{found.steps:,}", "worlds": found.worlds, "crashes": found.crashes, "checks": found.checks}
    said |= {"payments": f"{found.payments:,}", "amount": _yuan(found.paid), "seed": found.seed}
    sheets[1].lines.append(say("fund.simulated", lang, **said))
    if bad is not None:
        sheets[1].lines.append(
            say("fund.broken_at", lang, name=bad.name, what=bad.what, step=found.at, seed=found.seed)
        )
    return sheets
