"""`juesuan fund key`, `apply`, `review` … `ledger`, `simulate`: the work of the fund, each step with who does it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juesuan.commands.common import Lang, choice, guarded, language_of, stop
from juesuan.commands.sheets import Sheet, show
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.books.faults import Fault
    from juesuan.fund.batch import Entitled, Left
    from juesuan.fund.office import Office
    from juesuan.fund.shelf import Shelf
    from juesuan.fund.vault import Vault

__all__ = ["key", "recover", "register"]

Place = Annotated[Path, typer.Argument(metavar="BOOK")]
Who = Annotated[str, typer.Option("--who")]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE")]
Why = Annotated[str, typer.Option("--why")]
KeyFile = Annotated[Path | None, typer.Option("--key")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="ID…")]
Only = Annotated[str, typer.Option("--list")]
Amounts = Annotated[Path | None, typer.Option("--amounts")]
Persons = Annotated[Path | None, typer.Option("--persons")]
Months = Annotated[Path | None, typer.Option("--months")]
SHOWN = 30
"""Rows of a table that are shown."""
STEPS = {
    "check": ("entered", "checked"),
    "review": ("checked", "reviewed"),
    "return": ("entered", "returned"),
    "resubmit": ("returned", "entered"),
    "dismiss": ("objected", "reviewed"),
    "refuse": ("objected", "refused"),
}
"""The steps of review: from which state, into which."""

key = typer.Typer(no_args_is_help=True)
recover = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Put these commands into the fund's command line."""
    app.add_typer(key, name="key")
    app.add_typer(recover, name="recover")
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def _day(said: str | None, lang: str) -> date:
    if said is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(said)
    except ValueError:
        stop(say("fund.bad_day", lang, value=said))


def _name(who: str) -> str:
    from juesuan.books.lock import user

    return who.strip() or user()


def _fen(said: str, lang: str) -> int:
    try:
        amount = Decimal(said.replace(",", "")) * 100
    except InvalidOperation:
        amount = Decimal("0.5")
    if amount != int(amount):
        stop(say("fund.bad_amount", lang, value=said))
    return int(amount)


@contextmanager
def _working(book: Path, lang: str) -> Iterator[None]:
    """Say in a line each why something is refused, and end with 2."""
    from juesuan.books.faults import Unusable
    from juesuan.fund.office import Refusal
    from juesuan.registers.store import Refused

    with guarded(book, lang):
        try:
            yield
        except (Refusal, Refused) as refused:
            _told(refused.faults, lang)
            raise typer.Exit(2) from refused
        except Unusable:
            raise


def _told(faults: Sequence[Fault], lang: str) -> None:
    from juesuan.books.faults import explain

    for one in faults[:SHOWN]:
        typer.echo(explain(one, lang), err=True)
    if len(faults) > SHOWN:
        typer.echo(say("fund.more", lang, n=len(faults) - SHOWN), err=True)


def _vault(book: Path, path: Path | None) -> Vault:
    """Open the vault of a book with the key named; a book without one keeps its print from now on."""
    from juesuan.books.lock import locked
    from juesuan.books.open import settings_of
    from juesuan.books.seal import refuse_sealed
    from juesuan.books.store import commit, recover
    from juesuan.fund.keys import find_key
    from juesuan.fund.vault import FILE, Vault, bound

    settings_of(book)
    vault = Vault(find_key(path))
    content = bound(book, vault)
    if content is not None:
        recover(book)
        refuse_sealed(book)
        with locked(book):
            commit(book, {FILE: content})
    return vault


def _shelf(book: Path) -> Shelf:
    from juesuan.books.open import settings_of
    from juesuan.fund.shelf import BookShelf

    settings_of(book)
    return BookShelf(book)


@dataclass(frozen=True, slots=True)
class _Rules:
    """Who is due what: amounts that were settled, or lists of people for the rules of the programmes."""

    amounts: Path | None = None
    persons: Path | None = None
    months: Path | None = None


def _office(book: Path, lang: str, rules: _Rules | None = None, key_file: Path | None = None) -> Office:
    from juesuan.fund.desk import Desk
    from juesuan.fund.due import excluded_by
    from juesuan.fund.office import Office
    from juesuan.fund.posting import postings_of
    from juesuan.fund.programme import programmes

    shelf, known = _shelf(book), programmes(book)
    entitled = _entitled(book, rules, key_file, lang) if rules else (lambda *_: {})
    return Office(Desk(book), shelf, entitled, excluded_by(known), postings_of(book, known))


def _entitled(book: Path, rules: _Rules, key_file: Path | None, lang: str) -> Entitled:
    """Return who is due what, by the lists that are named; stop where none is."""
    from juesuan.fund.due import by_rules, pseudonyms
    from juesuan.fund.lists import read_list
    from juesuan.fund.programme import programmes

    if rules.amounts is not None:
        return _settled(book, rules.amounts, key_file, lang)
    if rules.persons is None or rules.months is None:
        stop(say("fund.no_rules", lang))
    vault, tables = _vault(book, key_file), []
    for kind, path in (("persons", rules.persons), ("months", rules.months)):
        listed = read_list(path, kind)
        if listed.faults:
            _told(listed.faults, lang)
            raise typer.Exit(2)
        tables.append(pseudonyms(listed.table, vault))
    return by_rules(programmes(book), *tables)


def _settled(book: Path, path: Path, key_file: Path | None, lang: str) -> Entitled:
    """Read amounts that were settled: by application, or by ID number and programme."""
    from juesuan.books.identity import to18
    from juesuan.fund.due import by_amounts
    from juesuan.fund.intake import amounts_of, read_list
    from juesuan.fund.model import Claim

    listed = read_list(book, "amounts", path)
    if listed.faults:
        _told(listed.faults, lang)
        raise typer.Exit(2)
    records, amounts = _shelf(book).records(), {}
    vault: Vault | None = None
    for application, number, programme, month, fen, _ in amounts_of(listed):
        one = records.get(application)
        if one is not None:
            amounts[Claim(one["person"], one["programme"], month)] = fen
        elif number:
            vault = vault or _vault(book, key_file)
            amounts[Claim(vault.mark("id_number", to18(number)), programme, month)] = fen
    return by_amounts(amounts)


@key.command("new")
def key_new(path: Annotated[Path, typer.Argument(metavar="FILE")], lang: Lang = None) -> None:
    """Make a key."""
    from juesuan.fund.keys import VARIABLE, new_key, write_key

    words = language_of(lang)
    with guarded(path, words):
        write_key(new_key(), path)
    typer.echo(say("fund.key_made", words, path=path, variable=VARIABLE))


@key.command("rotate")
def key_rotate(book: Place, key_file: KeyFile = None, who: Who = "", day: Day = None, lang: Lang = None) -> None:
    """Replace the part of a key that encrypts, and encrypt every number of a book anew."""
    from juesuan.fund.keys import find_key, renewed, write_key
    from juesuan.fund.rotation import rotate
    from juesuan.fund.vault import Vault

    words = language_of(lang)
    with _working(book, words):
        _vault(book, key_file)
        old = find_key(key_file)
        fresh = renewed(old)
        assert old.path is not None
        write_key(fresh, old.path, replace=True)
        count = rotate(_shelf(book), Vault(fresh), who=_name(who), on=_day(day, words))
    typer.echo(say("fund.rotated", words, path=old.path, n=count))


def apply_command(
    book: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    constant: Annotated[list[str] | None, typer.Option("--set")] = None,
    sheet: Annotated[str, typer.Option("--sheet")] = "",
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Enter a list of applications, all of it or nothing."""
    from juesuan.fund import review
    from juesuan.fund.applications import entered
    from juesuan.fund.intake import read_list, rows_of
    from juesuan.fund.programme import programmes

    words = language_of(lang)
    with _working(book, words):
        vault = _vault(book, key_file)
        known = {name: one.title for name, one in programmes(book).items()}
        listed = read_list(book, "applications", file, sheet=sheet, constants=constant or ())
        if not listed.rows and not listed.faults:
            stop(say("fund.empty", words, path=file))
        rows, shelf, on = rows_of(listed, known), _shelf(book), _day(day, words)
        if listed.faults:
            found = entered(rows, shelf.records(), known, vault, file.name)
        else:
            found = review.enter(shelf, rows, known, vault, who=_name(who), on=on, file=file.name)
        faults = sorted([*listed.faults, *listed.named(found.faults)], key=lambda one: one.row or 0)
        if faults:
            path = listed.refuse(faults, refused, words)
            _told(faults, words)
            typer.echo(say("fund.refused", words, n=len({one.row for one in faults}), path=path))
            raise typer.Exit(1)
    typer.echo(say("fund.entered", words, n=len(found.records), present=len(found.present), file=file.name))


def review_command(
    book: Place,
    step: Annotated[str, typer.Argument(metavar="STEP")],
    ids: Ids = None,
    only: Only = "",
    why: Why = "",
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Take applications a step further or back."""
    from juesuan.fund import review

    words = language_of(lang)
    source, to = STEPS[choice("STEP", step, tuple(STEPS), words)]
    with _working(book, words):
        shelf = _shelf(book)
        wanted = ids or review.waiting(shelf, source, only)
        done = review.move(shelf, wanted, to, who=_name(who), on=_day(day, words), why=why)
    _done(step, done, words)


def _done(step: str, done: Sequence[str], lang: str) -> None:
    if not done:
        typer.echo(say("fund.nothing", lang))
        return
    typer.echo(say(f"fund.done_{step}", lang, n=len(done)))


def notice_command(
    book: Place,
    out: Annotated[Path, typer.Option("--out", "-o")],
    contact: Annotated[str, typer.Option("--contact")],
    ids: Ids = None,
    only: Only = "",
    title: Annotated[str, typer.Option("--title")] = "",
    days: Annotated[int, typer.Option("--days", min=1)] = 5,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Write the masked list of reviewed applications and put them up for objections."""
    from juesuan.books.faults import Unusable, fault
    from juesuan.fund import review
    from juesuan.fund.notice import Notice, line, write_notice
    from juesuan.fund.programme import programmes

    words = language_of(lang)
    with _working(book, words):
        shelf, known, on = _shelf(book), programmes(book), _day(day, words)
        records = shelf.records()
        wanted = ids or review.waiting(shelf, "reviewed", only)
        if not wanted:
            raise Unusable(fault("fund.notice_none", book))
        end = review.notice_end(on, days)
        chosen = [records[one] for one in wanted if one in records]
        lines = [
            line(
                one["name"],
                one["id_shown"],
                known[one["programme"]].title if one["programme"] in known else one["programme"],
                f"{one['start']:%Y-%m}—{one['last']:%Y-%m}",
                one["employer"] or "",
            )
            for one in chosen
        ]
        write_notice(Notice(title or "就业补贴公示名单", on, end, contact, lines), out)
        review.notice(shelf, wanted, who=_name(who), on=on, days=days)
    typer.echo(say("fund.noticed", words, n=len(wanted), path=out, end=end))


def object_command(
    book: Place, ids: Ids = None, why: Why = "", who: Who = "", day: Day = None, lang: Lang = None
) -> None:
    """Take note of an objection."""
    _moved(book, ids, "objected", "object", why, who, day, lang)


def stop_command(
    book: Place,
    ids: Ids = None,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    leave: Annotated[bool, typer.Option("--exit")] = False,
    why: Why = "",
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Stop payments, resume them, or let somebody leave."""
    to, step = ("approved", "resume") if resume else ("ended", "exit") if leave else ("stopped", "stop")
    _moved(book, ids, to, step, why, who, day, lang)


def _moved(
    book: Path, ids: Sequence[str] | None, to: str, step: str, why: str, who: str, day: str | None, lang: str | None
) -> None:
    from juesuan.fund import review

    words = language_of(lang)
    if not ids:
        stop(say("fund.no_ids", words))
    with _working(book, words):
        done = review.move(_shelf(book), ids, to, who=_name(who), on=_day(day, words), why=why)
    _done(step, done, words)


def approve_command(
    book: Place, ids: Ids = None, only: Only = "", who: Who = "", day: Day = None, lang: Lang = None
) -> None:
    """Approve applications whose notice is over."""
    from juesuan.fund import review

    words = language_of(lang)
    with _working(book, words):
        shelf, on = _shelf(book), _day(day, words)
        over = [one for one in review.waiting(shelf, "noticed", only) if (shelf.records()[one]["until"] or on) < on]
        done = review.approve(shelf, ids or over, who=_name(who), on=on)
    _done("approve", done, words)


def pay_command(
    book: Place,
    through: Annotated[str, typer.Option("--through", metavar="MONTH")],
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Put what is due and not paid yet into a batch."""
    words = language_of(lang)
    try:
        date.fromisoformat(f"{through}-01")
    except ValueError:
        stop(say("fund.bad_month", words, value=through))
    with _working(book, words):
        office = _office(book, words, _Rules(amounts, persons, months), key_file)
        made, left = office.make(through, who=_name(who), day=_day(day, words))
    _left(left, words)
    if made is None:
        typer.echo(say("fund.no_batch", words))
        return
    typer.echo(say("fund.batched", words, id=made.id, n=made.lines, amount=f"{made.amount / Decimal(100):,.2f}"))


def _left(left: Sequence[Left], lang: str) -> None:
    """List what is not paid, and why."""
    if not left:
        return
    columns = [(name, say(f"fund.{name}", lang)) for name in ("application", "programme", "month", "reason")]
    rows = [(one.application, one.claim.programme, one.claim.month, _reason(one.why, lang)) for one in left]
    sheet = Sheet(say("fund.left", lang, n=len(left)), columns, [*rows[:SHOWN]])
    if len(rows) > SHOWN:
        sheet.lines.append(say("fund.more", lang, n=len(rows) - SHOWN))
    show([sheet], "table", None, lang)


def _reason(why: str, lang: str) -> str:
    code, _, other = why.partition(":")
    return say(f"fund.why_{code}", lang, other=other) if say(f"fund.why_{code}", lang) != f"why_{code}" else why


def bank_command(
    book: Place,
    number: Annotated[str, typer.Argument(metavar="BATCH")],
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw")] = False,
    amounts: Amounts = None,
    persons: Persons = None,
    months: Months = None,
    key_file: KeyFile = None,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Check a batch again, release it and write the file for the bank; or take it back."""
    from juesuan.fund.bank import write_bank_file
    from juesuan.fund.tellers import file_for_bank

    words = language_of(lang)
    with _working(book, words):
        if withdraw:
            _office(book, words).withdraw(number, who=_name(who), day=_day(day, words))
            typer.echo(say("fund.withdrawn", words, id=number))
            return
        if out is None:
            stop(say("fund.no_out", words))
        known = _office(book, words).desk.state().batches.get(number)
        rules = None if known is not None and known.state == "sent" else _Rules(amounts, persons, months)
        office = _office(book, words, rules, key_file)
        vault = _vault(book, key_file)
        sent, left = office.release(number, who=_name(who), day=_day(day, words))
        _left(left, words)
        if sent.state == "sent":
            write_bank_file(file_for_bank(office, vault, number, who=_name(who)), out)
    typer.echo(say("fund.sent", words, id=number, n=sent.lines, amount=f"{sent.amount / Decimal(100):,.2f}", path=out))


def returns_command(
    book: Place,
    number: Annotated[str, typer.Argument(metavar="BATCH")],
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    refused: Annotated[Path | None, typer.Option("--refused")] = None,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Take in a bank's answer, all of it or nothing."""
    from juesuan.fund.bank import bank_of
    from juesuan.fund.intake import read_list, returns_of

    words = language_of(lang)
    with _working(book, words):
        listed = read_list(book, "returns", file)
        faults = listed.faults
        if not listed.rows and not faults:
            stop(say("fund.empty", words, path=file))
        if not faults:
            said = {"who": _name(who), "file": file.name, "source": listed.sha256}
            found = _office(book, words).take(number, returns_of(listed), bank_of(book), day=_day(day, words), **said)
            faults = listed.named(found.faults)
        if faults:
            path = listed.refuse(faults, refused, words)
            _told(faults, words)
            typer.echo(say("fund.refused", words, n=len({one.row for one in faults}), path=path))
            raise typer.Exit(1)
    told = {"paid": len(found.paid), "failed": len(found.failed), "bounced": len(found.bounced)}
    typer.echo(say("fund.taken", words, repeated=found.repeated, pending=found.pending, **told))


def post_command(book: Place, who: Who = "", lang: Lang = None) -> None:
    """Post what the bank said to the book's entries."""
    words = language_of(lang)
    with _working(book, words):
        vouchers = _office(book, words).post(who=_name(who))
    total = sum(one.amount for one in vouchers) / Decimal(100)
    typer.echo(say("fund.posted" if vouchers else "fund.nothing", words, n=len(vouchers), amount=f"{total:,.2f}"))


@recover.command("open")
def recover_open(
    book: Place,
    payment: Annotated[str, typer.Argument(metavar="PAYMENT")],
    amount: Annotated[str, typer.Option("--amount")],
    due: Annotated[str, typer.Option("--due", metavar="DATE")],
    count: Annotated[int, typer.Option("--instalments")] = 1,
    why: Why = "",
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Open the recovery of a payment."""
    from juesuan.fund.recovery import instalments

    words = language_of(lang)
    with _working(book, words):
        made = _office(book, words).reclaim(
            payment,
            _fen(amount, words),
            why=why,
            count=count,
            due=_day(due, words),
            who=_name(who),
            day=_day(day, words),
        )
    plan = [(str(p.number), p.due.isoformat(), f"{p.amount / Decimal(100):,.2f}") for p in instalments(made)]
    columns = [(name, say(f"fund.{name}", words)) for name in ("number", "due", "amount")]
    show([Sheet(say("fund.opened", words, id=made.id), columns, [*plan], frozenset({"amount"}))], "table", None, words)


@recover.command("agree")
def recover_agree(
    book: Place,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Agree to a recovery another opened."""
    words = language_of(lang)
    with _working(book, words):
        _office(book, words).agree(number, who=_name(who), day=_day(day, words))
    typer.echo(say("fund.agreed", words, id=number))


@recover.command("drop")
def recover_drop(
    book: Place, number: Annotated[str, typer.Argument(metavar="RECOVERY")], who: Who = "", lang: Lang = None
) -> None:
    """Withdraw a recovery nothing came back of."""
    words = language_of(lang)
    with _working(book, words):
        _office(book, words).drop(number, who=_name(who))
    typer.echo(say("fund.dropped", words, id=number))


@recover.command("receive")
def recover_receive(
    book: Place,
    number: Annotated[str, typer.Argument(metavar="RECOVERY")],
    slip: Annotated[str, typer.Option("--slip")],
    amount: Annotated[str, typer.Option("--amount")],
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Take in what came back, by the bank's slip, and book it."""
    words = language_of(lang)
    with _working(book, words):
        office = _office(book, words)
        office.receive(number, slip, _fen(amount, words), who=_name(who), day=_day(day, words))
        state = office.desk.state()
        rest = state.recoveries[number].amount - state.received.get(number, 0)
    typer.echo(say("fund.received", words, id=number, rest=f"{rest / Decimal(100):,.2f}"))


def list_command(
    book: Place,
    what: Annotated[str, typer.Argument(metavar="WHAT")] = "applications",
    state: Annotated[str, typer.Option("--state")] = "",
    format: Annotated[str, typer.Option("--format", "-f")] = "table",  # noqa: A002 - the option's name
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    lang: Lang = None,
) -> None:
    """List applications, batches, payments, recoveries, what was done, or who looked at numbers; all masked."""
    from juesuan.commands.payment_sheets import SHEETS

    words = language_of(lang)
    choice("WHAT", what, tuple(SHEETS), words)
    with _working(book, words):
        sheet = SHEETS[what](_office(book, words), state, words)
    show([sheet], format, out, words)


def account_command(
    book: Place,
    application: Annotated[str, typer.Argument(metavar="APPLICATION")],
    account: Annotated[str, typer.Option("--account", prompt=True, hide_input=True)],
    public: Annotated[bool, typer.Option("--public")] = False,
    why: Why = "",
    key_file: KeyFile = None,
    who: Who = "",
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Give an application another account; it is stopped, or handed in again, and another person goes on."""
    from juesuan.fund import review

    words = language_of(lang)
    with _working(book, words):
        said = {"who": _name(who), "on": _day(day, words), "why": why, "public": public}
        state = review.new_account(_shelf(book), application, account, _vault(book, key_file), **said)  # type: ignore[arg-type]
    typer.echo(say(f"fund.account_{state}", words, id=application))


def look_command(
    book: Place, application: Annotated[str, typer.Argument(metavar="APPLICATION")], why: Why = "",
    key_file: KeyFile = None, who: Who = "", lang: Lang = None,
) -> None:  # fmt: skip
    """Show the full numbers of an application; the look is logged."""
    from juesuan.fund.looks import looked

    words = language_of(lang)
    with _working(book, words):
        one = _shelf(book).records().get(application)
        if one is None:
            stop(say("fund.no_application", words, value=application))
        wanted = [(one[kind], kind, one["person"]) for kind in ("id_number", "account")]
        number, account = looked(book, _vault(book, key_file), wanted, who=_name(who), why=why)
    typer.echo(say("fund.looked", words, name=one["name"], number=number, account=account))


def check_command(book: Place, lang: Lang = None) -> None:
    """Prove the fund's history, the log of looks and the applications."""
    from juesuan.books.open import settings_of
    from juesuan.fund.applications import REGISTER
    from juesuan.fund.desk import Desk
    from juesuan.fund.looks import broken
    from juesuan.registers.check import check_registers

    words = language_of(lang)
    with _working(book, words):
        settings_of(book)
        found = [one for one in (Desk(book).broken(), broken(book)) if one is not None]
        found += check_registers(book, [REGISTER])
    _told(found, words)
    wrong = [one for one in found if one.severity == "error"]
    typer.echo(say("fund.checked", words, n=len(wrong), doubts=len(found) - len(wrong)))
    raise typer.Exit(1 if wrong else 0)


def ledger_command(
    book: Place,
    format: Annotated[str, typer.Option("--format", "-f")] = "table",  # noqa: A002 - the option's name
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    lang: Lang = None,
) -> None:
    """Print what was allotted, paid and is left."""
    from juesuan.commands.payment_sheets import ledger_sheet
    from juesuan.fund.desk import Desk
    from juesuan.fund.ledger import ledger_of

    words = language_of(lang)
    with _working(book, words):
        found = ledger_of(book, Desk(book).state())
    show([ledger_sheet(found, words)], format, out, words)


def simulate_command(
    seed: Annotated[int, typer.Option("--seed")] = 1,
    steps: Annotated[int, typer.Option("--steps", min=1)] = 100_000,
    folder: Annotated[Path | None, typer.Option("--folder")] = None,
    lang: Lang = None,
) -> None:
    """Run the fund in a world that goes wrong and print what holds."""
    from juesuan.commands.payment_sheets import simulation_sheets
    from juesuan.fund.simulator import simulate

    words = language_of(lang)
    with _bar(steps, words) as tick:
        found = simulate(seed, steps, folder=folder, tick=tick)
    show(simulation_sheets(found, words), "table", None, words)
    raise typer.Exit(1 if found.broken else 0)


@contextmanager
def _bar(steps: int, lang: str) -> Iterator[Callable[[int], None]]:
    """A bar on the error stream where a person is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("fund.simulating", lang), total=steps)
        yield lambda n: bar.update(task, advance=n)


_COMMANDS: dict[str, Callable[..., None]] = {
    "apply": apply_command,
    "review": review_command,
    "notice": notice_command,
    "object": object_command,
    "approve": approve_command,
    "pay": pay_command,
    "bank": bank_command,
    "returns": returns_command,
    "post": post_command,
    "stop": stop_command,
    "account": account_command,
    "check": check_command,
    "list": list_command,
    "look": look_command,
    "ledger": ledger_command,
    "simulate": simulate_command,
}
