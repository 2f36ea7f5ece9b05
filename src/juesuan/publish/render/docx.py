"""DOCX (公文格式): a GB/T 9704 page with real headings, a contents field, forms with repeated heads, charts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import docx
import pylopdf_fonts_zh_cn
import vl_convert
from docx.oxml import parse_xml

from juesuan.publish.render.docx_page import (
    Page,
    contents_xml,
    cover_xml,
    footer_xml,
    mark_of,
    page,
    section_xml,
    watermark_xml,
)
from juesuan.publish.render.docx_table import measure, table_xml
from juesuan.publish.render.docx_text import STYLES, attribute, legal, paragraph, styles_xml
from juesuan.publish.tree import Block, Chart, Document, FormTable, Heading, Note, Paragraph

__all__ = ["render_docx"]

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_LEVELS = 2
"""Heading levels in the contents."""
_PICTURE = 7937
"""Widest picture in twips: 140 mm."""
_LONGEST = 255
"""Characters a property may have."""
_EMU = 635
"""EMU in a twip."""
_AFTER_UPDATE = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "rsids", "mathPr", "themeFontLang")
"""Settings that stand behind updateFields."""


@dataclass(slots=True)
class _Leaf:
    """Blocks that begin on a new page, upright or wide."""

    landscape: bool
    blocks: list[Block] = field(default_factory=list)


def render_docx(document: Document) -> bytes:
    """Return the document as a Word file that Word and WPS open alike."""
    word: Any = docx.Document()
    _replace(word.styles.element, styles_xml())
    references = _edges(word, document)
    word.part._element = _parse("document", f"<w:body>{_body(word, document, references)}</w:body>")
    if not document.letter:
        _settings(word)
    _properties(word, document)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _parse(name: str, inside: str) -> Any:
    """Return an element of WordprocessingML."""
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    return parse_xml(f"<w:{name} {names}>{inside}</w:{name}>")


def _replace(parent: Any, inside: str) -> None:
    """Put WordprocessingML in the place of everything an element holds."""
    parent[:] = list(_parse("made", inside))


def _edges(word: Any, document: Document) -> dict[str, str]:
    """Write the foot, and a header for the watermark; return how sections refer to them."""
    section = word.sections[0]
    _write(section.footer, footer_xml())
    if document.watermark:
        _write(section.header, watermark_xml(document.watermark))
    made = {}
    for node in section._sectPr:
        kind = node.tag.rpartition("}")[2]
        if kind in ("headerReference", "footerReference"):
            made[kind] = f'<w:{kind} w:type="default" r:id="{node.rId}"/>'
    return made


def _write(edge: Any, inside: str) -> None:
    edge.is_linked_to_previous = False
    _replace(edge._element, inside)


def _body(word: Any, document: Document, references: dict[str, str]) -> str:
    """Return cover, contents and blocks; pages are numbered from behind the cover, which has no number."""
    headings = [(n, h) for n, h in enumerate(document.headings()) if h.level <= _LEVELS and not document.letter]
    contents = [contents_xml(headings)] if headings else []
    sections: list[tuple[bool, list[str]]] = [(False, contents)]
    writer = _Writer(word)
    for leaf in _leaves(document.blocks):
        if leaf.landscape != sections[-1][0]:
            sections.append((leaf.landscape, []))
        sections[-1][1].extend(writer.leaf(leaf, fresh=not sections[-1][1]))
    sections = [s for s in sections if s[1]] or sections
    header = references.get("headerReference", "")
    made = [cover_xml(document)]
    if not document.letter:
        made.append(_break(section_xml(landscape=False, references=header)))
    everywhere = "".join(references.values())
    for n, (landscape, inside) in enumerate(sections):
        last = n == len(sections) - 1
        ends = section_xml(landscape=landscape, references=everywhere, start=1 if n == 0 else None)
        made += [*inside, ends if last else _break(ends)]
    return "".join(made)


def _break(section: str) -> str:
    """Return the paragraph of one point a section ends in."""
    return paragraph("Break", more=section)


def _leaves(blocks: list[Block]) -> Iterator[_Leaf]:
    """Yield what begins on a new page: parts, forms with the headings right above them, what follows a wide one."""
    leaf = _Leaf(landscape=False)
    for block in blocks:
        last = leaf.blocks[-1] if leaf.blocks else None
        part = isinstance(block, Heading) and block.level == 1
        if last is not None and (part or (leaf.landscape and isinstance(last, FormTable))):
            yield leaf
            leaf = _Leaf(landscape=False)
        if isinstance(block, FormTable):
            above = _headings_above(leaf)
            if leaf.blocks:
                yield leaf
            leaf = _Leaf(block.landscape, above)
        leaf.blocks.append(block)
    if leaf.blocks:
        yield leaf


def _headings_above(leaf: _Leaf) -> list[Block]:
    """Take the headings a leaf ends in."""
    n = len(leaf.blocks)
    while n and isinstance(leaf.blocks[n - 1], Heading):
        n -= 1
    taken = leaf.blocks[n:]
    del leaf.blocks[n:]
    return taken


class _Writer:
    """Writes blocks one after another; it counts headings and pictures, for their marks."""

    def __init__(self, word: Any) -> None:
        self.word, self.headings, self.pictures = word, 0, 0

    def leaf(self, leaf: _Leaf, *, fresh: bool) -> Iterator[str]:
        """Yield the blocks of a leaf; it breaks the page where it does not begin a section (`fresh`)."""
        sheet = page(landscape=leaf.landscape)
        above = sum(STYLES["Heading1"].line + 8 for block in leaf.blocks if isinstance(block, Heading))
        broken = "" if fresh else "<w:pageBreakBefore/>"
        for n, block in enumerate(leaf.blocks):
            yield self._block(block, sheet, above, "" if n else broken)

    def _block(self, block: Block, sheet: Page, above: float, broken: str) -> str:
        if isinstance(block, Heading):
            return self._heading(block, broken)
        if isinstance(block, Paragraph):
            return paragraph("Signature" if block.align == "right" else "Body", block.text, more=broken)
        if isinstance(block, Note):
            return paragraph("FormNote", block.text, more=broken)
        if isinstance(block, Chart):
            return self._chart(block, sheet.text_width, broken)
        if isinstance(block, FormTable):
            return _form(block, sheet, above, broken)
        caption = paragraph("FormTitle", block.caption, more=broken) if block.caption or broken else ""
        return (
            caption + table_xml(block, measure(block, sheet.text_width, 0, sheet.text_height)) + paragraph("FormNote")
        )

    def _heading(self, heading: Heading, broken: str) -> str:
        mark = f'<w:bookmarkStart w:id="{self.headings}" w:name="{mark_of(self.headings)}"/>'
        mark += f'<w:bookmarkEnd w:id="{self.headings}"/>'
        self.headings += 1
        return paragraph(f"Heading{min(max(heading.level, 1), 4)}", heading.text, more=broken, inside=mark)

    def _chart(self, chart: Chart, width: int, broken: str) -> str:
        """Return a chart as a picture with its alternative text, and its caption below."""
        self.pictures += 1
        _fonts()
        picture = io.BytesIO(vl_convert.svg_to_png(chart.svg, scale=2))
        key, image = self.word.part.get_or_add_image(picture)
        wide = round(min(width, _PICTURE) * _EMU)
        size = f'cx="{wide}" cy="{round(wide * image.px_height / image.px_width)}"'
        named = f'id="{self.pictures}" name="图{self.pictures}" descr={attribute(chart.alternative)}'
        drawing = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {named}/>'
            f'<a:graphic><a:graphicData uri="{_NAMES["pic"]}"><pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
        return paragraph("Picture", more=broken, inside=drawing) + paragraph("Caption", chart.caption)


def _form(table: FormTable, sheet: Page, above: float, broken: str) -> str:
    """Return a form: title, number, whose it is and its unit, the table, its notes, on one page if it can be."""
    title, line, width = STYLES["FormTitle"], STYLES["FormLine"], sheet.text_width
    notes = sum(ceil((len(note.text) + 1) * line.size * 20 / width) for note in table.notes)
    first = sheet.text_height - above - title.line - 2 * line.line - notes * line.line - 6
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    return "".join(
        [
            paragraph("FormTitle", table.caption, more=broken),
            paragraph("FormLine", table.label, more='<w:jc w:val="right"/>') if table.label else "",
            paragraph("FormLine", f"{table.organisation}\t{table.unit}", more=tab),
            table_xml(table, measure(table, width, first, sheet.text_height - line.line - 6)),
            *(paragraph("FormNote", note.text) for note in table.notes),
        ]
    )


@cache
def _fonts() -> None:
    """Let the converter find the fonts of the wheel."""
    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))


def _settings(word: Any) -> None:
    """Ask Word to fill in the contents on opening."""
    settings = word.settings.element
    update = parse_xml(f'<w:updateFields xmlns:w="{_NAMES["w"]}" w:val="true"/>')
    behind = (n for n, node in enumerate(settings) if node.tag.rpartition("}")[2] in _AFTER_UPDATE)
    settings.insert(next(behind, len(settings)), update)


def _properties(word: Any, document: Document) -> None:
    properties = word.core_properties
    title, organisation = legal(document.title)[:_LONGEST], legal(document.organisation)[:_LONGEST]
    properties.title, properties.author, properties.last_modified_by = title, organisation, organisation
    kind = ("", "") if document.letter else ("部门决算公开", "部门决算")
    properties.subject, (properties.category, properties.keywords) = legal(document.about)[:_LONGEST], kind
    properties.language, properties.comments = "zh-CN", ""
    properties.created = properties.modified = datetime.now(UTC)
