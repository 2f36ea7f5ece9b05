"""`juesuan fund programmes`, `entitle`, `explain`, `screen`, `bridge`: the rules of the fund over lists of people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juesuan.commands.common import choice, guarded, language_of, stop
from juesuan.commands.options import Format, KeyFile, Lang, Out
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.disclosure import Disclosure
    from juesuan.fund.bridge import Bridge
    from juesuan.fund.explanation import Check, Explained
    from juesuan.fund.programme import Programme
    from juesuan.fund.screen import Flag

__all__ = ["register", "told"]

Book = Annotated[Path | None, typer.Option("--book")]
Persons = Annotated[Path, typer.Option("--persons")]
Months = Annotated[Path, typer.Option("--months")]
Paid = Annotated[Path | None, typer.Option("--paid")]
SHOWN = 20
"""How many faults of a list are shown."""


def register(app: typer.Typer) -> None:
    """Put these commands into the fund's command line."""
    app.command("programmes")(programmes_command)
    app.command("facts")(facts_command)
    app.command("entitle")(entitle_command)
    app.command("explain")(explain_command)
    app.command("screen")(screen_command)
    app.command("bridge")(bridge_command)


def _programmes(book: Path | None, lang: str) -> dict[str, Programme]:
    from juesuan.fund.programme import programmes

    if book is not None and not (book / "book.toml").exists():
        stop(say("cli.missing", lang, path=book / "book.toml"))
    with guarded(book or Path(), lang):
        return programmes(book)


def _list(
    path: Path | None,
    kind: str,
    lang: str,
    known: Mapping[str, Programme] | None = None,
    person: str | None = None,
) -> Any:
    """Read a list, or print what is wrong with it and end with 1; None where there is no path.

    Where the programmes are given, the list may name them by title, and not one that is not known.
    """
    from juesuan.books.faults import explain
    from juesuan.fund.lists import read_list

    if path is None:
        return None
    if not path.is_file():
        stop(say("cli.missing", lang, path=path))
    with guarded(path, lang):
        titles = None if known is None else {one.name: one.title for one in known.values()}
        found = read_list(path, kind, titles, person=person)
    if found.faults:
        for one in found.faults[:SHOWN]:
            typer.echo(explain(one, lang), err=True)
        if len(found.faults) > SHOWN:
            typer.echo(say("entitle.more", lang, n=len(found.faults) - SHOWN), err=True)
        raise typer.Exit(1)
    return found.table


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:,.2f}"


def _month(text: str | None, lang: str) -> date | None:
    if text is None:
        return None
    year, _, month = text.partition("-")
    if not (year.isdigit() and len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12):
        stop(say("cli.bad_choice", lang, option="--month", value=text, choices="2024-05"))
    return date(int(year), int(month), 1)


def programmes_command(
    name: Annotated[str | None, typer.Argument(metavar="PROGRAMME")] = None,
    book: Book = None,
    month: Annotated[str | None, typer.Option("--month")] = None,
    lang: Lang = None,
) -> None:
    """List the programmes, or print one: its basis, rules, values and what the department must confirm."""
    words = language_of(lang)
    known = _programmes(book, words)
    if name is None:
        for one in known.values():
            nature = say(f"entitle.{one.nature}", words)
            typer.echo(f"{one.name:32}{one.function}  {nature}  {one.title}")
        waiting = sum(d.confirm for one in known.values() for v in one.values.values() for d in v.dated)
        typer.echo(say("entitle.listed", words, n=len(known), confirm=waiting))
        return
    if name not in known:
        stop(say("entitle.no_programme", words, name=name, known=" ".join(known)))
    typer.echo("\n".join(_told(known[name], _month(month, words), words)))


def _told(one: Programme, month: date | None, lang: str) -> Iterable[str]:
    yield f"{one.name}  {one.title}"
    for key in ("purpose", "function", "applicant", "payee", "source", "nature", "level"):
        text = getattr(one, key)
        shown = text if key in ("purpose", "function") else say(f"entitle.{text}", lang)
        yield f"  {say(f'entitle.{key}', lang)}: {shown}"
    if one.note:
        yield f"  {say('entitle.note', lang)}: {one.note}"
    yield f"  {say('entitle.basis', lang)}:"
    yield from (f"    {b.document}{b.article}（{b.start}）" for b in one.basis)
    yield f"  {say('entitle.documents', lang)}: {'、'.join(one.documents)}"
    yield f"  {say('entitle.conditions', lang)}:"
    for c in one.conditions:
        yield f"    {c.name}: {_filled(one, c.wording[lang], month)}（{c.article}）"
        yield f"      {c.sql}"
    yield f"  {say('entitle.amount', lang)}: {one.amount}（{one.amount_article}）"
    if one.ceiling:
        wording = _filled(one, one.ceiling.wording[lang], month)
        yield f"  {say('entitle.ceiling', lang)}: {wording}（{one.ceiling.article}）"
    for e in one.exclusions:
        scope = say(f"entitle.scope_{e.scope}", lang)
        yield f"  {say('entitle.excludes', lang)}: {e.programme}（{scope}；{e.article}）"
    yield f"  {say('entitle.values', lang)}:"
    yield from _values(one, month, lang)


def _values(one: Programme, month: date | None, lang: str) -> Iterable[str]:
    for value in one.values.values():
        dated = [found] if month and (found := value.at(month)) else [] if month else value.dated
        for d in dated:
            mark = f" [{say('entitle.confirm', lang)}]" if d.confirm else ""
            until = f"—{d.until}" if d.until else ""
            yield f"    {value.name} {value.title}: {d.text}（{d.start}{until}；{d.reference}）{mark}"
        if not dated:
            yield f"    {value.name} {value.title}: {say('entitle.no_value', lang)}"


def _filled(one: Programme, wording: str, month: date | None) -> str:
    """Put the values of a month, or the latest, into a wording."""
    said = {}
    for value in one.values.values():
        found = value.at(month) if month else value.dated[-1]
        said[value.name] = found.text if found else "—"
    return wording.format(**said)


def facts_command(lang: Lang = None) -> None:
    """List the facts a rule may ask of a person in a month: name, type, Chinese title, choices."""
    from juesuan.fund.facts import terms

    language_of(lang)
    for term in terms().values():
        choices = " ".join(f"{value}（{label}）" for value, label in term.choices)
        typer.echo(f"{term.name:22}{term.type:8}{term.title}  {choices}".rstrip())


def entitle_command(
    persons: Persons,
    months: Months,
    paid: Paid = None,
    book: Book = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Decide registers of persons and person-months; print the sums, write every decision with --out."""
    from juesuan.fund.entitlement import averages, entitled

    words = language_of(lang)
    known = _programmes(book, words)
    people, rows = _list(persons, "persons", words), _list(months, "months", words, known)
    before = _list(paid, "paid", words, known)
    with guarded(months, words):
        found = entitled(known, people, rows, before)
    if out is not None:
        with guarded(out, words):
            _save(found, out)
        typer.echo(say("cli.written", words, path=out), err=True)
    for row in averages(found).to_pylist():
        one = known[row["programme"]]
        said = {"title": one.title, "persons": f"{row['persons']:,}", "months": f"{row['months']:,}"}
        money = {"amount": _yuan(row["amount_fen"]), "average": _yuan(row["average_fen"])}
        typer.echo(say("entitle.sum", words, **said, **money))
    met = found.filter(found.column("met")).num_rows
    typer.echo(say("entitle.total", words, n=f"{found.num_rows:,}", met=f"{met:,}"))


def _save(found: Any, out: Path) -> None:
    """Write decisions as Parquet, or as CSV with plain texts."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as pq

    if out.suffix == ".parquet":
        pq.write_table(found, out)
        return
    plain = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in found.columns]
    arrow_csv.write_csv(pa.table(plain, found.column_names), out)


def explain_command(
    person: Annotated[str, typer.Argument(metavar="PERSON")],
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME")],
    persons: Persons,
    months: Months,
    paid: Paid = None,
    book: Book = None,
    month: Annotated[str | None, typer.Option("--month")] = None,
    format: Format = "text",  # noqa: A002 - the option's name
    lang: Lang = None,
) -> None:
    """Explain the decisions on one person: which condition, which fact, which article, what would change it."""
    from juesuan.fund.explanation import explain

    words = language_of(lang)
    choice("--format", format, ("text", "json"), words)
    known, wanted = _programmes(book, words), _month(month, words)
    if programme not in known:
        stop(say("entitle.no_programme", words, name=programme, known=" ".join(known)))
    people = _list(persons, "persons", words, person=person)
    rows, before = (_list(path, kind, words, known, person) for path, kind in ((months, "months"), (paid, "paid")))
    with guarded(months, words):
        found = explain(known, programme, person, people, rows, before, month=wanted, lang=words)
    if not found:
        asked = {"person": person, "programme": known[programme].title, "month": month or ""}
        stop(say("entitle.no_month" if month else "entitle.no_months", words, path=months, **asked))
    if format == "json":
        typer.echo(json.dumps([_record(one) for one in found], ensure_ascii=False, indent=1))
        return
    typer.echo(f"{person}  {known[programme].title}")
    for one in found:
        typer.echo("\n".join(_explained(one, words)))


def _record(one: Explained) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(one) | {"month": f"{one.month:%Y-%m}"}


def _explained(one: Explained, lang: str) -> Iterable[str]:
    if one.met:
        yield f"{one.month:%Y-%m}  {say('entitle.met', lang, amount=_yuan(one.amount_fen), article=one.amount_article)}"
    else:
        yield f"{one.month:%Y-%m}  {say('entitle.unmet', lang)}"
    for check in one.checks:
        yield from _checked(check, lang)
    if len(one.failed) == 1 and one.due_fen > 0:
        yield f"    {say('entitle.alone', lang, amount=_yuan(one.due_fen))}"


def _checked(check: Check, lang: str) -> Iterable[str]:
    article = f"（{check.article}）" if check.article else ""
    yield f"    {'✓' if check.met else '✗'} {check.wording}{article}"
    if check.used:
        yield "        " + "；".join(f"{used.title}: {used.value}" for used in check.used)
    if check.change:
        yield "        " + say("entitle.change", lang, change=say("entitle.or", lang).join(check.change))


def screen_command(
    applications: Annotated[Path, typer.Argument(metavar="FILE|BOOK")],
    paid: Paid = None,
    trainings: Annotated[Path | None, typer.Option("--trainings")] = None,
    people: Annotated[Path | None, typer.Option("--people")] = None,
    shared: Annotated[int, typer.Option("--shared", min=2)] = 3,
    book: Book = None,
    key_file: KeyFile = None,
    format: Format = "text",  # noqa: A002 - the option's name
    lang: Lang = None,
) -> None:
    """Screen the applications of a list or a book. Exit status 0 nothing, 1 something suspicious, 2 unreadable."""
    from juesuan.fund.due import pseudonyms
    from juesuan.fund.screen import screen, titles
    from juesuan.fund.screened import screen_book
    from juesuan.vault.keys import find_key
    from juesuan.vault.sealing import Vault

    words = language_of(lang)
    choice("--format", format, ("text", "json"), words)
    own = applications if applications.is_dir() else None
    known = _programmes(own or book, words)
    lists = {
        "paid": _list(paid, "applications", words, known),
        "trainings": _list(trainings, "trainings", words, known),
        "people": _list(people, "people", words),
    }
    if own is None:
        lists["applications"] = _list(applications, "applications", words, known)
    with guarded(applications, words):
        if key_file is not None:
            vault = Vault(find_key(key_file))
            lists = {name: None if one is None else pseudonyms(one, vault, "id_number") for name, one in lists.items()}
        found = (
            screen(known, lists.pop("applications"), shared=shared, **lists)
            if own is None
            else screen_book(own, known, shared=shared, **lists)
        )
    for flag in found:
        if format == "json":
            sides = {
                s: {k: getattr(getattr(flag, s), k) for k in ("table", "id", "file", "row")} for s in ("left", "right")
            }
            typer.echo(json.dumps({"kind": flag.kind, **sides, "said": flag.words(words)}, ensure_ascii=False))
        else:
            typer.echo(told(flag, words))
    if format == "text":
        counts = "、".join(
            f"{title if words == 'zh' else kind} {found.counts()[kind]}" for kind, title in titles().items()
        )
        typer.echo(say("entitle.screened", words, n=len(found), counts=counts))
    raise typer.Exit(1 if len(found) else 0)


def told(flag: Flag, lang: str) -> str:
    """Return a flag in one line, with both records."""
    both = "，".join(say("entitle.record", lang, file=r.file, row=r.row, id=r.id) for r in (flag.left, flag.right))
    return f"{flag.kind}: {flag.words(lang)}（{both}）"


def bridge_command(
    amounts: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None,
    accounts: Annotated[Path | None, typer.Option("--accounts")] = None,
    book: Book = None,
    disclosure: Annotated[Path | None, typer.Option("--disclosure", metavar="DOCUMENT")] = None,
    format: Format = "text",  # noqa: A002 - the option's name
    lang: Lang = None,
) -> None:
    """Bridge money by purpose to money by 项. Exit status 0 it closes, 1 a residual stays, 2 unreadable."""
    words = language_of(lang)
    choice("--format", format, ("text", "json"), words)
    home = homes_of(book, words)
    with guarded(amounts or disclosure or book or Path(), words):
        found, tail, notes = _bridge(amounts, accounts, book, disclosure, home, words)
    left = sum(map(abs, found.residual.values()))
    if format == "json":
        typer.echo(json.dumps(_bridge_record(found) | {"tail": tail}, ensure_ascii=False, indent=1))
    else:
        if 0 < left <= tail:
            notes.append(say("entitle.bridge_tail", words, amount=_yuan(tail)))
        typer.echo("\n".join([*_bridged(found, words), *notes]))
    raise typer.Exit(1 if left > tail else 0)


def homes_of(book: Path | None, lang: str) -> dict[str, str]:
    """Return the 项 of each purpose, by the programmes of a book."""
    from juesuan.fund.bridge import homes

    return homes(_programmes(book, lang))


def _bridge(
    amounts: Path | None,
    accounts: Path | None,
    book: Path | None,
    disclosure: Path | None,
    home: Mapping[str, str],
    lang: str,
) -> tuple[Bridge, int, list[str]]:
    """Return the bridge, the 分 its figures may be rounded by, and what is to be said of it."""
    from juesuan.fund.bridge import booked, bridge, of_payments
    from juesuan.fund.views import accounts_in

    rows = None if amounts is None else _list(amounts, "amounts", lang).to_pylist()
    given = None if accounts is None else _sums(_list(accounts, "accounts", lang).to_pylist(), "function")
    if rows is not None and given is None and all(row.get("function") for row in rows):
        return of_payments(((r["purpose"], r["function"], _fen(r["amount"])) for r in rows), home), 0, []
    if rows is None and given is None and disclosure is None and book is not None:
        return _own(book, home, lang)
    if rows is None and disclosure is None:
        stop(say("entitle.no_amounts", lang))
    read, tail = _read(disclosure) if disclosure is not None else None, 0
    if rows is not None:
        sums = _sums(rows, "purpose")
    else:
        assert disclosure is not None
        sums, tail = _said(_texts(read), home, disclosure)
    if given is None and book is not None:
        given = booked(book, sums, home)
    elif given is None and read is not None and disclosure is not None:
        stated = accounts_in(read, {home[one][:5] for one in sums if one in home}, disclosure)
        given, tail = stated.amounts, tail + stated.tail
    elif given is None:
        stop(say("entitle.no_accounts", lang, path=amounts))
    return bridge(sums, given, home), tail, []


def _own(book: Path, home: Mapping[str, str], lang: str) -> tuple[Bridge, int, list[str]]:
    """Bridge a book with itself: by its payments; where it has none, by the purposes its texts state."""
    from juesuan.fund.bridge import booked, bridge
    from juesuan.fund.views import of_book, purposes_in, texts_of

    found, bare = of_book(book, _programmes(book, lang), home)
    stated = purposes_in(texts_of(book), home)
    if not found.purposes and stated.amounts:
        return bridge(stated.amounts, booked(book, stated.amounts, home), home), stated.tail, []
    notes = [say("entitle.bridge_bare", lang, code=code, amount=_yuan(fen)) for code, fen in sorted(bare.items())]
    return found, 0, notes


def _read(path: Path) -> Disclosure:
    from juesuan.read import read

    return read(path)


def _texts(read: Disclosure | None) -> list[str]:
    return [] if read is None else [one.text.text for one in read.paragraphs]


def _said(texts: list[str], home: Mapping[str, str], path: Path) -> tuple[dict[str, int], int]:
    """Return the purposes a text states. Unusable where it states none."""
    from juesuan.books.faults import Unusable, fault
    from juesuan.fund.views import purposes_in

    stated = purposes_in(texts, home)
    if not stated.amounts:
        raise Unusable(fault("fund.no_purposes", path, expected=" ".join(home)))
    return stated.amounts, stated.tail


def _fen(yuan: Decimal) -> int:
    return int(yuan * 100)


def _sums(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row[key]] = found.get(row[key], 0) + _fen(row["amount"])
    return found


def _bridge_record(found: Bridge) -> dict[str, Any]:
    moves = [{"from": m.source, "to": m.target, "fen": m.fen} for m in found.moves]
    views = {"purposes": found.purposes, "accounts": found.accounts}
    return {**views, "moves": moves, "residual": found.residual, "proven": found.proven}


def _bridged(found: Bridge, lang: str) -> Iterable[str]:
    for code in found.codes:
        total = sum(found.purposes.get(code, {}).values())
        names = "、".join(found.purposes.get(code, {})) or "—"
        yield say("entitle.bridge_from", lang, code=code, names=names, amount=_yuan(total))
        for move in found.moves:
            if move.source == code:
                yield f"  − {_yuan(move.fen)}  → {move.target}"
            elif move.target == code:
                yield f"  + {_yuan(move.fen)}  ← {move.source}"
        yield say("entitle.bridge_to", lang, amount=_yuan(found.accounts.get(code, 0)))
        if found.residual[code]:
            yield say("entitle.bridge_left", lang, amount=_yuan(found.residual[code]))
    total = sum(abs(fen) for fen in found.residual.values())
    how = say("entitle.proven" if found.proven else "entitle.inferred", lang, n=len(found.moves))
    yield say("entitle.bridge_sum", lang, how=how, residual=_yuan(total))
