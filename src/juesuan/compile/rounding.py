"""Rounding (进位): from 分 to 万元 by a stated policy: half-up with tails listed, or controlled."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from juesuan.accounts import Accounts, Moved, Tail
from juesuan.compile.closing import fewest_moves
from juesuan.compile.sums import Sum, sums
from juesuan.facts import MONEY_UNITS, Coordinate

__all__ = ["half_up", "round_accounts"]


def half_up(cents: int, unit: str = "万元", places: int = 2) -> Decimal:
    """Return 分 in `unit`, rounded half up (away from zero) to `places` decimals."""
    value = Decimal(cents) / 100 / MONEY_UNITS[unit]
    return value.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")


def round_accounts(accounts: Accounts) -> None:
    """Fill `printed` from `exact` by the accounts' policy, and say what moved or which totals keep a tail.

    half-up: every figure on its own; totals that their printed parts miss are listed as `tails`.
    controlled: the fewest figures are moved by one quantum so that every total of every form closes
    (Cox 1987, controlled rounding); `moved` says which. Raises ValueError for another policy.
    """
    if accounts.policy not in ("half-up", "controlled"):
        raise ValueError(accounts.policy)
    accounts.printed = {c: half_up(v, accounts.unit, accounts.places) for c, v in accounts.exact.items()}
    relations = sums(accounts.exact)
    if accounts.policy == "controlled":
        _close(accounts, relations)
    accounts.tails = list(_tails(accounts, relations))


def _close(accounts: Accounts, relations: list[Sum]) -> None:
    quantum = Decimal(1).scaleb(-accounts.places)
    for coordinate, steps in fewest_moves(accounts.printed, relations, quantum).items():
        before = accounts.printed[coordinate]
        accounts.printed[coordinate] = before + steps * quantum
        accounts.moved.append(Moved(coordinate, before, accounts.printed[coordinate]))


def _tails(accounts: Accounts, relations: Iterable[Sum]) -> Iterable[Tail]:
    seen: set[Coordinate] = set()
    for relation in relations:
        gap = relation.gap(accounts.printed)
        if gap and relation.total not in seen:
            seen.add(relation.total)
            yield Tail(relation.form, relation.total, gap)
