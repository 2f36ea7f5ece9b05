"""Forms of others as data (自评表采集): every value of a self-evaluation with its place, and what the laws say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from juesuan.blocks import Cell, Grid, Text
from juesuan.disclosure import Disclosure, Evaluation, Funding, Indicator
from juesuan.facts import Place, Reading
from juesuan.findings import Finding
from juesuan.read.figures import squeeze

__all__ = ["LAW", "FormValue", "findings_of", "form_values"]

LAW = "performance"


@dataclass(frozen=True, slots=True)
class FormValue:
    """A value of a form: which form (from 1), whose, which row of it and which field, as printed and as read.

    `part` is head, money, indicator or total; `group` an indicator's levels; `value` and `unit` are empty for words;
    `page`, `row` and `column` count from 1 and are None where the file has none.
    """

    form: int
    subject: str
    part: str
    group: str
    item: str
    field: str
    printed: str
    operator: str
    value: str
    unit: str
    place: Place

    @property
    def page(self) -> int | None:
        """The page of the value."""
        return self.place.page

    @property
    def row(self) -> int | None:
        """The row of its cell in the table as printed, in a workbook that of the sheet."""
        if self.place.sheet:
            return self.place.line
        return None if self.place.cell is None else self.place.cell[0] + 1

    @property
    def column(self) -> int | None:
        """The column of its cell in the table as printed."""
        return None if self.place.cell is None else self.place.cell[1] + 1


def form_values(disclosure: Disclosure) -> list[FormValue]:
    """Return every value of the self-evaluations of a document, form by form in their order."""
    return [value for n, one in enumerate(disclosure.evaluations, 1) for value in _values(n, one)]


def findings_of(disclosure: Disclosure, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about self-evaluations: those of the performance laws, and others about a cell of a form."""
    texts = [cell.text for one in disclosure.evaluations for grid in one.grids for cell in grid.cells]
    cells: dict[tuple[object, ...], list[Place]] = {}
    for text in texts:
        if text.text.strip():
            cells.setdefault(_key(text.place()), []).append(text.place())
    return [
        one
        for one in findings
        if one.code.startswith(f"{LAW}.")
        or any(_meet(w.place, cell) for w in one.witnesses if w.place.cell for cell in cells.get(_key(w.place), ()))
    ]


def _key(place: Place) -> tuple[object, ...]:
    return place.page, place.sheet, place.line if place.page is None else None, place.cell


def _meet(one: Place, other: Place) -> bool:
    """Say whether two places of one key share lines: a page may have two tables."""
    return one.box is None or other.box is None or (one.box[1] <= other.box[3] and other.box[1] <= one.box[3])


def _values(form: int, one: Evaluation) -> Iterator[FormValue]:
    subject = "".join(one.project.text.split()) if one.project else ""
    head = (form, subject)
    if one.project is not None:
        yield _words(head, "head", "", "", "body" if one.whole else "project", one.project)
    if one.grade is not None:
        yield _words(head, "head", "", "", "grade", one.grade)
    for row in one.funding:
        yield from _money(head, row)
    for indicator in one.indicators:
        yield from _indicator(head, indicator, one.grids)
    for field, reading in (("weight", one.total_weight), ("score", one.total_score)):
        if reading is not None:
            yield _number(head, "total", "", "", field, reading)


def _money(head: tuple[int, str], row: Funding) -> Iterator[FormValue]:
    for field, reading in row.figures.items():
        if not reading.blank:
            yield _number(head, "money", "part" if row.part else "whole", row.label, field, reading)


def _indicator(head: tuple[int, str], one: Indicator, grids: Iterable[Grid]) -> Iterator[FormValue]:
    name, group = "".join(one.name.text.split()), "/".join(filter(None, (one.group, one.kind)))
    readings = {"target": one.target_value, "actual": one.actual_value}
    signs = {"target": one.operator, "actual": one.bound}
    for field, text in (("target", one.target), ("actual", one.actual)):
        reading = readings[field]
        if reading is not None:
            yield _number(head, "indicator", group, name, field, reading, signs[field])
        elif text is not None and text.text.strip():
            yield _words(head, "indicator", group, name, field, text)
    for field, reading in (("weight", one.weight), ("score", one.score), ("completion", one.completion)):
        if reading is not None and not reading.blank:
            yield _number(head, "indicator", group, name, field, reading)
    for field, said in (("rule", one.rule), ("reason", one.reason)):
        if said.strip():
            yield _words(head, "indicator", group, name, field, _cell(said, one.name, grids))


def _cell(said: str, name: Text, grids: Iterable[Grid]) -> Text:
    """Return the cell of an indicator's row that says this, or the words at the place of its name."""
    place, words = name.place(), squeeze(said)
    rows = (cell for grid in grids for cell in grid.cells if place.cell and _row(cell) == place.cell[0])
    found = (one.text for one in rows if squeeze(one.text.text) == words)
    return next((one for one in found if _key(one.place())[:3] == _key(place)[:3]), Text(said, name.runs[:1]))


def _row(cell: Cell) -> int | None:
    """Return the row a cell had in its table as printed: tables over pages are one here."""
    place = cell.text.place()
    return place.cell[0] if place.cell else None


def _number(
    head: tuple[int, str], part: str, group: str, item: str, field: str, reading: Reading, sign: str = ""
) -> FormValue:
    amount = reading.amount
    printed = " ".join(reading.text.split())
    return FormValue(*head, part, group, item, field, printed, sign, f"{amount.value:f}", amount.unit, reading.place)


def _words(head: tuple[int, str], part: str, group: str, item: str, field: str, text: Text) -> FormValue:
    return FormValue(*head, part, group, item, field, " ".join(text.text.split()), "", "", "", text.place())
