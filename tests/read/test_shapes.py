"""Forms of many places are read as they were laid out: every row, value and sum, with nothing to find."""

import random

import pytest
from benchmarks.plans import plan
from benchmarks.shapes import FORMATS, SHAPES, lay, narrative, texts_of, write

from juesuan.auditing import audit


def bare(text):
    return "" if text is None else "".join(text.text.split())


def value(reading):
    return None if reading is None else reading.amount.value


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_shape_in_a_format(shape, suffix, tmp_path):
    rng = random.Random(f"4{shape.name}")
    made = plan(rng, shape.points)
    texts = texts_of(made, shape, rng)
    result = audit(write(tmp_path, suffix, made.year, [lay(made, shape, texts)], [narrative(made, shape)]))
    (one,) = result.disclosure.evaluations
    assert bare(one.project) == texts["project",]
    keys = [key for key, _ in shape.columns]
    for read, item in zip(one.indicators, made.items, strict=True):
        assert (read.group, bool(read.kind) and read.kind in item.kind) == (item.group, True)
        assert item.name in bare(read.name)
        if item.operator:
            assert (read.operator, value(read.target_value), value(read.actual_value)) == (
                item.operator, item.target, item.actual,
            )  # fmt: skip
            assert {read.target_value.amount.unit, read.actual_value.amount.unit} == {item.unit}
        assert value(read.weight) == (item.weight if "weight" in keys else None)
        assert value(read.score) == (item.score if "score" in keys else None)
        assert read.reason == (item.reason if "reason" in keys else "")
    assert len(one.funding) == len(made.funds)
    whole = {key: value(reading) for key, reading in one.funding[0].figures.items()}
    assert (whole["budget"], whole["executed"], whole["rate"]) == (
        made.funds[0].budget,
        made.funds[0].executed,
        made.rate,
    )
    assert value(one.total_score) == (made.total if shape.total else None)
    assert [f.code for f in result.report.findings if f.code.startswith(("performance", "identity", "derived"))] == []
