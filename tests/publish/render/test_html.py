"""The web page: what it holds, what cannot break out of it, and that it is read back as it was written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import html as lxml_html
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.render import samples

from juesuan.publish.document import build_document
from juesuan.publish.render.html import render_html
from juesuan.publish.render.html_panels import panels_of
from juesuan.publish.render.html_pictures import inline_svg
from juesuan.read import read


@pytest.fixture
def page(tmp_path: Path) -> lxml_html.HtmlElement:
    return made(tmp_path)


def made(folder: Path, text: str = "正文") -> lxml_html.HtmlElement:
    path = folder / "page.html"
    path.write_text(render_html(samples.document(text), samples.accounts(), samples.traces(text)), "utf-8")
    return lxml_html.document_fromstring(path.read_text("utf-8"))


def test_every_figure_can_be_reached_and_says_what_it_is(page: lxml_html.HtmlElement):
    figures = page.xpath("//main//data")
    assert [f.text for f in figures] == ["12,345.68", "10,000.00万元", "12,345.68万元", "81.0%", "3辆", "9,999.00万元"]
    assert all(f.get("tabindex") == "0" and f.get("role") == "button" for f in figures)
    assert figures[0].get("value") == "12345.68"
    assert figures[0].get("data-coordinate") == str(samples.TOTAL)
    assert figures[3].get("data-operands").split("\n") == [str(samples.BASIC), str(samples.TOTAL)]


def test_a_figure_has_the_headers_of_its_column_and_row(page: lxml_html.HtmlElement):
    figure = page.xpath("//main//td[data]")[0]
    told = [page.get_element_by_id(name).text_content() for name in figure.get("headers").split()]
    assert told == ["决算数", "201", "正文"]
    assert page.xpath("//th[text()='项目']/@scope") == ["colgroup"]
    assert page.xpath("//th[text()='201']/@scope") == ["row"]
    assert [p.text for p in page.xpath("//caption/p")][:4] == [
        "2024年度支出决算表正文",
        "公开03表",
        "部门：正文",
        "单位：万元",
    ]


def test_links_labels_and_ids_are_whole(page: lxml_html.HtmlElement):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [name.lstrip("#") for name in page.xpath("//a/@href")]
    named += " ".join(page.xpath("//@aria-labelledby")).split()
    assert set(named) <= set(ids)
    assert page.get("lang") == "zh-CN"
    assert page.xpath("//body/*[1]//a/@href") == ["#text"]
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//main//*[self::h2 or self::h3 or self::h4 or self::h5]")]
    assert levels == [1, 2, 3, 3, 5]


def test_the_page_asks_the_network_for_nothing(tmp_path: Path):
    made(tmp_path)
    text = (tmp_path / "page.html").read_text("utf-8")
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|@import|url\(|fetch\(|innerHTML|eval\(", text)
    assert "default-src 'none'" in text


def test_hostile_texts_stay_texts(tmp_path: Path):
    page = made(tmp_path, samples.HOSTILE)
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img|//*[@onerror or @onload or @onclick]")
    assert "{{ 7*7 }}" in page.xpath("//main//p")[-2].text_content()
    data = json.loads(page.get_element_by_id("facts").text)
    assert data["vouchers"][0][5] == samples.HOSTILE
    assert "</script>" not in page.get_element_by_id("facts").text


def test_a_panel_gives_words_exact_yuan_parts_and_vouchers(page: lxml_html.HtmlElement):
    data = json.loads(page.get_element_by_id("facts").text)
    assert data["facts"][str(samples.BEFORE)] == {
        "title": "2023 支出",
        "words": [["年度", "2023"], ["指标", "支出"], ["口径", "决算"]],
        "printed": "9,999.00",
        "splits": [],
    }
    total = data["facts"][str(samples.TOTAL)]
    assert total["words"] == [["年度", "2024"], ["指标", "支出"], ["口径", "决算"]]
    assert (total["yuan"], total["printed"]) == ("123,456,789.01", "12,345.68")
    parts = [[str(samples.BASIC), "基本支出"], [str(samples.PROJECT), "项目支出"]]
    assert total["splits"] == [{"along": "支出性质", "parts": parts, "printed": "12,345.68"}]
    assert (total["entries"], total["traced"], total["vouchers"]) == (90, "123,456,789.01", [0, 1])
    assert data["facts"][str(samples.PROJECT)]["vouchers"] == [0]
    assert data["vouchers"][0] == ["1", "2024-03-01", "101", "2080101", "30101", "正文", "1,234,567.80"]
    assert data["facts"][str(samples.CARS)]["count"] == "3"
    assert "vouchers" not in data["facts"][str(samples.BASIC)]


@given(seed=seeds())
@settings(max_examples=5, deadline=None, derandomize=True)
def test_parts_shown_always_add_up_to_the_yuan(seed: int):
    accounts = random_accounts(seed)
    data = panels_of(build_document(accounts, explained(accounts, "hubei")), accounts, {})
    worth = {str(c): v for c, v in {**accounts.exact, **accounts.counts}.items()}
    ways = [(name, way) for name, fact in data["facts"].items() for way in fact["splits"]]
    assert {way["along"] for _, way in ways} > {"支出功能分类", "收支两方"}
    for name, way in ways:
        assert sum(worth[part] for part, _ in way["parts"]) == worth[name]
        assert all(part in data["facts"] for part, _ in way["parts"])


def test_a_drawing_keeps_shapes_and_words_only():
    svg = inline_svg(samples.SVG, "图<1>", "说明", "c1")
    assert "图中 9,999.99" in svg
    assert '<title id="c1-title">图&lt;1&gt;</title>' in svg
    assert not re.search(r"script|style|alert|href|url\(|onload|aria-label=", svg)
    assert inline_svg('<svg xmlns="http://www.w3.org/2000/svg"/>', "t", "d", "c").endswith("</desc></svg>")
    with pytest.raises(ValueError, match="格式良好"):
        inline_svg("<svg", "t", "d", "c")


def test_neither_panels_nor_charts_nor_menus_are_read_as_text(tmp_path: Path):
    made(tmp_path)
    read_ = read(tmp_path / "page.html")
    words = "\n".join(p.text.text for p in read_.paragraphs)
    assert not re.search("跳到正文|9,999.99|图的文字|返回|公布为", words)
    assert [c.text for c in read_.contents] == ["目录", "第一部分 正文", "一、支出决算表", "二、说明"]
