"""XLSX: read back to the same facts, totals recalculate to what is printed, text is never a formula."""

import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from tests.publish.figures import book, wuchang
from tests.publish.render.every import every_block

from juesuan import read
from juesuan.facts import Coordinate
from juesuan.publish.document import build_document
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.tree import Document, Figure, FormTable, ListTable


@pytest.fixture(scope="module", params=["hubei", "shanghai", "every"])
def document(request: pytest.FixtureRequest) -> Document:
    return every_block() if request.param == "every" else build_document(wuchang(), book(request.param))


@pytest.fixture(scope="module")
def path(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("xlsx") / "forms.xlsx"
    made.write_bytes(render_xlsx(document))
    return made


def _printed(document: Document) -> dict[Coordinate, Decimal]:
    return {f.coordinate: Decimal(f.text.replace(",", "")) for f in document.figures() if f.coordinate is not None}


def test_every_figure_is_read_back_and_nothing_else(document: Document, path: Path):
    got = read(path)
    assert {r.coordinate: r.amount.value for r in got.readings if not r.blank and r.coordinate} == _printed(document)
    forms = [b for b in document.blocks if isinstance(b, FormTable)]
    assert [f.id for f in got.forms] == [f.form for f in forms]
    assert {f.unit for f in got.forms} == {"万元"}
    assert {f.organisation for f in got.forms} == {document.organisation}


def test_sheets_are_named_frozen_and_set_up_for_printing(document: Document, path: Path):
    workbook = openpyxl.load_workbook(path)
    forms = [b for b in document.blocks if isinstance(b, FormTable)]
    titled = [b.caption for b in document.blocks if isinstance(b, ListTable) and b.caption]
    assert workbook.sheetnames == [*(f.label for f in forms), *titled, "情况说明"]
    for sheet, form in zip(workbook.worksheets[: len(forms)], forms, strict=True):
        assert sheet.freeze_panes == f"A{form.head + 4}"
        assert sheet.print_title_rows == f"$1:${form.head + 3}"
        assert (sheet.page_setup.orientation == "landscape") == form.landscape
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    shown = {c.number_format for s in workbook for row in s for c in row if c.data_type in "nf" and c.value is not None}
    assert shown <= {"#,##0.00", "#,##0"}


def test_a_draft_says_so_on_every_sheet(tmp_path: Path):
    document = every_block()
    document.watermark = "草稿"
    (tmp_path / "draft.xlsx").write_bytes(render_xlsx(document))
    assert all("草稿" in (s.oddHeader.center.text or "") for s in openpyxl.load_workbook(tmp_path / "draft.xlsx"))


def test_totals_are_formulas_that_hold_the_printed_value(document: Document, path: Path):
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    seen = 0
    for form in (b for b in document.blocks if isinstance(b, FormTable)):
        for n, row in enumerate(form.rows):
            for column, cell in enumerate(row):
                if cell is not None and cell.sums:
                    assert isinstance(cell.value, Figure)
                    assert str(formulas[form.label].cell(n + 4, column + 1).value).startswith("=ROUND(")
                    cached = values[form.label].cell(n + 4, column + 1).value
                    assert Decimal(str(cached)) == Decimal(cell.value.text.replace(",", ""))
                    seen += 1
    assert seen > 3


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="recalculating needs LibreOffice (soffice), which is not here"
)
def test_another_program_recalculates_to_what_is_printed(document: Document, path: Path, tmp_path: Path):
    bare, out = tmp_path / "bare.xlsx", tmp_path / "out"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for item in old.namelist():  # without cached values there is nothing but the formula to take the figure from
            new.writestr(item, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(item)))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    ours, theirs = (openpyxl.load_workbook(p, data_only=True) for p in (path, out / "bare.xlsx"))
    for sheet in ours:
        for row in sheet:
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    assert theirs[sheet.title][cell.coordinate].value == cell.value, (sheet.title, cell.coordinate)


def test_text_never_becomes_a_formula_or_a_link(tmp_path: Path):
    document = every_block()
    form = next(b for b in document.blocks if isinstance(b, FormTable))
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "007"]
    for row, text in zip(form.rows[form.head :], texts, strict=False):
        assert row[0] is not None
        row[0].value = text
    (tmp_path / "text.xlsx").write_bytes(render_xlsx(document))
    sheet = openpyxl.load_workbook(tmp_path / "text.xlsx").worksheets[0]
    cells = [
        sheet.cell(n, 1) for n in range(form.head + 4, form.head + 4 + min(len(texts), len(form.rows) - form.head))
    ]
    assert [c.value for c in cells] == texts[: len(cells)]
    assert {c.data_type for c in cells} == {"s"}
    assert not any(c.hyperlink for c in cells)


def test_names_of_sheets_are_cut_and_told_apart(tmp_path: Path):
    document = every_block()
    form = next(b for b in document.blocks if isinstance(b, FormTable))
    form.label = "公开[01]表/" + "长" * 40
    document.blocks = [form, form]
    (tmp_path / "names.xlsx").write_bytes(render_xlsx(document))
    first, second, text = openpyxl.load_workbook(tmp_path / "names.xlsx").sheetnames
    assert first == ("公开01表" + "长" * 40)[:31]
    assert second == ("公开01表" + "长" * 40)[:28] + "(2)"
    assert text == "情况说明"


def test_rows_are_as_high_as_their_text_and_long_forms_get_more_pages(tmp_path: Path):
    document = every_block()
    form = next(b for b in document.blocks if isinstance(b, FormTable))
    cell = form.rows[form.head][3]
    assert cell is not None
    cell.value = "很长的名称" * 30
    form.rows += [list(form.rows[-1]) for _ in range(80)]
    (tmp_path / "long.xlsx").write_bytes(render_xlsx(document))
    sheet = openpyxl.load_workbook(tmp_path / "long.xlsx").worksheets[0]
    assert sheet.row_dimensions[form.head + 4].height >= 30
    assert sheet.page_setup.fitToHeight == 2
