"""ID numbers, cards and mobile phones stand under lock wherever a register is written, and are of use there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registers.conftest import DAY, PERSON, VAULT

from juesuan.books.cells import MARK, Codes, strict
from juesuan.books.faults import Unusable, explain
from juesuan.books.identity import id_number, luhn, to18
from juesuan.registers.bulk import bulk
from juesuan.registers.check import check_registers
from juesuan.registers.find import find
from juesuan.registers.indicators import evaluate
from juesuan.registers.model import Register
from juesuan.registers.packs import parse, register_of
from juesuan.registers.protected import opened, put_away, revealed
from juesuan.registers.store import Refused, add, amend, history, move, records
from juesuan.vault.keys import new_key
from juesuan.vault.leaks import leaks
from juesuan.vault.looks import looks
from juesuan.vault.sealing import FILE, Vault

MOBILE, CARD, DESK = "13800138000", "6222021234567890128", "027-88936000"
PEOPLE = """
title = "人"
[[fields]]
name = "name"
title = "姓名"
type = "text"
[[fields]]
name = "number"
title = "身份证号"
type = "id_number"
required = true
[[fields]]
name = "phone"
title = "电话"
type = "phone"
[[fields]]
name = "card"
title = "银行卡"
type = "card"
[[fields]]
name = "born"
title = "出生日期"
type = "date"
[states]
here = "在册"
gone = "离开"
[[moves]]
from = ["here"]
to = "gone"
title = "离开"
[[rules]]
name = "born"
test = "substr(number, 7, 8) = strftime(born, '%Y%m%d')"
zh = "出生日期与身份证号不符；请核对证件"
en = "born on another day than the ID number says; compare it with the card"
[[indicators]]
name = "all"
title = "人数"
unit = "人"
counts = "persons"
definition = "一个身份证号计一人"
value = "count(distinct number)"
[[indicators]]
name = "phones"
title = "电话"
unit = "个"
counts = "events"
definition = "不同的电话"
value = "count(distinct phone)"
"""
ROW = {"id": "A", "name": "甲", "number": PERSON, "phone": MOBILE, "card": CARD, "born": "1949-12-31"}
SHORT = "110105491231002"


@pytest.fixture
def people(book: Path) -> Path:
    (book / "registers" / "people.toml").write_text(PEOPLE, "utf-8")
    return book


def whole(book: Path) -> Register:
    return register_of(book, "people")


def told(book: Path) -> list[str]:
    """Return what a search of every file of a book finds."""
    found = []
    for path in sorted(path for path in book.rglob("*") if path.is_file()):
        found += [f"{path.name}: {one.shown}" for one in leaks(path.read_bytes(), path.name)]
        found += [path.name for number in (PERSON, MOBILE, CARD) if number.encode() in path.read_bytes()]
    return found


def test_the_numbers_are_good_examples() -> None:
    assert luhn(CARD)
    assert id_number(PERSON)
    assert to18(SHORT) == PERSON


def test_a_record_holds_marks_masks_and_tokens(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    (row,) = records(people, whole(people)).to_pylist()
    assert row["number"] == VAULT.mark("id_number", PERSON)
    assert row["card"] == VAULT.mark("account", CARD), "the fund knows the account by the same mark"
    assert (row["number_shown"], row["phone_shown"]) == ("1101**********002X", "138****8000")
    assert VAULT.open(row["number_sealed"], "id_number", "people/A") == PERSON
    assert told(people) == []
    assert check_registers(people, vault=VAULT) == []
    assert [one.code for one in check_registers(people)] == ["register.unproven"]


@pytest.mark.parametrize("number", [SHORT, PERSON])
def test_a_number_has_one_mark_however_long_it_was_written(people: Path, number: str) -> None:
    add(people, "people", [{"id": "A", "number": number}], who="甲", on=DAY, vault=VAULT)
    (row,) = records(people, whole(people)).to_pylist()
    assert (row["number"], row["number_shown"]) == (VAULT.mark("id_number", PERSON), "1101**********002X")


def test_a_desk_telephone_is_nobodys_own(people: Path) -> None:
    add(people, "people", [{**ROW, "phone": DESK}], who="甲", on=DAY, vault=VAULT)
    (row,) = records(people, whole(people)).to_pylist()
    assert (row["phone"], row["phone_sealed"]) == (DESK, None)
    assert check_registers(people, vault=VAULT) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda b: add(b, "people", [ROW], who="甲", on=DAY),
        lambda b: bulk(b, "people", pa.Table.from_pylist([{**ROW, "state": "here"}]), "2024", who="甲", on=DAY),
        lambda b: find(b, register_of(b, "people"), {"number": PERSON}),
    ],
)
def test_without_a_key_no_number_is_written_or_looked_for(people: Path, act: Callable[[Path], Any]) -> None:
    with pytest.raises(Unusable) as refused:
        act(people)
    assert refused.value.fault.code == "register.key_missing"
    assert "juesuan fund key new" in explain(refused.value.fault)
    assert PERSON not in explain(refused.value.fault)
    assert not (people / "registers" / "people.csv").exists()


def test_what_holds_no_number_needs_no_key(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    move(people, "people", ["A"], "gone", who="乙", on=DAY)
    amend(people, "people", "A", {"name": "乙"}, who="乙", on=DAY, why="更名")
    assert evaluate(people, "people.all").value == 1
    add(people, "cases", [{"accepted": "2024-02-05"}], who="甲", on=DAY)
    assert [one.code for one in check_registers(people)] == ["register.unproven"]


def test_a_book_takes_one_key(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    assert VAULT.key.print in (people / FILE).read_text("utf-8")
    other = Vault(new_key())
    for act in (
        lambda: add(people, "people", [{**ROW, "id": "B"}], who="甲", on=DAY, vault=other),
        lambda: check_registers(people, vault=other),
        lambda: find(people, whole(people), {"number": PERSON}, other),
    ):
        with pytest.raises(Unusable) as refused:
            act()
        assert refused.value.fault.code == "fund.key_other"
    assert records(people, whole(people)).num_rows == 1


def test_indicators_count_by_marks_without_the_key(people: Path) -> None:
    rows = [ROW, {**ROW, "id": "B", "number": SHORT}, {**ROW, "id": "C", "number": "440524188001010014", "born": ""}]
    add(people, "people", rows, who="甲", on=DAY, vault=VAULT)
    more = pa.Table.from_pylist([{**ROW, "id": "D", "state": "here", "phone": DESK}])
    bulk(people, "people", more, "2024", who="甲", on=DAY, vault=VAULT)
    assert evaluate(people, "people.all").value == 2
    assert evaluate(people, "people.phones").value == 2
    assert told(people) == []


def test_rules_about_numbers_hold_at_entry_and_with_the_key(people: Path) -> None:
    short = pa.Table.from_pylist([{**ROW, "id": "S", "state": "here", "number": SHORT}])
    assert bulk(people, "people", short, "2023", who="甲", on=DAY, vault=VAULT) == 1, "15 digits are judged as 18"
    wrong = pa.Table.from_pylist([{**ROW, "state": "here", "born": "1950-01-01"}])
    with pytest.raises(Refused) as refused:
        bulk(people, "people", wrong, "2024", who="甲", on=DAY, vault=VAULT)
    assert [one.code for one in refused.value.faults] == ["register.rule"]
    with pytest.raises(Refused) as refused:
        add(people, "people", [ROW, {**ROW, "id": "B", "born": "1950-01-01"}], who="甲", on=DAY, vault=VAULT)
    assert [one.code for one in refused.value.faults] == ["register.rule"]
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    amend(people, "people", "A", {"born": "1950-01-01"}, who="乙", on=DAY, why="录错")
    assert [one.code for one in check_registers(people, vault=VAULT)] == ["register.rule"]
    assert [one.code for one in check_registers(people)] == ["register.unproven"]


def test_a_record_is_found_by_its_number(people: Path) -> None:
    add(people, "people", [ROW, {"id": "B", "number": "440524188001010014"}], who="甲", on=DAY, vault=VAULT)
    for said in ({"number": PERSON}, {"number": SHORT}, {"phone": MOBILE}, {"card": CARD, "name": "甲"}):
        assert find(people, whole(people), said, VAULT).column("id").to_pylist() == ["A"]
    assert find(people, whole(people), {"number": PERSON, "name": "乙"}, VAULT).num_rows == 0
    assert find(people, whole(people), {"name": "甲"}).num_rows == 1
    with pytest.raises(Refused):
        find(people, whole(people), {"number": PERSON[:-1] + "1"}, VAULT)


def test_a_number_is_shown_for_a_reason_and_logged(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    (row,) = records(people, whole(people)).to_pylist()
    with pytest.raises(Unusable) as refused:
        revealed(people, whole(people), row, VAULT, who="乙", why=" ")
    assert refused.value.fault.code == "fund.look_reason"
    shown = revealed(people, whole(people), row, VAULT, who="乙", why="电话核对")
    assert shown == {"number_shown": PERSON, "phone_shown": MOBILE, "card_shown": CARD}
    assert [(one["who"], one["kind"], one["owner"], one["why"]) for one in looks(people)] == [
        ("乙", kind, "people/A", "电话核对") for kind in ("id_number", "phone", "account")
    ]
    assert told(people) == []


def test_the_history_has_marks_and_no_token(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    amend(
        people, "people", "A", {"number": "440524188001010014", "born": ""}, who="乙", on=DAY, why="录错", vault=VAULT
    )
    changes = history(people, "people")[-1].detail
    assert changes["number"] == [VAULT.mark("id_number", PERSON), VAULT.mark("id_number", "440524188001010014")]
    assert changes["number_shown"] == ["1101**********002X", "4405**********0014"]
    assert "v1." not in (people / "registers" / "people.history.csv").read_text("utf-8")
    amend(people, "people", "A", {"phone": ""}, who="乙", on=DAY, why="停机")
    (row,) = records(people, whole(people)).to_pylist()
    assert (row["phone"], row["phone_shown"], row["phone_sealed"]) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda row, other: {**row, "number_sealed": other["number_sealed"]}, "fund.token"),
        (lambda row, other: {**row, "number": other["number"]}, "register.mark"),
        (lambda row, other: {**row, "number_shown": other["number_shown"]}, "register.mark"),
        (lambda row, _: {**row, "number_sealed": None}, "fund.token_key"),
        (lambda row, _: {**row, "number_sealed": "abc"}, "register.token"),
    ],
)
def test_what_was_altered_beside_a_number_is_found(people: Path, change: Callable[..., Any], code: str) -> None:
    rows = [{**ROW, "state": "here"}, {"id": "B", "state": "here", "number": "440524188001010014"}]
    bulk(people, "people", pa.Table.from_pylist(rows), "2024", who="甲", on=DAY, vault=VAULT)
    path = people / "registers" / "people" / "2024.parquet"
    there = pq.read_table(path)
    first, second = there.to_pylist()
    pq.write_table(pa.Table.from_pylist([change(first, second), second], there.schema), path)
    found = [one for one in check_registers(people, vault=VAULT) if one.code != "fund.token_key" or code == one.code]
    assert [(one.code, one.row) for one in found] == [(code, 2)]


def test_a_number_that_was_sealed_wrong_is_found(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    path = people / "registers" / "people.csv"
    (row,) = records(people, whole(people)).to_pylist()
    bad = VAULT.hidden("110105194912310021", "id_number", "people/A")
    text = path.read_text("utf-8")
    for name, new in (("number", bad.mark), ("number_shown", bad.shown), ("number_sealed", bad.token)):
        text = text.replace(row[name], new)
    path.write_text(text, "utf-8")
    assert "register.token_number" in [one.code for one in check_registers(people, vault=VAULT)]


@pytest.mark.parametrize(
    "act",
    [
        lambda b: add(b, "people", [{**ROW, "name": f"甲（{PERSON}）"}], who="甲", on=DAY, vault=VAULT),
        lambda b: add(b, "people", [ROW], who="甲", on=DAY, why=f"代{PERSON}办", vault=VAULT),
        lambda b: add(b, "cases", [{"accepted": "2024-02-05", "before": PERSON}], who="甲", on=DAY),
    ],
)
def test_an_id_number_in_a_text_a_reason_or_a_link_is_refused(people: Path, act: Callable[[Path], Any]) -> None:
    with pytest.raises(Refused) as refused:
        act(people)
    assert [one.code for one in refused.value.faults] == ["register.loose_number"]
    assert PERSON not in explain(refused.value.fault)
    assert told(people) == []


def test_an_id_number_written_into_a_text_by_hand_is_found(people: Path) -> None:
    add(people, "people", [ROW], who="甲", on=DAY, vault=VAULT)
    path = people / "registers" / "people.csv"
    path.write_text(path.read_text("utf-8").replace("甲", f"甲 {PERSON}"), "utf-8")
    assert [one.code for one in check_registers(people, vault=VAULT)] == ["register.loose_number"]
    path.write_text(path.read_text("utf-8").replace(PERSON, "20240101123456789012"), "utf-8")
    assert check_registers(people, vault=VAULT) == [], "a long number that is no ID number"


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.text(max_size=9).filter(str.strip))
def test_what_is_put_away_comes_back(born: date, order: int, identity: str) -> None:
    register = parse("people", PEOPLE)
    number = next(n for n in (f"420106{born:%Y%m%d}{order:03d}{c}" for c in "0123456789X") if id_number(n))
    record = {**dict.fromkeys(register.table.names), "id": identity, "state": "here", "number": number}
    hidden, used = put_away(register, None, record, VAULT)
    assert used
    assert number not in str(hidden)
    assert MARK.fullmatch(hidden["number"])
    parser = strict(register.table.column("number"), Codes(2024))
    assert parser is not None
    assert parser(hidden["number"]) == hidden["number"]
    assert put_away(register, hidden, hidden, None) == (hidden, False), "once is enough"
    table = pa.Table.from_pylist([{**hidden, "_file": "f", "_row": 2}])
    made, faults = opened(register, table, VAULT)
    assert (made.column("number").to_pylist(), faults) == ([number], [])
