"""A key of known bytes and a small book."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.vault.keys import Key
from juesuan.vault.sealing import Vault


@pytest.fixture
def vault() -> Vault:
    return Vault(Key(bytes(range(32)), {"k1": bytes(range(32, 64))}))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    new_book(tmp_path / "book", Settings("某局", 2024, "区"))
    return tmp_path / "book"
