"""Who is due what at payment (待遇核定): by the programmes' rules over registers, or by amounts somebody settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.identity import id_number
from juesuan.fund.batch import Entitled, Excluded
from juesuan.fund.entitlement import entitled
from juesuan.fund.exclusion import exclude, matrix
from juesuan.fund.model import Claim, Due
from juesuan.fund.programme import Programme
from juesuan.vault.sealing import Vault, whole

__all__ = ["asked_rows", "by_amounts", "by_rules", "excluded_by", "paid_rows", "pseudonyms"]


def by_amounts(amounts: Mapping[Claim, int]) -> Entitled:
    """Take what is due from amounts settled elsewhere, in 分; a month that is not among them is due nothing."""

    def due(claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:  # noqa: ARG001
        return {one: Due(amounts.get(one, 0), "" if one in amounts else "not_settled") for one in claims}

    return due


def by_rules(programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table) -> Entitled:
    """Let the programmes' rules decide over registers of persons and person-months (`person` is a pseudonym there)."""
    places = {one: n for n, one in enumerate(zip(_texts(months, "person"), _months(months), strict=True))}
    employers = _texts(months, "employer") if "employer" in months.column_names else [None] * len(months)

    def due(claims: Sequence[Claim], paid: Mapping[Claim, int]) -> dict[Claim, Due]:
        asked: dict[str, list[Claim]] = {name: [] for name in programmes}
        for one in claims:
            if one.programme in asked and (one.person, one.month) in places:
                asked[one.programme].append(one)
        known = [one for some in asked.values() for one in some]
        if not known:
            return {}
        wanted = pa.array(sorted({one.person for one in known}), pa.string())
        people = persons.filter(pc.is_in(persons.column("person").cast(pa.string()), wanted))
        rows = months.take(pa.array([places[one.person, one.month] for one in known]))
        found = entitled(programmes, people, asked_rows(rows, known), paid_rows(paid, employers, places))
        # decisions come programme by programme, within one in the order asked: so do the claims
        answers = zip(known, found.column("amount_fen").to_pylist(), _texts(found, "failed"), strict=True)
        return {one: Due(fen, failed or "") for one, fen, failed in answers}

    return due


def _texts(table: pa.Table, name: str) -> list[Any]:
    found: list[Any] = table.column(name).cast(pa.string()).to_pylist()
    return found


def _months(table: pa.Table) -> list[str]:
    """Return the month of every row as 2024-05."""
    found: list[str] = pc.utf8_slice_codeunits(
        table.column("month").cast(pa.date32()).cast(pa.string()), 0, 7
    ).to_pylist()
    return found


def asked_rows(rows: pa.Table, claims: Sequence[Claim]) -> pa.Table:
    """Return the facts of each claim's person and month, with its programme."""
    if "programme" in rows.column_names:
        rows = rows.drop_columns(["programme"])
    return rows.append_column("programme", pa.array([one.programme for one in claims], pa.string()))


def paid_rows(
    paid: Mapping[Claim, int], employers: Sequence[str | None], places: Mapping[tuple[str, str], int]
) -> pa.Table:
    """Return what was paid, each month with the employer the register of months knows for it: some exclusions ask."""
    days = pa.array([f"{one.month}-01" for one in paid], pa.string()).cast(pa.date32())
    texts = [pa.array([getattr(one, name) for one in paid], pa.string()) for name in ("person", "programme")]
    rows = [places.get((one.person, one.month)) for one in paid]
    whose = pa.array([None if row is None else employers[row] for row in rows], pa.string())
    return pa.table([*texts, days, whose], names=["person", "programme", "month", "employer"])


def pseudonyms(table: pa.Table, vault: Vault, column: str = "person") -> pa.Table:
    """Return a list whose persons go by ID number with the marks registers know them by; others stay as they are."""
    said = table.column(column).cast(pa.string()).to_pylist()
    made = [vault.mark("id_number", whole("id_number", one)) if one and id_number(one) else one for one in said]
    return table.set_column(table.column_names.index(column), column, pa.array(made, pa.string()))


def excluded_by(programmes: Mapping[str, Programme]) -> Excluded:
    """Say what a person may not have beside what they have, as the programmes say it: by month, ever, by employer."""
    scopes = matrix(programmes)
    return lambda one, other: exclude(scopes, one, other)
