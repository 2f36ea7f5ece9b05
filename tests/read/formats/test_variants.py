"""One form as five places print it, in four formats and over two pages; and what Word and Excel hide."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from juesuan.blocks import Grid
from juesuan.facts import facts_of
from juesuan.read import read
from juesuan.read.formats import read_source

TITLE = "2024年度一般公共预算财政拨款支出决算表"
BEFORE = ["某市某局2024年度部门决算", "第二部分 2024年度部门决算表", TITLE, "单位：万元"]
TOTAL = ["30.00", "20.00", "10.00"]
ITEMS = [
    ("208", "社会保障和就业支出", "30.00", "20.00", "10.00"),
    ("20805", "行政事业单位养老支出", "30.00", "20.00", "10.00"),
    ("2080501", "行政单位离退休", "12.50", "12.50", ""),
    ("2080502", "事业单位离退休", "17.50", "7.50", "10.00"),
]
HEADS = ["科目名称", "合计", "基本支出", "项目支出"]
PRINTED = {
    "one column": [["科目编码", *HEADS], ["", "合计", *TOTAL], *map(list, ITEMS)],
    "two columns": [
        ["科目编码", "", *HEADS],
        ["类", "款项", "", "", "", ""],
        ["", "", "合计", *TOTAL],
        *([code[:3], code[3:], *rest] for code, *rest in ITEMS),
    ],
    "three columns": [
        ["科目编码", "", "", *HEADS],
        ["类", "款", "项", "", "", "", ""],
        ["", "", "", "合计", *TOTAL],
        *([code[:3], code[3:5], code[5:], *rest] for code, *rest in ITEMS),
    ],
    "whole codes in three": [
        ["类", "款", "项", *HEADS],
        ["", "", "", "合计", *TOTAL],
        *([*(code if len(code) == n else "" for n in (3, 5, 7)), *rest] for code, *rest in ITEMS),
    ],
    "code and name in one": [
        ["项目", *HEADS[1:]],
        ["合计", *TOTAL],
        *([f"{code} {name}", *rest] for code, name, *rest in ITEMS),
    ],
}


def as_markdown(rows, path):
    table = "\n".join("|" + "|".join(row) + "|" for row in rows)
    path.write_text("\n\n".join(BEFORE) + f"\n\n{table}\n", "utf-8")


def as_text(rows, path):
    path.write_text("\n".join([*BEFORE, *("\t".join(row) for row in rows)]), "gb18030")


def _html(rows):
    return "<table>" + "".join("<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in rows) + "</table>"


def _page(*parts):
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in BEFORE) + "".join(parts) + "</body></html>"


def as_html(rows, path):
    path.write_text(_page(_html(rows)), "utf-8")


def as_continued(rows, path):
    path.write_text(_page(_html(rows[:-2]), "<p>— 8 —</p>", _html(rows[-2:])), "utf-8")


def as_repeated(rows, path):
    again = f"<p>— 8 —</p><p>{TITLE}</p>"
    path.write_text(_page(_html(rows[:-2]), again, _html([rows[0], *rows[-2:]])), "utf-8")


def as_ods(rows, path):
    def cell(value):
        number = f'office:value-type="float" office:value="{value}"' if "." in value else 'office:value-type="string"'
        return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"

    body = "".join(
        "<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>"
        for row in [*([line] for line in BEFORE), *rows]
    )
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    sheet = f'<table:table table:name="s">{body}</table:table>'
    content = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", f"<office:document-content{names}>{content}</office:document-content>")


def facts(path):
    readings = [r for r in read(str(path)).readings if r.origin == "form" and not r.blank]
    return {c: {r.amount.base for r in f.readings} for c, f in facts_of(readings).items()}


WRITERS = {
    "a.md": as_markdown,
    "a.txt": as_text,
    "a.html": as_html,
    "continued.html": as_continued,
    "repeated.html": as_repeated,
    "a.ods": as_ods,
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("printed", PRINTED)
def test_the_same_facts_however_codes_and_pages_are_set(tmp_path, printed, name):
    wanted, path = tmp_path / "wanted.md", tmp_path / name
    as_markdown(PRINTED["one column"], wanted)
    WRITERS[name](PRINTED[printed], path)
    assert len(facts(wanted)) == 14
    assert facts(path) == facts(wanted)


W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(text):
    return f"<w:tc><w:p>{run(text)}</w:p></w:tc>"


def controlled(inner):
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(inner):
    content = f"<s:txbx><w:txbxContent>{inner}</w:txbxContent></s:txbx>"
    twice = f'<mc:Choice Requires="s">{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"


def paragraph(*inner):
    return f"<w:p {W}>{''.join(inner)}</w:p>"


def table(*rows):
    return f"<w:tbl {W}>{''.join(rows)}</w:tbl>"


def row(*inner):
    return f"<w:tr>{''.join(inner)}</w:tr>"


WORD = {
    "tracked": (paragraph(run("甲"), f"<w:moveFrom>{run('乙')}</w:moveFrom>", f"<w:ins>{run('丙')}</w:ins>"), ["甲丙"]),
    "deleted": (paragraph(run("甲"), "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"), ["甲"]),
    "hidden": (paragraph(run("甲"), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>"), ["甲"]),
    "not hidden": (paragraph('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r>'), ["乙"]),
    "field": (paragraph("<w:r><w:instrText>SUM(ABOVE)</w:instrText></w:r>", run("12.50")), ["12.50"]),
    "text box": (paragraph(run("甲"), box(paragraph(run("乙")))), ["甲", "乙"]),
    "table in a box": (paragraph(box(table(row(cell("1"), cell("2"))))), [[(0, 0, "1"), (0, 1, "2")]]),
    "controls": (
        table(row(cell("1"), controlled(cell("2"))), controlled(row(cell("3")))),
        [[(0, 0, "1"), (0, 1, "2"), (1, 0, "3")]],
    ),
    "deleted row, indented row": (
        table(
            row("<w:trPr><w:del/></w:trPr>", cell("0")),
            row(cell("1"), cell("2")),
            row('<w:trPr><w:gridBefore w:val="1"/></w:trPr>', cell("3")),
        ),
        [[(0, 0, "1"), (0, 1, "2"), (1, 0, ""), (1, 1, "3")]],
    ),
}


@pytest.mark.parametrize("case", WORD)
def test_word_as_printed(tmp_path, case):
    xml, wanted = WORD[case]
    made = docx.Document()
    made.element.body.insert(0, parse_xml(xml))
    made.save(tmp_path / "a.docx")
    found = read_source(str(tmp_path / "a.docx")).blocks
    cells = [[(c.row, c.col, c.text.text) for c in b.cells] if isinstance(b, Grid) else b.text.text for b in found]
    assert cells == wanted


def test_hidden_sheets_are_not_read(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["甲", "1.00"])
    for state in ("hidden", "veryHidden"):
        sheet = book.create_sheet(state)
        sheet.append(["乙", "2.00"])
        sheet.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    assert [b.sheet for b in read_source(str(tmp_path / "a.xlsx")).blocks if isinstance(b, Grid)] == ["Sheet"]
