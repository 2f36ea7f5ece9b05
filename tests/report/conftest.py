"""A small audit made by hand, of a text and of a PDF, and a register to word it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from juesuan.blocks import Cell, Grid, Line, Source, Text
from juesuan.disclosure import Disclosure, Form, FormRow
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.findings import Finding, NotRun, Report, Status, Suspect, Witness
from juesuan.laws import registry

REGISTER = """
[codes."derived.completion"]
severity = "error"
title = {zh = "完成率", en = "completion"}
message = {zh = "完成率写作{stated}，按所列数字应为{expected}", en = "completion is given as {stated}, not {expected}"}
spec = "The stated percentage against its two operands. Left out: (1) a base of zero."
pass = "预算10万元，决算9万元，完成90%"
fail = "预算10万元，决算9万元，完成80%"
[codes."identity.form"]
severity = "error"
title = {zh = "表间一致", en = "forms agree"}
message = {zh = "{left}与{right}不一致", en = "{left} and {right} differ"}
spec = "One coordinate in two forms."
pass = "2.00 | 2.00"
fail = "2.00 | 3.00"
[codes."disclosure.doubled"]
severity = "warning"
title = {zh = "重复标点", en = "doubled punctuation"}
message = {zh = "重复的标点“{stated}”", en = "doubled punctuation “{stated}”"}
spec = "Two of the same mark in a row."
pass = "好。"
fail = "好。。"
[codes."cross-document.opening"]
severity = "error"
title = {zh = "年初数等于上年年末数", en = "opening equals last closing"}
message = {zh = "年初数{stated}", en = "opening {stated}"}
spec = "Needs last year's document."
pass = "1 | 1"
fail = "1 | 2"
[codes."balance.tail"]
severity = "info"
title = {zh = "尾差", en = "rounding tail"}
message = {zh = "有尾差", en = "a rounding tail"}
spec = "Explained by rounding."
pass = "1"
fail = "1"
[why.swap]
zh = "数字颠倒"
en = "digits swapped"
[not_run.no_prior]
zh = "没有提供上年决算"
en = "no prior document given"
"""

LINES = ["甲局2024年度决算", "年初预算为10.00万元，支出决算为9.00万元，完成年初预算的80.0%。。", "=HYPERLINK(1)<b>&"]


@pytest.fixture(autouse=True)
def _register(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry.assemble([("test.toml", REGISTER)])
    monkeypatch.setattr(registry, "register", lambda: known)


def reading(text: str, value: str, unit: str, place: Place, coordinate: Coordinate | None = None) -> Reading:
    return Reading(text, Amount(Decimal(value), Decimal("0.01"), unit), place, coordinate=coordinate, label="支出")


def findings(stated: Place, operand: Place, doubled: Place) -> list[Finding]:
    return [
        Finding("disclosure.doubled", [Witness("stated", doubled, "。。")]),
        Finding(
            "derived.completion",
            [
                Witness("stated", stated, "80.0%", Decimal("80.0"), "%"),
                Witness("operand", operand, "9.00", Decimal("9.00"), "万元"),
            ],
            expected="90.0%",
            difference="10.0",
            suspects=[Suspect(0, "90.0", "swap")],
        ),
        Finding("balance.tail", [], {}),
    ]


def made(source: Source, places: tuple[Place, Place, Place]) -> object:
    cell = Place(page=places[0].page and 1, form="05", row="2080101", column="决算数")
    coordinate = Coordinate.of("expenditure", 2024, fund="general", function="2080101")
    printed = reading("9.00", "9.00", "万元", cell, coordinate)
    blank = Reading("", Amount(Decimal(0), Decimal("0.01"), "万元"), cell, blank=True)
    texts = [reading("80.0%", "80.0", "%", places[0]), reading("9.00", "9.00", "万元", places[1], coordinate)]
    row = FormRow("2080101", "行政运行", "2080101", None, cell, {"actual": printed})
    form = Form("05", "一般公共预算财政拨款支出决算表", [], [1], [], [row], [printed, blank])
    disclosure = Disclosure(source, "甲局", 2024, "final-accounts", forms=[form], readings=[printed, blank, *texts])
    statuses = [
        (printed, Status.PROVEN),
        (blank, Status.UNCHECKED),
        (texts[0], Status.CONTRADICTED),
        (texts[1], Status.UNCHECKED),
    ]
    report = Report(findings(*places), [NotRun("cross-document", "no_prior")] * 2, statuses)
    return SimpleNamespace(disclosure=disclosure, report=report, seconds=0.1)


@pytest.fixture
def text_audit(tmp_path: Path) -> object:
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*LINES, "款\t9.00"]), "utf-8")
    blocks = [Line(Text.at(line, line=n, start=0)) for n, line in enumerate(LINES, 1)]
    cells = [Cell(0, 0, Text.at("款", line=4, start=0)), Cell(0, 1, Text.at("9.00", line=4, start=2))]
    source = Source("a.txt", "0" * 64, "text", 1, [*blocks, Grid(cells, 1, 2)])

    def at(text: str) -> Place:
        start = LINES[1].index(text)
        return Place(line=2, start=start, end=start + len(text), section="一、总体 / （一）完成情况")

    return made(
        source, (at("80.0%"), Place(line=4, start=2, end=6, form="05", row="2080101", column="决算数"), at("。。"))
    )


@pytest.fixture
def pdf_audit(tmp_path: Path) -> object:
    """Four pages, the second turned and cropped, with the figure 80.0% in a box pdfium itself gives."""
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(400, 500))
    for number in range(1, 5):
        canvas.drawString(100, 300, f"page {number}: 80.0% of 9.00..")
        canvas.showPage()
    canvas.save()
    turn(path)
    source = Source(str(path), "0" * 64, "pdf", 4)
    return made(
        source,
        (
            Place(page=2, box=box_of(path, 1, "80.0%"), section="一、总体"),
            Place(page=1, box=box_of(path, 0, "9.00")),
            Place(page=2),
        ),
    )


def turn(path: Path) -> None:
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[1].rotate(90, relative=False)
        document.pages[1].cropbox = [50, 100, 350, 450]
        document.save(path)


def box_of(path: Path, page: int, text: str) -> tuple[float, float, float, float]:
    from juesuan.read.formats.pdf import pdf_blocks

    source = pdf_blocks(str(path), path.read_bytes(), SimpleNamespace(pages=100, seconds=60))
    for block in source.blocks:
        if isinstance(block, Line) and block.page == page + 1 and text in block.text.text:
            start = block.text.text.index(text)
            box = block.text.place(start, start + len(text)).box
            assert box
            return box
    raise AssertionError(text)
