"""Arelle, the reference processor, loads the xBRL-JSON we write and has nothing to say against it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.publish.figures import book, wuchang
from tests.publish.render import samples
from tests.publish.render.test_data import odd

from juesuan.publish.document import build_document
from juesuan.publish.render.data import render_data

_ARELLE = ["-m", "arelle.CntlrCmdLine", "--internetConnectivity", "offline", "--plugins", "loadFromOIM", "--validate"]


def complaints(path: Path) -> list[str]:
    """Return what Arelle says besides that it loaded and validated the file."""
    done = subprocess.run([sys.executable, *_ARELLE, "--file", str(path)], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    assert any("validated in" in line for line in lines), lines
    return [line for line in lines if line.startswith("[") and not line.startswith("[info]")]


@pytest.mark.parametrize("case", ["example", "odd"])
def test_arelle_loads_it(case: str, tmp_path: Path) -> None:
    accounts = wuchang() if case == "example" else odd()
    document = build_document(accounts, book()) if case == "example" else samples.document()
    render_data(document, accounts, tmp_path / "data")
    assert complaints(tmp_path / "data/facts.xbrl.json") == []


def test_arelle_sees_what_is_broken(tmp_path: Path) -> None:
    render_data(samples.document(), samples.accounts(), tmp_path / "data")
    report = tmp_path / "data/facts.xbrl.json"
    facts = json.loads(report.read_text("utf-8"))
    facts["facts"]["f1"]["dimensions"]["concept"] = "fa:nonsense"
    report.write_text(json.dumps(facts), "utf-8")
    assert complaints(report)
