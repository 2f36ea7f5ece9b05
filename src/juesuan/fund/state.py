"""All the money of a fund at one moment, and what is asked of it; a change makes another state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from juesuan.fund.model import LIVE, Adjustment, Batch, Claim, Earlier, Payment, Receipt, Recovery

__all__ = ["State"]

_T = TypeVar("_T", Payment, Batch, Recovery, Receipt, Earlier, Adjustment)


@dataclass(frozen=True)
class State:
    """Payments, batches, recoveries, receipts, payments of earlier years and what came back of those, by id."""

    payments: Mapping[str, Payment] = field(default_factory=dict)
    batches: Mapping[str, Batch] = field(default_factory=dict)
    recoveries: Mapping[str, Recovery] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    adjustments: Mapping[str, Adjustment] = field(default_factory=dict)

    @cached_property
    def live(self) -> dict[Claim, int]:
        """The 分 of every month that is paid or on its way: it is not paid again."""
        return {
            claim: amount
            for one in self.payments.values()
            if one.state in LIVE
            for claim, amount in zip(one.claims, one.amounts, strict=True)
        }

    @cached_property
    def runs(self) -> dict[Claim, int]:
        """How often each month was issued, whatever became of it."""
        found: dict[Claim, int] = {}
        for one in self.payments.values():
            for claim in one.claims:
                found[claim] = found.get(claim, 0) + 1
        return found

    @cached_property
    def received(self) -> dict[str, int]:
        """The 分 that came back of each recovery."""
        found: dict[str, int] = {}
        for one in self.receipts.values():
            found[one.recovery] = found.get(one.recovery, 0) + one.amount
        return found

    @cached_property
    def reclaimed(self) -> dict[str, int]:
        """The 分 of each payment that are to come back, or have."""
        found: dict[str, int] = {}
        for one in self.recoveries.values():
            if one.state != "withdrawn":
                found[one.payment] = found.get(one.payment, 0) + one.amount
        return found

    def returned(self, payment: str) -> int:
        """Return the 分 of a payment that have come back."""
        return sum(self.received.get(one.id, 0) for one in self.recoveries.values() if one.payment == payment)

    def recoverable(self, payment: str) -> int | None:
        """Return the 分 that may come back of a payment, asked back or not; None for what is not paid and posted."""
        line, earlier = self.payments.get(payment), self.earlier.get(payment)
        if line is not None:
            return line.amount if line.state == "paid" and line.entry else None
        return earlier.amount if earlier is not None else None

    def owing(self, unit: str, through: date) -> int:
        """Return the 分 a unit had to hand in to the treasury at the end of a day."""
        signs = {"payable": 1, "remitted": -1}
        mine = [one for one in self.adjustments.values() if one.unit == unit and one.day <= through]
        return sum(signs.get(one.kind, 0) * one.amount for one in mine)

    def lines(self, batch: str) -> list[Payment]:
        """Return the payments of a batch, in their order."""
        return [one for one in self.payments.values() if one.batch == batch]

    def with_(
        self,
        payments: Iterable[Payment] = (),
        batches: Iterable[Batch] = (),
        recoveries: Iterable[Recovery] = (),
        receipts: Iterable[Receipt] = (),
        earlier: Iterable[Earlier] = (),
        adjustments: Iterable[Adjustment] = (),
    ) -> State:
        """Return the state with these in the place of those of their id, or beside them."""
        return replace(
            self,
            payments=_with(self.payments, payments),
            batches=_with(self.batches, batches),
            recoveries=_with(self.recoveries, recoveries),
            receipts=_with(self.receipts, receipts),
            earlier=_with(self.earlier, earlier),
            adjustments=_with(self.adjustments, adjustments),
        )


def _with(known: Mapping[str, _T], new: Iterable[_T]) -> Mapping[str, _T]:
    added = {one.id: one for one in new}
    return {**known, **added} if added else known
