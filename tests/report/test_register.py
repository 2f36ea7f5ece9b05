"""The pages written from the register."""

from __future__ import annotations

import pytest

from juesuan.findings import Finding, Severity
from juesuan.laws import registry
from juesuan.report.register import claims_page, explain_code, laws_page, list_codes


def test_every_check_is_on_the_page_once() -> None:
    page = laws_page(registry.register())
    for code in registry.register().codes:
        assert page.count(f"### `{code}`") == 1
    assert page == laws_page(registry.register())
    assert page.index("identity.form") < page.index("derived.completion")


def test_list_and_explain() -> None:
    assert len(list_codes("zh").splitlines()) == 5
    assert "base of zero" in (explain_code("derived.completion", "en") or "")
    assert explain_code("nothing.such", "en") is None


def test_message_with_a_missing_param_and_an_unknown_code() -> None:
    assert registry.message(Finding("identity.form", [], {"left": "甲"})) == "甲与?不一致"
    assert registry.message(Finding("no.such", [])) == "no.such"
    assert registry.severity_of("disclosure.doubled") is Severity.WARNING


def test_a_code_has_one_meaning() -> None:
    row = '[codes."a.b"]\nseverity = "{}"\ntitle = {{zh = "甲"}}\nmessage = {{zh = "乙"}}\n'
    sources = [("a.toml", row.format("error")), ("b.toml", row.format("info"))]
    with pytest.raises(ValueError, match="declared twice"):
        registry.assemble(sources)


def test_claims_page_takes_tables_and_lists() -> None:
    page = claims_page({"share": {"of": {"pattern": "占`x`", "examples": ["占8%"]}}, "growth": [{"name": "up"}]})
    assert "### `of`" in page
    assert "- examples: `占8%`" in page
    assert "### `up`" in page
