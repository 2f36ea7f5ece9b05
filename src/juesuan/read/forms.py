"""Grids into forms: recognised by title and header, stitched over pages, every figure at its coordinate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from juesuan.blocks import Grid, Source, Text
from juesuan.disclosure import Form
from juesuan.read.form_blocks import Block, bind_blocks, read_blocks
from juesuan.read.form_cells import Raw, Setting, build
from juesuan.read.form_codes import Known, resolve
from juesuan.read.form_columns import Columns
from juesuan.read.form_lists import bind_list, read_list
from juesuan.read.form_sangong import bind_sangong, read_items, read_sangong
from juesuan.read.form_sides import Half, bind_sides, read_sides
from juesuan.read.form_tables import Table, plain
from juesuan.read.form_titles import Piece, notes_below, pieces
from juesuan.taxonomy.classification import level, plain_name
from juesuan.taxonomy.forms import FormSpec, form_specs

__all__ = ["read_forms"]

_DONE = re.compile(r"决算|执行")


@dataclass(slots=True)
class _Open:
    """A form while it is being read: its pieces, the columns last bound, and its rows so far."""

    spec: FormSpec
    pieces: list[Piece] = field(default_factory=list)
    columns: Columns | None = None
    halves: list[Half] | None = None
    blocks: list[Block] | None = None
    contexts: dict[str, str] = field(default_factory=dict)
    rows: list[Raw] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    owner: str = ""
    unit: str = ""


def read_forms(source: Source, year: int | None) -> tuple[list[Form], list[Grid], set[int]]:
    """Return the forms of a document, the grids that are none, and the blocks that belong to forms.

    `year` is the document's; the years of titles stand in where it is None.
    """
    opened: list[_Open] = []
    strangers: dict[int, Grid] = {}
    used: set[int] = set()
    last: _Open | None = None
    for piece in pieces(source):
        last = _place(piece, last, opened)
        if last is None:
            strangers[piece.index] = piece.table.grid
            continue
        used |= piece.head.blocks | {piece.index}
        below, blocks = notes_below(source, piece.index)
        last.notes += _notes_inside(piece.table) + below
        used |= blocks
    forms = _finish(opened, year)
    return forms, [g for i, g in strangers.items() if i not in used], used


def _place(piece: Piece, last: _Open | None, opened: list[_Open]) -> _Open | None:
    """Add a table to the form it belongs to; None where it belongs to none."""
    spec = piece.head.spec
    if spec is not None:
        same = next((o for o in reversed(opened) if o.spec is spec and _same_owner(o, piece)), None)
        trial = same or _Open(spec)
        if not _settled(piece, spec, bool(opened)) or not _read(trial, piece):
            return None
        if same is None:
            opened.append(trial)
        return trial
    if last is not None and piece.follows and _continues(piece, last):
        return last
    return _untitled(piece, opened)


def _same_owner(form: _Open, piece: Piece) -> bool:
    """Say whether a table with the same title belongs to the same body."""
    return not form.owner or not piece.head.owner or form.owner == piece.head.owner


def _settled(piece: Piece, spec: FormSpec, among: bool) -> bool:
    """Find header and body; say whether the table speaks of what was done (决算), not of what is planned.

    `among` says that it stands among forms that do.
    """
    table = piece.table
    table.settle(table.header, spec.layout == "sides")
    title = plain(piece.head.title.text) if piece.head.title else ""
    header = "".join(w for r in range(table.header, table.body + 1) if r < table.end for w in table.words(r))
    if _DONE.search(title) or _DONE.search(header):
        return True
    return among and re.search(r"预算(总|情况|明细)?表", title) is None


def _read(form: _Open, piece: Piece) -> bool:
    """Bind the columns of a table and read its rows into a form; False where the columns cannot be bound."""
    table, spec = piece.table, form.spec
    if spec.layout == "sides":
        halves = bind_sides(table, spec, form.halves)
        if not halves:
            return False
        form.halves = halves
        rows = read_sides(table, spec, halves, form.contexts)
    elif spec.layout == "blocks":
        blocks = bind_blocks(table, spec, form.blocks)
        if not blocks:
            return False
        form.blocks = blocks
        rows = read_blocks(table, spec, blocks)
    elif spec.layout == "items":
        rows = read_items(table, spec)
        if not rows:
            return False
    else:
        columns = bind_sangong(table, spec) if spec.layout == "sangong" else bind_list(table, spec, form.columns)
        if columns is None or not columns.values:
            return False
        form.columns = columns
        rows = (
            read_sangong(table, spec, columns)
            if spec.layout == "sangong"
            else read_list(table, columns, form.rows[-1] if form.rows else None)
        )
    form.rows += rows
    form.pieces.append(piece)
    form.owner = form.owner or piece.head.owner
    form.unit = form.unit or piece.head.unit
    return True


def _continues(piece: Piece, last: _Open) -> bool:
    """Read a table without a title as the next page of the form before, if it looks like one."""
    if last.spec.layout in ("sangong", "items"):
        return False
    table = piece.table
    table.settle(table.header, last.spec.layout == "sides")
    before, rows = (last.columns, last.halves, last.blocks), len(last.rows)
    if not _read(last, piece):
        return False
    added = last.rows[rows:]
    known = sum(1 for r in added if r.cast is not None or (r.coded and r.printed))
    if added and known * 2 >= len(added) and _same_columns(before, last):
        return True
    del last.rows[rows:]
    last.pieces.pop()
    last.columns, last.halves, last.blocks = before
    return False


def _same_columns(before: tuple[Columns | None, list[Half] | None, list[Block] | None], form: _Open) -> bool:
    """Say whether a page that brings its own header has the columns of the page before."""
    columns, halves, blocks = before
    if columns is not None and form.columns is not None:
        return columns.keys() == form.columns.keys()
    if halves is not None and form.halves is not None:
        return [h.columns.keys() for h in halves] == [h.columns.keys() for h in form.halves]
    if blocks is not None and form.blocks is not None:
        return [b.columns.keys() for b in blocks] == [b.columns.keys() for b in form.blocks]
    return False


def _untitled(piece: Piece, opened: list[_Open]) -> _Open | None:
    """Recognise a table that has no title by words only one form has."""
    for spec in form_specs():
        if spec.signature is None or spec.layout == "items" or any(o.spec is spec for o in opened):
            continue
        table = piece.table
        table.settle(table.header, spec.layout == "sides")
        texts = [
            w for r in range(table.header, table.end if spec.layout == "sides" else table.body) for w in table.words(r)
        ]
        if not any(spec.signature.search(t) for t in texts) or not any(_DONE.search(t) for t in texts):
            continue
        trial = _Open(spec)
        if _read(trial, piece):
            opened.append(trial)
            return trial
    return None


def _notes_inside(table: Table) -> list[Text]:
    """Return the notes in the last rows of a grid."""
    cells = [c for r in range(table.end, table.bottom) for c in table.cells(r)]
    return [c.text.strip() for c in cells if len(plain(c.text.text)) > 5 and "%d" not in c.text.text]


def _finish(opened: Sequence[_Open], year: int | None) -> list[Form]:
    """Resolve codes with what the whole document knows, and build the forms."""
    years = Counter(y for o in opened for p in o.pieces if (y := p.head.year))
    usual = year or (years.most_common(1)[0][0] if years else 0)
    units = Counter(o.unit for o in opened if o.unit)
    unit = units.most_common(1)[0][0] if units else "万元"
    owners = Counter(o.owner for o in opened if o.owner)
    owner = owners.most_common(1)[0][0] if owners else ""
    twice = {o.spec.id for o in opened if o.owner == owner}
    known = {kind: _known(opened, kind) for kind in ("function", "economic")}
    others = [o.owner if o.owner and o.owner != owner and o.spec.id in twice else "" for o in opened]
    return [
        _form(o, usual, unit, other, known.get(o.spec.classification, {}))
        for o, other in zip(opened, others, strict=True)
    ]


def _known(opened: Sequence[_Open], kind: str) -> Known:
    """Collect the whole codes a document prints, by name."""
    found: Known = {}
    for form in opened:
        if form.spec.classification != kind:
            continue
        names: dict[str, set[str]] = {}
        for raw in form.rows:
            if raw.coded and raw.name and level(kind, raw.printed) is not None:
                names.setdefault(raw.printed, set()).add(plain_name(raw.name))
        for code, said in names.items():
            if len(said) == 1:
                found.setdefault(next(iter(said)), set()).add(code)
    return found


def _form(form: _Open, year: int, unit: str, other: str, known: Known) -> Form:
    """Build one form; `other` is its body where that is not the document's."""
    spec = form.spec
    final = spec.wording.get("final", "")
    told = " ".join(re.sub(r"\s+", "", n.text) for n in form.notes)
    stage = "final" if final and final in told else "initial"
    setting = Setting(spec, year, form.unit or unit, other, stage)
    coded = [(r.printed, r.name) for r in form.rows if r.coded]
    codes = iter(resolve(coded, spec.classification, known) if coded else [])
    rows = [build(r, next(codes) if r.coded else "", setting) for r in form.rows]
    heads = [p.head for p in form.pieces]
    titles = [h.title for h in heads if h.title is not None]
    grids = list({id(p.table.grid): p.table.grid for p in form.pieces}.values())
    return Form(
        id=spec.id,
        title=titles[0].text.strip() if titles else spec.title,
        titles=titles,
        pages=list(dict.fromkeys(page for g in grids for page in g.pages)),
        grids=grids,
        rows=rows,
        readings=[r for row in rows for r in row.readings.values()],
        notes=form.notes,
        unit=setting.unit,
        year=next((h.year for h in heads if h.year), None),
        organisation=form.owner,
    )
