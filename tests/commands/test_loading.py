"""Commands are loaded when they are called: what is not called is not imported."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.core import TyperGroup

from juesuan.cli import command
from juesuan.commands.loading import COMMANDS, Commands
from juesuan.report.strings import say

HEAVY = ("pyarrow", "duckdb", "highspy", "docx", "pypdfium2", "juesuan.laws", "juesuan.read")
PROBE = """
import sys
from juesuan.cli import command
try:
    command("zh")(["--help"])
except SystemExit:
    pass
print(*[name for name in sys.argv[1:] if name in sys.modules], file=sys.stderr)
"""


def test_help_loads_nothing_heavy() -> None:
    found = subprocess.run([sys.executable, "-c", PROBE, *HEAVY], capture_output=True, text=True, check=True)
    assert found.stderr.strip() == ""
    assert all(name in found.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_with_its_words(name: str) -> None:
    group = command("en")
    assert isinstance(group, Commands)
    found = group.load(name)
    assert found.name == name
    assert found.help == say(f"help.{name}", "en") != name
    for child in found.commands.values() if isinstance(found, TyperGroup) else ():
        assert child.help == say(f"help.{name}_{child.name}", "en") != f"{name}_{child.name}"


def test_one_that_is_not_there_is_not_loaded() -> None:
    assert command("zh").load("fly") is None
