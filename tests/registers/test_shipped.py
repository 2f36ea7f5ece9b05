"""Every shipped register does what its cases say: indicators worked out by hand, late records, rules, moves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.registers.conftest import VAULT

from juesuan.books.faults import Fault, Unusable
from juesuan.registers import past
from juesuan.registers.check import check_registers, overdue
from juesuan.registers.indicators import Desk
from juesuan.registers.model import Field, Move, Register
from juesuan.registers.packs import shipped
from juesuan.registers.store import Refused, add, move, records

CASES = Path(__file__).parent / "packs"
PACKS = shipped()
DAY = date(2024, 3, 1)
UNTOLD = {"register.unrecorded", "cell.link", "register.plain", "register.unproven"}
"""What a case may leave out: histories, and the records its links lead to."""
SAMPLES: dict[str, Any] = {
    "text": "某",
    "code": "A1",
    "date": "2024-02-28",
    "money": "0.00",
    "count": "7",
    "number": "7.5",
    "link": "x1",
    "id_number": "11010519491231002X",
    "credit_code": "91350100M000100Y43",
    "phone": "13800138000",
    "token": "v1.k1.eA",
}


def case(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"), parse_float=str)


def book_of(folder: Path, name: str, more: str = "") -> Path:
    """Write a book that holds a case's records, those of others it asks for, and its history."""
    said = case(name)
    (folder / "registers").mkdir()
    (folder / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    for one, text in {**said.get("others", {}), name: said["records"] + more + "\n" * bool(more)}.items():
        (folder / "registers" / f"{one}.csv").write_text(text.lstrip(), "utf-8")
    done = [past.entry(record, "", to, who="甲", on=on) for record, to, on in said.get("past", [])]
    if done:
        past.appended(folder, PACKS[name], done)(folder / PACKS[name].history)
    return folder


def faults(book: Path, name: str) -> list[Fault]:
    return [one for one in check_registers(book, [name]) if one.code not in UNTOLD and "history" not in one.file]


@pytest.fixture(params=sorted(PACKS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_register_has_a_case() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(PACKS)


def test_the_records_of_a_case_are_sound(name: str, tmp_path: Path) -> None:
    assert faults(book_of(tmp_path, name), name) == []


def test_every_indicator_comes_to_what_was_worked_out(name: str, tmp_path: Path) -> None:
    desk = Desk(book_of(tmp_path, name))
    expected = case(name)["expect"]
    assert set(expected) == {one.name for one in PACKS[name].indicators}
    together = desk.evaluate_all([f"{name}.{one}" for one in expected])
    for (one, said), passed in zip(expected.items(), together, strict=True):
        found = desk.evaluate(f"{name}.{one}")
        assert (found.value, found.numerator, found.denominator) == (passed.value, passed.numerator, passed.denominator)
        assert found.value is not None
        assert abs(Fraction(found.value) - Fraction(said)) < Fraction(1, 10**20), f"{one}: {found.value}"
        assert len(found.rows()) >= (1 if found.value else 0)
        if found.numerator is not None and found.denominator is not None and found.unit == "%":
            assert 0 <= found.numerator <= found.denominator, one


def test_an_empty_register_has_indicators_too(name: str, tmp_path: Path) -> None:
    said = case(name)["records"].lstrip().splitlines()[0]
    book = book_of(tmp_path, name)
    (book / "registers" / f"{name}.csv").write_text(said + "\n", "utf-8")
    for others in case(name).get("others", {}):
        (book / "registers" / f"{others}.csv").unlink()
    for one in PACKS[name].indicators:
        found = Desk(book).evaluate(f"{name}.{one.name}")
        assert found.value == (None if one.counts in ("rate", "mean") else Decimal(0))
        assert found.rows() == []


def test_every_clock_is_late_where_it_was_counted_out(name: str, tmp_path: Path) -> None:
    said = case(name).get("late", {})
    assert set(said) - {"at"} == {one.name for one in PACKS[name].clocks}
    if not said:
        return
    found: dict[str, dict[str, int]] = {}
    for one in overdue(book_of(tmp_path, name), PACKS[name], said["at"]):
        found.setdefault(one.clock, {})[one.record] = one.late
    assert found == {clock: late for clock, late in said.items() if clock != "at"}


def test_every_rule_finds_the_row_that_breaks_it(name: str, tmp_path: Path) -> None:
    broken = case(name).get("broken", {})
    assert set(broken) == {one.name for one in PACKS[name].rules}
    for number, rule in enumerate(PACKS[name].rules):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = faults(book_of(folder, name, broken[rule.name]), name)
        assert [one.params.get("zh") for one in found] == [rule.zh]


def moves() -> Iterator[tuple[str, str, Move]]:
    for name, register in PACKS.items():
        for one in register.moves:
            yield from ((name, source, one) for source in one.sources)


ALL_MOVES = list(moves())
EACH = pytest.mark.parametrize(("name", "source", "one"), ALL_MOVES, ids=[f"{n}:{s}-{o.to}" for n, s, o in ALL_MOVES])


def sample(field: Field) -> str:
    """Return a value a field takes."""
    if field.column.type == "choice":
        return field.column.choices[0][0]
    if field.minimum is not None:
        return str(field.minimum) + (".00" if field.column.type == "money" else "")
    return str(SAMPLES[field.column.type])


def filled(register: Register, source: str, one: Move) -> dict[str, str]:
    """Return a record in a state, with what that state and the move after it need, but not what the move sets."""
    there = {need for before in register.moves if before.to == source for need in before.needs}
    wanted = {field.name for field in register.fields if field.column.required} | there | set(one.needs)
    made = {field.name: sample(field) for field in register.fields if field.name in wanted}
    if one.sets and one.sets not in there:
        made.pop(one.sets, None)
    return {"id": "A", "state": source, **made}


def empty_book(folder: Path) -> Path:
    (folder / "registers").mkdir()
    (folder / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    return folder


@EACH
def test_every_move_is_made_by_another_person(name: str, source: str, one: Move, tmp_path: Path) -> None:
    book = empty_book(tmp_path)
    add(book, name, [filled(PACKS[name], source, one)], who="甲", on=DAY, vault=VAULT)
    assert move(book, name, ["A"], one.to, who="乙", on=DAY, why="有据") == ["A"]
    (row,) = records(book, PACKS[name]).to_pylist()
    assert row["state"] == one.to
    assert all(row[need] is not None for need in one.needs)
    assert not one.sets or row[one.sets] is not None


@EACH
def test_every_move_is_refused_where_it_should_be(name: str, source: str, one: Move, tmp_path: Path) -> None:
    register, book = PACKS[name], empty_book(tmp_path)
    add(book, name, [filled(register, source, one)], who="甲", on=DAY, vault=VAULT)
    tries: list[tuple[str, dict[str, Any]]] = [("register.order", {"on": DAY - timedelta(1)})]
    tries += [("register.apart", {"who": "甲"})] * (source in one.apart)
    tries += [("register.reason", {"why": ""})] * one.reason
    for code, said in tries:
        with pytest.raises(Refused) as refused:
            move(book, name, ["A"], one.to, **{"who": "乙", "on": DAY, "why": "有据", **said})
        assert code in {fault.code for fault in refused.value.faults}
    others = [s for s in register.states if s != source and register.move(source, s) is None]
    for to in [*others[:1], source] if register.move(source, source) is None else others[:1]:
        with pytest.raises(Refused) as refused:
            move(book, name, ["A"], to, who="乙", on=DAY, why="有据")
        assert refused.value.fault.code == "register.move"
    for need in one.needs:
        missing = filled(register, source, one)
        if need == one.sets or missing.pop(need, None) is None:
            continue
        with pytest.raises(Unusable) as unmet:
            _add_and_move(book, name, missing, one.to)
        assert unmet.value.fault.code in ("register.needs", "cell.required")
        break


def _add_and_move(book: Path, name: str, record: dict[str, str], to: str) -> None:
    add(book, name, [{**record, "id": "B"}], who="甲", on=DAY, vault=VAULT)
    move(book, name, ["B"], to, who="乙", on=DAY, why="有据")


def test_counting_people_and_counting_person_times_are_different_indicators() -> None:
    for name, register in PACKS.items():
        for one in register.indicators:
            assert one.definition, f"{name}.{one.name}"
            distinct = "distinct" in one.value
            assert distinct if one.counts == "persons" else not (one.counts == "person-times" and distinct), one.name
            if one.counts == "persons":
                assert one.unit in ("人", "名")
            if one.counts == "person-times":
                assert one.unit in ("人次", "人月")
            assert (one.unit == "%") == (one.counts == "rate")


def test_links_lead_to_registers() -> None:
    for name, register in PACKS.items():
        for field in register.fields:
            if field.column.type == "link":
                assert field.column.target[0] in PACKS, f"{name}.{field.name}"
                assert field.column.target[1] == "id"


def test_every_state_but_the_first_can_be_reached() -> None:
    for name, register in PACKS.items():
        assert {one.to for one in register.moves} >= set(register.states) - {register.initial}, name
