"""Who gets what from the example's fund: people and firms of its registers, with the facts their money follows from.

Published are the money and the heads of each purpose; who they are, which months and how much each gets is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from people import Dice, ids

OPEN, CLOSE = 2023 * 12 + 9, 2024 * 12 + 11
"""The months the year's money is for, counted in months: the quarter before the year is paid within it."""
QUARTERS = 5
YEAR_OF = 12
WORKING = 30_000
"""The people, from the youngest on, who are below the age of retirement in all these months."""
RETIRED = 40
"""Applicants who are too old: their applications are refused."""
GAPS = 300
"""Insured people with a month in the middle that nobody paid for."""
ENTERPRISE = (9_286, 67_969, "62788650.00")
FLEXIBLE = (3_900, 27_300, "18378050.00")
"""People, months and yuan: averages of 923.78 and 673.19 a month, together what 2080704 paid."""
POSTS, POST_MONTHS = 817, 8_501
STANDARD = 220_000
INSURED, INSURED_MONTHS, PREMIUM = 850, 8_714, 104_333
INSURED_TOTAL = 909_110_000
"""1,043.33 a month does not divide 909.11: one month is a part of one."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A programme's months from `first` on for a person or firm: 分 by month, 0 where a condition was not met."""

    programme: str
    who: str
    first: int
    amounts: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    employer: str = ""

    @property
    def listed(self) -> int:
        """The quarter in which it is applied for: that after its first month began."""
        return min(max((self.first - OPEN) // 3, 0), QUARTERS - 1)


HARD = {"hard_to_employ": True}


def grants(book: Path) -> list[Grant]:
    """Return every grant."""
    holders = list(_posts(book))
    known = [*holders, *_registered(book, {one.who for one in holders})]
    return [*known, *_drawn({one.who for one in known}), *_institutions()]


def rows(book: Path, register: str) -> list[dict[str, Any]]:
    """Return the records of one of the book's registers."""
    found: list[dict[str, Any]] = pq.read_table(book / "registers" / register / "2024.parquet").to_pylist()
    return found


def month(day: date) -> int:
    """Return a day's month counted in months."""
    return day.year * 12 + day.month - 1


def fit(dice: Dice, room: np.ndarray, total: int) -> np.ndarray:
    """Return for each room a number from 1 up to it, so that they sum to a total."""
    return room - dice.rng.multivariate_hypergeometric(room - 1, int(room.sum()) - total)


def exact(wanted: np.ndarray, counts: np.ndarray, total: int) -> np.ndarray:
    """Return amounts near those wanted that, each taken so many times, sum to a total."""
    made = wanted.astype(np.int64)
    made += (total - int(made @ counts)) // int(counts.sum())
    rest = total - int(made @ counts)
    for n in np.argsort(-counts, kind="stable").tolist():
        if counts[n] <= rest:
            made[n] += 1
            rest -= int(counts[n])
    if rest:
        raise ValueError(f"{rest} 分 are left of {total}")
    return made


def _posts(book: Path) -> Iterator[Grant]:
    """Yield the subsidies and premiums of those who hold public posts."""
    dice = Dice("fund posts")
    spans = []
    for one in rows(book, "public_posts"):
        first = max(OPEN, month(one["started"]))
        last = min(CLOSE, month(one["ended"])) if one["ended"] else CLOSE
        if last >= first:
            spans.append((one["person"], first, last - first + 1, one["employer"]))
    spans.sort(key=lambda span: -span[2])
    facts = {**HARD, "work": "post", "post_open": True, "wage": 2200}
    lengths = fit(dice, np.array([span[2] for span in spans[:POSTS]]), POST_MONTHS)
    for (who, first, _, employer), length in zip(spans, lengths.tolist(), strict=False):
        yield Grant("post", who, first, (STANDARD,) * length, facts, employer)
    lengths = fit(dice, np.array([span[2] for span in spans[:INSURED]]), INSURED_MONTHS)
    short = PREMIUM * INSURED_MONTHS - INSURED_TOTAL
    for n, ((who, first, _, employer), length) in enumerate(zip(spans, lengths.tolist(), strict=False)):
        amounts = (PREMIUM - short if n == 0 else PREMIUM, *(PREMIUM,) * (length - 1))
        yield Grant("insurance_post", who, first, amounts, facts, employer)


def _registered(book: Path, holders: set[str]) -> Iterator[Grant]:
    """Yield what follows from the registers of training, certificates, start-ups, loans and graduates."""
    working = {f"P{n:05}" for n in range(1, WORKING + 1)} - holders
    dice = Dice("fund registers")
    passed = [one for one in rows(book, "training") if one["outcome"] == "passed" and one["hours"] >= 40]
    for programme, some, fees in (
        ("training", passed[:1338], exact(dice.rng.integers(110_000, 176_000, 1338), np.ones(1338, int), 191_360_000)),
        ("startup_training", passed[1338:1353], exact(np.full(15, 120_000), np.ones(15, int), 1_850_000)),
    ):
        for one, fee in zip(some, fees.tolist(), strict=True):
            facts = {"trainee": "unemployed", "certificate": True, "training_hours": one["hours"]}
            yield Grant(programme, one["person"], month(one["ended"]), (fee,), facts)
    loans = [one for one in rows(book, "loans") if month(one["issued"]) < CLOSE][:375]
    lent = {one["person"] for one in loans}
    assessed = [one for one in rows(book, "certificates") if one["person"] not in lent][:52]
    others = lent | {one["person"] for one in assessed}
    for n, one in enumerate(assessed):
        facts = {"trainee": "unemployed", "certificate": True}
        yield Grant("evaluation", one["person"], month(one["issued"]), (30_000 if n else 20_000,), facts)
    owners = [one for one in rows(book, "startups") if one["support"] == "subsidy" and one["person"] in working]
    for n, one in enumerate(owners[:11]):
        facts = {**HARD, "work": "self", "first_business": True, "operating_months": 14}
        late = n == 0
        yield Grant("startup", one["person"], CLOSE - 36 if late else month(one["supported"]), _start_up(late), facts)
    room = np.array([CLOSE - month(one["issued"]) + 1 for one in loans])
    lengths = fit(dice, np.minimum(room, 6), 890)
    interest = exact(dice.rng.integers(28_000, 37_000, len(loans)), lengths, 28_950_000)
    for one, length, fen in zip(loans, lengths.tolist(), interest.tolist(), strict=True):
        facts = {"loan_guaranteed": True, "loan_amount": one["amount"]}
        yield Grant("startup_interest", one["person"], month(one["issued"]), (fen,) * length, facts)
    free = working - others
    young = [one["person"] for one in rows(book, "graduates") if one["outcome"] and one["person"] in free]
    facts = {**HIRED, "graduated": date(2024, 6, 30), "insured_months": 4}
    for who in young[:40]:
        yield Grant("hiring_graduate", who, CLOSE - 1, (100_000,), facts, "E0100")


def _start_up(late: bool) -> tuple[int, ...]:
    """Return what a start-up gets: less for a month in which the standard was lower."""
    return (500_000,) if late else (1_000_000,)


HIRED = {"work": "employed", "employer_size": "micro", "contract_months": 24}


def _drawn(taken: set[str]) -> Iterator[Grant]:
    """Yield what other people get than those the registers name."""
    dice = Dice("fund people")
    every = iter([who for who in dice.some(WORKING, WORKING).tolist() if who not in taken])
    for programme, (people, months, yuan), spread in (
        ("insurance_enterprise", ENTERPRISE, 9_000),
        ("insurance_flexible", FLEXIBLE, 5_000),
    ):
        total = int(yuan.replace(".", ""))
        room = np.where(dice.rng.random(people) < 0.35, YEAR_OF, dice.rng.integers(1, YEAR_OF, people))
        lengths = fit(dice, room, months)
        amounts = exact(dice.rng.normal(total / months, spread, people), lengths, total)
        begins = OPEN + dice.rng.integers(0, YEAR_OF - lengths + 1)
        for n, (first, length, fen) in enumerate(zip(begins.tolist(), lengths.tolist(), amounts.tolist(), strict=True)):
            yield _insured(programme, next(every), n, first, (fen,) * length)
    facts = {**HIRED, "insured_months": 6, "graduated": date(2023, 6, 30)}
    for n in range(580):
        programme, firm = ("hiring_graduate", "E0200") if n < 20 else ("startup_hiring", f"E{300 + n:04}")
        yield Grant(programme, next(every), OPEN + 3 + n % 12, (100_000,), facts, firm)
    for who in ids(range(40_000 - RETIRED, 40_000), "P", 5).tolist():
        yield _insured("insurance_flexible", who, 0, OPEN + 3, (67_000,) * 6)


def _insured(programme: str, who: str, n: int, first: int, amounts: tuple[int, ...]) -> Grant:
    """Return an insured person's months; some have one in the middle in which no premium was paid."""
    if programme == "insurance_flexible":
        return Grant(programme, who, first, amounts, {**HARD, "work": "flexible"})
    if n < GAPS and 2 < len(amounts) < YEAR_OF:
        amounts = (amounts[0], 0, *amounts[1:])
    size = ("large", "medium", "small", "micro")[n % 4]
    facts = {**HARD, "work": "employed", "contract_months": 36, "employer_size": size}
    return Grant(programme, who, first, amounts, facts, f"E{1000 + n % 1500:04}")


def _institutions() -> Iterator[Grant]:
    """Yield what institutions get for services: nobody is counted."""
    facts = {"public_body": True, "accepted": True}
    for programme, first, parts in (
        ("services", 21, ("5200.00", "4000.00")),
        ("startup_services", 31, ("120000.00", "96000.00", "74000.00", "50000.00")),
        ("demonstration_network", 41, ("60000.00", "60000.00", "50000.00", "50000.00", "30000.00", "30000.00")),
        ("demonstration_platform", 51, ("253000.00", "120000.00", "80000.00")),
    ):
        for n, yuan in enumerate(parts):
            fen = int(yuan.replace(".", ""))
            yield Grant(programme, f"E{first + n:04}", CLOSE - 3, (fen,), facts, f"E{first + n:04}")


PROOF = {
    "insurance_post": ("premium_employer", 1, 1), "insurance_enterprise": ("premium_employer", 1, 1),
    "insurance_flexible": ("premium_own", 3, 2), "training": ("training_fee", 1, 1),
    "startup_training": ("training_fee", 1, 1), "evaluation": ("evaluation_fee", 1, 1),
    "startup_interest": ("interest_paid", 2, 1), "services": ("approved", 1, 1),
    "startup_services": ("approved", 1, 1), "demonstration_network": ("approved", 1, 1),
    "demonstration_platform": ("approved", 1, 1),
}  # fmt: skip
"""The fact an amount follows from: the amount times n/d, rounded up; a standard follows from none."""


def proof(programme: str, fen: int) -> tuple[str, int] | None:
    """Return the fact (in 分) from which the rules make an amount."""
    found = PROOF.get(programme)
    return None if found is None else (found[0], -(-fen * found[1] // found[2]))
