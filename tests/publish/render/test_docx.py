"""DOCX: read back to the same facts, a page as GB/T 9704 has it, real headings, contents, tables that fill the text."""

import io
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.figures import book, wuchang
from tests.publish.laws import faults
from tests.publish.render.every import every_block

from juesuan import read
from juesuan.publish.document import build_document
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.docx_table import measure, pages_of
from juesuan.publish.tree import Cell, Chart, Document, Figure, FormTable, Heading, ListTable, Paragraph


@pytest.fixture(scope="module", params=["hubei", "shanghai"])
def document(request: pytest.FixtureRequest) -> Document:
    return build_document(wuchang(), book(request.param))


@pytest.fixture(scope="module")
def path(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("docx") / "disclosure.docx"
    made.write_bytes(render_docx(document))
    return made


def _opened(document: Document) -> Any:
    return docx.Document(io.BytesIO(render_docx(document)))


def test_what_is_published_is_read_back_and_nothing_is_wrong_or_unchecked(document: Document, path: Path):
    assert faults(document, path) == []


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@given(seed=seeds())
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_accounts_come_back_unharmed(pack: str, tmp_path: Path, seed: int):
    accounts = random_accounts(seed)
    made = build_document(accounts, explained(accounts, pack))
    (tmp_path / "random.docx").write_bytes(render_docx(made))
    assert faults(made, tmp_path / "random.docx") == []


def test_every_kind_of_block_is_read_back(tmp_path: Path):
    document = every_block()
    (tmp_path / "every.docx").write_bytes(render_docx(document))
    got = read(tmp_path / "every.docx")
    printed = {f.coordinate: Decimal(f.text.replace(",", "")) for f in document.figures()}
    assert {r.coordinate: r.amount.value for r in got.readings if not r.blank and r.coordinate} == printed
    form = got.form("05")
    assert form is not None
    assert (form.organisation, form.unit, form.year) == ("江夏区测绘局", "万元", 2024)
    assert len(form.notes) == 1
    assert [t.text for t in got.contents] == [h.text for h in document.headings() if h.level <= 2]


def test_pages_have_the_margins_of_gbt_9704_and_wide_forms_lie_on_their_side():
    millimetres = [
        tuple(round(n.mm) for n in (s.page_width, s.top_margin, s.bottom_margin, s.left_margin, s.right_margin))
        for s in _opened(every_block()).sections
    ]
    upright, wide = (210, 37, 35, 28, 26), (297, 28, 26, 35, 37)
    assert millimetres == [upright, upright, wide, upright]


def test_styles_are_real_headings_with_east_asian_typefaces():
    word = _opened(every_block())
    styles = {s.name: s.element for s in word.styles if s.type == 1}
    for level, face in ((1, "黑体"), (2, "黑体"), (3, "楷体"), (4, "仿宋")):
        element = styles[f"Heading {level}"]
        assert element.find(f".//{qn('w:outlineLvl')}").get(qn("w:val")) == str(level - 1)
        assert element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == face
    assert all(s.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) for s in styles.values())
    runs = [r for r in word.element.body.iter(qn("w:r")) if r.find(qn("w:t")) is not None]
    assert all(r.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) for r in runs)
    body = word.styles["Body Text"].paragraph_format
    assert (body.line_spacing.pt, body.first_line_indent.pt, word.styles["Normal"].font.size.pt) == (28, 32, 16)


def test_contents_are_a_field_with_its_entries_and_are_updated_on_opening():
    document = every_block()
    word = _opened(document)
    entries = [p.text for p in word.paragraphs if p.style.name.startswith("toc")]
    assert entries == [h.text for h in document.headings() if h.level <= 2]
    body = word.element.body
    marks = {m.get(qn("w:name")) for m in body.iter(qn("w:bookmarkStart"))}
    assert {h.get(qn("w:anchor")) for h in body.iter(qn("w:hyperlink"))} <= marks
    kinds = [f.get(qn("w:fldCharType")) for f in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert word.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_tables_fill_the_text_repeat_their_heads_and_keep_rows_whole(document: Document):
    word = _opened(document)
    widths = {s.page_width.twips - s.left_margin.twips - s.right_margin.twips for s in word.sections}
    forms = [b for b in document.blocks if isinstance(b, FormTable)]
    tables = word.element.body.findall(qn("w:tbl"))
    for form, table in zip(forms, tables, strict=True):
        columns = [int(c.get(qn("w:w"))) for c in table.iter(qn("w:gridCol"))]
        assert any(abs(sum(columns) - width) <= 1 for width in widths)
        assert len(list(table.iter(qn("w:tblHeader")))) == form.head
        assert len(list(table.iter(qn("w:cantSplit")))) == len(form.rows)
        for row in table.iter(qn("w:tr")):
            spans = [c.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for c in row.iter(qn("w:tc"))]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == len(columns)


def test_charts_are_pictures_that_say_what_they_show():
    document = every_block()
    word = _opened(document)
    chart = next(b for b in document.blocks if isinstance(b, Chart))
    shown = [p.get("descr") for p in word.element.body.iter(qn("wp:docPr"))]
    assert shown == [chart.alternative]
    assert len(word.inline_shapes) == 1


def test_a_draft_is_marked_on_every_page_and_a_final_text_is_not():
    document = every_block()
    final = zipfile.ZipFile(io.BytesIO(render_docx(document)))
    assert not any("header" in name for name in final.namelist())
    document.watermark = "草稿<1>"
    word = _opened(document)
    assert all("草稿<1>" in "".join(n.get("string", "") for n in s.header._element.iter()) for s in word.sections)


def test_properties_name_the_document():
    properties = _opened(every_block()).core_properties
    assert properties.title == "江夏区测绘局2024年度部门决算公开"
    assert (properties.author, properties.language) == ("江夏区测绘局", "zh-CN")


@pytest.mark.parametrize("text", ["a & b <c> \"d\" 'e'", "]]>", "\x00\x0b\ufffe中", "一\n二\t三", "𠮷", "长" * 5000])
def test_any_text_makes_a_file_that_opens(text: str):
    document = every_block()
    document.organisation = document.watermark = text
    document.blocks += [Heading(3, text), Paragraph([text]), ListTable([[Cell(text)]], 0, [1], text)]
    kept = "".join(c for c in text if c not in "\x00\x0b\ufffe")
    assert any(p.text == kept for p in _opened(document).paragraphs)


def test_a_document_without_blocks_opens():
    assert _opened(Document("题目", "单位", 2024, "")).paragraphs[0].text == "题目"


def _lines(count: int, words: str = "项目") -> ListTable:
    return ListTable([[Cell(words), Cell(Figure("1,234.56"))] for _ in range(count)], 1, [3, 1])


def test_type_shrinks_until_a_form_takes_one_page_and_stays_readable_over_several():
    sizes = [measure(_lines(n), 8800, 500, 600).size for n in (5, 30, 33, 200)]
    assert sizes[0] == 10.5
    assert sizes[0] > sizes[1] > sizes[2] >= 7
    assert sizes[3] >= 8
    assert sum(measure(_lines(33), 8800, 500, 600).heights) <= 500


def test_rows_go_to_the_next_page_with_the_head_again():
    assert len(pages_of([10] * 9, 1, 50, 50)) == 3
    assert len(pages_of([10] * 4, 1, 50, 50)) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="laying out needs LibreOffice (soffice), which is not here")
def test_laid_out_no_page_is_blank_and_every_figure_is_whole(document: Document, path: Path, tmp_path: Path):
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    texts = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(tmp_path / "disclosure.pdf")]
    assert all(len(text.strip()) > 12 for text in texts)
    assert not any(text.strip().startswith("注：") for text in texts)
    joined = "".join("".join(texts).split())
    assert [f.text for f in document.figures() if f.text not in joined] == []
    for number, text in enumerate(texts[1:], 1):
        assert f"—{number}—" in "".join(text.split())
