"""The world of a simulation: made-up people, what they are due each month (which changes), clerks, a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from juesuan.books.identity import luhn
from juesuan.fund.applications import Row
from juesuan.fund.exclusion import Standing
from juesuan.fund.model import Claim, Due, Earlier
from juesuan.fund.post import Posting
from juesuan.vault.keys import Key
from juesuan.vault.sealing import Vault

__all__ = ["CLERKS", "EXCLUDED", "PROGRAMMES", "Person", "World", "excluded", "meeting", "posting"]

CLERKS = ("甲", "乙", "丙", "丁", "戊")
PROGRAMMES = {"flexible": "2080704", "post": "2080705", "training": "2080702"}
EXCLUDED = frozenset({frozenset({"flexible", "post"})})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_YEAR, _MONTHS = 2024, 6


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person, of a region (429999) nobody is registered in."""

    name: str
    number: str
    account: str
    person: str


@dataclass(slots=True)
class World:
    """People, and what each is due of each programme and month in 分 (`truth`); `best` is the most it ever was."""

    random: Random
    vault: Vault
    people: list[Person] = field(default_factory=list)
    truth: dict[Claim, int] = field(default_factory=dict)
    best: dict[Claim, int] = field(default_factory=dict)
    today: date = date(_YEAR, 3, 1)
    lists: int = 0
    earlier: list[Earlier] = field(default_factory=list)

    @classmethod
    def new(cls, random: Random, count: int) -> World:
        """Make a world of so many people."""
        key = Key(random.randbytes(32), {"k1": random.randbytes(32)})
        world = cls(random, Vault(key, random.randbytes))
        world.people = [world._person(n) for n in range(count)]
        for one in world.people:
            for programme in PROGRAMMES:
                amount = random.choice((0, 67319, 92378, 104333, 220000))
                for month in range(1, _MONTHS + 1):
                    world.truth[Claim(one.person, programme, f"{_YEAR}-{month:02d}")] = amount
        world.best = dict(world.truth)
        world.earlier = [world._earlier(n) for n in range(6)]
        return world

    def _earlier(self, n: int) -> Earlier:
        """Make a payment of the year before."""
        one, year = self.people[n], _YEAR - 1
        programme = self.random.choice(list(PROGRAMMES))
        head = (f"E{n}", year, one.person, one.name, programme, f"A{n}")
        return Earlier(
            *head, (f"{year}-01", f"{year}-03"), self.random.randint(3, 300_000), date(year, 6, 1), f"E{n}-1"
        )

    def _person(self, n: int) -> Person:
        digits = f"429999{self.random.randint(1965, 2000)}0{self.random.randint(1, 9)}1{n % 10}{n % 1000:03d}"
        check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
        body = f"6217{self.random.randrange(10**11):011d}"
        account = next(body + str(d) for d in range(10) if luhn(body + str(d)))
        number = digits + check
        return Person(f"某{n}", number, account, self.vault.mark("id_number", number))

    def entitled(self, claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:  # noqa: ARG002
        """Say what is due today."""
        return {claim: Due(self.truth.get(claim, 0), "" if self.truth.get(claim) else "not_due") for claim in claims}

    def change(self) -> None:
        """Let one person lose, or have again, a programme from some month on: a job, a pension, a death, a mistake."""
        one, programme = self.random.choice(self.people), self.random.choice(list(PROGRAMMES))
        amount = self.random.choice((0, 0, 67319, 104333))
        for month in range(self.random.randint(1, _MONTHS), _MONTHS + 1):
            claim = Claim(one.person, programme, f"{_YEAR}-{month:02d}")
            self.truth[claim] = amount
            self.best[claim] = max(self.best[claim], amount)

    def pass_days(self) -> None:
        """Let some days pass, within what the calendar knows."""
        self.today = min(self.today + timedelta(self.random.randint(1, 6)), date(_YEAR, 12, 20))

    def rows(self) -> list[Row]:
        """Return a list as an employer sends it: now and then with a person twice, a wrong digit, impossible dates."""
        people = self.random.sample(self.people, self.random.randint(1, 3))
        if self.random.random() < 0.1:
            people.append(people[0])
        return [self._row(n, one) for n, one in enumerate(people, 2)]

    def _row(self, number: int, one: Person) -> Row:
        first = self.random.randint(1, _MONTHS)
        last = self.random.randint(first, _MONTHS)
        start, end = date(_YEAR, first, 1), date(_YEAR, last, 28)
        digits, account, chance = one.number, one.account, self.random.random()
        if chance < 0.03:
            digits = digits[:-1] + ("0" if digits[-1] != "0" else "1")
        elif chance < 0.06:
            account = account[:-1] + str((int(account[-1]) + 1) % 10)
        elif chance < 0.08:
            start, end = end, date(_YEAR, 1, 1) if first > 1 else date(2023, 1, 1)
        return Row(number, one.name, digits, account, self.random.choice(list(PROGRAMMES)), start, end)

    def next_list(self) -> str:
        """Return the name of the next list."""
        self.lists += 1
        return f"名单{self.lists}.xlsx"


def excluded(one: str, other: str) -> bool:
    """Say whether two programmes exclude each other."""
    return frozenset({one, other}) in EXCLUDED


def meeting(one: Standing, other: Standing) -> bool:
    """Say whether two programmes exclude each other in one month."""
    return one.month == other.month and excluded(one.programme, other.programme)


def posting(programme: str) -> Posting:
    """Say where a programme is booked; what comes back of earlier years is kept of one, and owed of the others."""
    kept = "carried" if programme == "post" else "payable"
    return Posting("001", PROGRAMMES[programme], "30399", "P1", earlier=kept)
