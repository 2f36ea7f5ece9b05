"""Approval and publication: what the words of a sentence say, and what the law makes of the two days."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from juesuan.auditing import audit
from juesuan.blocks import Source, Text
from juesuan.disclosure import Disclosure, Paragraph, Section
from juesuan.laws import publication

ROWS: list[dict[str, Any]] = tomllib.loads((files("juesuan.taxonomy") / "publication.toml").read_text("utf-8"))[
    "example"
]
SAID = "本部门2024年度部门决算于{approved}经财政部门批复（决批〔2025〕1号），于{published}在https://www.example.gov.cn/a.html公开。"


def codes(*texts: str, kind: str = "final-accounts") -> list[str]:
    section = Section("", None, "", 1, None, None)
    told = [Paragraph(Text.at(t, line=n, start=0), section, n) for n, t in enumerate(texts, 1)]
    disclosure = Disclosure(Source("a.txt", "", "text", 0), year=2024, kind=kind, paragraphs=told)
    return [f.code for f in publication.check(disclosure)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_examples(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "limit", lambda: -1)
    section = Section("", None, "", 1, None, None)
    told = [Paragraph(Text.at(row["text"], line=1, start=0), section, 1)]
    found = publication.check(Disclosure(Source("a.txt", "", "text", 0), year=2024, paragraphs=told))
    assert [f.params["days"] for f in found] == ([row["days"]] if row["days"] else [])


@pytest.mark.parametrize(
    ("approved", "published", "found"),
    [
        ("2025年8月20日", "2025年9月9日", []),
        ("2025年8月20日", "2025年8月20日", []),
        ("2025年8月20日", "2025年9月10日", ["disclosure.published_late"]),
        ("2025年8月20日", "2025年8月19日", ["disclosure.published_early"]),
        ("2025年8月24日", "2025年9月15日", []),
        ("2025年8月24日", "2025年9月16日", ["disclosure.published_late"]),
        ("2025年9月12日", "2025年10月9日", []),
        ("2025年9月12日", "2025年10月10日", ["disclosure.published_late"]),
        ("2025年12月30日", "2026年1月5日", []),
        ("2025年13月30日", "2026年1月5日", []),
    ],
)
def test_the_days_of_the_law(approved: str, published: str, found: list[str]) -> None:
    assert codes(SAID.format(approved=approved, published=published)) == found


def test_days_in_two_sentences_and_days_that_are_not_one() -> None:
    first, second = "2024年度部门决算于2025年8月1日经财政局批复。", "2024年度部门决算于2025年9月1日公开。"
    assert codes(first, second) == ["disclosure.published_late"]
    assert codes(first, second, "2024年度部门决算补充说明于2025年8月9日公开。") == []
    assert codes(first, second, kind="budget") == []
    assert codes(second) == []


def test_a_whole_document_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    said = SAID.format(approved="2025年8月1日", published="2025年9月1日")
    path.write_text(f"某局2024年度部门决算公开\n\n第一部分 概况\n\n{said}\n", "utf-8")
    found = [f for f in audit(path).report.findings if f.code.startswith("disclosure.published")]
    assert [(f.code, f.params["days"]) for f in found] == [("disclosure.published_late", "31")]
