"""The original PDF with its annotations."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest

from juesuan.blocks import Unreadable
from juesuan.report.pdf import annotate


def test_boxes_and_notes(pdf_audit: Any) -> None:
    with pikepdf.open(io.BytesIO(annotate(pdf_audit, "en"))) as document:
        notes = [(n, a) for n, page in enumerate(document.pages, 1) for a in page.obj.get("/Annots", [])]
        kinds = sorted((n, str(a.Subtype)) for n, a in notes)
        assert kinds == [(1, "/Square"), (1, "/Text"), (2, "/Square"), (2, "/Text")]
        contents = [str(a.Contents) for n, a in notes if str(a.Subtype) == "/Square" and n == 2]
        assert "completion is given as 80.0%" in contents[0]
        assert "should be 90.0%" in contents[0]
        assert len({str(a.NM) for _, a in notes}) == len(notes)


def test_the_square_stands_around_the_figure_on_a_turned_page(pdf_audit: Any) -> None:
    document = pypdfium2.PdfDocument(annotate(pdf_audit))
    with pikepdf.open(io.BytesIO(annotate(pdf_audit))) as opened:
        square = next(a for a in opened.pages[1].obj.Annots if str(a.Subtype) == "/Square")
        left, bottom, right, top = (float(x) for x in square.Rect)
    text = document[1].get_textpage().get_text_bounded(left, bottom, right, top)
    assert text.strip() == "80.0%"


def test_twice_the_same(pdf_audit: Any) -> None:
    assert annotate(pdf_audit) == annotate(pdf_audit)


def test_other_formats_say_what_to_do_instead(text_audit: Any) -> None:
    with pytest.raises(Unreadable) as caught:
        annotate(text_audit)
    from juesuan.report.notices import explain

    assert "xlsx" in explain(caught.value)
