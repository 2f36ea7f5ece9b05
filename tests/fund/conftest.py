"""Made-up people, a key, a small book and an office that knows what everybody is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from juesuan.books.identity import luhn
from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.fund.applications import Row
from juesuan.fund.desk import Desk
from juesuan.fund.exclusion import Standing
from juesuan.fund.model import Claim, Due
from juesuan.fund.office import Office
from juesuan.fund.post import Posting
from juesuan.fund.shelf import BookShelf
from juesuan.vault.keys import Key
from juesuan.vault.sealing import Vault

DAY = date(2024, 5, 6)
PROGRAMMES = ("flexible", "post")


def made_up_id(n: int) -> str:
    digits = f"42999919800{1 + n % 9}1{n % 10}{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def made_up_card(n: int) -> str:
    body = f"62170000{n:010d}"
    return next(body + str(d) for d in range(10) if luhn(body + str(d)))


def row(n: int = 1, number: int = 2, programme: str = "flexible", first: int = 1, last: int = 3) -> Row:
    start, end = date(2024, first, 1), date(2024, last, 28)
    return Row(number, f"某人{n}", made_up_id(n), made_up_card(n), programme, start, end, bank="某银行")


@pytest.fixture
def vault() -> Vault:
    return Vault(Key(bytes(range(32)), {"k1": bytes(range(32, 64))}))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    new_book(tmp_path / "book", Settings("某局", 2024, "区"))
    return tmp_path / "book"


@pytest.fixture
def due() -> dict[Claim, int]:
    """What is due other than 100 yuan a month."""
    return {}


@pytest.fixture
def office(book: Path, due: dict[Claim, int]) -> Office:
    def entitled(claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:
        return {one: Due(due.get(one, 10_000), "" if due.get(one, 1) else "not_due") for one in claims}

    def excluded(one: Standing, other: Standing) -> bool:
        return one.month == other.month and {one.programme, other.programme} == {"flexible", "post"}

    def postings(programme: str) -> Posting:
        return Posting("001", "2080704", "30399")

    return Office(Desk(book), BookShelf(book), entitled, excluded, postings)


@pytest.fixture
def approved(office: Office, vault: Vault) -> Callable[..., list[str]]:
    """Enter rows and take them through to approval."""
    from juesuan.fund import review

    def take(*rows: Row) -> list[str]:
        found = review.enter(office.shelf, rows, PROGRAMMES, vault, who="甲", on=DAY, file="名单.xlsx")
        assert not found.faults
        ids = [one["id"] for one in found.records]
        review.move(office.shelf, ids, "checked", who="乙", on=DAY)
        review.move(office.shelf, ids, "reviewed", who="丙", on=DAY)
        review.notice(office.shelf, ids, who="丙", on=DAY)
        review.approve(office.shelf, ids, who="丁", on=date(2024, 5, 20))
        return ids

    return take
