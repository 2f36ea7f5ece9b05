"""Pages of a Word file: GB/T 9704 margins upright and on their side, cover, contents, page numbers, watermark."""

from __future__ import annotations

from collections.abc import Iterable

from juesuan.publish.render.docx_text import STYLES, attribute, begin, end, field, paragraph, run
from juesuan.publish.tree import Document, Heading

__all__ = ["Page", "contents_xml", "cover_xml", "footer_xml", "mark_of", "page", "section_xml", "watermark_xml"]

_SHORT, _LONG = 210, 297
_TOP, _BOTTOM, _LEFT, _RIGHT = 37, 35, 28, 26
"""Millimetres around the text of an upright page (GB/T 9704—2012, 5.2); on its side the page is turned with them."""
_CONTENTS = r'TOC \o "1-2" \h \z \u'
"""The field code: headings of two levels, entries that can be clicked."""
_TWIPS, _POINTS = 1440 / 25.4, 72 / 25.4


class Page:
    """A page: its sides and margins in millimetres, the width of its text in twips and its height in points."""

    def __init__(self, width: int, height: int, top: int, right: int, bottom: int, left: int) -> None:
        self.width, self.height = width, height
        self.top, self.right, self.bottom, self.left = top, right, bottom, left
        self.text_width = round(width * _TWIPS) - round(left * _TWIPS) - round(right * _TWIPS)
        self.text_height = (height - top - bottom) * _POINTS


def page(*, landscape: bool) -> Page:
    """Return the page of an upright or a wide section."""
    if landscape:
        return Page(_LONG, _SHORT, _LEFT, _TOP, _RIGHT, _BOTTOM)
    return Page(_SHORT, _LONG, _TOP, _RIGHT, _BOTTOM, _LEFT)


def section_xml(*, landscape: bool, references: str = "", start: int | None = None) -> str:
    """Return the properties of a section that begins on a new page; `start` begins the page numbers anew."""
    sheet = page(landscape=landscape)
    turned = ' w:orient="landscape"' if landscape else ""
    margins = {"top": sheet.top, "right": sheet.right, "bottom": sheet.bottom, "left": sheet.left}
    inset = sheet.bottom - (8 if landscape else 14)
    sides = " ".join(f'w:{side}="{round(value * _TWIPS)}"' for side, value in {**margins, "footer": inset}.items())
    number = "" if start is None else f'<w:pgNumType w:start="{start}"/>'
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{round(sheet.width * _TWIPS)}" w:h="{round(sheet.height * _TWIPS)}"{turned}/>'
        f'<w:pgMar {sides} w:header="850" w:gutter="0"/>{number}</w:sectPr>'
    )


def cover_xml(document: Document) -> str:
    """Return the cover: title, whose it is, when it was published; of a letter the title alone, above its text."""
    if document.letter:
        return paragraph("Subject", document.title)
    lines = [paragraph("Title", document.title), paragraph("Imprint", document.organisation)]
    return "".join([*lines, paragraph("Imprint", document.date) if document.date else ""])


def mark_of(n: int) -> str:
    """Return the bookmark of the n-th heading."""
    return f"_Toc{n:08d}"


def contents_xml(headings: Iterable[tuple[int, Heading]]) -> str:
    """Return the contents as a field with its entries (number, heading) written in.

    Only a program that lays pages out knows their numbers: it adds them, behind dots, when it updates the field.
    """
    entries = list(headings)
    made = [paragraph("ContentsHead", "目　录")]
    for n, (number, heading) in enumerate(entries):
        key = f"Contents{heading.level}"
        words = run(heading.text, STYLES[key].face)
        link = f'<w:hyperlink w:anchor="{mark_of(number)}" w:history="1">{words}</w:hyperlink>'
        first, last = n == 0, n == len(entries) - 1
        made.append(paragraph(key, inside=f"{begin(_CONTENTS) if first else ''}{link}{end() if last else ''}"))
    return "".join(made)


def footer_xml() -> str:
    """Return the paragraph of the foot: — 1 —."""
    face = STYLES["Footer"].face
    return paragraph("Footer", inside=run("— ", face) + field("PAGE", "1", face) + run(" —", face))


def watermark_xml(text: str) -> str:
    """Return the paragraph of a header that puts a grey word across the page, as Word itself does."""
    width, height = min(110 * max(len(text), 1), 420), 130
    mark = (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="watermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt={attribute(text)} '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="silver" '
        f'stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" '
        f"string={attribute(text)}/></v:shape></w:pict></w:r>"
    )
    return paragraph("Header", inside=mark)
