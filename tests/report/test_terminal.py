"""The table in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from juesuan.findings import Severity
from juesuan.report.terminal import table


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden(text_audit: Any, golden: Callable[[str, str], None], lang: str) -> None:
    golden(f"report/terminal.{lang}.txt", table(text_audit, lang))


def test_piped_has_no_colours_and_fits(pdf_audit: Any) -> None:
    text = table(pdf_audit, width=100)
    assert "\x1b" not in text
    path = pdf_audit.disclosure.source.path
    assert all(cell_len(line) <= 100 or line in path for line in text.splitlines())


def test_terminal_has_colours(text_audit: Any) -> None:
    assert "\x1b[" in table(text_audit, colour=True)


def test_lesser_findings_are_counted_not_shown(text_audit: Any) -> None:
    text = table(text_audit, "en", Severity.ERROR)
    assert "doubled punctuation" not in text
    assert "2 less severe findings" in text


def test_clean(text_audit: Any) -> None:
    text_audit.report.findings.clear()
    assert "没有发现问题" in table(text_audit)


def test_markup_of_the_document_is_not_obeyed(text_audit: Any) -> None:
    text_audit.disclosure.organisation = "[bold]甲[/bold] :smile:"
    assert "[bold]甲[/bold] :smile:" in table(text_audit)
