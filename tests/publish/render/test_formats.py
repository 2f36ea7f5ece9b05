"""The round-trip law in every format: what is read back is what was printed, and our own audit finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.figures import book, wuchang

from juesuan.accounts import Accounts
from juesuan.proof import prove
from juesuan.publish.document import build_document
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.html import render_html
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.tree import Document, Paragraph

WRITERS: dict[str, Callable[[Document, Accounts], bytes]] = {
    "docx": lambda document, _: render_docx(document),
    "html": lambda document, accounts: render_html(document, accounts, {}).encode(),
    "pdf": lambda document, _: render_pdf(document),
    "xlsx": lambda document, _: render_xlsx(document),
}


def proven(document: Document, accounts: Accounts, form: str, folder: Path) -> list[str]:
    """Return what reading a file of the document back finds wrong."""
    path = folder / f"made.{form}"
    path.write_bytes(WRITERS[form](document, accounts))
    proof = prove(path, document)
    assert proof.figures > 50
    wrong = [f"{d.coordinate}: {d.printed} → {d.read}" for d in proof.differences]
    return wrong + [f.code for f in proof.findings] + [f"unchecked {r.text} {r.place.section}" for r in proof.unchecked]


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_example_comes_back(form: str, pack: str, tmp_path: Path) -> None:
    accounts = wuchang()
    assert proven(build_document(accounts, book(pack)), accounts, form, tmp_path) == []


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
@settings(max_examples=6, deadline=None)
@given(seed=seeds())
def test_random_accounts_come_back(form: str, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    accounts = random_accounts(seed)
    document = build_document(accounts, explained(accounts, "hubei"))
    assert proven(document, accounts, form, tmp_path_factory.mktemp("made")) == []


def test_a_changed_figure_is_a_difference(tmp_path: Path) -> None:
    accounts = wuchang()
    document = build_document(accounts, book())
    path = tmp_path / "made.html"
    path.write_text(render_html(document, accounts, {}).replace("2,779.24", "2,779.42", 1), "utf-8")
    proof = prove(path, document)
    assert not proof.holds
    assert any(d.read == d.printed + 1800 for d in proof.differences if d.read and d.printed)


HOSTILE = ["</script><script>alert(1)</script>", "=HYPERLINK(1)", '<b>bold</b> & "quoted"', "-1+1", "@SUM(A1)"]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_only_texts(text: str, tmp_path: Path) -> None:
    accounts = wuchang()
    document = build_document(accounts, book())
    document.blocks.append(Paragraph([text]))
    page = render_html(document, accounts, {"x": {"count": 1, "cents": 1, "entries": [{"summary": text}]}})
    assert page.count("<script") == 2
    assert "<b>bold" not in page
    path = tmp_path / "made.xlsx"
    path.write_bytes(render_xlsx(document))
    cells = [c for row in load_workbook(path)["情况说明"].iter_rows() for c in row]
    assert [c.data_type for c in cells if c.value == text] == ["s"]
    assert text in "".join(__import__("docx").Document(_saved(tmp_path, document)).element.itertext())


def _saved(folder: Path, document: Document) -> str:
    path = folder / "made.docx"
    path.write_bytes(render_docx(document))
    return str(path)


def test_totals_are_live_formulas(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(render_xlsx(build_document(wuchang(), book())))
    workbook = load_workbook(path)
    formulas = [c for s in workbook for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 40
    assert workbook.sheetnames[:2] == ["公开01表", "公开02表"]
    assert all(s.freeze_panes for s in workbook.worksheets[:9])


def test_a_draft_says_so_on_every_page(tmp_path: Path) -> None:
    accounts = wuchang()
    document = build_document(accounts, book(), draft=True)
    assert 'data-watermark="草稿"' in render_html(document, accounts, {})
    parts = __import__("zipfile").ZipFile(_saved(tmp_path, document))
    headers = [n for n in parts.namelist() if n.startswith("word/header")]
    assert sum("草稿" in parts.read(n).decode() for n in headers) >= 1
    path = tmp_path / "made.xlsx"
    path.write_bytes(render_xlsx(document))
    assert all("草稿" in (s.oddHeader.center.text or "") for s in load_workbook(path))
