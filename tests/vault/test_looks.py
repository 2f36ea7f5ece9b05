"""The log of looks: written before a number is read, and no row of it can be altered or taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.books.faults import Unusable
from juesuan.vault import looks
from juesuan.vault.sealing import Vault


def refused_code(job: object) -> str:
    with pytest.raises(Unusable) as refused:
        job()  # type: ignore[operator]
    return refused.value.fault.code


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
