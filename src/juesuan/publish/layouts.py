"""Ways to lay out a form: two sides, rows by code, blocks side by side, one line, a list of items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.publish.pack import Pack, numeral
from juesuan.publish.tree import Cell, Figure
from juesuan.taxonomy.classification import classification, level, parent
from juesuan.taxonomy.forms import Cast, FormSpec, form_spec

__all__ = ["LAYOUTS", "Sheet"]


@dataclass(slots=True)
class Sheet:
    """A form while it is laid out: its spec, the rows so far, and where every coordinate stands."""

    form: str
    layout: dict[str, Any]
    accounts: Accounts
    pack: Pack
    rows: list[list[Cell | None]]
    spots: dict[Coordinate, tuple[int, int]] = field(default_factory=dict)

    @property
    def spec(self) -> FormSpec:
        """The form's file in the taxonomy."""
        found = form_spec(self.form)
        assert found is not None, f"no form {self.form} in the taxonomy"
        return found

    def column(self, key: str, side: str = "") -> Cast:
        """Return what a column key stands for; `budget:` before it is the stage the pack prints as 预算数."""
        stage, _, name = key.rpartition(":")
        spec = next((c for c in self.spec.columns if c.key == name and c.side in ("", side)), None)
        if spec is None:
            raise KeyError(f"表 {self.form} 没有列“{key}”（taxonomy/forms），请检查模板包 {self.pack.key}")
        budget = str(self.pack.data["sangong"]["stage"])
        return Cast(spec.cast.measure, budget if stage == "budget" else stage, spec.cast.members)

    def row(self, key: str) -> Cast:
        """Return what a row key of the taxonomy stands for."""
        spec = next((r for r in self.spec.rows if r.key == key), None)
        if spec is None:
            raise KeyError(f"表 {self.form} 没有行“{key}”（taxonomy/forms），请检查模板包 {self.pack.key}")
        return spec.cast

    def coordinate(self, row: Cast, column: Cast) -> Coordinate:
        """Join what row, column and form say."""
        said = row.over(column.over(self.spec.base))
        return Coordinate(said.measure, self.accounts.year, said.stage or "actual", said.members)

    def put(self, row: int, column: int, about: Coordinate) -> Cell:
        """Return the cell of a figure and remember where it stands; a zero is left blank."""
        self.spots[about] = (row, column)
        if count := self.accounts.counts.get(about):
            return Cell(Figure(str(count), "", about), align="right")
        value = self.accounts.printed.get(about, Decimal(0))
        return Cell(Figure(f"{value:,.{self.accounts.places}f}", "", about) if value else "", align="right")

    def name(self, kind: str, code: str) -> str:
        """Return the name of a code in the year."""
        return classification(kind).name(code, self.accounts.year) or code


def _sides(sheet: Sheet) -> None:
    """01 and 04: what came in on the left, what it was spent on on the right, with 行次 where the header has them."""
    layout = sheet.layout
    left = [(label, sheet.row(key)) for label, key in layout["left"]]
    right = [(f"{numeral(n)}、{sheet.name('function', c)}", _class(c)) for n, c in enumerate(layout["classes"], 1)]
    feet = [[(label, sheet.row(key) if key else None) for label, key in layout[f]] for f in ("left_foot", "right_foot")]
    numbered = any(cell and cell.value == "行次" for row in sheet.rows for cell in row)
    body = [*zip_longest(left, right), *zip_longest(*feet)]
    for n, (one, other) in enumerate(body, 1):
        halves = ((one, "left", n), (other, "right", n + len(body)))
        cells: list[Cell | None] = []
        for half, side, number in halves:
            label, cast = half or ("", None)
            foot = n > len(left) and n > len(right)
            total = foot and label in ("总计", "本年收入合计", "本年支出合计")
            cells.append(Cell(label, align="center" if total else "left"))
            if numbered:
                cells.append(Cell(str(number), align="center"))
            for key in layout[f"{side}_columns"]:
                about = sheet.coordinate(cast, sheet.column(key, side)) if cast is not None else None
                known = about is not None and not _apart(cast, sheet.column(key, side))
                cells.append(sheet.put(len(sheet.rows), len(cells), about) if known and about else Cell(align="right"))
        sheet.rows.append(cells)


def _class(code: str) -> Cast:
    return Cast("expenditure", "", (("function", code),))


def _apart(row: Cast | None, column: Cast) -> bool:
    """Say whether a row names one fund and its column another."""
    ours, theirs = dict(row.members).get("fund") if row else None, dict(column.members).get("fund")
    return bool(ours and theirs) and theirs not in (ours, "fiscal")


def _codes(sheet: Sheet) -> None:
    """02, 03, 05, 07 and 08: a total, then every 类, 款 and 项 that has a figure in some column."""
    columns = [sheet.column(key) for key in sheet.layout["columns"]]
    abouts = [sheet.coordinate(Cast(), column) for column in columns]
    kind = sheet.spec.classification
    total: list[Cell | None] = [Cell("", colspan=3), None, None, Cell("合计", align="center")]
    total += [sheet.put(len(sheet.rows), n, about) for n, about in enumerate(abouts, 4)]
    sheet.rows.append(total)
    for code in _codes_of(sheet.accounts, abouts, kind):
        depth = level(kind, code) or 0
        cells: list[Cell | None] = [Cell(code, colspan=3, align="left"), None, None]
        cells.append(Cell(sheet.name(kind, code), align="left", indent=depth))
        cells += [sheet.put(len(sheet.rows), n, about.with_(**{kind: code})) for n, about in enumerate(abouts, 4)]
        sheet.rows.append(cells)


def _codes_of(accounts: Accounts, abouts: list[Coordinate], kind: str) -> list[str]:
    """Return the codes with a figure at one of the coordinates, and their parents, in order."""
    wanted = set(abouts)
    codes = {
        code
        for coordinate, value in accounts.printed.items()
        if value and (code := coordinate.get(kind)) and coordinate.with_(**{kind: None}) in wanted
    }
    for code in list(codes):
        while (up := parent(kind, code)) is not None:
            codes.add(up)
            code = up
    return sorted(codes)


def _blocks(sheet: Sheet) -> None:
    """06: all economic codes in blocks side by side, and the totals of personnel and public expenses."""
    column = sheet.column("actual")
    about = sheet.coordinate(Cast(), column)
    spent = set(_codes_of(sheet.accounts, [about], "economic"))
    blocks = []
    for n, classes in enumerate(sheet.layout["blocks"]):
        more = [c for c in sheet.layout.get("more", {}).get(str(n), ()) if c in spent]
        blocks.append([code for c in sorted([*classes, *more]) for code in _economic(c, sheet.accounts.year, spent)])
    for line in zip_longest(*blocks):
        cells: list[Cell | None] = []
        for code in line:
            if code is None:
                cells += [Cell(), Cell(), Cell(align="right")]
                continue
            indent = level("economic", code) or 0
            cells += [Cell(code, align="left"), Cell(sheet.name("economic", code), align="left", indent=indent)]
            cells.append(sheet.put(len(sheet.rows), len(cells), about.with_(economic=code)))
        sheet.rows.append(cells)
    cells = []
    for label, key, span in sheet.layout["totals"]:
        cells += [Cell(label, colspan=span, align="center"), *[None] * (span - 1)]
        cells.append(sheet.put(len(sheet.rows), len(cells), sheet.coordinate(sheet.row(key), column)))
    sheet.rows.append(cells)


def _economic(top: str, year: int, spent: set[str]) -> list[str]:
    """Return a class and its divisions that are in force in the year or have a figure."""
    lists = classification("economic")
    below = [c for c in lists if parent("economic", c) == top and (lists.names(c, year) or c in spent)]
    return [top, *sorted(below)]


def _line(sheet: Sheet) -> None:
    """09: one line, every kind at every stage."""
    abouts = [sheet.coordinate(Cast(), sheet.column(key)) for key in sheet.layout["columns"]]
    sheet.rows.append([sheet.put(len(sheet.rows), n, about) for n, about in enumerate(abouts)])


def _items(sheet: Sheet) -> None:
    """The list of procurement, operating cost and assets: name, unit of measure, figure or count."""
    column = sheet.column("actual")
    for label, key, unit, indent in sheet.layout["items"]:
        cells: list[Cell | None] = [Cell(label, align="left", indent=indent), Cell(unit, align="center")]
        row = len(sheet.rows)
        cells.append(sheet.put(row, 2, sheet.coordinate(sheet.row(key), column)) if key else Cell(align="right"))
        sheet.rows.append(cells)


LAYOUTS: dict[str, Callable[[Sheet], None]] = {
    "sides": _sides,
    "codes": _codes,
    "blocks": _blocks,
    "line": _line,
    "items": _items,
}
"""The layouts a pack may name."""
