"""Any change of a book is undone the same way: files as before, histories longer, reasons where it may not be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.registers.conftest import DAY, PERSON, VAULT, Crash, Mortal

from juesuan.books import history, journal
from juesuan.books.faults import Unusable, explain, kinds
from juesuan.books.import_ import Options, import_file
from juesuan.books.seal import reopen, seal
from juesuan.books.store import Change, commit, recover
from juesuan.registers import check, past, store
from juesuan.registers.import_ import import_records
from juesuan.registers.packs import register_of
from juesuan.registers.protection import protect
from juesuan.registers.undo import changes, undo

add, amend, move = (partial(act, vault=VAULT) for act in (store.add, store.amend, store.move))
take_back = partial(undo, who="丁", on=DAY, why="登错")
ROW = {"accepted": "2024-02-05", "person": PERSON, "workers": "3"}
UNITS = "单位代码,单位名称,单位性质\n001,某局,行政\n"


def contents(book: Path) -> dict[str, bytes]:
    """What a book holds, but its histories and the program's own folder."""
    files = (p for p in book.rglob("*") if p.is_file() and ".juesuan" not in p.parts)
    return {p.relative_to(book).as_posix(): p.read_bytes() for p in files if not p.name.endswith("history.csv")}


def sound(book: Path) -> bool:
    return history.broken(book) is None and check.check_registers(book, vault=VAULT) == []


def taken(book: Path, name: str = "甲.csv") -> None:
    file = book.parent / f"{book.name}-{name}"
    file.write_text(f"受理日期,身份证号,涉及人数\n2024-02-06,{PERSON},2\n", "utf-8")
    import_records(book, "cases", file, Options(), who="甲", on=DAY, vault=VAULT)


def units(book: Path) -> None:
    file = book.parent / f"{book.name}-u.csv"
    file.write_text(UNITS, "utf-8")
    import_file(book, "units", file)


ACTS: dict[str, Callable[[Path], Any]] = {
    "register.add": lambda book: add(book, "cases", [ROW], who="甲", on=DAY),
    "register.move": lambda book: move(book, "cases", ["A"], "suspended", who="甲", on=DAY, why="等候"),
    "register.amend": lambda book: amend(book, "cases", "A", {"wages": "9.00"}, who="甲", on=DAY, why="补"),
    "register.import": taken,
    "import": units,
}


@pytest.fixture
def begun(book: Path) -> Path:
    add(book, "cases", [{**ROW, "id": "A"}], who="甲", on=DAY)
    return book


@pytest.mark.parametrize("what", ACTS)
def test_a_change_is_undone_and_may_be_made_again(what: str, begun: Path) -> None:
    before, past_before = contents(begun), (begun / "registers/cases.history.csv").read_bytes()
    ACTS[what](begun)
    after = contents(begun)
    assert after != before
    step = take_back(begun)
    assert step.what == what
    assert contents(begun) == before
    assert (begun / "registers/cases.history.csv").read_bytes().startswith(past_before)
    assert history.events(begun)[-1].what == "undo"
    assert sound(begun)
    ACTS[what](begun)
    assert contents(begun).keys() == after.keys()
    assert sound(begun)


def test_all_changes_are_undone_one_by_one_down_to_the_first(begun: Path) -> None:
    seen = []
    for act in ACTS.values():
        seen.append(contents(begun))
        act(begun)
    while seen:
        take_back(begun)
        assert contents(begun) == seen.pop()
    take_back(begun)
    assert not (begun / "registers" / "cases.csv").exists()
    assert sound(begun)
    with pytest.raises(Unusable, match=r"undo\.nothing"):
        take_back(begun)


def test_the_history_says_what_was_undone_by_whom_and_why(begun: Path) -> None:
    ACTS["register.move"](begun)
    take_back(begun)
    last = past.entries(begun, register_of(begun, "cases"))[-1]
    assert (last.record, last.source, last.to, last.who, last.why) == ("A", "suspended", "open", "丁", "登错")
    assert last.detail == {"undone": 2}
    stand = past.pasts_of(begun, register_of(begun, "cases"))["A"]
    assert [one.to for one in stand] == ["open"]
    assert past.pasts(past.entries(begun, register_of(begun, "cases")))["A"] == stand


def test_an_earlier_change_is_undone_where_nothing_touched_its_files(begun: Path) -> None:
    units(begun)
    before = contents(begun)
    ACTS["register.add"](begun)
    number = next(one.number for one in changes(begun) if one.what == "import")
    with pytest.raises(Unusable, match=r"undo\.changed"):
        take_back(begun, 1)
    with pytest.raises(Unusable, match=r"undo\.unknown"):
        take_back(begun, 99)
    take_back(begun, number)
    assert "units.csv" not in contents(begun)
    take_back(begun)
    assert contents(begun) == {name: one for name, one in before.items() if name != "units.csv"}
    assert history.imports(begun) == []


def test_a_file_changed_by_hand_is_left_alone(begun: Path) -> None:
    ACTS["register.add"](begun)
    (begun / "registers" / "cases.csv").write_text("id\n", "utf-8")
    with pytest.raises(Unusable, match=r"undo\.changed"):
        take_back(begun)
    shutil.rmtree(begun / ".juesuan")
    with pytest.raises(Unusable, match=r"undo\.nothing"):
        take_back(begun)


def test_what_is_final_says_what_to_do_instead_and_holds_what_was_before(begun: Path) -> None:
    seal(begun, "甲")
    with pytest.raises(Unusable, match=r"book\.sealed"):
        take_back(begun)
    reopen(begun, "补记", "甲")
    with pytest.raises(Unusable) as told:
        take_back(begun)
    assert "juesuan book seal" in explain(told.value.fault)
    with pytest.raises(Unusable, match=r"undo\.behind"):
        take_back(begun, 1)


@pytest.mark.parametrize("by", ["move", "protect"])
def test_nothing_of_numbers_that_were_put_under_lock_is_kept(by: str, book: Path) -> None:
    (book / "registers/cases.csv").write_text(f"id,state,accepted,person,workers\nA,open,2024-02-05,{PERSON},3\n")
    commit(book, {"registers/cases.csv": (book / "registers/cases.csv").read_bytes()}, None, Change("import"))
    if by == "move":
        move(book, "cases", ["A"], "suspended", who="甲", on=DAY, why="等候")
    else:
        protect(book, VAULT, who="甲", on=DAY)
    kept = [p.read_bytes() for p in (book / ".juesuan").rglob("*") if p.is_file()]
    assert not any(PERSON.encode() in one for one in kept)
    with pytest.raises(Unusable, match=r"undo\.protect"):
        take_back(book)


def test_killed_at_any_write_an_undoing_is_whole_or_not_at_all(begun: Path, tmp_path_factory: Any) -> None:
    before = contents(begun)
    ACTS["register.add"](begun)
    after, nth, seen = contents(begun), 0, set()
    while True:
        book = tmp_path_factory.mktemp("b") / "book"
        shutil.copytree(begun, book)
        try:
            take_back(book, disk=Mortal(nth))
        except Crash:
            (book / ".juesuan" / "lock").unlink(missing_ok=True)
            recover(book)
            assert contents(book) in (before, after)
            seen.add(contents(book) == before)
            if contents(book) == after:
                take_back(book)
                assert contents(book) == before
            nth += 1
        else:
            break
        assert sound(book)
    assert seen == {True, False}


def test_only_the_last_changes_are_kept_and_what_was_before_them(tmp_path: Path) -> None:
    for number in range(journal.KEPT + 5):
        commit(tmp_path, {"a": str(number).encode()}, None, Change("import"))
    kept = changes(tmp_path)
    assert [one.number for one in kept] == list(range(6, journal.KEPT + 6))
    assert {p.name for p in (tmp_path / journal.IMAGES).iterdir()} == {str(one.number) for one in kept}


def test_too_much_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "BYTES", 10)
    for _ in range(4):
        commit(tmp_path, {"a": os.urandom(8)}, None, Change("import"))
    assert [one.number for one in changes(tmp_path)] == [4]


def test_every_change_that_is_final_says_why() -> None:
    said = {name for name in kinds() if name.startswith("undo.")}
    wanted = "make release withdraw returns post reclaim agree drop receive notice seal reopen protect renew undone"
    assert {f"undo.{one}" for one in wanted.split()} <= said
