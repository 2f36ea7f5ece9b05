"""The simulator: every step holds every invariant, and each invariant is broken by some fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from juesuan.books.store import commit
from juesuan.fund import batch, desk, office, recovery, returns, review
from juesuan.fund.applications import Entered
from juesuan.fund.model import Claim, Payment
from juesuan.fund.post import Booking
from juesuan.fund.simulation.memory import MemoryShelf
from juesuan.fund.simulator import Report, simulate
from juesuan.fund.state import State
from juesuan.registers import machine

SEED, STEPS = 20240707, 10_000
MUTANTS: dict[str, tuple[tuple[str, ...], Callable[[pytest.MonkeyPatch], None]]] = {}


def mutant(*invariants: str) -> Callable[[Callable[[pytest.MonkeyPatch], None]], None]:
    def keep(change: Callable[[pytest.MonkeyPatch], None]) -> None:
        MUTANTS[change.__name__] = (invariants, change)

    return keep


@mutant("entitled")
def months_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    nothing: dict[Claim, int] = {}
    patch.setattr(State, "live", property(lambda _: nothing))


@mutant("entitled")
def released_without_another_look(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(batch, "_unfit", lambda *_: [])
    real = batch.released
    patch.setattr(
        batch, "released", lambda state, number, *a, **k: _twice_as_much(*real(state, number, *a, **k), number)
    )


def _twice_as_much(state: State, left: list[Any], faults: list[Any], number: str) -> Any:
    def doubled(one: Payment) -> Payment:
        return replace(one, amounts=tuple(2 * a for a in one.amounts))

    lines = [doubled(one) for one in state.lines(number) if one.state == "sent"]
    return state.with_(payments=lines), left, faults


@mutant("excluded")
def programmes_exclude_nothing(patch: pytest.MonkeyPatch) -> None:
    real = batch.made
    patch.setattr(batch, "made", lambda s, r, t, e, _, **k: real(s, r, t, e, lambda *_: False, **k))
    patch.setattr(batch, "_barred", lambda *_: [])


@mutant("bank", "entitled")
def any_return_will_do(patch: pytest.MonkeyPatch) -> None:
    def wrong(state: State, number: str, one: Any, line: Payment | None, *_: Any) -> Any:
        return None if line is not None else returns.fault("fund.return_payment", "x", 1, "payment")

    patch.setattr(returns, "_wrong", wrong)


@mutant("bank")
def posted_again_and_again(patch: pytest.MonkeyPatch) -> None:
    def unposted(state: State) -> list[Booking]:
        return [Booking(replace(o, entry=""), 0, o.amount) for o in state.payments.values() if o.state == "paid"]

    patch.setattr(office, "unposted", unposted)


@mutant("bank", "earlier")
def a_slip_counts_again(patch: pytest.MonkeyPatch) -> None:
    real = recovery.received

    def received(state: State, number: str, slip: str, *rest: Any, **named: Any) -> Any:
        return real(state, number, f"{slip}-{len(state.receipts)}", *rest, **named)

    patch.setattr(recovery, "received", received)


@mutant("earlier")
def an_earlier_year_takes_back_this_ones_money(patch: pytest.MonkeyPatch) -> None:
    real = recovery.adjusted
    patch.setattr(
        recovery, "adjusted", lambda one, receipt, *rest: replace(real(one, receipt, *rest), amount=one.amount)
    )


@mutant("history")
def rows_are_not_chained(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk.chain, "_last", lambda content: (content.count(b"\n"), "") if content else (0, ""))


@mutant("history")
def written_in_place(patch: pytest.MonkeyPatch) -> None:
    def commit(book: Path, writes: dict[str, bytes], disk: Any, *_: Any) -> None:
        for name, content in writes.items():
            disk.write(book / name, content)

    patch.setattr(desk, "commit", commit)


@mutant("apart")
def anybody_may_review(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine, "_apart", lambda *_: iter(()))


@mutant("apart")
def whoever_makes_releases(patch: pytest.MonkeyPatch) -> None:
    real = batch.released
    patch.setattr(
        batch, "released", lambda s, n, r, e, x, *, sender, day: _release_as(real, s, n, r, e, x, sender, day)
    )


def _release_as(
    real: Any, state: State, number: str, ready: Any, entitled: Any, excluded: Any, sender: str, day: Any
) -> Any:
    made = state.batches.get(number)
    trusting = state if made is None else state.with_(batches=[replace(made, maker="")])
    return real(trusting, number, ready, entitled, excluded, sender=sender, day=day)


@mutant("whole")
def half_a_list_is_taken(patch: pytest.MonkeyPatch) -> None:
    real = review.entered

    def entered(rows: Iterable[Any], *rest: Any) -> Entered:
        found = real(rows, *rest)
        return Entered(found.records, found.present, [])

    patch.setattr(review, "entered", entered)


def _keeping(order: Callable[[dict[str, bytes], Callable[[], None], MemoryShelf], None]) -> Any:
    """Keep what stands beside the applications in a commit of its own, before or after theirs."""
    real = MemoryShelf._keep

    def keep(self: MemoryShelf, desk: Any) -> None:
        beside, desk.beside = dict(desk.beside), {}
        order(beside, lambda: real(self, desk), self)

    return keep


@mutant("whole")
def the_list_goes_up_first(patch: pytest.MonkeyPatch) -> None:
    def order(beside: dict[str, bytes], move: Callable[[], None], shelf: MemoryShelf) -> None:
        commit(shelf.book, beside, shelf.disk)
        move()

    patch.setattr(MemoryShelf, "_keep", _keeping(order))


@mutant("whole")
def the_list_goes_up_last(patch: pytest.MonkeyPatch) -> None:
    def order(beside: dict[str, bytes], move: Callable[[], None], shelf: MemoryShelf) -> None:
        move()
        commit(shelf.book, beside, shelf.disk)

    patch.setattr(MemoryShelf, "_keep", _keeping(order))


@pytest.fixture(scope="module")
def long_run() -> Report:
    return simulate(SEED, STEPS)


def test_every_step_holds(long_run: Report) -> None:
    assert long_run.broken is None, f"{long_run.broken} at step {long_run.at}"
    assert long_run.steps == STEPS


def test_they_meet_what_they_are_for(long_run: Report) -> None:
    assert long_run.payments > 100
    assert long_run.crashes > 100
    wanted = {"register.apart", "register.move", "fund.batch_apart", "fund.recover_apart", "fund.list_twice"}
    wanted |= {"number.id_number", "fund.card", "fund.span", "fund.list_overlap", "fund.notice_open"}
    wanted |= {f"fund.return_{one}" for one in ("batch", "payment", "amount", "code", "day", "contrary")}
    assert wanted <= set(long_run.refusals)
    assert long_run.counts["receive:done"] > 5
    assert long_run.counts["receive:repeated"] > 0
    assert long_run.counts["remit:done"] > 0


def test_a_seed_gives_the_same_run() -> None:
    one, other = simulate(5, 1500), simulate(5, 1500)
    assert (one.counts, one.paid, one.crashes) == (other.counts, other.paid, other.crashes)
    assert simulate(6, 1500).counts != one.counts


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_of_ours_breaks_its_invariant(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    invariants, change = MUTANTS[name]
    change(monkeypatch)
    for seed in range(1, 6):
        found = simulate(seed, 4000)
        if found.broken is not None:
            break
    assert found.broken is not None, f"{name} was not noticed"
    assert found.broken.name in invariants


def test_a_real_disk_holds_too(tmp_path: Path) -> None:
    found = simulate(9, 240, folder=tmp_path, life=120)
    assert found.broken is None, f"{found.broken} at step {found.at}"
    assert found.crashes > 3
