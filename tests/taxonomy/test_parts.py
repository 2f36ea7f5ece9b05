"""The ways totals are taken apart: by code segments, sides, classes and trees."""

import pytest

from juesuan.facts import Coordinate
from juesuan.taxonomy.parts import Parts


def at(text: str) -> Coordinate:
    measure, _, inside = text.rstrip("]").partition("[")
    return Coordinate.of(measure, 2024, **dict(pair.split("=") for pair in inside.split(",") if pair))


CASES = [
    ("expenditure", ["expenditure[function=208]", "expenditure[function=210]"], [["[function=208]", "[function=210]"]]),
    ("expenditure[function=20801]", ["expenditure[function=2080101]"], [["[function=2080101]"]]),
    ("expenditure[function=208]", ["expenditure[function=2080]"], []),  # 2080 is no code
    (
        "expenditure",
        ["expenditure[nature=basic]", "expenditure[nature=project]"],
        [["[nature=basic]", "[nature=project]"]],
    ),
    (
        "expenditure[fund=general,nature=personnel]",
        ["expenditure[economic=301,fund=general,nature=basic]", "expenditure[economic=302,fund=general,nature=basic]"],
        [["[economic=301,fund=general,nature=basic]"]],
    ),
    ("expenditure", ["expenditure[fund=fiscal]"], []),  # other money is printed nowhere
    ("expenditure[fund=fiscal]", ["expenditure[fund=general]"], [["[fund=general]"]]),
    ("revenue", ["revenue[source=general]", "revenue[source=business]"], [["[source=general]", "[source=business]"]]),
    ("inflow[fund=fiscal]", ["revenue[source=fiscal]", "opening[fund=fiscal]"], [["[source=fiscal]", "[fund=fiscal]"]]),
]


@pytest.mark.parametrize(("total", "facts", "ways"), CASES)
def test_ways(total: str, facts: list[str], ways: list[list[str]]) -> None:
    parts = Parts({at(f) for f in facts} | {at(total)})
    assert [["[" + str(c).partition("[")[2] for c in way] for way in parts.ways(at(total))] == ways
    assert (parts.first(at(total)) == ()) == (not ways)
