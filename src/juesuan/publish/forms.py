"""The nine statutory forms (九张表) of a department's accounts, as a template pack lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from juesuan.accounts import Accounts
from juesuan.publish import layouts
from juesuan.publish.layouts import Sheet
from juesuan.publish.pack import Names, Pack
from juesuan.publish.sums import formulas
from juesuan.publish.tree import Figure, FormTable, Note

__all__ = ["FORMS", "Press", "build_form"]

FORMS = ("01", "02", "03", "04", "05", "06", "07", "08", "09")


@dataclass(slots=True)
class Press:
    """What a form is made of: the accounts, the pack, the names to fill in."""

    accounts: Accounts
    pack: Pack
    names: Names


def build_form(form: str, press: Press) -> FormTable:
    """Lay out one form: its header, its rows, formulas of its totals, and its notes."""
    layout = press.pack.form(form)
    sheet = Sheet(form, layout, press.accounts, press.pack, press.pack.header(form))
    layouts.LAYOUTS[layout["layout"]](sheet)
    known = {**press.accounts.printed, **{c: Decimal(n) for c, n in press.accounts.counts.items()}}
    printed = {c: v for c in sheet.spots if (v := known.get(c, Decimal(0)))}
    for (row, column), parts in formulas(sheet.spots, printed).items():
        cell = sheet.rows[row][column]
        if cell is not None and isinstance(cell.value, Figure):
            cell.sums = parts
    names = press.names
    common = press.pack.data["forms"]
    return FormTable(
        form=form,
        caption=f"{names.year}年度{layout['caption']}",
        label=layout["label"],
        organisation=names.fill(common["organisation"]),
        unit=names.fill(common["unit"]),
        rows=sheet.rows,
        head=len(layout["header"]),
        widths=[float(w) for w in layout["widths"]],
        notes=_notes(form, layout, press, empty=not printed),
        landscape=bool(layout.get("landscape")),
    )


def _notes(form: str, layout: dict[str, str], press: Press, *, empty: bool) -> list[Note]:
    """Return what stands below a form: what it shows, that it is empty, that its totals have rounding tails."""
    notes = [Note([press.names.fill(layout["note"])])]
    if empty:
        notes.append(Note([press.names.fill(layout["empty"])]))
    if any(tail.form == form for tail in press.accounts.tails):
        notes.append(Note([press.names.fill(press.pack.data["forms"]["tail"])]))
    return notes
