"""PDF: read back to the same facts, audited without a fault, the facts inside it, PDF/A-3, A4 and landscape pages."""

import json
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from tests.publish.figures import book, wuchang
from tests.publish.laws import faults

from juesuan.publish.document import build_document
from juesuan.publish.render.pdf import facts_of_document, render_pdf
from juesuan.publish.tree import Chart, Document


@pytest.fixture(scope="module", params=["hubei", "shanghai"])
def document(request: pytest.FixtureRequest) -> Document:
    return build_document(wuchang(), book(request.param))


@pytest.fixture(scope="module")
def path(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pdf") / "disclosure.pdf"
    made.write_bytes(render_pdf(document))
    return made


def test_what_is_published_is_read_back_and_nothing_is_wrong_or_unchecked(document: Document, path: Path):
    assert faults(document, path) == []


def test_a_wrong_figure_is_seen(document: Document, tmp_path: Path):
    wrong = build_document(wuchang(), book())
    figure = next(f for f in wrong.figures() if f.text == "2,779.24")
    object.__setattr__(figure, "text", "2,797.24")
    path = tmp_path / "wrong.pdf"
    path.write_bytes(render_pdf(wrong))
    assert any("aggregation" in fault or "identity" in fault for fault in faults(wrong, path))


def test_the_facts_are_attached_and_the_file_is_pdf_a(document: Document, path: Path):
    with pikepdf.open(path) as pdf:
        attached = json.loads(pdf.attachments["facts.json"].get_file().read_bytes())
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "B")
        assert len(list(pdf.open_outline().root)) >= 6
    assert attached == facts_of_document(document)
    assert attached["expenditure@2024:actual[function=2080704,fund=general]"] == "8,116.67万元"


def test_pages_are_a4_and_wide_forms_lie_on_their_side(path: Path):
    sizes = {tuple(round(n) for n in page.get_size()) for page in pypdfium2.PdfDocument(path)}
    assert sizes == {(595, 842), (842, 595)}


def test_no_page_holds_only_a_heading_and_captions_stand_below_their_charts(document: Document, path: Path):
    pages = list(pypdfium2.PdfDocument(path))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in pages]
    titles = {"".join(heading.text.split()) for heading in document.headings()}
    assert not titles & {re.sub(r"—\d+—$", "", text) for text in texts}
    captions = ["".join(block.caption.split()) for block in document.blocks if isinstance(block, Chart)]
    assert captions
    for caption in captions:
        page = pages[next(n for n, text in enumerate(texts) if caption in text)]
        assert any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in page.get_objects())


def test_a_draft_is_marked():
    draft = build_document(wuchang(), book(), draft=True)
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(render_pdf(draft)))
    assert "草稿" in text
