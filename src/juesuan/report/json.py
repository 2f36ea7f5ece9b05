"""The JSON of an audit. It is an interface: names may be added, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from juesuan import __version__
from juesuan.blocks import Unreadable
from juesuan.disclosure import Disclosure, Form
from juesuan.facts import Place
from juesuan.findings import Severity, Suspect, Witness
from juesuan.laws import registry
from juesuan.report import view
from juesuan.report.notices import explain, explain_notice

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["TOOL", "dumps", "failure", "place", "plain", "whole"]

TOOL = f"juesuan {__version__}"
Json = dict[str, Any]


def whole(audit: Audit, lang: str = "zh", least: Severity = Severity.INFO) -> Json:
    """Return all that is said of one document."""
    return {
        "tool": TOOL,
        "document": document(audit.disclosure),
        "forms": [_form(form) for form in audit.disclosure.forms],
        "figures": view.figures(audit),
        "findings": [_finding(item, lang) for item in view.items(audit, lang, least)],
        "not_run": [{"law": law, "why": why} for law, why in view.not_run(audit, lang)],
        "notices": [
            {"code": notice.code, "page": notice.page, "message": explain_notice(notice, lang)}
            for notice in audit.disclosure.source.notices
        ],
    }


def failure(problem: Unreadable, lang: str = "zh") -> Json:
    """Return what is said of a document that could not be read: the same shape, with `error`."""
    return {
        "tool": TOOL,
        "document": dict.fromkeys(("path", "sha256", "format", "pages", "organisation", "year", "kind", "unit"))
        | {"path": problem.path},
        "forms": [],
        "figures": {"total": 0, "proven": 0, "contradicted": 0, "unchecked": 0},
        "findings": [],
        "not_run": [],
        "notices": [],
        "error": {"code": problem.code, "where": problem.where, "message": explain(problem, lang)},
    }


def document(disclosure: Disclosure) -> Json:
    """Return what identifies a document."""
    source = disclosure.source
    return {
        "path": source.path,
        "sha256": source.sha256,
        "format": source.format,
        "pages": source.pages,
        "organisation": disclosure.organisation,
        "year": disclosure.year,
        "kind": disclosure.kind,
        "unit": disclosure.unit,
    }


def _form(form: Form) -> Json:
    figures = sum(1 for reading in form.readings if not reading.blank)
    return {"form": form.id, "title": form.title, "pages": form.pages, "rows": len(form.rows), "figures": figures}


def _finding(item: view.Item, lang: str) -> Json:
    finding = item.finding
    return {
        "id": item.id,
        "law": item.law,
        "code": finding.code,
        "severity": str(item.severity),
        "message": item.message,
        "expected": finding.expected,
        "difference": finding.difference,
        "places": [_witness(witness) for witness in finding.witnesses],
        "suspects": [_suspect(suspect, lang) for suspect in finding.suspects],
    }


def _witness(witness: Witness) -> Json:
    value = None if witness.value is None else plain(witness.value)
    return {"role": witness.role, **place(witness.place), "text": witness.text, "value": value, "unit": witness.unit}


def place(at: Place) -> Json:
    """Return a place; what does not apply is null, and `sheet` stands only where there are sheets."""
    box = [round(x, 2) for x in at.box] if at.box else None
    found: Json = {"page": at.page, "line": at.line, "start": at.start, "end": at.end, "box": box}
    found |= {"section": at.section, "form": at.form, "row": at.row, "column": at.column}
    return found | ({"sheet": at.sheet} if at.sheet else {})


def _suspect(suspect: Suspect, lang: str) -> Json:
    return {"place": suspect.place, "value": suspect.value, "why": registry.why(suspect.why, lang)}


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent."""
    return format(value, "f")


def dumps(data: Json | Iterable[Json], *, indent: int | None = 2) -> str:
    """Write JSON as UTF-8 text that can be read by a person."""
    return json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
