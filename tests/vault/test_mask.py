"""What is shown of a number is enough for its owner and too little for anybody else."""

from __future__ import annotations

import pytest

from juesuan.vault import mask


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        ("id_number", "11010519491231002X", "1101**********002X"),
        ("account", "6217000000000000012", "***************0012"),
        ("phone", "13800138001", "138****8001"),
        ("phone", "8888", "****"),
        ("id_number", "1234", "****"),
        ("account", "1234", "****"),
    ],
)
def test_a_number_of_each_kind(kind: str, number: str, shown: str) -> None:
    assert mask.shown(kind, number) == shown
    assert len(shown) == len(number)
