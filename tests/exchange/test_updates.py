"""A joint inspection is planned in one package and held in the next; what is not agreed to change does not."""

from __future__ import annotations

import pytest
from tests.exchange.conftest import DAY, Body

from juesuan.exchange.take import take
from juesuan.registers.packs import register_of
from juesuan.registers.store import Refused, add, amend, history, move, records

SHARE = """
[[shares]]
name = "inspections"
way = "WAY"
register = "inspections"
fields = ["id", "state", "title", "kind", "unit", "planned_for", "population", "sampled", "amount", "held"]
only = { kind = ["joint"] }
purpose = "联合检查"
basis = "示例协议第四条"
since = 2024-01-01
until = 2024-12-31
"""
CHANGES = 'changes = ["state", "population", "sampled", "amount", "held"]\n'
PLANNED = {
    "id": "J1",
    "title": "联合检查",
    "kind": "joint",
    "unit": "某中心",
    "planned_for": "2024-09-02",
    "population": "9",
}


def sending(bodies: tuple[Body, Body], changes: str = CHANGES) -> tuple[Body, Body]:
    """Return us, who took what the bureau planned, and the bureau; a self-check of its own is not agreed on."""
    ours, bureau = bodies
    ours.agree(bureau, SHARE.replace("WAY", "in") + changes)
    bureau.agree(ours, SHARE.replace("WAY", "out"))
    add(bureau.book, "inspections", [PLANNED, {**PLANNED, "id": "S1", "kind": "self"}], who="甲", on=DAY)
    assert ours.take(bureau.send("inspections").content).added == {"inspections": 1}
    return ours, bureau


def held(ours: Body) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = records(ours.book, register_of(ours.book, "inspections")).to_pylist()
    return [{name: row[name] for name in ("id", "state", "sampled")} for row in rows]


def test_what_was_planned_is_held(bodies: tuple[Body, Body]) -> None:
    ours, bureau = sending(bodies)
    move(bureau.book, "inspections", ["J1"], "held", who="丙", on=DAY, fields={"sampled": "3", "amount": "5.00"})
    content = bureau.send("inspections").content
    with pytest.raises(Refused) as caught:
        ours.take(content)  # who took the plan may not take its result: four eyes
    one = caught.value.faults[0]
    assert (one.code, one.file, one.row, one.column) == ("register.apart", "other-0002-inspections.csv", 2, "state")
    assert held(ours) == [{"id": "J1", "state": "planned", "sampled": None}]
    done = take(ours.book, "p.zip", content, pair=ours.pair, who="丁", on=DAY)
    assert (done.added, done.present) == ({"inspections": 0}, {"inspections": 1})
    assert held(ours) == [{"id": "J1", "state": "held", "sampled": 3}]
    last = history(ours.book, "inspections")[-1]
    assert (last.record, last.source, last.to, last.why) == (
        "J1",
        "planned",
        "held",
        "联合检查（other-0002-inspections）",
    )


def test_fields_alone(bodies: tuple[Body, Body]) -> None:
    ours, bureau = sending(bodies)
    amend(bureau.book, "inspections", "J1", {"population": "12"}, who="甲", on=DAY, why="补")
    ours.take(bureau.send("inspections").content)
    assert records(ours.book, register_of(ours.book, "inspections")).to_pylist()[0]["population"] == 12


@pytest.mark.parametrize(("changes", "name"), [("", "population"), (CHANGES, "title")])
def test_what_may_not_change(bodies: tuple[Body, Body], changes: str, name: str) -> None:
    ours, bureau = sending(bodies, changes)
    amend(bureau.book, "inspections", "J1", {name: "12"}, who="甲", on=DAY, why="补")
    with pytest.raises(Refused) as caught:
        ours.take(bureau.send("inspections").content)
    assert caught.value.faults[0].code == "register.conflict"
