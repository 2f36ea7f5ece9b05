"""The example's agreements are carried out with partners that have the same cards."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from juesuan.exchange.agreement import agreements

FOLDER = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024"


def test_small_agreements_are_carried_out(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_exchange", FOLDER / "make_exchange.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    known = agreements(FOLDER / "book")
    assert len(known) == 9
    assert all(one.card == maker.demonstration_pair(one.card.name).card for one in known.values())
    said = list(maker.run(tmp_path / "x", ("market", "veterans")))
    assert said == [
        "武昌区市场监督管理局 red_list: 送出第 1 号，4 行，已回执",
        "武昌区委老干部局 moved: 接收第 1 号，1 行，已回执",
    ]
