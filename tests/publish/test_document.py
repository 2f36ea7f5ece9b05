"""The document tree: parts, numbers, figures that are printed facts, and what is said of zero and of nothing."""

from dataclasses import replace
from datetime import date

import pytest
from tests.publish.figures import YEAR, book, wuchang

from juesuan.facts import Coordinate
from juesuan.publish.document import build_document, missing_reasons
from juesuan.publish.tree import Document, FormTable, Heading, Paragraph


@pytest.fixture(scope="module", params=["hubei", "shanghai"])
def document(request: pytest.FixtureRequest) -> Document:
    return build_document(wuchang(), book(request.param))


def _text(document: Document) -> str:
    return "\n".join(b.text for b in document.blocks if isinstance(b, Heading | Paragraph))


def test_every_part_and_section_is_numbered(document: Document):
    heads = [h.text for h in document.headings()]
    assert [h[:5] for h in heads if h.startswith("第")] == [f"第{n}部分 " for n in "一二三四五六"]
    assert sum(isinstance(b, FormTable) for b in document.blocks) == 10
    assert "十三、预算绩效情况说明" in heads


def test_figures_are_what_the_accounts_print(document: Document):
    accounts = wuchang()
    for figure in document.figures():
        if figure.coordinate is not None and not figure.coordinate.measure.startswith(
            ("vehicles", "groups", "persons", "visits")
        ):
            printed = accounts.printed.get(figure.coordinate, 0)
            assert figure.text.replace(",", "") == (f"{printed:.2f}" if printed else "0")


def test_a_zero_base_gives_no_percentage(document: Document):
    line = next(x for x in _text(document).splitlines() if "基层政权建设和社区治理（项）。年初" in x)
    assert "年初预算为0万元" in line
    assert "%" not in line
    assert "大于年初预算数的主要原因" in line


def test_an_empty_form_says_so(document: Document):
    form = next(b for b in document.blocks if isinstance(b, FormTable) and b.form == "07")
    assert "本部门2024年度无政府性基金预算财政拨款收入支出，本表为空表。" in [n.text for n in form.notes]


def test_totals_that_add_up_are_formulas(document: Document):
    form = next(b for b in document.blocks if isinstance(b, FormTable) and b.form == "05")
    about = Coordinate.of("expenditure", YEAR, fund="general", function="20807")
    cell = next(c for row in form.rows for c in row if c and getattr(c.value, "coordinate", None) == about)
    names = [form.rows[row][3].value for row, _, _ in cell.sums]  # type: ignore[union-attr]
    assert "职业培训补贴" in names
    assert len(names) == 6


def test_a_variance_without_reason_is_listed():
    accounts, silent = wuchang(), book(variance={}, change={})
    found = missing_reasons(accounts, silent)
    assert {m.kind for m in found} == {"variance", "change"}
    assert any((m.kind, m.key, m.name) == ("variance", "2080101", "2080101 行政运行") for m in found)
    assert missing_reasons(accounts, book()) == []


def test_approval_and_address_are_said_as_far_as_they_are_known():
    opened = book("hubei")
    said = {"approved": date(2025, 8, 20), "approval": "决批〔2025〕1号", "address": "https://www.example.gov.cn/"}
    settings = replace(opened.settings, **said, published=date(2025, 9, 5))
    text = _text(build_document(wuchang(), replace(opened, settings=settings)))
    assert "年度部门决算于2025年8月20日经财政部门批复（决批〔2025〕1号）。" in text
    assert "年度部门决算于2025年9月5日在https://www.example.gov.cn/公开。" in text
    assert "批复" not in _text(build_document(wuchang(), opened))


def test_a_term_with_a_definition_that_is_used_is_in_the_glossary():
    opened = book("hubei")
    rows = [
        {"term": "公益性岗位", "short": "公岗", "definition": "由政府开发的岗位"},
        {"term": "零就业家庭", "definition": "无人就业的家庭"},
    ]
    texts = {**opened.texts, "key_work": "# 稳就业\n公岗管理规范。\n"}
    text = _text(build_document(wuchang(), replace(opened, texts=texts, tables={**opened.tables, "terms": rows})))
    assert "）公益性岗位：由政府开发的岗位。" in text
    assert "零就业家庭" not in text
