"""Cells of a recognised form into readings at coordinates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from juesuan.blocks import Cell, Text
from juesuan.disclosure import FormRow
from juesuan.facts import Amount, Coordinate, Place, Reading
from juesuan.read.form_columns import Bound
from juesuan.read.numbers import is_blank, parse_amount
from juesuan.taxonomy.forms import Cast, FormSpec

__all__ = ["Raw", "Setting", "build", "read_cell"]

BLANK_QUANTUM = Decimal("0.01")


@dataclass(slots=True)
class Raw:
    """A row before its code is resolved: what is printed, and a cell for each column it has a value in.

    `cast` is what the row says of coordinates; None where its code has to say it (`coded`) or nobody knows.
    """

    printed: str
    name: str
    cell: Cell | None
    pairs: list[tuple[Bound, Cell | None]]
    cast: Cast | None = None
    coded: bool = False
    number: int | None = None
    unit: str = ""


@dataclass(slots=True)
class Setting:
    """What all cells of one form share: its spec, year, unit of money and disclosing unit, and the stage of 预算数."""

    spec: FormSpec
    year: int
    unit: str = "万元"
    owner: str = ""
    budget_stage: str = "initial"


def cell_place(cell: Cell | None, setting: Setting, row: str, column: str) -> Place:
    """Return where a cell stands: its text if it has any, else its box."""
    if cell is None:
        return Place(form=setting.spec.id, row=row, column=column)
    shown = cell.text.strip() if cell.text.text.strip() else cell.text
    place = shown.place()
    return replace(place, box=place.box or cell.box, form=setting.spec.id, row=row, column=column)


def read_cell(
    cell: Cell | None, bound: Bound, row: Cast | None, label: tuple[str, str], setting: Setting, unit: str = ""
) -> Reading | None:
    """Read one cell; None where it holds words. `row` is None where nobody knows what the row is about.

    `label` is the row's code (or name) and its name.
    """
    text = cell.text.text.strip() if cell is not None else ""
    unit = unit or setting.unit
    amount = parse_amount(text, unit)
    blank = amount is None and is_blank(text)
    if amount is None and not blank:
        return None
    place = cell_place(cell, setting, label[0] or label[1], bound.header)
    return Reading(
        text="" if blank else text,
        amount=amount or Amount(Decimal(0), BLANK_QUANTUM, unit),
        place=place,
        origin="form",
        coordinate=coordinate(row, bound, setting) if row is not None else None,
        blank=blank,
        label=label[1],
    )


def coordinate(row: Cast, bound: Bound, setting: Setting) -> Coordinate | None:
    """Join what row, column and form say; None where row and column contradict each other."""
    said = row.over(bound.cast.over(setting.spec.base))
    if not said.measure or _apart(row, bound.cast):
        return None
    stage = said.stage or "actual"
    stage = setting.budget_stage if stage == "initial" else stage
    return Coordinate(said.measure, setting.year - bound.back, stage, tuple(sorted(said.members)), setting.owner)


def _apart(row: Cast, column: Cast) -> bool:
    """Say whether a row names one fund and its column another (a row of one fund may stand in the column of all)."""
    ours, theirs = dict(row.members).get("fund"), dict(column.members).get("fund")
    return bool(ours and theirs) and theirs not in (ours, "fiscal")


def build(raw: Raw, code: str, setting: Setting) -> FormRow:
    """Read the cells of a row whose code is now known ("" where it is not)."""
    cast = raw.cast
    if raw.coded and code:
        cast = Cast(members=((setting.spec.classification, code),))
    label = (code or raw.printed, raw.name)
    readings: dict[str, Reading] = {}
    for bound, cell in raw.pairs:
        reading = read_cell(cell, bound, cast, label, setting, raw.unit)
        if reading is not None:
            readings[bound.key] = reading
    text: Text | None = raw.cell.text.strip() if raw.cell is not None else None
    place = cell_place(raw.cell, setting, label[0] or label[1], "")
    return FormRow(code, raw.name, raw.printed, text, place, readings, raw.number)
