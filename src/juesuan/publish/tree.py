"""The document tree (文档树): headings, paragraphs, forms, charts; every figure knows its fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from juesuan.facts import Coordinate

__all__ = [
    "Block",
    "Cell",
    "Chart",
    "Document",
    "Figure",
    "FormTable",
    "Heading",
    "ListTable",
    "Note",
    "Paragraph",
    "Span",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its text without the unit, the unit as printed after it, and what it is about.

    `coordinate` is the fact it prints; a figure that follows from facts (a share, a growth, a difference) has none and
    names what it follows from in `operands`, with `formula` saying how (share, completion, growth, difference).
    """

    text: str
    unit: str = ""
    coordinate: Coordinate | None = None
    formula: str = ""
    operands: tuple[Coordinate, ...] = ()

    def __str__(self) -> str:
        """The figure as it stands in a sentence."""
        return f"{self.text}{self.unit}"


Span = str | Figure


@dataclass(slots=True)
class Words:
    """Sentences in a cell: text and figures, as a paragraph has them."""

    spans: list[Span]

    def __str__(self) -> str:
        """The sentences as they read."""
        return "".join(str(span) for span in self.spans)


@dataclass(slots=True)
class Heading:
    """A heading: level 1 is a part (第一部分), 2 一、, 3 （一）, 4 1.; the number stands in `text`."""

    level: int
    text: str
    anchor: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph of text and figures; `align` right is a signature's, no indent and at the right edge."""

    spans: list[Span]
    align: str = ""

    @property
    def text(self) -> str:
        """The paragraph as it reads."""
        return "".join(str(span) for span in self.spans)


@dataclass(slots=True)
class Note:
    """A note below a form (注：…), or the sentence that says why a form is empty."""

    spans: list[Span]

    @property
    def text(self) -> str:
        """The note as it reads."""
        return "".join(str(span) for span in self.spans)


@dataclass(slots=True)
class Cell:
    """A cell: text, a figure, or sentences; `sums` are the cells it sums, for XLSX: (row, col, sign) 0-based."""

    value: Span | Words = ""
    rowspan: int = 1
    colspan: int = 1
    align: str = ""
    indent: int = 0
    header: bool = False
    sums: tuple[tuple[int, int, int], ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Yield the figures in it."""
        spans = self.value.spans if isinstance(self.value, Words) else [self.value]
        return (span for span in spans if isinstance(span, Figure))


@dataclass(slots=True)
class FormTable:
    """A statutory form as printed: `label` 公开01表, `caption` the title, `rows` of cells (None where a span covers).

    `widths` are relative column widths, `head` how many rows repeat on every page, `landscape` asks for a wide page.
    """

    form: str
    caption: str
    label: str
    organisation: str
    unit: str
    rows: list[list[Cell | None]]
    head: int
    widths: list[float]
    notes: list[Note] = field(default_factory=list)
    landscape: bool = False


@dataclass(slots=True)
class ListTable:
    """Any other table (重点工作表, 绩效自评表): header rows first."""

    rows: list[list[Cell | None]]
    head: int
    widths: list[float]
    caption: str = ""


@dataclass(slots=True)
class Chart:
    """A chart (图): its caption, a Vega-Lite specification, the SVG made of it, and its text alternative."""

    caption: str
    specification: dict[str, object]
    svg: str
    alternative: str


Block = Heading | Paragraph | Note | FormTable | ListTable | Chart


@dataclass(slots=True)
class Document:
    """A document to be printed: cover, contents (made by the renderers from the headings), blocks in order.

    A `letter` (公示、决定书) has neither: its title stands above its text, and it signs itself. `subject` is what its
    properties say it is about, the department's final accounts where it is empty.
    """

    title: str
    organisation: str
    year: int
    date: str
    blocks: list[Block] = field(default_factory=list)
    watermark: str = ""
    letter: bool = False
    subject: str = ""

    @property
    def about(self) -> str:
        """What the properties of a file say it is about."""
        return self.subject or f"{self.year}年度部门决算"

    def headings(self) -> Iterator[Heading]:
        """Yield the headings in order."""
        return (block for block in self.blocks if isinstance(block, Heading))

    def figures(self) -> Iterator[Figure]:
        """Yield every figure in order of appearance."""
        for block in self.blocks:
            if isinstance(block, Paragraph | Note):
                yield from (span for span in block.spans if isinstance(span, Figure))
            elif isinstance(block, FormTable | ListTable):
                yield from (figure for row in block.rows for cell in row if cell for figure in cell.figures())
                if isinstance(block, FormTable):
                    for note in block.notes:
                        yield from (span for span in note.spans if isinstance(span, Figure))
