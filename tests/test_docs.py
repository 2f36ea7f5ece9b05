"""The generated pages and the wording of every check are current and complete."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from juesuan.laws.registry import Entry, register
from juesuan.report.register import pages

DOCS = Path(__file__).parents[1] / "docs"
LAWS = (
    "identity",
    "aggregation",
    "balance",
    "derived",
    "classification",
    "disclosure",
    "cross-document",
    "performance",
)


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_current(name: str) -> None:
    path = DOCS / name
    assert path.exists(), f"{path} is missing; run `make docs`"
    assert path.read_text("utf-8") == pages()[name], f"{path} is stale; run `make docs`"


@pytest.mark.parametrize("entry", register().codes.values(), ids=register().codes)
def test_every_check_is_worded(entry: Entry) -> None:
    assert entry.law in LAWS
    assert entry.spec
    assert entry.passes
    assert entry.fails
    fields = []
    for wording in (entry.title, entry.message):
        assert wording.get("zh")
        assert wording.get("en")
    for lang in ("zh", "en"):
        fields.append({name for _, name, _, _ in string.Formatter().parse(entry.message[lang]) if name is not None})
    assert fields[0] == fields[1], "both languages use the same params"


@pytest.mark.parametrize("table", ["whys", "not_run"])
def test_every_reason_is_worded(table: str) -> None:
    for key, wording in getattr(register(), table).items():
        assert wording.get("zh"), key
        assert wording.get("en"), key
