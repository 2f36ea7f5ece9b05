"""A book with numbers in plain is told so and protected by one command, tokens are renewed; a crash does no harm."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.registers.conftest import DAY, PERSON, VAULT, Crash, Mortal

from juesuan.books.faults import Unusable
from juesuan.books.seal import seal
from juesuan.registers import past
from juesuan.registers.check import check_registers
from juesuan.registers.indicators import evaluate
from juesuan.registers.packs import register_of
from juesuan.registers.protection import protect, renew
from juesuan.registers.store import add, history, records
from juesuan.vault.keys import renewed
from juesuan.vault.leaks import leaks
from juesuan.vault.sealing import Vault

OTHER = "440524188001010014"
NEW = Vault(renewed(VAULT.key))
TODAY: dict[str, Any] = {"who": "甲", "on": DAY}


@pytest.fixture
def old(book: Path) -> Path:
    """A book of before: its numbers stand in plain, in a CSV, a Parquet file and the history."""
    register = register_of(book, "cases")
    path = book / "registers" / "cases.csv"
    path.write_text(f"id,state,accepted,person\nA,open,2024-02-05,{PERSON}\nB,open,2024-02-05,\n", "utf-8")
    part = book / "registers" / "cases" / "2023.parquet"
    part.parent.mkdir()
    rows = [{"id": "C", "state": "open", "accepted": "2023-02-06", "person": OTHER}]
    pq.write_table(pa.Table.from_pylist(rows), part)
    done = [past.entry("A", "", "open", changes={"accepted": [None, "2024-02-05"], "person": [None, PERSON]}, **TODAY)]
    done += [past.entry(one, "", "open", **TODAY) for one in "BC"]
    done += [past.entry("A", "open", "", why="录错", changes={"person": [OTHER, PERSON]}, **TODAY)]
    past.appended(book, register, done)(book / register.history)
    return book


def codes(book: Path, vault: Vault | None = VAULT) -> list[tuple[str, str, str | None]]:
    return [(one.code, one.file, one.params.get("count")) for one in check_registers(book, vault=vault)]


def told(book: Path) -> set[str]:
    paths = [path for path in book.rglob("*") if path.is_file()]
    return {path.name for path in paths if leaks(path.read_bytes(), path.name)}


def test_a_plain_book_is_told_so_and_still_of_use(old: Path) -> None:
    assert codes(old, None) == [
        ("register.plain", "registers/cases.csv", "1"),
        ("register.plain_history", "registers/cases.history.csv", "2"),
        ("register.plain", "registers/cases/2023.parquet", "1"),
    ]
    assert told(old) == {"cases.csv", "2023.parquet", "cases.history.csv"}
    assert evaluate(old, "cases.persons").value == 1


def test_one_command_protects_it_and_another_its_history(old: Path) -> None:
    assert protect(old, VAULT, **TODAY) == {"cases": (2, 0)}
    assert told(old) == {"cases.history.csv"}
    assert codes(old) == [("register.plain_history", "registers/cases.history.csv", "2")]
    register = register_of(old, "cases")
    before = history(old, "cases")[-1].chain
    assert protect(old, VAULT, history=True, why="个人信息保护", **TODAY) == {"cases": (0, 2)}
    assert told(old) == set()
    assert codes(old) == []
    assert past.broken(old, register) is None
    last = history(old, "cases")[-1]
    assert (last.why, last.detail) == ("个人信息保护", {"protected": 0, "rewritten": 2, "was": before})
    changes = history(old, "cases")[3].detail
    assert changes["person"] == [VAULT.mark("id_number", one) for one in (OTHER, PERSON)]
    assert changes["person_shown"] == ["4405**********0014", "1101**********002X"]
    assert protect(old, VAULT, history=True, why="再一次", **TODAY) == {}
    assert evaluate(old, "cases.persons").value == 1
    assert (old / "registers" / "cases" / "2023.parquet").exists()


def test_tokens_of_before_are_taken_out_of_a_history(book: Path) -> None:
    register = register_of(book, "applications")
    token = VAULT.seal(PERSON, "id_number", VAULT.mark("id_number", PERSON))
    done = [past.entry("A", "", "entered", changes={"id_number": [None, token], "name": [None, "甲"]}, **TODAY)]
    (book / "registers").mkdir(exist_ok=True)
    past.appended(book, register, done)(book / register.history)
    assert "register.plain_history" in [one.code for one in check_registers(book, ["applications"])]
    assert protect(book, VAULT, ["applications"], history=True, why="换密钥", **TODAY) == {"applications": (0, 1)}
    assert token not in (book / register.history).read_text("utf-8")
    assert history(book, "applications")[0].detail == {"name": [None, "甲"]}


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda b: None, "register.protect_reason"),
        (lambda b: seal(b, "甲"), "book.sealed"),
        (lambda b: _edit(b / "registers" / "cases.history.csv", "甲", "乙"), "history.broken"),
        (lambda b: _edit(b / "registers" / "cases.csv", PERSON, PERSON[:-1] + "1"), "number.id_number"),
    ],
)
def test_what_cannot_be_protected_says_why_and_stays(old: Path, harm: Any, code: str) -> None:
    harm(old)
    before = {path: path.read_bytes() for path in old.rglob("*.*") if path.is_file()}
    with pytest.raises(Unusable) as refused:
        protect(old, VAULT, history=True, why="" if code == "register.protect_reason" else "保护", **TODAY)
    assert refused.value.fault.code == code
    assert {path: path.read_bytes() for path in old.rglob("*.*") if path.is_file()} == before


def _edit(path: Path, before: str, after: str) -> None:
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")


def test_a_new_key_renews_every_token_and_no_old_one_is_left(old: Path) -> None:
    protect(old, VAULT, history=True, why="保护", **TODAY)
    add(old, "cases", [{"id": "D", "accepted": "2024-02-05", "person": PERSON}], vault=VAULT, **TODAY)
    marks = records(old, register_of(old, "cases")).column("person").to_pylist()
    assert renew(old, NEW, **TODAY) == {"cases": 3}
    assert records(old, register_of(old, "cases")).column("person").to_pylist() == marks
    assert codes(old, NEW) == []
    assert renew(old, NEW, **TODAY) == {}
    assert not any(b"v1.k1." in path.read_bytes() for path in old.rglob("*") if path.is_file())


def test_a_crash_leaves_a_book_as_before_or_as_after(old: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    seen = set()
    for left in range(14):
        book = tmp_path_factory.mktemp("crash") / "book"
        shutil.copytree(old, book)
        with contextlib.suppress(Crash):
            protect(book, VAULT, history=True, why="保护", disk=Mortal(left), **TODAY)
        found = codes(book)
        assert found in ([], codes(old)), left
        seen.add(bool(found))
        with contextlib.suppress(Crash):
            renew(book, NEW, disk=Mortal(left), **TODAY)
        assert codes(book, NEW) in ([], codes(old))
    assert seen == {True, False}
