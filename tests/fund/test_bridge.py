"""The bridge between purposes and 项: the published one, the fewest moves, what cannot be moved, and payments."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.fund.bridge import Move, bridge, homes, least_moves, of_payments
from juesuan.fund.programme import programmes

HOME = homes(programmes())
PURPOSES = {
    "职业培训补贴": 193_2100_00,
    "社会保险补贴": 9025_7800_00,
    "公益性岗位补贴": 1870_1300_00,
    "一次性创业补贴": 10_5000_00,
    "就业创业服务补助": 62_9200_00,
    "其他补贴": 137_8000_00,
}
ACCOUNTS = {
    "2080702": 191_3600_00,
    "2080704": 8116_6700_00,
    "2080705": 2779_2400_00,
    "2080713": 131_3000_00,
    "2080701": 28_9200_00,
    "2080799": 52_8500_00,
}


def test_the_published_views_meet_in_four_moves() -> None:
    found = bridge(PURPOSES, ACCOUNTS, HOME)
    assert {(m.source, m.target, m.fen) for m in found.moves} == {
        ("2080704", "2080705", 909_1100_00),
        ("2080701", "2080713", 34_0000_00),
        ("2080702", "2080713", 1_8500_00),
        ("2080799", "2080713", 84_9500_00),
    }
    assert set(found.residual.values()) == {0}
    assert not found.proven


def test_what_may_not_be_moved_stays_as_residual() -> None:
    found = bridge(PURPOSES, ACCOUNTS, HOME, [("2080704", "2080705"), ("2080702", "2080713")])
    assert {(m.source, m.target) for m in found.moves} == {("2080704", "2080705"), ("2080702", "2080713")}
    assert {code: fen for code, fen in found.residual.items() if fen} == {
        "2080701": -34_0000_00,
        "2080799": -84_9500_00,
        "2080713": 118_9500_00,
    }


def test_views_of_different_totals_leave_the_difference() -> None:
    found = bridge({"职业培训补贴": 500}, {"2080702": 300, "2080799": 150}, HOME)
    assert found.moves == (Move("2080702", "2080799", 150),)
    assert {code: fen for code, fen in found.residual.items() if fen} == {"2080702": -50}


def test_a_purpose_without_a_home_is_named() -> None:
    with pytest.raises(Unusable, match=r"fund\.no_home"):
        bridge({"别的": 1}, {}, HOME)
    with pytest.raises(Unusable, match=r"fund\.no_home"):
        of_payments([("别的", "2080702", 1)], HOME)


def test_payments_prove_the_moves() -> None:
    rows = [("社会保险补贴", "2080704", 700), ("社会保险补贴", "2080705", 200), ("社会保险补贴", "2080705", 100)]
    found = of_payments([*rows, ("公益性岗位补贴", "2080705", 50)], HOME)
    assert found.moves == (Move("2080704", "2080705", 300),)
    assert found.proven
    assert set(found.residual.values()) == {0}
    assert found.accounts == {"2080704": 700, "2080705": 350}


def _brute(gaps: dict[str, int], allowed: set[tuple[str, str]]) -> int | None:
    """The fewest moves, found by trying sets of moves from small to large: a forest's flows follow from its leaves."""
    pairs = [p for p in product(gaps, gaps) if gaps[p[0]] > 0 > gaps[p[1]] and p in allowed]
    for size in range(len(pairs) + 1):
        if any(_closes(dict(gaps), list(chosen)) for chosen in combinations(pairs, size)):
            return size
    return None


def _closes(left: dict[str, int], moves: list[tuple[str, str]]) -> bool:
    while moves:
        ends = [code for pair in moves for code in pair]
        leaf = next((code for code in ends if ends.count(code) == 1), None)
        if leaf is None:
            return False
        pair = next(p for p in moves if leaf in p)
        fen = abs(left[leaf])
        left[pair[0]] -= fen
        left[pair[1]] += fen
        moves.remove(pair)
        if left[pair[0]] < 0 or left[pair[1]] > 0:
            return False
    return not any(left.values())


@given(st.lists(st.integers(-9, 9).filter(bool), min_size=1, max_size=5), st.data())
def test_no_fewer_moves_would_do(fens: list[int], data: st.DataObject) -> None:
    gaps = {f"c{n}": fen for n, fen in enumerate([*fens, -sum(fens)]) if fen}
    pairs = [(a, b) for a in gaps for b in gaps if gaps[a] > 0 > gaps[b]]
    allowed = set(data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []) or set(pairs)
    moves = least_moves(gaps, frozenset(allowed))
    wanted = _brute(gaps, allowed)
    left = dict(gaps)
    for move in moves:
        assert (move.source, move.target) in allowed
        assert move.fen > 0
        left[move.source] -= move.fen
        left[move.target] += move.fen
    if wanted is None:
        assert any(left.values())
    else:
        assert not any(left.values())
        assert len(moves) == wanted


def test_many_gaps_are_closed_too() -> None:
    gaps = {f"c{n:02}": n + 1 for n in range(20)} | {f"d{n:02}": -(n + 1) for n in range(20)}
    moves = least_moves(gaps)
    assert len(moves) < 40
    assert sum(m.fen for m in moves) == 210
