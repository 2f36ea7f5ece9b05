"""PDF pages into lines and ruled tables, on PDFs made here and on the shared documents where they are."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from juesuan.blocks import Grid, Line, Source, Unreadable
from juesuan.read.formats.pdf import pdf_blocks

SHARED = Path(__file__).parents[3].parent / "shared" / "disclosures"
SONG = "STSong-Light"
VERA = "Vera"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
pdfmetrics.registerFont(TTFont(VERA, "Vera.ttf"))


def limits(pages: int = 500, seconds: float = 30.0) -> Any:
    """Return limits as the reader sees them."""
    return SimpleNamespace(pages=pages, seconds=seconds)


def made(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    """Return a PDF drawn by `draw`."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), **options)
    canvas.setFont(VERA, 10)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def read(data: bytes, **changes: Any) -> Source:
    """Read PDF bytes."""
    return pdf_blocks("made.pdf", data, limits(**changes))


def grids(source: Source) -> list[Grid]:
    """Return a source's grids."""
    return [block for block in source.blocks if isinstance(block, Grid)]


def lines(source: Source) -> list[Line]:
    """Return a source's lines."""
    return [block for block in source.blocks if isinstance(block, Line)]


def rows(grid: Grid) -> list[list[str]]:
    """Return a grid's texts row by row, merged cells with their spans."""
    found: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        spans = "" if cell.rowspan == cell.colspan == 1 else f"<{cell.rowspan}x{cell.colspan}>"
        found[cell.row].append(cell.text.text + spans)
    return found


def table(canvas: Canvas, *, outer: bool = True, boxes: bool = False) -> None:
    """Draw a table of three rows and columns: a header over two columns, a cell over two rows, one of two lines."""
    xs, ys = (100, 200, 300, 400), (700, 660, 620, 580)
    across = [(x, y) for y in ys for x in (0, 1, 2) if not (y == 660 and x == 0)]
    down = [(x, y) for x in range(4) for y in (0, 1, 2) if not (x == 2 and y == 0) and (outer or x not in (0, 3))]

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        if boxes:
            canvas.rect(x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)
        else:
            canvas.line(x0, y0, x1, y1)

    for i, y in across:
        rule(xs[i], y, xs[i + 1], y)
    for i, j in down:
        rule(xs[i], ys[j + 1], xs[i], ys[j])
    canvas.drawString(110, 650, "Item")
    canvas.drawString(230, 675, "Amount")
    canvas.drawString(210, 635, "Budget")
    canvas.drawString(310, 635, "Actual")
    canvas.drawString(105, 603, "Public")
    canvas.drawString(105, 588, "service")
    canvas.drawRightString(295, 595, "1,234.50")
    canvas.drawRightString(395, 595, "0.01")


TABLE = [["Item<2x1>", "Amount<1x2>"], ["Budget", "Actual"], ["Publicservice", "1,234.50", "0.01"]]


@pytest.mark.parametrize("options", [{}, {"outer": False}, {"boxes": True}], ids=["strokes", "open sides", "boxes"])
def test_ruled_table_with_merged_cells(options: dict[str, bool]) -> None:
    """Cells come from the rules, merged ones once, two lines of a cell as one text."""
    source = read(made(lambda c: table(c, **options)))
    assert [rows(grid) for grid in grids(source)] == [TABLE]
    assert not lines(source)


def test_cell_and_figure_know_their_boxes() -> None:
    """Boxes are in points from the top left of the page."""
    grid = grids(read(made(table)))[0]
    cell = next(c for c in grid.cells if c.text.text == "1,234.50")
    assert cell.box is not None
    assert cell.box == pytest.approx((200, 222, 300, 262), abs=1)
    place = cell.text.place(0, 8)
    assert place.page == 1
    assert place.box is not None
    left, top, right, bottom = place.box
    assert 240 < left < right <= 296
    assert 236 < top < bottom < 250


def test_stroked_boxes_make_a_table_and_a_single_box_does_not() -> None:
    """Each cell may be drawn as its own box; a frame round text is no table."""

    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(["A", "B", "C", "D"]):
            x, y = 100 + 80 * (i % 2), 700 - 20 * (i // 2)
            canvas.rect(x, y, 80, 20)
            canvas.drawString(x + 5, y + 5, text)
        canvas.rect(100, 400, 200, 40)
        canvas.drawString(110, 415, "In a frame")

    source = read(made(draw))
    assert [rows(grid) for grid in grids(source)] == [[["A", "B"], ["C", "D"]]]
    assert [line.text.text for line in lines(source)] == ["In a frame"]


def test_digits_below_the_baseline_stay_on_their_line() -> None:
    """Digits 4.8 pt below the characters belong to their line; the next line does not."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(SONG, 12)
        for y in (700, 680):
            canvas.drawString(100, y, "本年收入")
            canvas.drawString(148, y - 4.8, "18,777.46")
            canvas.drawString(148 + pdfmetrics.stringWidth("18,777.46", SONG, 12), y, "万元。")

    found = [line.text.text for line in lines(read(made(draw)))]
    assert found == ["本年收入18,777.46万元。"] * 2


def test_blocks_come_in_reading_order() -> None:
    """Lines and tables stand from top to bottom, whatever the order of drawing."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 500, "After")
        table(canvas)
        canvas.drawString(100, 750, "Before")

    kinds = [b.text.text if isinstance(b, Line) else "表" for b in read(made(draw)).blocks]
    assert kinds == ["Before", "表", "After"]


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_rotated_pages_are_read_as_they_are_shown(turns: int) -> None:
    """A page shown after a turn, its text upright to the reader, gives the same table within the shown page."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turns)
        canvas.translate(*{90: (842, 0), 180: (595, 842), 270: (0, 595)}[turns])
        canvas.rotate(turns)
        table(canvas)

    grid = grids(read(made(draw)))[0]
    assert rows(grid) == TABLE
    assert grid.box == pytest.approx((100, 142, 400, 262), abs=1)
    place = grid.cells[0].text.place()
    assert place.box == pytest.approx((110, 184, 130, 192), abs=3)


def test_text_lying_on_its_side_is_read() -> None:
    """A landscape table on a page that is not turned is read; its boxes are those of the page as shown."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas.translate(0, -150)
        table(canvas)

    grid = grids(read(made(draw)))[0]
    assert rows(grid) == TABLE
    assert grid.box is not None
    assert grid.box[3] - grid.box[1] == pytest.approx(300, abs=2)


def test_crop_box_moves_the_origin() -> None:
    """Boxes count from the corner of what is shown."""

    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 500, 800))
        table(canvas)

    grid = grids(read(made(draw)))[0]
    assert grid.box == pytest.approx((50, 100, 350, 220), abs=1)


def test_table_inside_a_form_is_found() -> None:
    """Rules and text inside a form (a page drawn as one object) count."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("page")
        canvas.setFont(VERA, 10)
        table(canvas)
        canvas.endForm()
        canvas.translate(10, 20)
        canvas.doForm("page")

    grid = grids(read(made(draw)))[0]
    assert rows(grid) == TABLE
    assert grid.box is not None
    assert grid.box[0] == pytest.approx(110, abs=1)


def test_white_rules_do_not_part_what_dark_ones_join() -> None:
    """White rules beside a dark table are no part of it."""

    def draw(canvas: Canvas) -> None:
        table(canvas)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(60, 640, 440, 640)
        canvas.line(60, 700, 440, 700)
        canvas.line(60, 560, 60, 760)

    assert [rows(grid) for grid in grids(read(made(draw)))] == [TABLE]


CONTENTS = ("一、概况", "二、名称很长的一部分决算", "情况说明")


def test_headers_footers_and_contents() -> None:
    """What returns at a page's edge is a header or footer; a title that returns on few pages is not."""

    def draw(canvas: Canvas) -> None:
        for number in range(1, 13):
            canvas.setFont(SONG, 12)
            canvas.drawString(60, 815, "某某局2024年度决算")
            canvas.drawString(280, 30, f"- {number} -")
            if number < 3:
                canvas.drawString(200, 790, "收入决算表")
            canvas.drawString(90, 640, "一、概况" + "." * 30 + str(number))
            canvas.drawString(90, 620, "二、名称很长的一部分决算")
            canvas.drawString(90, 600, "情况说明" + "." * 30 + str(number))
            canvas.drawString(90, 500, "正文")
            canvas.showPage()

    roles = {re.sub(r"[\d .-]", "", line.text.text) or "#": line.role for line in lines(read(made(draw)))}
    assert roles == {
        "某某局年度决算": "header",
        "#": "footer",
        "收入决算表": "",
        "正文": "",
        **dict.fromkeys(CONTENTS, "toc"),
    }


def test_full_lines_reach_the_margin() -> None:
    """The margin is where full lines end, so that a short last line shows."""

    def draw(canvas: Canvas) -> None:
        for i in range(8):
            canvas.drawString(90, 700 - 20 * i, "A full line of text " * (4 if i % 4 else 2))

    ends = [
        line.margin is not None and line.right is not None and line.margin - line.right < 12
        for line in lines(read(made(draw)))
    ]
    assert ends == [False, True, True, True] * 2


def test_pages_without_text() -> None:
    """A page without text is said, and a document of such pages at once."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Some text")
        canvas.showPage()
        canvas.rect(100, 100, 200, 200, fill=1)

    source = read(made(draw))
    assert [(n.code, n.page) for n in source.notices] == [("page.no_text", 2)]
    with pytest.raises(Unreadable) as caught:
        read(made(lambda c: c.rect(10, 10, 50, 50)))
    assert caught.value.code == "document.no_text"


def refused(data: bytes, **changes: Any) -> str:
    """Return the code with which bytes are refused."""
    with pytest.raises(Unreadable) as caught:
        read(data, **changes)
    return caught.value.code


def outcome(data: bytes) -> str:
    """Say how reading ended: a code, `read`, or `empty` where no block came of it."""
    try:
        return "read" if read(data).blocks else "empty"
    except Unreadable as error:
        return error.code


def test_unreadable_documents() -> None:
    """Locked, broken, and too long documents are refused with their reason."""
    locked = made(table, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    long = made(lambda c: [c.showPage() for _ in range(5)] and None)
    assert refused(locked) == "pdf.encrypted"
    assert refused(b"%PDF-1.7\nnothing here") == "pdf.broken"
    assert refused(b"") == "pdf.broken"
    assert refused(long, pages=4) == "limit.pages"
    assert refused(long, seconds=-1) == "limit.seconds"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_documents_end(share: float) -> None:
    """A truncated document is refused, or what is left of it is read; it never hangs or crashes."""
    data = made(table)
    assert outcome(data[: int(len(data) * share)]) in {"pdf.broken", "read", "empty", "document.no_text"}


LOOP = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count COUNT/Parent 3 0 R>> endobj
3 0 obj <</Type/Pages/Kids[2 0 R]/Count COUNT/Parent 2 0 R>> endobj
trailer <</Root 1 0 R/Size 4>>
%%EOF"""


@pytest.mark.parametrize("count", [b"3", b"400", b"2000000000", b"-7"])
def test_looping_page_trees_end(count: bytes) -> None:
    """A page tree that contains itself ends soon, refused or without text."""
    started = time.monotonic()
    assert outcome(LOOP.replace(b"COUNT", count)) in {
        "pdf.broken",
        "limit.pages",
        "limit.seconds",
        "empty",
        "document.no_text",
    }
    assert time.monotonic() - started < 5


def test_a_drawing_of_many_paths_is_bounded() -> None:
    """Fifty thousand rules do not hold the reader up."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 800, "Drawing")
        for i in range(50_000):
            canvas.line(i % 500, i % 797, i % 500 + 9, i % 797)

    data = made(draw)
    started = time.monotonic()
    assert [line.text.text for line in lines(read(data))] == ["Drawing"]
    assert time.monotonic() - started < 5


def shared(name: str) -> Source:
    """Read a shared document, or skip."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return pdf_blocks(name, path.read_bytes(), limits())


SHAPES = [
    ("putuo-finance-2024.pdf", 8, 18, 11, ["201", "06", "01", "行政运行", "1,511.90", "1,511.89"]),
    ("putuo-finance-2024.pdf", 16, 22, 8, ["301", "01", "基本工资", "262.33", "302", "01", "办公费", "21.21"]),
    ("xian-health-2022.pdf", 81, 20, 10, ["其中：当年财政拨款", "400", "400", "400<1x2>", "—", "100%"]),
    ("budgets/yantai-audit-2026.pdf", 9, 19, 17, ["201", "", "", "一般公共服务支出", "2,731.79", "1,950.19"]),
    ("budgets/beijing-xinfang-2026-forms.pdf", 3, 29, 9, ["2010301-行政运行", "50201-办公经费", "3021101-差旅费"]),
]


@pytest.mark.parametrize(("name", "page", "high", "wide", "row"), SHAPES)
def test_shared_tables(name: str, page: int, high: int, wide: int, row: list[str]) -> None:
    """Grids of real documents, compared by eye with the pages."""
    found = [grid for grid in grids(shared(name)) if grid.pages == [page]]
    assert [(grid.rows, grid.cols) for grid in found] == [(high, wide)]
    assert row in [texts[: len(row)] for texts in rows(found[0])]


def test_shared_document_with_digits_below_the_line() -> None:
    """Sentences of the document whose digits sit lower read through."""
    text = "\n".join(line.text.text for line in lines(shared("putuo-finance-2024.pdf")))
    assert re.search(r"收入支出总计[\d,.]+万元", text)
    assert not re.search(r"^[\d,.]+$", text, re.MULTILINE)
