"""Arelle, the reference processor, loads the xBRL-JSON we write and has nothing to say against it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.publish.figures import book, wuchang

from juesuan.publish.document import build_document
from juesuan.publish.render.data import render_data

_ARELLE = ["-m", "arelle.CntlrCmdLine", "--internetConnectivity", "offline", "--plugins", "loadFromOIM", "--validate"]


def complaints(path: Path) -> list[str]:
    """Return what Arelle says besides that it loaded and validated the file."""
    done = subprocess.run([sys.executable, *_ARELLE, "--file", str(path)], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    assert any("validated in" in line for line in lines), lines
    return [line for line in lines if line.startswith("[") and not line.startswith("[info]")]


def test_arelle_loads_it_and_a_broken_one_is_told(tmp_path: Path) -> None:
    accounts = wuchang()
    folder = tmp_path / "data"
    render_data(build_document(accounts, book()), accounts, folder)
    report = folder / "facts.xbrl.json"
    assert complaints(report) == []
    facts = json.loads(report.read_text("utf-8"))
    facts["facts"]["f1"]["dimensions"]["concept"] = "fa:nonsense"
    report.write_text(json.dumps(facts), "utf-8")
    assert complaints(report)
