"""A seal proves that nothing changed, names the first file that did, and is opened with a reason only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from juesuan.books import history
from juesuan.books.check import check
from juesuan.books.faults import Unusable
from juesuan.books.seal import Change, changes, proof, reopen, seal


def edit(book: Path, name: str, old: str, new: str) -> None:
    text = (book / name).read_text("utf-8")
    assert old in text
    (book / name).write_text(text.replace(old, new, 1), "utf-8")


TAMPERED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "changed": (lambda b: edit(b, "entries.csv", "600.00", "600.01"), "seal.changed", "entries.csv"),
    "first": (lambda b: [edit(b, n, "001", "002") for n in ("units.csv", "assets.csv")], "seal.changed", "assets.csv"),
    "missing": (lambda b: (b / "prior.csv").unlink(), "seal.missing", "prior.csv"),
    "added": (lambda b: (b / "reasons.toml").write_text("", "utf-8"), "seal.added", "reasons.toml"),
    "seal": (lambda b: edit(b, "seal.toml", 'previous = ""', 'previous = "0"'), "seal.broken", "seal.toml"),
    "torn": (lambda b: (b / "seal.toml").write_text("[[", "utf-8"), "seal.broken", "seal.toml"),
    "removed": (lambda b: (b / "seal.toml").unlink(), "seal.removed", "seal.toml"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_check_names_the_first_file_that_differs(name: str, book: Path) -> None:
    seal(book)
    assert check(book) == []
    tamper, code, file = TAMPERED[name]
    tamper(book)
    found = proof(book)
    assert found is not None
    assert (found.code, found.file) == (code, file)
    assert code in {one.code for one in check(book)}


def test_a_rewritten_history_is_found(book: Path) -> None:
    seal(book, who="张三")
    edit(book, "history.csv", "张三", "李四")
    found = history.broken(book)
    assert found is not None
    assert (found.code, found.row) == ("history.broken", 2)


def test_reopening_takes_a_reason_and_lists_what_changed(book: Path) -> None:
    figures = {"expenditure@2024:actual": "0.09", "revenue@2024:actual": "0.10"}
    chain = seal(book, figures=lambda _: figures)
    assert proof(book) is None
    with pytest.raises(Unusable, match=r"reopen\.reason"):
        reopen(book, "  ")
    later = {"expenditure@2024:actual": "0.08", "opening@2024:actual": "0.01"}
    found = reopen(book, "审计 调整", "张三", lambda _: later)
    assert found == [
        Change("expenditure@2024:actual", "0.09", "0.08"),
        Change("opening@2024:actual", "", "0.01"),
        Change("revenue@2024:actual", "0.10", ""),
    ]
    assert not (book / "seal.toml").exists()
    assert check(book) == []
    last = history.events(book)[-1]
    assert (last.what, last.who, last.detail) == ("reopen", "张三", "审计 调整")
    assert changes(book, lambda _: figures) == []
    again = seal(book)
    assert again != chain
    assert chain in (book / "seal.toml").read_text("utf-8")
    assert proof(book) is None


def test_what_cannot_be_sealed_or_opened(book: Path) -> None:
    with pytest.raises(Unusable, match="not_sealed"):
        reopen(book, "理由")
    seal(book)
    with pytest.raises(Unusable, match=r"book\.sealed"):
        seal(book)
