"""Measures, and by how many working days they are late."""

from datetime import date

import pytest
from tests.perform.conftest import MEASURES, Registers, days

from juesuan.books.faults import Unusable
from juesuan.perform.evaluation import evaluate
from juesuan.perform.feedback import feedback, unanswered
from juesuan.perform.plan import open_plan

M3 = {"id": "M3", "subject": "P1", "problem": "慢", "owner": "财务科", "due": "2024-12-01", "state": "open"}


def test_overdue_ones_come_first(desk):
    found = feedback(desk(measures=[*MEASURES, M3]).plan, date(2024, 12, 31))
    # 30 November is a Saturday and 1 December a Sunday, so both are due on Monday the 2nd: 21 working days before 2025
    assert [(one.id, one.overdue, one.state) for one in found] == [
        ("M1", 21, "doing"),
        ("M3", 21, "open"),
        ("M2", 0, "done"),
    ]
    assert found[0].owner == "培训科"
    assert [one.overdue for one in feedback(desk().plan, date(2024, 12, 2))] == [0, 0]
    assert feedback(desk().plan, date(2024, 12, 3))[0].overdue == 1


def test_one_finished_late_was_late(desk):
    rows = [MEASURES[1] | {"done": "2024-11-10"}]
    assert feedback(desk(measures=rows).plan, date(2025, 12, 31))[0].overdue == 6  # 1 and 4 to 8 November


def test_one_dropped_is_late_no_longer(desk):
    rows = [M3 | {"state": "dropped", "dropped": "2024-11-20"}]
    assert feedback(desk(measures=rows).plan, date(2024, 12, 31))[0].overdue == 0


def test_lost_points_that_nothing_answers(desk):
    opened = desk(Registers(days={"training.persons": days(80)}))
    found = evaluate(opened.book, opened.plan, date(2024, 12, 31), opened.evidence)
    assert unanswered(opened.plan, found) == ["T1", "P1-2"]  # T2 is answered by M1


def test_one_that_failed_is_no_answer(desk):
    rows = [MEASURES[0] | {"state": "failed", "done": "2024-11-20"}]
    opened = desk(Registers(days={"training.persons": days(100)}), measures=rows)
    found = evaluate(opened.book, opened.plan, date(2024, 12, 31), opened.evidence)
    assert unanswered(opened.plan, found) == ["T2", "P1-2"]


def test_a_table_of_measures_that_nobody_reads_any_more_is_said(desk):
    path = desk().path
    (path / "performance/feedback.csv").write_text("id,subject\n", "utf-8")
    with pytest.raises(Unusable) as refused:
        open_plan(path)
    assert "register import" in str(refused.value.fault.params["why"])
