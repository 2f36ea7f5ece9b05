"""A file is put whole or not at all; links are followed, devices never replaced, nothing is left over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from juesuan.books.putting import put


def test_a_file_is_put_and_replaced(tmp_path: Path) -> None:
    put(tmp_path / "a", b"one")
    put(tmp_path / "a", b"two", private=True)
    assert (tmp_path / "a").read_bytes() == b"two"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "to").symlink_to("there")
    put(tmp_path / "to", b"one")
    assert (tmp_path / "to").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"one"


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    put(tmp_path / "pipe", b"one")
    assert os.read(reader, 9) == b"one"
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


def test_where_it_cannot_be_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("folder", "none/a"):
        with pytest.raises(OSError):  # noqa: PT011 - whichever it is
            put(tmp_path / name, b"one")
    assert {p.name for p in tmp_path.iterdir()} == {"folder"}
