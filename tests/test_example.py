"""The demonstration audits to exactly what its README lists."""

import importlib.util
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.books.open import open_book
from juesuan.compile.compiler import compile_book
from juesuan.compile.sums import sums
from juesuan.facts import Coordinate
from juesuan.registers.check import check_registers
from juesuan.registers.indicators import Desk
from juesuan.vault.keys import read_key
from juesuan.vault.sealing import Vault

FOLDER = Path(__file__).parents[1] / "examples" / "wuchang-hr-2024"
EXAMPLE = FOLDER / "disclosure.md"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_book", FOLDER / "make_book.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_book_equals_the_published_forms_but_where_they_contradict_themselves(maker):
    accounts = compile_book(open_book(FOLDER / "book"))
    printed = [(c, value) for c, values in maker.published().items() for value in values]
    differ = [(c, value) for c, value in printed if accounts.printed.get(c, 0) != value]
    assert len(printed) - len(differ) == 287
    about = {(c.get("function") or "", c.get("nature") or "") for c, _ in differ}
    assert about == {("208", ""), ("210", ""), ("", "basic")}
    for coordinate, value in differ:
        assert abs(accounts.exact[coordinate] - int(value * maker.FEN)) == maker.HALF  # both roundings are near


def test_controlled_rounding_closes_the_example():
    accounts = compile_book(open_book(FOLDER / "book"), policy="controlled")
    assert accounts.moved
    assert accounts.tails == []
    assert all(r.gap(accounts.printed) == 0 for r in sums(accounts.exact))


def test_the_script_makes_the_book_that_is_here(maker, tmp_path):
    shutil.copytree(FOLDER / "book", tmp_path / "book")
    shutil.copy(EXAMPLE, tmp_path)
    maker.HERE = tmp_path
    maker.main()
    for path in sorted((FOLDER / "book").glob("*.csv")):
        assert (tmp_path / "book" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_units_together_are_the_department():
    accounts = compile_book(open_book(FOLDER / "book"))
    assert accounts.exact[Coordinate.of("expenditure", 2024)] == accounts.exact[Coordinate.of("revenue", 2024)]


def test_example_finds_what_was_put_there_and_nothing_else():
    result = audit(EXAMPLE)
    assert Counter(f.code for f in result.report.findings) == Counter(
        {
            "derived.completion": 1,
            "derived.direction": 1,
            "derived.zero_base": 1,
            "identity.value": 1,
            "identity.shown": 4,
            "disclosure.placeholder": 1,
            "disclosure.doubled_punctuation": 1,
            "disclosure.numbering": 1,
            "disclosure.empty_term": 1,
        }
    )
    swap = next(f for f in result.report.findings if f.code == "identity.value")
    assert (swap.suspects[0].value, swap.suspects[0].why) == ("24.47", "swap")
    assert len(result.disclosure.forms) == 9


PUBLISHED = {
    "urban_employment.new": "30350", "graduates.new": "36297", "graduates.realname": "1585",
    "graduates.realname_settled": "1518", "reemployment.unemployed": "7259", "reemployment.hard": "3280",
    "startups.supported": "4166", "startups.jobs": "8534", "startups.home": "329", "loans.issued": "95000000",
    "job_fairs.fairs": "64", "talents.enterprises": "14", "talents.persons": "29", "titles.recommended": "576",
    "promotions.street_promoted": "39", "recruits.hired": "398", "training.persons": "25000",
    "training.industry": "6513", "certificates.issued": "20000", "honours.studios": "1", "honours.craftsmen": "2",
    "honours.talents": "1", "honours.allowances": "3", "honours.instructors": "16", "red_list.recommended": "4",
    "penalties.penalised": "1", "penalties.executions": "1", "complaints.handled": "21908", "disputes.handled": "4701",
    "disputes.closing_rate": "97.1", "mediations.accepted": "3750", "mediations.combined_rate": "67.4",
    "mediation_committees.new_buildings": "1", "service_guides.current": "62", "housing.rental_times": "2168",
    "housing.hostel_times": "4116", "public_posts.held": "871",
}  # fmt: skip
"""What the district published of the year's work, by the indicator that counts it."""


def test_the_registers_count_what_was_published() -> None:
    desk = Desk(FOLDER / "book")
    values = {name: desk.evaluate(name).value for name in PUBLISHED}
    rounded = {name: value and value.quantize(Decimal("0.1")).normalize() for name, value in values.items()}
    assert rounded == {name: Decimal(said).normalize() for name, said in PUBLISHED.items()}


def test_the_registers_have_no_fault() -> None:
    vault = Vault(read_key(FOLDER / "key.toml"))
    assert check_registers(FOLDER / "book", vault=vault) == []
    assert [one.code for one in check_registers(FOLDER / "book")] == ["register.unproven"]
