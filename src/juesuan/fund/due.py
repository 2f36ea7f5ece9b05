"""Who is due what at payment (待遇核定): by the programmes' rules over registers, or by amounts somebody settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.identity import id_number, to18
from juesuan.fund.batch import Entitled, Excluded
from juesuan.fund.entitlement import entitled
from juesuan.fund.model import Claim, Due
from juesuan.fund.programme import Programme
from juesuan.fund.vault import Vault

__all__ = ["by_amounts", "by_rules", "excluded_by", "pseudonyms"]


def by_amounts(amounts: Mapping[Claim, int]) -> Entitled:
    """Take what is due from amounts settled elsewhere, in 分; a month that is not among them is due nothing."""

    def due(claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:  # noqa: ARG001
        return {one: Due(amounts.get(one, 0), "" if one in amounts else "not_settled") for one in claims}

    return due


def by_rules(programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table) -> Entitled:
    """Let the programmes' rules decide over registers of persons and person-months (`person` is a pseudonym there)."""

    def due(claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:
        if not claims:
            return {}
        wanted = pa.array(sorted({one.person for one in claims}), pa.string())
        people = persons.filter(pc.is_in(persons.column("person").cast(pa.string()), wanted))
        rows = _asked(months, claims)
        found = entitled(programmes, people, rows, _paid(paid))
        return {
            Claim(row["person"], row["programme"], row["month"].isoformat()[:7]): Due(
                row["amount_fen"], row["failed"] or ""
            )
            for row in found.to_pylist()
        }

    return due


def _asked(months: pa.Table, claims: Sequence[Claim]) -> pa.Table:
    """Return a row for each claim: the facts of its person and month, with its programme."""
    facts = {(row["person"], row["month"].isoformat()[:7]): row for row in months.to_pylist()}
    rows = [
        {**facts[one.person, one.month], "programme": one.programme}
        for one in claims
        if (one.person, one.month) in facts
    ]
    shape = (
        months.schema
        if "programme" in months.column_names
        else months.schema.append(pa.field("programme", pa.string()))
    )
    return pa.Table.from_pylist(rows, shape)


def _paid(paid: Mapping[Claim, int]) -> pa.Table:
    rows = [(one.person, one.programme, date.fromisoformat(f"{one.month}-01")) for one in paid]
    columns: list[Any] = [[row[n] for row in rows] for n in range(3)]
    kinds = [pa.string(), pa.string(), pa.date32()]
    arrays = [pa.array(some, kind) for some, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=["person", "programme", "month"])


def pseudonyms(table: pa.Table, vault: Vault) -> pa.Table:
    """Return a register whose persons go by ID number with their pseudonyms instead; others stay as they are."""
    said = table.column("person").cast(pa.string()).to_pylist()
    made = [vault.mark("id_number", to18(one)) if one and id_number(one) else one for one in said]
    return table.set_column(table.column_names.index("person"), "person", pa.array(made, pa.string()))


def excluded_by(programmes: Mapping[str, Programme]) -> Excluded:
    """Say which programmes exclude each other in the same month, as their rules do (either way round)."""
    pairs = {
        frozenset((name, other.programme))
        for name, one in programmes.items()
        for other in one.exclusions
        if other.scope in ("month", "ever")
    }
    return lambda one, other: one != other and frozenset((one, other)) in pairs
