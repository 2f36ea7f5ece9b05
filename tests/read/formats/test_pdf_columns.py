"""Tables without rules: the same facts as with them, on tables drawn here and on shared documents stripped of rules."""

import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from juesuan.blocks import Grid
from juesuan.facts import facts_of
from juesuan.read import read
from juesuan.read.formats import read_source

SHARED = Path(__file__).parents[3].parent / "shared" / "disclosures"
SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
EDGES = [60, 130, 290, 370, 450, 530]
ROWS = [
    ["合计", "", "30.00", "20.00", "10.00"],
    ["208", "社会保障和就业支出", "30.00", "20.00", "10.00"],
    ["20805", "行政事业单位养老支出", "30.00", "20.00", "10.00"],
    ["2080501", "行政单位离退休", "12.50", "12.50", ""],
    ["2080502", "事业单位离退休", "17.50", "7.50", "10.00"],
]


def page(path, rows, *, ruled=False, prose=()):
    """Draw a form 05 with right-aligned amounts, with or without rules, and lines of text under it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont(SONG, 16)
    canvas.drawCentredString(297, 780, "一般公共预算财政拨款支出决算表")
    canvas.setFont(SONG, 10)
    canvas.drawString(60, 755, "部门：某局")
    canvas.drawRightString(530, 755, "单位：万元")
    heads = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    for n, row in enumerate([heads, *rows]):
        y = 730 - 22 * n
        for (left, right), text in zip(pairwise(EDGES), row, strict=True):
            if n and text.replace(".", "").isdigit() and "." in text:
                canvas.drawRightString(right - 4, y, text)
            elif n:
                canvas.drawString(left + 4, y, text)
            else:
                canvas.drawCentredString((left + right) / 2, y, text)
            if ruled:
                canvas.rect(left, y - 7, right - left, 22)
    for n, text in enumerate(prose):
        canvas.drawString(60, 500 - 20 * n, text)
    canvas.save()
    path.write_bytes(out.getvalue())
    return path


def facts(path):
    readings = [r for r in read(str(path)).readings if r.origin == "form" and not r.blank]
    return {c: {r.amount.base for r in f.readings} for c, f in facts_of(readings).items()}


def grids(path):
    return [b for b in read_source(str(path)).blocks if isinstance(b, Grid)]


def test_a_table_without_rules_gives_the_same_facts(tmp_path):
    plain, ruled = page(tmp_path / "a.pdf", ROWS), page(tmp_path / "b.pdf", ROWS, ruled=True)
    assert len(facts(ruled)) > 8
    assert facts(plain) == facts(ruled)
    (grid,) = grids(plain)
    assert (grid.rows, grid.cols) == (6, 5)
    assert [c.text.text for c in grid.cells if c.row == 4] == ["2080501", "行政单位离退休", "12.50", "12.50"]
    (cell,) = (c for c in grid.cells if c.text.text == "7.50")
    assert cell.box is not None
    assert cell.box[2] == pytest.approx(446, abs=1)


def test_few_amounts_and_prose_are_no_table(tmp_path):
    prose = [f"{n}、某项支出 {n}2.50 万元，占 10.00%；另一项 3.00 万元。" for n in range(8)]
    assert grids(page(tmp_path / "a.pdf", ROWS[:3], prose=prose)) == []


def stripped(source, target):
    """Write a PDF again without anything drawn."""
    pdf = pikepdf.open(source)
    for one in pdf.pages:
        kept = []
        for part in pikepdf.parse_content_stream(one):
            drawn = str(part.operator) in {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}
            kept.append(([], pikepdf.Operator("n")) if drawn else (part.operands, part.operator))
        one.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
    pdf.save(target)
    return target


@pytest.mark.skipif(not SHARED.exists(), reason="the documents of ../shared are not here")
@pytest.mark.parametrize(("name", "share"), [("foshan-rail-2019", 0.9), ("putuo-finance-2024", 0.7), ("swu-2023", 0.6)])
def test_real_forms_stripped_of_their_rules(tmp_path, name, share):
    source = SHARED / f"{name}.pdf"
    ruled, plain = facts(source), facts(stripped(source, tmp_path / "a.pdf"))
    assert not {c: v for c, v in plain.items() if not v <= ruled.get(c, set())}
    assert len(plain) >= share * len(ruled)
