"""The reviewer's check sheet as a workbook: every check, the figures, and the document."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from juesuan.findings import Severity
from juesuan.laws import registry
from juesuan.report import json, view
from juesuan.report.strings import say
from juesuan.report.terminal import law_name

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["check_sheet", "workbook"]

CHECKS = ("item", "law", "meets", "severity", "wrong", "place", "section", "quote", "should", "difference", "suspect")
CHECK_WIDTHS = (26, 10, 12, 8, 60, 26, 30, 26, 18, 16, 34, 26, 18)
FIGURES = ("quote", "value", "unit", "status", "place", "section", "name", "coordinate")
FIGURE_WIDTHS = (18, 16, 8, 10, 30, 40, 28, 52)
MEETS = {Severity.ERROR: "no", Severity.WARNING: "doubt", Severity.INFO: "note"}
FACES = {"no": "#F8CBAD", "doubt": "#FFE699", "note": "#DDEBF7", "yes": "#E2EFDA", "unknown": "#EDEDED"}
DIGITS, LONGEST = 15, 32_000
"""What a cell of a workbook holds exactly: digits of a number, characters of a text."""
Row = Sequence[str | Decimal]


def check_sheet(audit: Audit, lang: str = "zh", least: Severity = Severity.INFO) -> bytes:
    """Return the workbook of one audit."""
    found = list(_findings(audit, lang, least)) + list(_others(audit, lang))
    figures = [_figure(reading, status, lang) for reading, status in view.statuses(audit)]
    return workbook(
        [
            (
                say("sheet.checks", lang),
                [say(f"sheet.{k}", lang) for k in (*CHECKS, "code", "id")],
                found,
                CHECK_WIDTHS,
            ),
            (say("sheet.figures", lang), [say(f"sheet.{k}", lang) for k in FIGURES], figures, FIGURE_WIDTHS),
            (say("sheet.document", lang), [say("sheet.item", lang), ""], list(_document(audit, lang)), (22, 80)),
        ],
        {say(f"sheet.{key}", lang): colour for key, colour in FACES.items()},
    )


def _findings(audit: Audit, lang: str, least: Severity) -> Iterator[Row]:
    for item in view.items(audit, lang, least):
        finding, main = item.finding, item.main
        meets = say(f"sheet.{MEETS[item.severity]}", lang)
        suspects = "\n".join(view.suspect_words(finding, suspect, lang) for suspect in finding.suspects)
        section = (main.place.section if main else "") or item.section
        yield (
            *(item.title, law_name(item.law, lang), meets, say(f"severity.{item.severity}", lang), item.message),
            *(item.where, section, main.text if main else "", finding.expected, finding.difference, suspects),
            *(finding.code, item.id),
        )


def _others(audit: Audit, lang: str) -> Iterator[Row]:
    """The checks that found nothing: they hold, or could not be made."""
    broken = {finding.code for finding in audit.report.findings}
    why: dict[str, list[str]] = {}
    for law, text in view.not_run(audit, lang):
        why.setdefault(law, []).append(text)
    for code, entry in sorted(registry.register().codes.items()):
        if code in broken:
            continue
        reasons = why.get(code, []) + why.get(entry.law, [])
        meets = say("sheet.unknown" if reasons else "sheet.yes", lang)
        title = registry.in_language(entry.title, lang)
        yield (title, law_name(entry.law, lang), meets, "", "；".join(reasons), *[""] * 6, code, "")


def _figure(reading: Any, status: Any, lang: str) -> Row:
    return (
        *(reading.text, reading.amount.value, reading.amount.unit, say(f"status.{status}", lang)),
        *(view.where(reading.place, lang), reading.place.section or "", reading.label),
        str(reading.coordinate or ""),
    )


def _document(audit: Audit, lang: str) -> Iterator[Row]:
    told = json.document(audit.disclosure)
    names = {"path": "file", "unit": "money"}
    for key, value in told.items():
        text = say(f"kind.{value}", lang) if key == "kind" else value
        yield say(f"sheet.{names.get(key, key)}", lang), "" if text is None else str(text)
    yield say("sheet.forms", lang), "\n".join(f"{form.id} {form.title}" for form in audit.disclosure.forms)
    figures = view.figures(audit)
    yield say("sheet.total", lang), str(figures.pop("total"))
    for status, number in figures.items():
        yield say(f"status.{status}", lang), str(number)
    for law, why in view.not_run(audit, lang):
        yield f"{say('sheet.unknown', lang)}: {law_name(law, lang)}", why
    yield say("sheet.tool", lang), json.TOOL


Table = tuple[str, Sequence[str], Sequence[Row], Sequence[int]]


def workbook(tables: Sequence[Table], faces: dict[str, str]) -> bytes:
    """Write tables as sheets with a frozen, filtered head; no text in them becomes a formula, a number or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "juesuan", "comments": json.TOOL})
        for table in tables:
            _sheet(book, table, faces)
    return out.getvalue()


def _sheet(book: Any, table: Table, faces: dict[str, str]) -> None:
    name, head, rows, widths = table
    sheet = book.add_worksheet(name)
    top = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "valign": "vcenter"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    marked = {text: book.add_format({"text_wrap": True, "valign": "top", "bg_color": c}) for text, c in faces.items()}
    formats: dict[int, Any] = {}
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 22)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head[column], top)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal) and len(value.as_tuple().digits) <= DIGITS:
                sheet.write_number(number, column, float(value), _places(book, value, formats))
            else:
                text = str(value).encode(errors="replace").decode()[:LONGEST]
                sheet.write_string(number, column, text, marked.get(text, plain))
    sheet.autofilter(0, 0, max(1, len(rows)), len(head) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)


def _places(book: Any, value: Decimal, formats: dict[int, Any]) -> Any:
    """Return the number format that shows a value with as many places as were printed."""
    exponent = value.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if places not in formats:
        shown = "#,##0" + ("." + "0" * places if places else "")
        formats[places] = book.add_format({"num_format": shown, "valign": "top"})
    return formats[places]
