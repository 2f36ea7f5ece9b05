"""The key of personal numbers: a private file outside every book."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from juesuan.books.faults import Unusable
from juesuan.vault.keys import VARIABLE, Key, find_key, new_key, read_key, renewed, write_key

KEY = Key(bytes(range(32)), {"k1": bytes(range(32, 64))})


def refused_code(job: object) -> str:
    with pytest.raises(Unusable) as refused:
        job()  # type: ignore[operator]
    return refused.value.fault.code


def test_a_key_file_is_private_and_comes_back(tmp_path: Path) -> None:
    key = renewed(new_key())
    write_key(key, tmp_path / "key.toml")
    read = read_key(tmp_path / "key.toml")
    assert (read.index, dict(read.sealing), read.newest) == (key.index, dict(key.sealing), "k2")
    assert os.name == "nt" or (tmp_path / "key.toml").stat().st_mode & 0o077 == 0


def test_keys_are_refused_in_one_line(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.toml"
    monkeypatch.delenv(VARIABLE, raising=False)
    assert refused_code(find_key) == "fund.key_missing"
    assert refused_code(lambda: read_key(path)) == "fund.key_unread"
    path.write_text("index = 'x'\nsealing = []\n", "utf-8")
    assert refused_code(lambda: read_key(path)) == "fund.key_broken"
    assert refused_code(lambda: write_key(KEY, path)) == "fund.key_exists"
    assert refused_code(lambda: write_key(KEY, book / "deep" / "key.toml")) == "fund.key_inside"
    assert refused_code(lambda: read_key(book / "key.toml")) == "fund.key_inside"
    monkeypatch.setenv(VARIABLE, str(path))
    write_key(KEY, path, replace=True)
    assert find_key().print == KEY.print
