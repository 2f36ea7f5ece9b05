"""DOCX (公文格式): a GB/T 9704 page with real headings, a contents field, forms with repeated heads, charts."""

from __future__ import annotations

import io
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

import docx
import vl_convert
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt

from juesuan.publish.render.docx_table import table_xml
from juesuan.publish.tree import Block, Chart, Document, FormTable, Heading, ListTable, Note, Paragraph

__all__ = ["render_docx"]

_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
"""Millimetres around the text of a page (GB/T 9704—2012, 5.2)."""
_PAGE = (210, 297)
_LINE, _BODY, _SMALL = Pt(28), Pt(16), Pt(10.5)
"""Line spacing and 三号 of the body; 五号 for notes."""
_FACES = {1: ("黑体", False), 2: ("黑体", False), 3: ("楷体", False), 4: ("仿宋", True)}
"""Typefaces of the heading levels, and whether they are bold (GB/T 9704—2012, 7.3.3)."""


def render_docx(document: Document) -> bytes:
    """Return the document as a Word file that Word and WPS open alike."""
    word: Any = docx.Document()
    _styles(word)
    _margins(word.sections[0], landscape=False)
    _cover(word, document)
    _contents(word, document)
    _footer(word.sections[0])
    if document.watermark:
        _watermark(word.sections[0], document.watermark)
    marks = count(1)
    for block in document.blocks:
        _turn(word, landscape=isinstance(block, FormTable) and block.landscape)
        _block(word, block, marks)
    _settings(word, document)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _styles(word: Any) -> None:
    """Set body and heading styles, with East Asian typefaces on every one."""
    normal = word.styles["Normal"]
    _face(normal, "仿宋", _BODY)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    shape.space_before = shape.space_after = Pt(0)
    for level, (face, bold) in _FACES.items():
        style = word.styles[f"Heading {level}"]
        _face(style, face, Pt(18) if level == 1 else _BODY)
        style.font.bold, style.font.italic = bold, False
        style.font.color.rgb = None
        for colour in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(colour)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        if level == 1:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
            style.paragraph_format.page_break_before = True
            style.paragraph_format.space_after = Pt(14)
        else:
            _indent(style.element.get_or_add_pPr())
    for level in (1, 2):
        style = word.styles.add_style(f"TOC {level}", 1)
        style.base_style = normal
        style.paragraph_format.left_indent = Pt(16 * (level - 1))


def _face(style: Any, name: str, size: Any) -> None:
    style.font.name, style.font.size = "Times New Roman", size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), "Times New Roman")


def _indent(properties: Any) -> None:
    """Indent the first line by two characters, whatever their size."""
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")
    properties.append(indent)


def _margins(section: Any, *, landscape: bool) -> None:
    short, long = _PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(long), Mm(short)) if landscape else (Mm(short), Mm(long))
    for name, value in _MARGINS.items():
        setattr(section, name, Mm(value))
    section.footer_distance = Mm(28)


def _turn(word: Any, *, landscape: bool) -> None:
    """Begin a section on a page of the other orientation where the block needs one."""
    if (word.sections[-1].orientation == WD_ORIENT.LANDSCAPE) != landscape:
        _margins(word.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)


def _paragraph(word: Any, text: str, style: str = "Normal") -> Any:
    paragraph = word.add_paragraph(style=style)
    if text:
        run = paragraph.add_run(text)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return paragraph


def _cover(word: Any, document: Document) -> None:
    for _ in range(6):
        _paragraph(word, "")
    title = _paragraph(word, document.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(40)
    title.runs[0].font.size = Pt(26)
    title.runs[0]._element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
    for _ in range(9):
        _paragraph(word, "")
    for text in (document.organisation, document.date):
        _paragraph(word, text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _contents(word: Any, document: Document) -> None:
    """Write the contents as a field with its entries in it; Word fills in the page numbers when it opens the file."""
    head = _paragraph(word, "目  录")
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.page_break_before = True
    entries = [h for h in document.headings() if h.level <= 2]
    for n, heading in enumerate(entries):
        paragraph = _paragraph(word, "", f"TOC {heading.level}")
        if n == 0:
            _field(paragraph, "begin")
            run = paragraph.add_run()
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = ' TOC \\o "1-2" \\h \\z \\u '
            run._element.append(code)
            _field(paragraph, "separate")
        paragraph.add_run(heading.text)
        if n == len(entries) - 1:
            _field(paragraph, "end")


def _field(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._element.append(mark)


def _footer(section: Any) -> None:
    """Write — 1 — in the middle of the foot; later sections follow this one."""
    section.different_first_page_header_footer = True
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ").font.size = Pt(14)
    _field(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.text = "PAGE"
    paragraph.add_run()._element.append(code)
    _field(paragraph, "end")
    paragraph.add_run(" —").font.size = Pt(14)


def _watermark(section: Any, text: str) -> None:
    """Put a grey word across every page, as Word itself does: a text path in the header."""
    mark = (
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml">'
        '<v:shape id="watermark" type="#_x0000_t136" stroked="f" fillcolor="silver" '
        'style="position:absolute;width:400pt;height:160pt;rotation:315;z-index:-1;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin">'
        '<v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;" '
        f'string="{escape(text)}"/></v:shape></w:pict>'
    )
    for header in (section.header, section.first_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].add_run()._element.append(parse_xml(mark))


def _block(word: Any, block: Block, marks: Any) -> None:
    if isinstance(block, Heading):
        _paragraph(word, block.text, f"Heading {min(block.level, 4)}")
    elif isinstance(block, Paragraph):
        _indent(_paragraph(word, block.text)._element.get_or_add_pPr())
    elif isinstance(block, Note):
        _small(_paragraph(word, block.text))
    elif isinstance(block, FormTable):
        _form(word, block)
    elif isinstance(block, ListTable):
        _table(word, block)
    elif isinstance(block, Chart):
        _chart(word, block, next(marks))


def _small(paragraph: Any, align: Any = None) -> None:
    """Set a paragraph in 五号 on a line of its own height."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
    if align is not None:
        paragraph.alignment = align
    for run in paragraph.runs:
        run.font.size = _SMALL


def _form(word: Any, table: FormTable) -> None:
    """Write a form: title, number, body and unit, the table, its notes."""
    caption = _paragraph(word, table.caption)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.runs[0]._element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
    if table.label:
        _small(_paragraph(word, table.label), WD_ALIGN_PARAGRAPH.RIGHT)
    line = _paragraph(word, f"{table.organisation}\t{table.unit}")
    _small(line)
    line.paragraph_format.tab_stops.add_tab_stop(Emu(_width(word)), 2)
    _table(word, table)
    for note in table.notes:
        _small(_paragraph(word, note.text))


def _width(word: Any) -> int:
    """Return the width of the text in EMU."""
    section = word.sections[-1]
    return int(section.page_width - section.left_margin - section.right_margin)


def _table(word: Any, table: FormTable | ListTable) -> None:
    """Append a table; a small paragraph keeps it apart from what follows, as Word asks for."""
    twips = _width(word) // 635
    body = word.element.body
    body.insert(len(body) - 1, parse_xml(table_xml(table, twips)))
    _small(_paragraph(word, ""))


def _chart(word: Any, chart: Chart, mark: int) -> None:
    """Insert a chart as a picture with its alternative text, and its caption below."""
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture = io.BytesIO(vl_convert.svg_to_png(chart.svg, scale=2))
    paragraph.add_run().add_picture(picture, width=Emu(min(_width(word), Mm(140))))
    shown = paragraph._element.find(f".//{qn('wp:docPr')}")
    shown.set("name", f"chart {mark}")
    shown.set("descr", chart.alternative)
    caption = _paragraph(word, chart.caption)
    _small(caption, WD_ALIGN_PARAGRAPH.CENTER)


def _settings(word: Any, document: Document) -> None:
    """Ask Word to fill in the contents on opening, and write the properties."""
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    word.settings.element.append(update)
    word.core_properties.title = document.title
    word.core_properties.author = document.organisation
    word.core_properties.language = "zh-CN"
    word.core_properties.comments = ""
