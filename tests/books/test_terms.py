"""Terms of a department: what is a variant, what only looks like one, where it stands, and which terms are used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from juesuan.books.check import check
from juesuan.books.faults import Unusable, explain
from juesuan.books.open import open_book
from juesuan.books.terms import Term, read_terms, terms_of, used, variants

POST = Term("公益性岗位", ("公岗",), ("公益岗", "公益岗位"), "", "由政府开发的岗位")
PROJECT = Term("公益岗安置经费")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公益岗人员50人", ["公益岗"]),
        ("公益岗位人员50人", ["公益岗位"]),
        ("公益性岗位人员50人", []),
        ("公岗人员50人", []),
        ("公益岗安置经费支出、公益岗补贴", ["公益岗"]),
        ("按照《公益岗管理办法》管理公益岗", ["公益岗"]),
        ("公益事业岗位", []),
    ],
)
def test_variants(text: str, found: list[str]) -> None:
    hits = variants(text, [POST, PROJECT])
    assert [one.text for one in hits] == found
    assert [text[one.start : one.end] for one in hits] == found


def test_a_row_counts_where_and_while_it_is_in_force() -> None:
    rows = [{"term": "人才中心", "variants": "人才市场", "since": date(2024, 7, 1), "scope": "key_work"}]
    assert terms_of(rows, 2023) == []
    assert terms_of([{**rows[0], "until": date(2024, 12, 31)}], 2025) == []
    [term] = terms_of(rows, 2024)
    assert variants("人才市场", [term], "texts/key_work.md")
    assert not variants("人才市场", [term], "reasons.toml")


def test_only_terms_with_a_definition_that_are_used() -> None:
    assert used([POST, PROJECT], ["公岗", "公益岗安置经费"]) == [POST]
    assert used([POST], ["岗位"]) == []


def terms(book: Path, *rows: str) -> Path:
    header = "term,short,variants,scope,since,until,definition"
    (book / "terms.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return book


def test_a_book_says_where_and_what_to_write(book: Path) -> None:
    terms(book, "公益性岗位,,公益岗,,,,")
    (book / "texts").mkdir(exist_ok=True)
    (book / "texts/key_work.md").write_text("# 就业\n\n安置公益岗50人。\n", "utf-8")
    (book / "reasons.toml").write_text('[variance]\n2080101 = "公益岗人员增加"\n', "utf-8")
    (book / "key_work.csv").write_text("item,content,section,result\n就业,开发公益岗,,完成\n", "utf-8")
    said = [explain(one) for one in check(book) if one.code == "term.variant"]
    assert said == [
        "key_work.csv，第 2 行，“工作内容及目标（content）”栏：“公益岗”应写作“公益性岗位”（用语表 terms.csv）",
        "reasons.toml，“2080101”栏：“公益岗”应写作“公益性岗位”（用语表 terms.csv）",
        "texts/key_work.md，第 3 行：“公益岗”应写作“公益性岗位”（用语表 terms.csv）",
    ]


def test_a_term_of_another_year_is_not_asked_for(book: Path, make: Callable[..., Path]) -> None:
    terms(book, f"公益性岗位,,公益岗,,,{open_book(book).settings.year - 1}-12-31,")
    (book / "reasons.toml").write_text('[variance]\n2080101 = "公益岗人员增加"\n', "utf-8")
    assert [one.code for one in check(book)] == []


def test_a_register_is_read_from_a_file_or_a_book(book: Path, tmp_path: Path) -> None:
    terms(book, "公益性岗位,公岗,公益岗、公益岗位,,,,由政府开发的岗位")
    assert read_terms(book) == read_terms(book / "terms.csv") == [POST]
    (tmp_path / "bad.csv").write_text("variants\n公益岗\n", "utf-8")
    with pytest.raises(Unusable) as refused:
        read_terms(tmp_path / "bad.csv")
    assert refused.value.fault.code == "column.missing"
    (book / "terms.csv").unlink()
    with pytest.raises(Unusable) as refused:
        read_terms(book)
    assert refused.value.fault.code == "term.none"
