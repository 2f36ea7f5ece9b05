"""The command line of exchanges: keys and cards, what is not said, a folder that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.cli import command
from juesuan.exchange.agreement import parse

TOLD = command("zh")


def run(line: str, status: int = 0, lang: str = "zh") -> str:
    found = CliRunner().invoke(TOLD, [*line.split(), *(["--lang", lang] if lang != "zh" else [])])
    assert found.exit_code == status, found.output
    return found.output


def test_keys_and_what_is_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUESUAN_PAIR", raising=False)
    new_book(tmp_path / "book", Settings("某局", 2024, "区"))
    run("exchange key us.pair --name 某局")
    card = run("exchange card --pair us.pair")
    assert parse("k", card).card.name == "某局"
    assert "signing" not in card
    assert "账套里" in run("exchange key book/us.pair --name 某局", 2)
    assert "JUESUAN_PAIR" in run("exchange card", 2)
    assert "--what" in run("exchange out book --for x --out p.zip --pair us.pair", 2)
    assert "文件夹不存在" in run("exchange out book --for x --what y --out no/p.zip --pair us.pair", 2)
    assert "no agreement with x" in run("exchange out book --for x --what y --out p.zip --pair us.pair", 2, "en")
    assert "问题 0 处" in run("exchange check book")
    assert "EXP_FUNC_CODE" in run("exchange elements --format csv")
    assert "agreements" in run("exchange list book --format md", 0, "en")
