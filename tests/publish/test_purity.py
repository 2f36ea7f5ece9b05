"""Characters no format can hold are taken out of the whole document, and nothing else is."""

import pytest
from tests.publish.figures import book, wuchang

from juesuan.publish.document import build_document
from juesuan.publish.purity import purify
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.tree import Cell, Chart, Heading, ListTable, Paragraph


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff"])
def test_what_cannot_be_printed_goes(bad: str):
    assert purify(f"招聘{bad}活动") == "招聘活动"


@pytest.mark.parametrize("good", ["一\t二\n三", "é", "𠮷野", "，。", "\u3000"])
def test_what_can_be_printed_stays(good: str):
    assert purify(good) == good


def test_every_part_of_a_block_is_reached():
    table = ListTable([[Cell("甲\x07"), None]], 1, [1.0], "表\x07")
    chart = Chart("图\x07", {"data": [{"name": "乙\x07"}]}, "<svg>\x07</svg>", "说\x07明")
    blocks = purify([Heading(1, "题\x07"), Paragraph(["文\x07"]), table, chart])
    assert "\\x07" not in repr(blocks)
    assert [blocks[0].text, blocks[1].text, blocks[3].svg] == ["题", "文", "<svg></svg>"]


def test_texts_and_reasons_with_control_characters_print():
    spoilt = book("hubei")
    spoilt.texts["key_work"] = "# 稳定\x07就业\n开展\x0b招聘\x1b活动。\n"
    spoilt.reasons.setdefault("variance", {})["2080101"] = "人员\x07增加"
    document = build_document(wuchang(), spoilt)
    assert "稳定就业" in "".join(h.text for h in document.headings())
    assert render_pdf(document).startswith(b"%PDF")
    assert render_docx(document).startswith(b"PK")
