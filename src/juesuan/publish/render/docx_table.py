"""Tables of a Word file as WordprocessingML: a grid that fills the text, merged cells, heads that repeat."""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from juesuan.publish.tree import Cell, FormTable, ListTable

__all__ = ["table_xml"]

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_MARGIN = 40
"""Twips between a cell's edge and its text; the default 108 is too much for eleven columns."""

Grid = list[list[Cell | None]]


def table_xml(table: FormTable | ListTable, width: int) -> str:
    """Return a table of `width` twips; its columns share it as the table says."""
    widths = _shares(table.widths, width)
    owners = _owners(table.rows)
    size = 18 if len(widths) < 9 else 16
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    margins = "".join(f'<w:{side} w:w="{_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(table.rows, r, widths, owners, size, head=r < table.head) for r in range(len(table.rows)))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{w}{chr(34)}/>' for w in widths)}</w:tblGrid>"
        f"{rows}</w:tbl>"
    )


def _shares(widths: list[float], width: int) -> list[int]:
    """Split a width into whole twips that add up to it."""
    whole = sum(widths)
    ends = [round(width * sum(widths[: n + 1]) / whole) for n in range(len(widths))]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _owners(rows: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for every covered place the cell that covers it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                for down in range(cell.rowspan):
                    for along in range(cell.colspan):
                        found[r + down, c + along] = (r, c)
    return found


def _row(
    rows: Grid, r: int, widths: list[int], owners: dict[tuple[int, int], tuple[int, int]], size: int, *, head: bool
) -> str:
    cells, c = [], 0
    while c < len(widths):
        owner = owners.get((r, c))
        cell = rows[owner[0]][owner[1]] if owner else None
        span = cell.colspan if cell else 1
        merge = ""
        if owner and cell and cell.rowspan > 1:
            merge = '<w:vMerge w:val="restart"/>' if owner[0] == r else "<w:vMerge/>"
        own = cell if owner and owner[0] == r else None
        cells.append(_cell(own, sum(widths[c : c + span]), span, merge, size))
        c += span
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell | None, width: int, span: int, merge: str, size: int) -> str:
    """Return one cell; a covered one is there without text."""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    align = "left" if cell is None else cell.align or ("center" if cell.header else "left")
    indent = (
        f'<w:ind w:leftChars="{cell.indent * 100}" w:left="{cell.indent * size * 10}"/>' if cell and cell.indent else ""
    )
    text = escape(str(cell.value)) if cell else ""
    bold = "<w:b/>" if cell and cell.header else ""
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:hint="eastAsia"/>'
    run = (
        f'<w:r><w:rPr>{fonts}{bold}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        if text
        else ""
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/>{indent}<w:jc w:val="{align}"/></w:pPr>'
        f"{run}</w:p></w:tc>"
    )
