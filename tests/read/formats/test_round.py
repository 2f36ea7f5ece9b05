"""One disclosure in four formats: the same facts come out of text, Word, HTML and Excel."""

import html
from pathlib import Path

import docx
import openpyxl
import pytest

from juesuan.blocks import Grid, Line
from juesuan.facts import facts_of
from juesuan.read import read
from juesuan.read.formats import read_source

EXAMPLE = Path(__file__).parents[3] / "examples" / "wuchang-hr-2024" / "disclosure.md"


def facts(path):
    readings = [r for r in read(path).readings if r.origin == "form" and not r.blank]
    return {c: [r.amount.base for r in f.readings] for c, f in facts_of(readings).items()}


def rows(grid):
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text.text
    return table


def as_docx(blocks, path):
    made = docx.Document()
    for block in blocks:
        if isinstance(block, Line):
            made.add_paragraph(block.text.text, style=f"Heading {block.level}" if block.level else None)
        else:
            table = made.add_table(block.rows, block.cols)
            for r, row in enumerate(rows(block)):
                for c, value in enumerate(row):
                    table.cell(r, c).text = value
    made.save(path)


def as_html(blocks, path):
    parts = []
    for block in blocks:
        if isinstance(block, Line):
            tag = f"h{block.level}" if block.level else "p"
            parts.append(f"<{tag}>{html.escape(block.text.text)}</{tag}>")
        else:
            cells = ("".join(f"<td>{html.escape(v)}</td>" for v in row) for row in rows(block))
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
    body = "<div>" + "".join(parts) + "</div>"
    path.write_text(f"<!doctype html><html><body>{body}</body></html>", "gb18030")


def as_xlsx(blocks, path):
    book = openpyxl.Workbook()
    sheet = book.active
    for block in blocks:
        if isinstance(block, Line):
            if block.text.text.endswith("表") and sheet.max_row > 3:
                sheet = book.create_sheet()
            sheet.append([block.text.text])
        else:
            for row in rows(block):
                sheet.append([_number(v) for v in row])
    book.save(path)


def _number(text):
    plain = text.replace(",", "")
    return float(plain) if "." in plain and plain.replace(".", "").isdigit() else text


WRITERS = [(as_docx, "a.docx"), (as_html, "a.html"), (as_xlsx, "a.xlsx")]


@pytest.mark.parametrize(("write", "name"), WRITERS, ids=[name for _, name in WRITERS])
def test_the_same_facts(tmp_path, write, name):
    path = tmp_path / name
    write(read_source(str(EXAMPLE)).blocks, path)
    wanted = facts(EXAMPLE)
    assert len(wanted) > 100
    assert facts(path) == wanted


def test_merged_cells_of_word(tmp_path):
    made = docx.Document()
    table = made.add_table(3, 3)
    for r in range(3):
        for c in range(3):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "高"
    made.save(tmp_path / "a.docx")
    (grid,) = (b for b in read_source(str(tmp_path / "a.docx")).blocks if isinstance(b, Grid))
    spans = {c.text.text: (c.row, c.col, c.rowspan, c.colspan) for c in grid.cells}
    assert spans["宽"] == (0, 0, 1, 2)
    assert spans["高"] == (1, 2, 2, 1)
    assert spans["02"] == (0, 2, 1, 1)
    assert (grid.rows, grid.cols, len(grid.cells)) == (3, 3, 7)


def test_merged_cells_and_layout_of_html(tmp_path):
    inner = "<table><tr><td rowspan=2>高</td><td>1</td></tr><tr><td>2</td></tr></table>"
    page = f"<table><tr><td>标题<br>副题</td></tr><tr><td>{inner}</td></tr></table>"
    (tmp_path / "a.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    blocks = read_source(str(tmp_path / "a.html")).blocks
    assert [b.text.text for b in blocks if isinstance(b, Line)] == ["标题", "副题"]
    (grid,) = (b for b in blocks if isinstance(b, Grid))
    assert [(c.text.text, c.row, c.col, c.rowspan) for c in grid.cells] == [
        ("高", 0, 0, 2),
        ("1", 0, 1, 1),
        ("2", 1, 1, 1),
    ]


def test_captions_contents_and_menus_of_html(tmp_path):
    page = """<nav><a href="/">首页</a><a href="/x">公开</a></nav>
    <nav role="doc-toc"><ol><li>一、收入</li><li>二、支出</li></ol></nav><nav>目录<p>三、其他</p></nav>
    <p>正文</p><p hidden>不见</p><dialog>关着<p>的</p></dialog><dialog open>开着</dialog>
    <svg><title>图名</title><text>图字</text></svg>
    <table><caption><p>收入决算表</p>公开02表<br>单位：万元</caption><tr><td>1</td></tr></table><p>注</p>"""
    (tmp_path / "a.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    blocks = read_source(str(tmp_path / "a.html")).blocks
    assert [(b.text.text, b.role) if isinstance(b, Line) else "grid" for b in blocks] == [
        ("首页公开", "header"),
        ("一、收入", "toc"),
        ("二、支出", "toc"),
        ("目录", "toc"),
        ("三、其他", "toc"),
        ("正文", ""),
        ("开着", ""),
        ("收入决算表", ""),
        ("公开02表", ""),
        ("单位：万元", ""),
        "grid",
        ("注", ""),
    ]
    numbers = [b.text.place().line for b in blocks if isinstance(b, Line)]
    assert numbers == sorted(set(numbers))


def test_merged_cells_and_decimals_of_excel(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["收入决算表"],
        ["编码", "名称", "合计"],
        [2080101, "甲", 12.5],
        [2080102, "乙", 3.25],
        ["", "合计", 15.75],
    ):
        book.active.append(row)
    book.active.merge_cells("A5:B5")
    book.save(tmp_path / "a.xlsx")
    (grid,) = (b for b in read_source(str(tmp_path / "a.xlsx")).blocks if isinstance(b, Grid))
    texts = [c.text.text for c in grid.cells]
    assert texts[3:9] == ["2080101", "甲", "12.50", "2080102", "乙", "3.25"]
    assert [(c.row, c.col, c.colspan) for c in grid.cells if c.colspan > 1] == [(3, 0, 2)]
