"""Measures, and how late they are."""

from datetime import date

from tests.perform.conftest import PERFORM, Registers, days

from juesuan.perform.evaluation import evaluate
from juesuan.perform.feedback import feedback, unanswered


def test_overdue_ones_come_first(desk):
    more = {"id": "M3", "subject": "P1", "problem": "慢", "owner": "财务科", "due": "2024-12-01", "state": "open"}
    found = feedback(desk(feedback=[*PERFORM["feedback"], more]).plan, date(2024, 12, 31))
    assert [(one.id, one.overdue, one.state) for one in found] == [
        ("M1", 31, "doing"),
        ("M3", 30, "open"),
        ("M2", 0, "done"),
    ]
    assert found[0].owner == "培训科"
    assert feedback(desk().plan, date(2024, 11, 30))[0].overdue == 0


def test_one_finished_late_was_late(desk):
    rows = [PERFORM["feedback"][1] | {"done": "2024-11-10"}]
    assert feedback(desk(feedback=rows).plan, date(2025, 12, 31))[0].overdue == 10


def test_lost_points_that_nothing_answers(desk):
    opened = desk(Registers(days={"training.persons": days(80)}))
    found = evaluate(opened.book, opened.plan, date(2024, 12, 31), opened.evidence)
    assert unanswered(opened.plan, found) == ["T1", "P1-2"]  # T2 is answered by M1
