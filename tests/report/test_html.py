"""The page of findings beside the document."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from juesuan.report.html import page


def test_text_lines_carry_their_marks(text_audit: Any) -> None:
    tree = HTMLParser(page(text_audit))
    marks = {mark.text(): mark.attributes for mark in tree.css(".mark")}
    assert set(marks) == {"80.0%", "。。", "9.00"}
    assert "error" in (marks["80.0%"]["class"] or "")
    assert len(tree.css(".finding")) == 3
    for link in tree.css("a[href^='#']"):
        assert tree.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']"), link.html


def test_pdf_pages_have_boxes_where_the_figures_are(pdf_audit: Any) -> None:
    tree = HTMLParser(page(pdf_audit, "en"))
    assert [figure.id for figure in tree.css("figure")] == ["p-1", "p-2", "p-3"]
    assert tree.css_first(".gap").text().strip() == "pages 4–4 hold no finding and are left out"
    box = tree.css_first("#p-2 .box.error")
    share = [float(x) for x in re.findall(r"([\d.]+)%", box.attributes["style"] or "")]
    left, top, width, height = share
    assert 0 < left < left + width < 100
    assert 0 < top < top + height < 100
    assert width < height, "the page is turned, so the figure stands upright"


def test_nothing_of_the_document_is_obeyed_and_nothing_is_fetched(text_audit: Any) -> None:
    text_audit.disclosure.organisation = "<script>alert(1)</script>"
    text_audit.report.findings[0].witnesses[0].text = '"><img src=x onerror=alert(1)>'
    text = page(text_audit)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "=HYPERLINK(1)&lt;b&gt;&amp;" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert text.count("<script") == 1


def test_clean_document(text_audit: Any) -> None:
    text_audit.report.findings.clear()
    assert "没有发现问题" in page(text_audit)
