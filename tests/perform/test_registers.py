"""Registers of a book as evidence: a register of the book's own, kept or not."""

from datetime import date
from decimal import Decimal

import pytest
from tests.perform.conftest import changed

from juesuan.books.faults import Unusable
from juesuan.perform.evaluation import evaluate
from juesuan.perform.registers import BookRegisters

PACK = """
title = "培训"
version = 1
rule = "One row a trainee."
[[fields]]
name = "held"
title = "日期"
type = "date"
required = true
[states]
done = "结业"
[[indicators]]
name = "persons"
title = "培训人数"
unit = "人"
counts = "persons"
definition = "结业人数"
where = "held between $start and $end"
"""
START, END = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def kept(desk):
    def opened(rows: str | None):
        one = desk(targets=changed("T1", value="3"))
        folder = one.path / "registers"
        folder.mkdir(exist_ok=True)
        (folder / "training.toml").write_text(PACK, "utf-8")
        if rows is not None:
            (folder / "training.csv").write_text(f"id,state,held\n{rows}", "utf-8")
        one.evidence.query = BookRegisters(one.path)
        return one

    return opened


def test_a_register_counts(kept):
    one = kept("A,done,2024-03-01\nB,done,2024-04-01\nC,done,2023-04-01\n")
    found = evaluate(one.book, one.plan, END, one.evidence)[0].targets[0]
    assert (found.actual.value, found.actual.source, found.score.points) == (2, "training.persons", Decimal("33.33"))


def test_a_register_that_is_not_kept_shows_nothing(kept):
    one = kept(None)
    assert not one.evidence.query.kept("training")
    assert one.evidence.query.kept("nobody")  # asking for it says that there is none
    assert evaluate(one.book, one.plan, END, one.evidence)[0].targets[0].actual.why == "no_records"


def test_units_and_names(kept):
    query = kept("").evidence.query
    assert (query.unit("training.persons"), query.unit("training.nobody"), query.unit("nobody.x")) == ("人", None, None)
    with pytest.raises(Unusable):
        query.evaluate("training.nobody", START, END)
