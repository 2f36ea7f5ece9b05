"""A department's own scoring rules: added to the shipped ones, and refused with the place where they are wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from juesuan.books.faults import Unusable
from juesuan.perform.own_rules import FILE, rules_of
from juesuan.perform.rules import data, rule_of, scheme_of, title

OWN = """
[rules.floor70]
title = "低于 70% 不得分"
kind = "proportional"
floor = 70
[rules.grades]
title = { zh = "三档", en = "three" }
kind = "grades"
grades = { reached = [90, 100], partly = [50, 90], missed = [0, 50] }
[execution.steps]
title = "分档"
kind = "bands"
bands = [[95, 100], [85.5, 80], [0, 0]]
[schemes.county]
title = "执行 20 分，16 个目标各 5 分"
total = 100
execution = 20
execution_rule = "steps"
quantitative = "floor70"
qualitative = "grades"
each = 5
[check]
low = 90
[[application]]
when = { score_below = 70 }
action = "cut"
cut = 50
[[application]]
when = {}
action = "keep"
"""


def kept(folder: Path, text: str) -> Path:
    (folder / "performance").mkdir()
    (folder / FILE).write_text(text, "utf-8")
    return folder


def test_own_rules_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    rules = rules_of(kept(tmp_path, OWN))
    scheme = scheme_of("county", rules)
    assert scheme is not None
    assert (scheme.execution, scheme.each, scheme.quantitative) == (20, Decimal(5), "floor70")
    assert (scheme_of("county"), scheme_of("standard", rules)) == (None, scheme_of("standard"))
    assert (rule_of("floor70", rules=rules) or {})["floor"] == 70
    assert title("floor70", "rules", "en", rules) == "低于 70% 不得分"
    assert (rule_of("grades", rules=rules) or {})["grades"]["partly"] == [50, 90]
    assert (rules["check"]["low"], len(rules["application"]), rules["monitor"]) == (90, 2, data()["monitor"])
    assert data()["check"]["low"] == 80


def test_a_book_without_a_file_has_the_shipped_ones(tmp_path: Path) -> None:
    assert rules_of(tmp_path) is data()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("floor = 70", "floor = 170", "rules.floor70.floor"),
        ("floor = 70", "over = 30", "rules.floor70.over"),
        ('kind = "proportional"', 'kind = "fair"', "rules.floor70.kind"),
        ('title = "低于 70% 不得分"', "", "rules.floor70.title"),
        ("[50, 90]", "[90, 50]", "rules.grades.grades"),
        ("[85.5, 80]", "[96, 80]", "execution.steps.bands"),
        ('kind = "bands"', 'kind = "reached"', "execution.steps.threshold"),
        ("total = 100", "total = true", "schemes.county.total"),
        ("execution = 20", "execution = 120", "schemes.county.execution"),
        ('quantitative = "floor70"', 'quantitative = "grades"', "schemes.county.quantitative"),
        ('qualitative = "grades"', 'qualitative = "grade"', "schemes.county.qualitative"),
        ("low = 90", "lowest = 90", "check.lowest"),
        ("[check]", "[chek]", "chek"),
        ("cut = 50", 'cut = "all"', "application[1].cut"),
        ("score_below", "score", "application[1].when"),
        ("when = {}", "when = { score_below = 50 }", "application[2].when"),
    ],
)
def test_what_is_wrong_has_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in OWN
    with pytest.raises(Unusable) as refused:
        rules_of(kept(tmp_path, OWN.replace(old, new)))
    assert (refused.value.fault.code, refused.value.fault.file, refused.value.fault.column) == (
        "perform.own_rule",
        FILE,
        place,
    )


def test_what_is_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        rules_of(kept(tmp_path, "[rules"))
    assert refused.value.fault.code == "book.syntax"
