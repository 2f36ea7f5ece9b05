"""Tables of the web page: which cells are headers of columns and rows, and which headers each figure has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from juesuan.publish.tree import Cell, Figure, Span, Words

__all__ = ["Shown", "Table", "table_of"]

_NO_HEADERS = ("栏次", "行次")


@dataclass(slots=True)
class Shown:
    """A cell as it stands in the page: element, scope, id of a header, ids of the headers of a figure."""

    cell: Cell
    tag: str = "td"
    scope: str = ""
    id: str = ""
    headers: str = ""

    @property
    def figure(self) -> Figure | None:
        """The figure in it, if any."""
        return self.cell.value if isinstance(self.cell.value, Figure) else None

    @property
    def spans(self) -> list[Span]:
        """The sentences in it, if any."""
        return self.cell.value.spans if isinstance(self.cell.value, Words) else []


@dataclass(slots=True)
class Table:
    """Column widths in per cent, header rows and body rows."""

    widths: list[float]
    head: list[list[Shown]] = field(default_factory=list)
    body: list[list[Shown]] = field(default_factory=list)


def table_of(rows: list[list[Cell | None]], head: int, widths: list[float], prefix: str) -> Table:
    """Lay the cells out; `prefix` makes ids of headers the page has once."""
    total = sum(widths) or 1
    table = Table([round(100 * w / total, 2) for w in widths])
    above: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        cells = [(n, cell) for n, cell in enumerate(row) if cell is not None]
        if number < head:
            table.head.append([_header(cell, n, f"{prefix}r{number}c{n}", above) for n, cell in cells])
        else:
            table.body.append(list(_body(cells, f"{prefix}r{number}", above)))
    return table


def _header(cell: Cell, column: int, name: str, above: dict[int, list[str]]) -> Shown:
    """Return a header cell; numbers of columns (栏次) and blanks are none."""
    text = str(cell.value)
    if not text or text in _NO_HEADERS or text.isdigit():
        return Shown(cell)
    for n in range(column, column + cell.colspan):
        above.setdefault(n, []).append(name)
    return Shown(cell, "th", "colgroup" if cell.colspan > 1 else "col", name)


def _body(cells: list[tuple[int, Cell]], prefix: str, above: dict[int, list[str]]) -> Iterator[Shown]:
    """Yield a row: texts left of figures are headers of those figures, up to the figure before."""
    labels: list[str] = []
    after_value = False
    for position, (column, cell) in enumerate(cells):
        if _is_value(cell):
            after_value = True
            yield Shown(cell, headers=" ".join([*above.get(column, []), *labels]))
            continue
        if after_value:
            labels, after_value = [], False
        text = str(cell.value)
        if text and not (text.isdigit() and cell.align == "center") and _leads(cells[position:]):
            name = f"{prefix}c{column}"
            labels.append(name)
            yield Shown(cell, "th", "row", name)
        else:
            yield Shown(cell)


def _is_value(cell: Cell) -> bool:
    """Say whether a cell has a figure, or is the blank of one."""
    return isinstance(cell.value, Figure) or (not cell.value and cell.align == "right")


def _leads(rest: list[tuple[int, Cell]]) -> bool:
    """Say whether values follow a text in its row."""
    return any(_is_value(cell) for _, cell in rest)
