"""Numbers at rest: they open for their owner and their key alone, every look is logged, a key is replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.fund import looks
from juesuan.fund.keys import VARIABLE, Key, find_key, new_key, read_key, renewed, write_key
from juesuan.fund.vault import FILE, Vault, bound

KEY = Key(bytes(range(32)), {"k1": bytes(range(32, 64))})


@given(st.text(max_size=40), st.text(max_size=20))
def test_what_is_sealed_opens_and_shows_nothing(number: str, owner: str) -> None:
    token = Vault(KEY).seal(number, "account", owner)
    assert Vault(KEY).open(token, "account", owner) == number
    assert len(number) < 6 or number not in token


@pytest.mark.parametrize(("kind", "owner"), [("id_number", "a"), ("account", "b")])
def test_a_token_moved_to_another_does_not_open(kind: str, owner: str, vault: Vault) -> None:
    token = vault.seal("6217000000000000001", "account", "a")
    with pytest.raises(Unusable) as refused:
        vault.open(token, kind, owner)
    assert refused.value.fault.code == "fund.token"


@pytest.mark.parametrize("change", [lambda t: t[:-2] + "AA", lambda t: t[:20], lambda t: t + "é"])
def test_an_altered_token_does_not_open(change: object, vault: Vault) -> None:
    token = change(vault.seal("42", "account", "a"))  # type: ignore[operator]
    with pytest.raises(Unusable) as refused:
        vault.open(token, "account", "a")
    assert refused.value.fault.code == "fund.token"


def test_marks_find_the_same_number_and_only_with_the_key(vault: Vault) -> None:
    assert vault.mark("account", "1") == vault.mark("account", "1")
    assert vault.mark("account", "1") != vault.mark("id_number", "1")
    assert vault.mark("account", "1") != Vault(new_key()).mark("account", "1")
    assert not any(c in "0189" for c in vault.mark("account", "1"))


def test_a_renewed_key_reads_the_old_and_keeps_the_marks(vault: Vault) -> None:
    token = vault.seal("42", "account", "a")
    new = Vault(renewed(vault.key))
    assert new.stale(token)
    fresh = new.renew(token, "account", "a")
    assert not new.stale(fresh)
    assert new.open(fresh, "account", "a") == "42"
    assert new.mark("account", "42") == vault.mark("account", "42")
    with pytest.raises(Unusable) as refused:
        vault.open(fresh, "account", "a")
    assert refused.value.fault.code == "fund.token_key"


def test_a_key_file_is_private_and_comes_back(tmp_path: Path) -> None:
    key = renewed(new_key())
    write_key(key, tmp_path / "key.toml")
    read = read_key(tmp_path / "key.toml")
    assert (read.index, dict(read.sealing), read.newest) == (key.index, dict(key.sealing), "k2")
    assert os.name == "nt" or (tmp_path / "key.toml").stat().st_mode & 0o077 == 0


def refused_code(job: object) -> str:
    with pytest.raises(Unusable) as refused:
        job()  # type: ignore[operator]
    return refused.value.fault.code


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


def test_a_book_knows_its_key(book: Path, vault: Vault) -> None:
    content = bound(book, vault)
    assert content is not None
    (book / FILE).parent.mkdir(exist_ok=True)
    (book / FILE).write_bytes(content)
    assert bound(book, vault) is None
    assert refused_code(lambda: bound(book, Vault(new_key()))) == "fund.key_other"


def test_every_look_is_logged_before_the_number_is_read(book: Path, vault: Vault) -> None:
    token = vault.seal("42", "account", "a")
    assert looks.looked(book, vault, [(token, "account", "a")], who="甲", why="电话核对") == ["42"]
    assert (
        refused_code(lambda: looks.looked(book, vault, [(token, "account", "b")], who="乙", why="试")) == "fund.token"
    )
    assert refused_code(lambda: looks.looked(book, vault, [(token, "account", "a")], who="乙", why=" ")) == (
        "fund.look_reason"
    )
    assert [(one["who"], one["owner"], one["why"]) for one in looks.looks(book)] == [
        ("甲", "a", "电话核对"),
        ("乙", "b", "试"),
    ]
    assert looks.broken(book) is None


@pytest.mark.parametrize(("before", "after"), [("甲", "丙"), ("电话核对", "x"), ("\n1,", "\n2,")])
def test_an_altered_log_is_seen(before: str, after: str, book: Path, vault: Vault) -> None:
    looks.looked(book, vault, [(vault.seal("42", "account", "a"), "account", "a")], who="甲", why="电话核对")
    path = book / looks.FILE
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    found = looks.broken(book)
    assert found is not None
    assert found.row == 2


def test_a_row_taken_out_of_the_log_is_seen(book: Path, vault: Vault) -> None:
    for why in ("一", "二", "三"):
        looks.looked(book, vault, [(vault.seal("4", "account", "a"), "account", "a")], who="甲", why=why)
    path = book / looks.FILE
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:2], *lines[3:]]), "utf-8")
    found = looks.broken(book)
    assert found is not None
    assert found.row == 3
