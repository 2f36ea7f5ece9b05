"""Text of a Word file as WordprocessingML: runs, paragraphs, fields, and the styles they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

__all__ = ["STYLES", "Style", "attribute", "begin", "end", "field", "legal", "paragraph", "run", "styles_xml"]

_LATIN = "Times New Roman"
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML cannot hold."""
_BROKEN = {"\t": "<w:tab/>", "\n": "<w:br/>"}


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name in Word, East Asian typeface, size and line in points, alignment and the rest.

    `outline` is the heading level (1 is top), `indent` the first line's indent in characters, `more` is
    WordprocessingML of the paragraph properties (keepNext, tabs) that stand before the spacing.
    """

    name: str
    face: str = "仿宋"
    size: float = 16
    line: float = 28
    align: str = "left"
    bold: bool = False
    outline: int = 0
    indent: int = 0
    before: float = 0
    after: float = 0
    more: str = ""


_KEEP = "<w:keepNext/><w:keepLines/>"
_DOTS = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8845"/></w:tabs>'
"""Where Word puts the page numbers of the contents: at the right edge of an upright page's text."""

STYLES = {
    "Normal": Style("Normal"),
    "Body": Style("Body Text", align="both", indent=2),
    "Heading1": Style("heading 1", "黑体", 16, 32, "center", outline=1, after=8, more=_KEEP),
    "Heading2": Style("heading 2", "黑体", outline=2, indent=2, more=_KEEP),
    "Heading3": Style("heading 3", "楷体", outline=3, indent=2, more=_KEEP),
    "Heading4": Style("heading 4", bold=True, outline=4, indent=2, more=_KEEP),
    "Title": Style("Title", "宋体", 22, 36, "center", bold=True, before=150, after=260),
    "Subject": Style("Subject", "宋体", 22, 36, "center", bold=True, after=24, more=_KEEP),
    "Signature": Style("Signature", align="right"),
    "Imprint": Style("Imprint", "楷体", 18, 32, "center"),
    "ContentsHead": Style("TOC Heading", "黑体", 18, 32, "center", after=8),
    "Contents1": Style("toc 1", "黑体", 14, 24, more=_DOTS),
    "Contents2": Style("toc 2", "仿宋", 14, 22, indent=2, more=_DOTS),
    "FormTitle": Style("Form Title", "黑体", 16, 26, "center", more=_KEEP),
    "FormLine": Style("Form Line", "宋体", 10.5, 16, more=_KEEP),
    "FormNote": Style("Form Note", "宋体", 10.5, 16, align="both"),
    "Picture": Style("Picture", "宋体", 10.5, 0, "center", before=6, more="<w:keepNext/>"),
    "Caption": Style("caption", "黑体", 10.5, 20, "center", after=6),
    "Footer": Style("footer", "宋体", 14, 18, "center"),
    "Header": Style("header", "宋体", 9, 12),
    "Break": Style("Break", "宋体", 1, 1),
}
"""The styles by id (GB/T 9704—2012: 三号 body, 28-point lines, 黑体, 楷体 and bold 仿宋 headings)."""


def styles_xml() -> str:
    """Return the style elements of the file, an East Asian typeface on each."""
    languages = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    usual = f'<w:rPr>{_fonts("仿宋")}<w:sz w:val="32"/><w:szCs w:val="32"/>{languages}</w:rPr>'
    defaults = f"<w:docDefaults><w:rPrDefault>{usual}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority '
        f'w:val="99"/><w:semiHidden/><w:rPr>{_fonts("宋体")}</w:rPr><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        "</w:tblPr></w:style>"
    )
    return defaults + "".join(_style(key, style) for key, style in STYLES.items()) + table


def _style(key: str, style: Style) -> str:
    default = ' w:default="1"' if key == "Normal" else ""
    based = "" if key == "Normal" else '<w:basedOn w:val="Normal"/>'
    following = '<w:next w:val="Body"/>' if style.outline else ""
    line = f' w:line="{round(style.line * 20)}" w:lineRule="exact"' if style.line else ' w:line="240" w:lineRule="auto"'
    spacing = f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"{line}/>'
    first = round(style.indent * style.size * 20)
    indent = f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{first}"/>' if style.indent else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    bold = "<w:b/>" if style.bold else ""
    size = round(style.size * 2)
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{style.name}"/>{based}{following}'
        f'<w:qFormat/><w:pPr>{style.more}{spacing}{indent}<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(style.face)}{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _fonts(face: str) -> str:
    return f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{face}" w:cs="{_LATIN}" w:hint="eastAsia"/>'


def legal(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def attribute(text: str) -> str:
    """Return a text as a quoted attribute."""
    return quoteattr(legal(text))


def run(text: str, face: str, *, bold: bool = False, size: float = 0) -> str:
    """Return a run in an East Asian typeface; tabs and line breaks are kept."""
    pieces = [
        _BROKEN.get(piece) or f'<w:t xml:space="preserve">{escape(legal(piece))}</w:t>'
        for piece in re.split(r"([\t\n])", text.replace("\r\n", "\n"))
        if piece
    ]
    weight = "<w:b/>" if bold else ""
    scale = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:r><w:rPr>{_fonts(face)}{weight}{scale}</w:rPr>{''.join(pieces)}</w:r>" if pieces else ""


def paragraph(key: str, text: str = "", *, more: str = "", inside: str = "") -> str:
    """Return a paragraph in a style; `more` are further properties, `inside` what stands in it beside its text."""
    return f'<w:p><w:pPr><w:pStyle w:val="{key}"/>{more}</w:pPr>{run(text, STYLES[key].face)}{inside}</w:p>'


def begin(code: str) -> str:
    """Return the beginning of a field, up to what it shows."""
    asked = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{_mark('begin')}{asked}{_mark('separate')}"


def end() -> str:
    """Return the end of a field."""
    return _mark("end")


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, shown: str = "", face: str = "宋体") -> str:
    """Return a field with what it shows until it is updated."""
    return f"{begin(code)}{run(shown, face)}{end()}"
