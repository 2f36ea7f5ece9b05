"""The ledger of the example comes to the published figures; rules and amounts say what is due; bookings are named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from juesuan.books.faults import Unusable
from juesuan.fund.desk import Desk
from juesuan.fund.due import by_amounts, by_rules, pseudonyms
from juesuan.fund.ledger import ledger_of
from juesuan.fund.model import Claim, Due
from juesuan.fund.posting import postings_of
from juesuan.fund.programme import programmes
from juesuan.vault.sealing import Vault

from .conftest import made_up_id
from .lives import table

EXAMPLE = Path(__file__).parents[2] / "examples" / "wuchang-hr-2024" / "book"


def wan(amount: Decimal) -> str:
    return f"{amount / 10_000:,.2f}"


def test_the_published_fund() -> None:
    found = ledger_of(EXAMPLE, Desk(EXAMPLE).state())
    assert [wan(one) for one in (found.total, found.spent, found.rest)] == ["11,382.04", "11,300.34", "81.70"]
    assert f"{found.rate:.2f}" == "99.28"
    assert ("2080704", "社会保险补贴") in found.paid


def test_a_fund_without_allotments_says_so(book: Path) -> None:
    with pytest.raises(Unusable) as refused:
        ledger_of(book, Desk(book).state())
    assert refused.value.fault.code == "fund.allotted"


def test_settled_amounts() -> None:
    claim, other = Claim("a", "post", "2024-01"), Claim("a", "post", "2024-02")
    assert by_amounts({claim: 5})([claim, other], {}) == {claim: Due(5), other: Due(0, "not_settled")}


def test_bookings_come_from_the_book_and_the_programme(book: Path) -> None:
    (book / "fund" / "posting.toml").write_text(
        'unit = "001"\neconomic = "30399"\n[programmes.own]\nfunction = "2080799"\n'
    )
    postings = postings_of(book, programmes())
    assert (postings("post").unit, postings("post").function) == ("001", programmes()["post"].function)
    assert postings("own").function == "2080799"
    with pytest.raises(Unusable) as refused:
        postings("nobody")
    assert (refused.value.fault.code, refused.value.fault.column) == ("fund.posting", "function")
    (book / "fund" / "posting.toml").write_text("unit = ")
    with pytest.raises(Unusable) as refused:
        postings_of(book, {})
    assert refused.value.fault.code == "book.syntax"


def test_registers_by_id_number_become_pseudonyms(vault: Vault) -> None:
    number = made_up_id(3)
    short = number[:6] + number[8:17]
    table = pa.table({"person": [number, short, "p9"], "born": [date(1980, 1, 1)] * 3})
    marks = pseudonyms(table, vault).column("person").to_pylist()
    assert marks == [vault.mark("id_number", number)] * 2 + ["p9"]


RULES = {
    "person": "p1",
    "born": date(1980, 5, 6),
    "sex": "male",
    "hard_to_employ": True,
    "graduated": date(2023, 6, 30),
}
MONTH = {"person": "p1", "work": "flexible", "premium_own": Decimal("1009.79")}


def claims(programme: str, *months: int) -> list[Claim]:
    return [Claim("p1", programme, f"2024-{month:02d}") for month in months]


def test_the_rules_of_the_programmes_decide() -> None:
    months = table([MONTH | {"month": date(2024, n, 1)} for n in (1, 2, 3)])
    due = by_rules(programmes(), table([RULES]), months)
    asked = [*claims("insurance_flexible", 1, 2, 3), *claims("post", 2)]
    found = due(asked, {})
    assert [found[one].amount for one in asked[:3]] == [67_319] * 3
    assert (found[asked[3]].amount, bool(found[asked[3]].failed)) == (0, True)
    assert due(claims("insurance_flexible", 4), {}) == {}, "nothing is known of April"
    assert due([], {}) == {}
    before = {Claim("p1", "insurance_flexible", f"{y}-{m:02d}"): 1 for y in (2021, 2022, 2023) for m in range(1, 13)}
    assert [due(asked, before)[one].failed for one in asked[:3]] == ["ceiling"] * 3


@pytest.mark.parametrize(("employer", "failed"), [("E1", "excluded:insurance_post"), ("E2", ""), (None, "")])
def test_an_employer_paid_before_for_a_person_is_known_at_payment(employer: str | None, failed: str) -> None:
    hired = {"work": "employed", "employer_size": "small", "contract_months": 12, "insured_months": 6}
    rows = [
        MONTH | {"month": date(2024, 1, 1), "employer": employer},
        {"person": "p1", "month": date(2024, 6, 1), "unemployed_months": 8, "employer": "E1"} | hired,
    ]
    due = by_rules(programmes(), table([RULES | {"born": date(2001, 1, 1)}]), table(rows))
    asked = claims("hiring_unemployed", 6)
    found = due(asked, {Claim("p1", "insurance_post", "2024-01"): 1})
    assert found[asked[0]].failed == failed
