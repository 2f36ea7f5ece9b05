"""The facts of the example's applicants as registers of persons and person-months, for the programmes' rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from recipients import Grant, proof

from juesuan.books.identity import born
from juesuan.fund.facts import terms, type_of
from juesuan.fund.grid import month_of


def persons_of(numbers: Mapping[str, str]) -> pa.Table:
    """Return the register of persons: date of birth and sex as their ID numbers (by pseudonym) say."""
    sexes = [None if born(n) is None else ("male" if int(n[16]) % 2 else "female") for n in numbers.values()]
    columns = {"person": pa.array(numbers), "born": pa.array([born(n) for n in numbers.values()], pa.date32())}
    kinds = ["general" if sex == "female" else None for sex in sexes]
    return pa.table({**columns, "sex": pa.array(sexes), "retirement_kind": pa.array(kinds, pa.string())})


def months_of(grants: Iterable[Grant], marks: Mapping[str, str]) -> pa.Table:
    """Return the register of person-months: all facts of each, by pseudonym (`marks`, by id)."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for one in grants:
        for n, fen in enumerate(one.amounts):
            row = rows.setdefault((marks[one.who], one.first + n), {})
            row.update(one.facts)
            if one.employer:
                row["employer"] = one.employer
            if (found := proof(one.programme, fen)) is not None:
                row[found[0]] = Decimal(found[1]) / 100
    names = dict.fromkeys(name for row in rows.values() for name in row)
    facts = {n: pa.array([row.get(n) for row in rows.values()], type_of(terms()[n].type)) for n in names}
    return pa.table({"person": [p for p, _ in rows], "month": [month_of(m) for _, m in rows], **facts})
