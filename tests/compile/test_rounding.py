"""Rounding policies: half-up is within half a quantum, controlled closes every total with few moves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.accounts import Accounts
from juesuan.compile.closing import CannotClose, fewest_moves
from juesuan.compile.rounding import half_up, round_accounts
from juesuan.compile.sums import Sum, sums
from juesuan.facts import Coordinate

HALF_UP = [(5000, "0.01"), (4999, "0.00"), (-5000, "-0.01"), (1_877_745_5000, "18777.46"), (0, "0.00")]


@pytest.mark.parametrize(("cents", "shown"), HALF_UP)
def test_half_up(cents: int, shown: str) -> None:
    assert half_up(cents) == Decimal(shown)


def ledger(amounts: list[int]) -> dict[Coordinate, int]:
    """Spread amounts over three functions and two natures, with every total a form prints."""
    exact: dict[Coordinate, int] = {}
    for n, cents in enumerate(amounts):
        code, nature = ("2080101", "2080102", "2100101")[n % 3], ("basic", "project")[n % 2]
        for function in ("", code[:3], code[:5], code):
            for kind in ("", nature):
                members = {k: v for k, v in (("function", function), ("nature", kind)) if v}
                at = Coordinate.of("expenditure", 2024, **members)
                exact[at] = exact.get(at, 0) + cents
    return exact


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=12))
def test_controlled_closes_every_total_and_moves_by_one_quantum(amounts: list[int]) -> None:
    accounts = Accounts("某局", 2024, exact=ledger(amounts), policy="controlled")
    round_accounts(accounts)
    assert not accounts.tails
    assert all(relation.gap(accounts.printed) == 0 for relation in sums(accounts.exact))
    for coordinate, cents in accounts.exact.items():
        assert abs(accounts.printed[coordinate] - half_up(cents)) <= Decimal("0.02")
    assert {m.coordinate for m in accounts.moved} == {
        c for c, cents in accounts.exact.items() if accounts.printed[c] != half_up(cents)
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=12))
def test_half_up_lists_exactly_the_totals_with_a_tail(amounts: list[int]) -> None:
    accounts = Accounts("某局", 2024, exact=ledger(amounts))
    round_accounts(accounts)
    broken = {r.total for r in sums(accounts.exact) if r.gap(accounts.printed)}
    assert {t.coordinate for t in accounts.tails} == broken
    assert not accounts.moved


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="banker"):
        round_accounts(Accounts("某局", 2024, policy="banker"))


def test_what_cannot_close_is_said() -> None:
    total, part = Coordinate.of("inflow", 2024), Coordinate.of("outflow", 2024)
    with pytest.raises(CannotClose):
        fewest_moves({total: Decimal("9.00"), part: Decimal("1.00")}, [Sum("01", total, (part,))], Decimal("0.01"))
