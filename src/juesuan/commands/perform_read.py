"""`juesuan perform read`: the self-evaluations of any document as data, and what the laws say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from juesuan.auditing import audit
from juesuan.commands.common import guarded, language_of, stop
from juesuan.commands.options import Lang
from juesuan.commands.perform_desk import Format, Out
from juesuan.commands.sheets import Sheet, show
from juesuan.findings import Severity
from juesuan.perform.published import FormValue, findings_of, form_values
from juesuan.report import view
from juesuan.report.strings import say

__all__ = ["read_command"]

_COLUMNS = "form subject part group item field printed operator value unit page row column"
_FOUND = "severity code message place page row column"
_FORMATS = ("table", "json", "csv", "md", "xlsx")


def read_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    format: Format = "table",  # noqa: A002
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Give the self-evaluations of a document as data. Exit status 1 where a law is broken, 2 where there are none."""
    words = language_of(lang)
    if not file.is_file():
        stop(say("cli.missing", words, path=file))
    with guarded(file, words):
        read = audit(file)
    if not read.disclosure.evaluations:
        stop(say("perform.no_form", words, path=file))
    kept = {id(one) for one in findings_of(read.disclosure, read.report.findings)}
    found = [item for item in view.items(read, words) if id(item.finding) in kept]
    values = form_values(read.disclosure)
    bare = format in ("json", "csv")
    show([_values(values, file.name, words, bare=bare), _found(found, words)], format, out, words, _FORMATS)
    raise typer.Exit(1 if any(item.severity is Severity.ERROR for item in found) else 0)


def _columns(keys: str, lang: str) -> list[tuple[str, str]]:
    return [(key, say(f"perform.read_{key}", lang)) for key in keys.split()]


def _values(values: list[FormValue], name: str, lang: str, *, bare: bool) -> Sheet:
    """Return a row a value; `bare` leaves parts and fields as keys, for programs."""
    sheet = Sheet(say("perform.read_values", lang, file=name), _columns(_COLUMNS, lang), right=frozenset({"value"}))
    for one in values:
        part = one.part if bare else say(f"perform.part_{one.part}", lang)
        field = one.field if bare else _field(one.field, lang)
        place = [_number(number) for number in (one.page, one.row, one.column)]
        said = [one.printed, one.operator, one.value, one.unit]
        sheet.rows.append([str(one.form), one.subject, part, one.group, one.item, field, *said, *place])
    forms = {one.form for one in values}
    sheet.lines = [say("perform.read_counted", lang, forms=len(forms), values=len(values))]
    return sheet


def _field(field: str, lang: str) -> str:
    """Return a field in words; below a split heading the kind of money stands after a point."""
    name, _, kind = field.partition(".")
    return say(f"perform.field_{name}", lang) + (f"·{kind}" if kind else "")


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _found(items: list[view.Item], lang: str) -> Sheet:
    sheet = Sheet(say("perform.read_findings", lang), _columns(_FOUND, lang))
    for item in items:
        at = item.main.place if item.main else None
        cell = at.cell if at else None
        place = [_number(at.page if at else None), *(_number(n + 1) for n in cell)] if cell else ["", "", ""]
        message = " ".join(item.message.split())
        sheet.rows.append([say(f"severity.{item.severity}", lang), item.finding.code, message, item.where, *place])
    errors = sum(item.severity is Severity.ERROR for item in items)
    sheet.lines = [say("perform.checked", lang, errors=errors, warnings=len(items) - errors)]
    return sheet
