"""docs/coverage.md leaves no row of the inventory out and names nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from juesuan.books.schema import schema
from juesuan.cli import command
from juesuan.fund.programme import programmes
from juesuan.registers.packs import shipped

ROOT = Path(__file__).parents[1]
INVENTORY = ROOT.parent / "shared" / "reference" / "department-inventory.md"
ROW = re.compile(r"^\| ([A-M]-\d\d) \| (.+?) \| (yes|part|no) \| (.+) \|$", re.MULTILINE)
PAGE = (ROOT / "docs" / "coverage.md").read_text("utf-8")
ROWS = ROW.findall(PAGE)


def test_every_row_is_well_formed_and_stands_once() -> None:
    names = [name for name, *_ in ROWS]
    assert len(names) == len(set(names)) == len(re.findall(r"^\| [A-M]-", PAGE, re.MULTILINE))


@pytest.mark.skipif(not INVENTORY.exists(), reason="../shared is not here")
def test_no_row_of_the_inventory_is_left_out() -> None:
    text = INVENTORY.read_text("utf-8")
    wanted = set(re.findall(r"^\| ([A-J]-\d\d) \|", text, re.MULTILINE))
    wanted |= {f"M-{int(n):02d}" for n in re.findall(r"^(\d+)\. ", text.split("## M.")[1], re.MULTILINE)}
    wanted |= {f"K-{n:02d}" for n in range(1, text.split("## K.")[1].split("## L.")[0].count("\n- ") + 1)}
    assert wanted == {name for name, *_ in ROWS}


def test_what_is_named_is_there() -> None:
    commands = command("en")
    registers, paid = shipped(), programmes()
    for name, _, _, where in ROWS:
        for one in re.findall(r"`([a-z_]+\.[a-z_]+)`", where):
            register, _, indicator = one.partition(".")
            assert registers[register].indicator(indicator), (name, one)
        for one in _listed("registers?", where):
            assert one in registers, (name, one)
        for one in _listed("tables?", where):
            assert one in schema().tables, (name, one)
        for one in _listed("programmes?", where):
            assert one in paid, (name, one)
        for one in re.findall(r"`((?:src|docs|tests)/[^`]+)`", where):
            assert (ROOT / one).exists(), (name, one)
        for one in re.findall(r"`juesuan ([a-z]+)(?: ([a-z]+))?`", where):
            assert one[0] in commands.commands, (name, one)
            if one[1]:
                assert one[1] in commands.load(one[0]).commands, (name, one)


def _listed(word: str, where: str) -> list[str]:
    """Return the names after a word: table `a`, registers `a`, `b`."""
    found = re.findall(rf"\b{word} ((?:`[a-z_]+`(?:, |))+)", where)
    return [name for some in found for name in re.findall(r"`([a-z_]+)`", some)]
