from __future__ import annotations

import pytest

from juesuan.blocks import Cell, Grid, Line, Source, Text
from juesuan.read.forms import read_forms
from juesuan.taxonomy import form_spec, form_specs

BODY = {
    "sides": ["一、一般公共预算财政拨款收入", "一、一般公共服务支出"],
    "codes": ["205", "教育支出"],
    "blocks": ["301", "工资福利支出"],
}
EXAMPLES = [(spec.id, variant) for spec in form_specs() for variant in spec.examples]


def test_the_nine_forms_are_there():
    assert {f"0{n}" for n in range(1, 10)} <= {spec.id for spec in form_specs()}
    assert form_spec("05") is not None
    assert form_spec("no such form") is None


@pytest.mark.parametrize("spec", form_specs(), ids=lambda s: s.id)
def test_a_form_file_is_whole(spec):
    assert spec.layout in ("sides", "codes", "blocks", "sangong", "items")
    assert spec.aliases
    assert spec.columns
    assert spec.examples
    keys = [row.key for row in spec.rows]
    assert len(keys) == len(set(keys))
    opened = {row.sets for row in spec.rows}
    assert all(set(row.under.split("|")) <= opened for row in spec.rows if row.under)


def grid_of(spec_id, variant) -> Grid:
    """Lay a variant's header out as a grid (repeated texts as merged cells) with a row to read below it."""
    spec = form_spec(spec_id)
    rows = [list(r) for r in variant.header]
    width = len(rows[-1])
    if spec.layout == "sangong" and "：" not in rows[-1][0]:
        rows.append(["公务接待费" if len(set(variant.keys)) < 3 else "", *["1.50"] * (width - 1)])
        if not rows[-1][0]:
            rows[-1][0] = "" if ":" in variant.keys[0][:1] else "1.50"
    elif spec.layout == "items":
        rows.append(["货物", "2", *["1.50"] * (width - 2)])
    else:
        rows.append(body(spec.layout, rows[0], width))
    return Grid(merged(rows), len(rows), width, [1])


def body(layout, head, width) -> list[str]:
    """Return a row of figures for a header."""
    if layout == "sides":
        half = head.index(next(t for t in head if t.replace(" ", "") == "支出"))
        return [BODY[layout][0], *["1.50"] * (half - 1), BODY[layout][1], *["1.50"] * (width - half - 1)]
    names = [n for n, text in enumerate(head) if text in ("科目名称", "栏次")]
    return [*BODY[layout], *["1.50"] * (width - 2)] if not names else ["205", "教育支出", *["1.50"] * (width - 2)]


def merged(rows) -> list[Cell]:
    """Join equal texts side by side in the header, and leave the body as it is."""
    cells = []
    for r, row in enumerate(rows):
        c = 0
        while c < len(row):
            span = 1
            while (
                r < len(rows) - 1
                and row[c]
                and c + span < len(row)
                and row[c + span] == row[c]
                and not row[c].isdigit()
            ):
                span += 1
            cells.append(Cell(r, c, Text.at(row[c], page=1), 1, span))
            c += span
    return cells


@pytest.mark.parametrize(("form", "variant"), EXAMPLES, ids=lambda x: getattr(x, "name", x))
def test_every_variant_is_recognised(form, variant):
    grid = grid_of(form, variant)
    source = Source("x", "", "pdf", 1, [Line(Text.at(variant.title, page=1), 1), Line(Text.at("单位：万元"), 1), grid])
    forms, rest, used = read_forms(source, 2024)
    assert [f.id for f in forms] == [form]
    assert rest == []
    assert used == {0, 1, 2}
    assert keys_of(forms[0], variant) == set(plain_keys(form, variant))


def plain_keys(form, variant) -> list[str]:
    """Return the keys a variant names as rows carry them."""
    found = []
    for key in variant.keys:
        before, _, name = key.rpartition(":")
        stage = before if before in ("initial", "final") else ""
        if form == "09" and not name:
            name, stage = before, ""
        found.append(f"{stage}.{name}" if stage else name)
    return found


def keys_of(form, variant) -> set[str]:
    """Return the keys the rows of a form carry; stages of rows left out where rows are the stages."""
    keys = {key for row in form.rows for key in row.readings}
    return {k.rpartition(".")[2] for k in keys} if variant.keys[0].startswith(":") else keys
