"""The facts of the example's applicants, and what the programmes decide of them: asked claim by claim, answered at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
from recipients import Grant, proof

from juesuan.books.identity import born
from juesuan.fund.entitlement import entitled
from juesuan.fund.facts import terms, type_of
from juesuan.fund.grid import month_of
from juesuan.fund.model import Claim, Due
from juesuan.fund.programme import Programme


class Decisions:
    """Answers what is due of claims: every answer is one of `fund.entitlement.entitled`, none is typed."""

    def __init__(self, programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table) -> None:
        self.programmes, self.persons, self.months = programmes, persons, months
        columns = (months.column(name).to_pylist() for name in ("person", "programme", "month"))
        self.row = {Claim(p, g, f"{m:%Y-%m}"): n for n, (p, g, m) in enumerate(zip(*columns, strict=True))}

    def __call__(self, claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:
        """Return what is due of each claim, given what is paid; a claim without facts is due nothing."""
        known: dict[str, list[Claim]] = {name: [] for name in self.programmes}
        for one in claims:
            if one in self.row:
                known[one.programme].append(one)
        ordered = [one for some in known.values() for one in some]
        if not ordered:
            return {}
        asked = self.months.take(pa.array([self.row[one] for one in ordered]))
        found = entitled(self.programmes, self.persons, asked, _paid(paid))
        answers = zip(ordered, found.column("amount_fen").to_pylist(), found.column("failed").to_pylist(), strict=True)
        return {one: Due(fen, failed) for one, fen, failed in answers}

    def excluded(self, one: str, other: str) -> bool:
        """Say whether two programmes exclude each other in a month."""
        pairs = ((one, other), (other, one))
        return any(e.programme == b and e.scope != "employer" for a, b in pairs for e in self.programmes[a].exclusions)


def _paid(paid: Mapping[Claim, int]) -> pa.Table:
    days = pa.array([f"{one.month}-01" for one in paid], pa.string()).cast(pa.date32())
    return pa.table({"person": [c.person for c in paid], "programme": [c.programme for c in paid], "month": days})


def persons_of(numbers: Mapping[str, str]) -> pa.Table:
    """Return the register of persons: date of birth and sex as their ID numbers (by pseudonym) say."""
    sexes = [None if born(n) is None else ("male" if int(n[16]) % 2 else "female") for n in numbers.values()]
    columns = {"person": pa.array(numbers), "born": pa.array([born(n) for n in numbers.values()], pa.date32())}
    kinds = ["general" if sex == "female" else None for sex in sexes]
    return pa.table({**columns, "sex": pa.array(sexes), "retirement_kind": pa.array(kinds, pa.string())})


def months_of(grants: Iterable[Grant], marks: Mapping[str, str]) -> pa.Table:
    """Return the register of person-months: the facts of each, by pseudonym (`marks`, by id)."""
    rows = [row for one in grants for row in _rows(one, marks[one.who])]
    names = dict.fromkeys(name for row in rows for name in row)
    kinds = {"person": pa.string(), "programme": pa.string(), "month": pa.date32()}
    return pa.table({n: pa.array([r.get(n) for r in rows], kinds.get(n) or type_of(terms()[n].type)) for n in names})


def _rows(one: Grant, mark: str) -> Iterable[dict[str, Any]]:
    for n, fen in enumerate(one.amounts):
        row = {"person": mark, "programme": one.programme, "month": month_of(one.first + n), **one.facts}
        if one.employer:
            row["employer"] = one.employer
        if (found := proof(one.programme, fen)) is not None:
            row[found[0]] = Decimal(found[1]) / 100
        yield row
