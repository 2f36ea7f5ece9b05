"""The fund's ledger (资金台账): what was allotted, what was paid by function code, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.schema import schema
from juesuan.books.store import recover
from juesuan.books.tables import codes_of, load
from juesuan.fund.state import State
from juesuan.taxonomy.classification import classification, parent

__all__ = ["FUNCTION", "Ledger", "ledger_of"]

ADJUSTED = ("carried", "payable", "remitted")
FUNCTION = "20807"
"""就业补助: what the fund is spent under."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Yuan allotted by level, paid by function code and its name; 分 paid through batches, on their way and back.

    `earlier` is what came back of earlier years in 分, by what became of it: no part of what was paid or is left.
    """

    allotted: Mapping[str, Decimal]
    paid: Mapping[tuple[str, str], Decimal]
    through_batches: int
    on_the_way: int
    returned: int
    earlier: Mapping[str, int]

    @property
    def total(self) -> Decimal:
        """Yuan allotted."""
        return sum(self.allotted.values(), Decimal())

    @property
    def spent(self) -> Decimal:
        """Yuan paid."""
        return sum(self.paid.values(), Decimal())

    @property
    def rest(self) -> Decimal:
        """Yuan left: to be carried over or given back."""
        return self.total - self.spent

    @property
    def rate(self) -> Decimal | None:
        """Of what was allotted, paid in %; None where nothing was."""
        return self.spent * 100 / self.total if self.total else None


def ledger_of(book: Path, state: State, function: str = FUNCTION) -> Ledger:
    """Return the ledger of a book's fund. Unusable where nothing is allotted or a table cannot be read."""
    recover(book)
    year = settings_of(book).year
    codes = codes_of(book, year)
    allotments = load(book, schema().tables["allotments"], codes).table
    if not allotments.num_rows:
        raise Unusable(fault("fund.allotted", "fund/allotments.csv"))
    levels = dict(schema().tables["allotments"].column("level").choices)
    allotted: dict[str, Decimal] = {}
    for row in allotments.select(["level", "amount"]).to_pylist():
        level = levels.get(row["level"], row["level"])
        allotted[level] = allotted.get(level, Decimal()) + row["amount"]
    entries = load(book, schema().tables["entries"], codes).table
    under = [one for one in classification("function") if function in (one, parent("function", one))]
    functions = entries.column("function").cast(pa.string())  # as texts: each file of a large table has its own codes
    below = pc.is_in(functions, pa.array(under, pa.string()))
    taken = pc.and_(pc.equal(entries.column("side").cast(pa.string()), "expenditure"), below)
    spent = pa.table({"function": functions, "amount": entries.column("amount")}).filter(taken)
    sums = spent.group_by("function").aggregate([("amount", "sum")]).to_pylist()
    names = classification("function")
    paid = {(one["function"], names.name(one["function"], year) or ""): one["amount_sum"] for one in sums}
    lines = state.payments.values()
    return Ledger(
        allotted,
        dict(sorted(paid.items())),
        sum(one.amount for one in lines if one.state == "paid"),
        sum(one.amount for one in lines if one.state == "sent"),
        sum(state.received.get(one.id, 0) for one in state.recoveries.values() if one.payment in state.payments),
        {kind: sum(a.amount for a in state.adjustments.values() if a.kind == kind) for kind in ADJUSTED},
    )
